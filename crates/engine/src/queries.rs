//! Looks at the books without changing them.

use crate::engine::Engine;
use crate::incoming::Incoming;
use cift_book::{Book, LevelView, OrderView, Place, Slot, Store, Waiting};
use cift_types::{AccountId, InstrumentId, OrderId, Price, Quantity, Reason, Side};
use cift_wire::{
    Balance, Command, DepthLevel, MarketState, Order, Position, RiskCheck, as_words, from_words,
};

impl Engine {
    /// Writes the best levels of both sides into `target`, best first, and returns how many rows have a level.
    /// `None`: no such instrument.
    pub fn depth(&self, instrument: InstrumentId, target: &mut [DepthLevel]) -> Option<usize> {
        let book = self.venue.books.get(instrument as usize)?;
        let (seq, time_ns) = (self.seq, self.time_ns);
        for (level, row) in (0..).zip(target.iter_mut()) {
            *row = DepthLevel { instrument, level, seq, time_ns, ..DepthLevel::default() };
        }
        let mut rows = 0;
        for (i, (row, bid)) in target.iter_mut().zip(book.levels(&self.venue.store, Side::Buy)).enumerate() {
            (row.bid_price, row.bid_quantity, row.bid_orders) = (bid.price, bid.quantity, bid.orders);
            rows = i + 1;
        }
        for (i, (row, ask)) in target.iter_mut().zip(book.levels(&self.venue.store, Side::Sell)).enumerate() {
            (row.ask_price, row.ask_quantity, row.ask_orders) = (ask.price, ask.quantity, ask.orders);
            rows = rows.max(i + 1);
        }
        Some(rows)
    }

    /// The best price of a side.
    #[must_use]
    pub fn best(&self, instrument: InstrumentId, side: Side) -> Option<Price> {
        self.venue.books.get(instrument as usize)?.best(side)
    }

    /// What stands at a price.
    #[must_use]
    pub fn quantity_at(&self, instrument: InstrumentId, side: Side, price: Price) -> Quantity {
        let book = self.venue.books.get(instrument as usize);
        book.and_then(|book| book.level(&self.venue.store, side, price)).map_or(0, |level| level.quantity)
    }

    /// A live order with its place in the queue, or `None`.
    #[must_use]
    pub fn order(&self, instrument: InstrumentId, account: AccountId, id: OrderId) -> Option<Order> {
        let book = self.venue.books.get(instrument as usize)?;
        let hash = cift_book::IdHash::new(instrument, account, id);
        let found = self.venue.store.find(hash, instrument, account, id)?;
        let mut order = self.row(instrument, found.slot);
        let level = book.stand(&self.venue.store, found.slot).level;
        for ahead in self.venue.store.slots(level).take_while(|&slot| slot != found.slot) {
            order.quantity_ahead =
                order.quantity_ahead.saturating_add(self.venue.store.order(ahead).quantity);
            order.orders_ahead += 1;
        }
        Some(order)
    }

    /// Writes the displayed orders of a side into `target`, first to trade first, and returns how many there were room
    /// for. `None`: no such instrument.
    pub fn orders(&self, instrument: InstrumentId, side: Side, target: &mut [Order]) -> Option<usize> {
        let book = self.venue.books.get(instrument as usize)?;
        let store = &self.venue.store;
        let slots = book.levels(store, side).flat_map(|level| store.slots(level.level));
        let mut rows = 0;
        for (row, slot) in target.iter_mut().zip(slots) {
            *row = self.row(instrument, slot);
            rows += 1;
        }
        Some(rows)
    }

    fn row(&self, instrument: InstrumentId, slot: Slot) -> Order {
        let live = self.venue.live(instrument, slot);
        let stand = self.venue.books[instrument as usize].stand(&self.venue.store, slot);
        let displayed = if stand.place == Place::Lit { self.venue.store.order(slot).quantity } else { 0 };
        Order {
            side: live.side as u8,
            instrument,
            order_id: live.id,
            price: live.price,
            quantity: live.open,
            account: live.account,
            displayed_quantity: displayed,
            waiting: u64::from(live.waiting != Waiting::No),
            ..Order::default()
        }
    }

