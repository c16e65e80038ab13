//! Looks at the books without changing them.

use crate::engine::Engine;
use cift_book::{Book, LevelView, OrderView, Store};
use cift_types::{AccountId, InstrumentId, OrderId, Price, Quantity, Side};
use cift_wire::{DepthLevel, Order};

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
        let (side, level) = book.level_of(&self.venue.store, found);
        let mut order = Order {
            side: side as u8,
            instrument,
            order_id: id,
            price: level.price,
            quantity: self.venue.store.order(found.slot).quantity,
            account,
            ..Order::default()
        };
        for ahead in book.orders(&self.venue.store, level.level) {
            if ahead.id == id && ahead.account == account {
                break;
            }
            order.quantity_ahead += ahead.quantity;
            order.orders_ahead += 1;
        }
        Some(order)
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