    /// An instrument's market. `None`: no such instrument.
    #[must_use]
    pub fn market_state(&self, instrument: InstrumentId) -> Option<MarketState> {
        let market = self.venue.markets.get(instrument as usize)?;
        let (lowest_price, highest_price) = market.band.unwrap_or((Price::MIN, Price::MAX));
        let shown = market.published;
        let flags = u8::from(market.last.is_some())
            | u8::from(market.reference.is_some()) << 1
            | u8::from(shown.quantity > 0) << 2
            | u8::from(shown.surplus > 0 && shown.side == Some(Side::Buy)) << 3;
        let book = &self.venue.books[instrument as usize];
        let resting = [Side::Buy, Side::Sell].map(|side| {
            let levels = |place| book.levels_at(&self.venue.store, place, side);
            levels(Place::Lit).chain(levels(Place::Hidden)).map(|level| level.orders).sum::<u32>()
        });
        Some(MarketState {
            phase: market.phase as u8,
            flags,
            instrument,
            seq: self.seq,
            time_ns: self.time_ns,
            last_price: market.last.unwrap_or(0),
            reference_price: market.reference.unwrap_or(0),
            indicative_price: shown.price,
            indicative_quantity: shown.quantity,
            surplus_quantity: shown.surplus,
            lowest_price,
            highest_price,
            waiting_orders: market.triggers + market.parked,
            resting_orders: resting.iter().sum(),
            phase_end_ns: market.phase_end_ns,
            ..MarketState::default()
        })
    }

    /// An account's money in a currency. `None`: no such account or currency, or no accounts.
    #[must_use]
    pub fn balance(&self, account: AccountId, currency: u32) -> Option<Balance> {
        let balance = self.venue.desk.risk.as_ref()?.balance(account, currency)?;
        Some(Balance { seq: self.seq, time_ns: self.time_ns, ..balance })
    }

    /// An account's holding in an instrument. `None`: no such account or instrument, or no accounts.
    #[must_use]
    pub fn position(&self, account: AccountId, instrument: InstrumentId) -> Option<Position> {
        let position = self.venue.desk.risk.as_ref()?.fill_position(account, instrument)?;
        Some(Position { seq: self.seq, time_ns: self.time_ns, ..position })
    }

    /// Whether a new order would be let in, with the numbers; nothing changes. The commands are the order, or its terms
    /// and the order. `None`: the session has no accounts. An error: it is refused before accounts are asked.
    pub fn risk_check(&mut self, commands: &[Command]) -> Option<Result<RiskCheck, Reason>> {
        if !self.venue.desk.is_open() {
            return None;
        }
        let (terms, order) = match commands {
            [order] => (None, order),
            [terms, order] => (Some(from_words(*as_words(terms))), order),
            _ => return Some(Err(Reason::UnknownCommand)),
        };
        let mut order = match Incoming::check(order, terms.as_ref()) {
            Ok(order) => order,
            Err(reason) => return Some(Err(reason)),
        };
        if order.instrument as usize >= self.venue.books.len() {
            return Some(Err(Reason::UnknownInstrument));
        }
        let time_ns = self.time_ns;
        self.venue.risk_check(&mut order, time_ns).map(Ok)
    }

    /// The accounts of the session, if it has any.
    #[must_use]
    pub fn risk(&self) -> Option<&cift_risk::Risk> {
        self.venue.desk.risk.as_deref()
    }

    /// Every resting order of a side, best price first, first to trade first.
    pub fn resting(&self, instrument: InstrumentId, side: Side) -> impl Iterator<Item = (Price, OrderView)> {
        let book = self.venue.books.get(instrument as usize);
        book.into_iter().flat_map(move |book| resting(book, &self.venue.store, side))
    }

    /// How many orders rest in all books.
    #[must_use]
    pub const fn live_orders(&self) -> u32 {
        self.venue.store.live_orders()
    }

    /// How many price pages hold orders.
    #[must_use]
    pub fn pages_in_use(&self) -> u32 {
        self.venue.store.pages_in_use()
    }
}

fn resting<'a>(
    book: &'a Book,
    store: &'a Store,
    side: Side,
) -> impl Iterator<Item = (Price, OrderView)> + 'a {
    book.levels(store, side).flat_map(move |LevelView { price, level, .. }| {
        book.orders(store, level).map(move |order| (price, order))
    })
}
