//! The engine's own events as the records of a feed: the same books, trades and quotes as from a tape.
//!
//! A venue's feed does not tell what participants' events tell, and the other way round: an order that comes to rest causes no
//! event, a feed has the venue's order numbers and only what is displayed. [`EngineFold`] follows commands and their events and
//! writes what a feed would: market-by-order records (new, cancelled, modified), a tick for each trade, a quote whenever the
//! best prices or what stands there change. `orderId` is the venue's number, counted over all accepted orders.
//!
//! Not in events, and therefore assumed: a part that an iceberg draws between two bounds when it comes to rest shows the lower
//! bound until it refreshes; a market-to-limit order that rests without having traded stands where market orders do.

mod live;

use super::ids::Ids;
use super::{Book, FLAG_LAST, OrderBook};
use cift_types::{
    AccountId, BookAction, CommandKind, EventKind, FLAG_AUCTION, FLAG_MAKER_DONE, FLAG_TAKER_DONE,
    FLAG_WAITS, InstrumentId, OrderId, Phase, Side, TimeInForce,
};
use cift_wire::{Command, Event, MarketByOrderEvent, OrderTerms, Quote, Tick, as_words, from_words};
use live::{Live, owner_of};

/// Bit of a tick's flags: against an order that was not displayed.
const NOT_DISPLAYED: u16 = 4;
/// Bit of a tick's flags: in an auction.
const IN_AUCTION: u16 = 8;

/// What a fold has to know of an instrument's rules.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FoldRules {
    /// Whether an order that is replaced at its price by no more keeps its place.
    pub keeps_on_reduce: bool,
    /// The phase that the session begins in.
    pub initial_phase: Phase,
}

impl Default for FoldRules {
    fn default() -> Self {
        Self { keeps_on_reduce: false, initial_phase: Phase::Continuous }
    }
}

/// A record that a fold has made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Folded {
    /// An update of an order.
    Order(MarketByOrderEvent),
    /// A trade.
    Tick(Tick),
    /// The best prices, after a command that changed them.
    Quote(Quote),
}

/// An instrument's market.
#[derive(Clone, Debug)]
struct Market {
    rules: FoldRules,
    phase: Phase,
    book: OrderBook,
    /// What the last quote said.
    quoted: Quote,
    touched: bool,
}

/// Follows an engine.
#[derive(Clone, Debug)]
pub struct EngineFold {
    markets: Vec<Market>,
    live: Vec<Live>,
    free: Vec<u32>,
    ids: Ids,
    terms: Option<OrderTerms>,
    /// The order that comes in: it may rest once it has done with trading.
    incoming: Option<u32>,
    orders: u64,
    trades: u64,
    seq: u64,
    /// The records of the command at hand.
    records: Vec<Folded>,
    /// Instruments that the command at hand has changed.
    touched: Vec<InstrumentId>,
}

impl EngineFold {
    /// Follows a session with these instruments from its beginning.
    #[must_use]
    pub fn new(instruments: &[FoldRules]) -> Self {
        let market = |(instrument, &rules): (u32, &FoldRules)| Market {
            rules,
            phase: rules.initial_phase,
            book: OrderBook::new(instrument),
            quoted: Quote::default(),
            touched: false,
        };
        Self {
            markets: (0..).zip(instruments).map(market).collect(),
            live: Vec::new(),
            free: Vec::new(),
            ids: Ids::new(),
            terms: None,
            incoming: None,
            orders: 0,
            trades: 0,
            seq: 0,
            records: Vec::new(),
            touched: Vec::new(),
        }
    }

    /// An instrument's displayed orders.
    #[must_use]
    pub fn book(&self, instrument: InstrumentId) -> Option<&OrderBook> {
        self.markets.get(instrument as usize).map(|market| &market.book)
    }

    /// The venue's number of a live order: its id in [`Self::book`].
    #[must_use]
    pub fn number(&self, instrument: InstrumentId, account: AccountId, id: OrderId) -> Option<u64> {
        self.find(instrument, account, id).map(|(_, slot)| self.live[slot as usize].number)
    }

    /// Takes a command and all events that it caused; returns what a feed would have sent.
    pub fn observe(&mut self, command: &Command, events: &[Event]) -> &[Folded] {
        self.records.clear();
        for event in events {
            if self.markets.get(event.instrument as usize).is_some() {
                self.event(command, event);
            }
        }
        self.rest_incoming(command.time_ns);
        let terms = command.kind == CommandKind::Terms as u8;
        self.terms = terms.then(|| from_words(*as_words(command)));
        self.quotes();
        if let Some(Folded::Order(MarketByOrderEvent { flags, .. }) | Folded::Tick(Tick { flags, .. })) =
            self.records.last_mut()
        {
            *flags |= FLAG_LAST;
        }
        &self.records
    }

    fn event(&mut self, command: &Command, event: &Event) {
        let Some(kind) = EventKind::from_u8(event.kind) else { return };
        if kind == EventKind::Trade {
            return self.trade(event);
        }
        let found = self.find(event.instrument, event.account, event.order_id);
        // What happens to others while an order comes in: it has not come to rest yet if they leave or shrink.
        let passive = matches!(kind, EventKind::Cancelled | EventKind::Reduced | EventKind::Refreshed);
        let own = found.map(|(_, slot)| slot) == self.incoming;
        let of_its_own = own && matches!(kind, EventKind::Repriced | EventKind::Triggered);
        if !passive && !of_its_own {
            self.rest_incoming(event.time_ns);
        }
        match (kind, found) {
            (EventKind::Accepted, _) => self.accept(command, event),
            (EventKind::PhaseChanged, _) => self.change_phase(event),
            (EventKind::Cancelled, Some((place, slot))) => {
                self.hide(slot, event.time_ns);
                self.forget(place, slot);
            }
            (EventKind::Reduced, Some((_, slot))) => {
                self.live[slot as usize].open = event.quantity;
                let shown = self.live[slot as usize].shown.min(event.quantity);
                self.show(slot, shown, event.time_ns);
            }
            (EventKind::Replaced, Some((_, slot))) => self.replace(slot, event),
            (EventKind::Triggered, Some((_, slot))) => self.trigger(slot, event),
            (EventKind::Refreshed, Some((_, slot))) => {
                self.hide(slot, event.time_ns);
                self.display(slot, event.quantity, event.time_ns);
            }
            (EventKind::Repriced, Some((_, slot))) => self.reprice(slot, event),
            _ => {}
        }
    }

    fn accept(&mut self, command: &Command, event: &Event) {
        self.orders += 1;
        let own = if command.kind == CommandKind::New as u8 { *command } else { Command::default() };
        let closing = self.phase(event.instrument) == Phase::ClosingAuction;
        let live = Live::new(self.orders, &own, self.terms, event, closing);
        let slot = self.free.pop().unwrap_or_else(|| {
            self.live.push(live);
            self.live.len() as u32 - 1
        });
        self.live[slot as usize] = live;
        self.ids.insert(live.hash(), slot);
        if live.waits_for == 0 {
            self.incoming = Some(slot);
        }
    }

    fn trigger(&mut self, slot: u32, event: &Event) {
        let closing = self.phase(event.instrument) == Phase::ClosingAuction;
        let live = &mut self.live[slot as usize];
        live.triggered(closing);
        if live.waits_for == 0 {
            self.incoming = Some(slot);
        }
    }

    fn replace(&mut self, slot: u32, event: &Event) {
        let keeps = self.markets[event.instrument as usize].rules.keeps_on_reduce;
        let closing = self.phase(event.instrument) == Phase::ClosingAuction;
        let live = &mut self.live[slot as usize];
        let in_place = keeps
            && live.shown > 0
            && live.display == 0
            && live.price == event.price
            && event.quantity <= live.open;
        live.open = event.quantity;
        live.traded = 0;
        live.last_price = None;
        if in_place {
            return self.show(slot, event.quantity, event.time_ns);
        }
        self.hide(slot, event.time_ns);
        let live = &mut self.live[slot as usize];
        live.price = event.price;
        if live.tif == TimeInForce::AtClose as u8 && !closing {
            live.waits_for |= live::CLOSE;
        }
        if self.live[slot as usize].waits_for == 0 {
            self.incoming = Some(slot);
        }
    }

    fn reprice(&mut self, slot: u32, event: &Event) {
        self.hide(slot, event.time_ns);
        let live = &mut self.live[slot as usize];
        live.settled = true;
        live.price = event.price;
        live.set_waiting(live::PRICE, event.flags & FLAG_WAITS != 0);
        if self.incoming != Some(slot) {
            self.rest(slot, event.time_ns);
        }
    }

    fn change_phase(&mut self, event: &Event) {
        let Some(phase) = Phase::from_u8(event.flags) else { return };
        let old = core::mem::replace(&mut self.markets[event.instrument as usize].phase, phase);
        if phase != Phase::ClosingAuction || old == phase {
            return;
        }
        let waits = |live: &Live| {
            live.number > 0 && live.instrument == event.instrument && live.waits_for & live::CLOSE != 0
        };
        let mut entering: Vec<(u64, u32)> = (0..)
            .zip(&self.live)
            .filter(|(_, live)| waits(live))
            .map(|(slot, live)| (live.number, slot))
            .collect();
        entering.sort_unstable();
        for (_, slot) in entering {
            self.live[slot as usize].set_waiting(live::CLOSE, false);
            self.rest(slot, event.time_ns);
        }
    }

    fn trade(&mut self, event: &Event) {
        let auction = event.flags & FLAG_AUCTION != 0;
        let taker = self.find(event.instrument, event.account, event.order_id);
        let maker = self.find(event.instrument, event.counter_account, event.counter_order_id);
        if self.incoming.is_some() && taker.map(|(_, slot)| slot) != self.incoming {
            self.rest_incoming(event.time_ns);
        }
        let hidden = maker.is_some_and(|(_, slot)| self.live[slot as usize].hidden);
        self.trades += 1;
        self.seq += 1;
        self.records.push(Folded::Tick(Tick {
            side: event.side,
            side_unknown: u8::from(auction),
            flags: if auction { IN_AUCTION } else { 0 } | if hidden && !auction { NOT_DISPLAYED } else { 0 },
            instrument: event.instrument,
            seq: self.seq,
            time_ns: event.time_ns,
            price: event.price,
            quantity: event.quantity,
            trade_id: self.trades,
            received_ns: 0,
            venue_seq: event.seq,
        }));
        self.fill(taker, event, event.flags & FLAG_TAKER_DONE != 0);
        // Forgetting the taker moves entries of the map, so the maker is looked up again.
        let maker = self.find(event.instrument, event.counter_account, event.counter_order_id);
        self.fill(maker, event, event.flags & FLAG_MAKER_DONE != 0);
    }

    fn fill(&mut self, found: Option<(usize, u32)>, event: &Event, done: bool) {
        let Some((place, slot)) = found else { return };
        let live = &mut self.live[slot as usize];
        live.open = live.open.saturating_sub(event.quantity);
        live.traded = live.traded.saturating_add(event.quantity);
        live.last_price = Some(event.price);
        let shown = live.shown.saturating_sub(event.quantity);
        self.show(slot, shown, event.time_ns);
        if done {
            self.forget(place, slot);
        }
    }

    /// The order that came in has done with trading: what is left of it rests.
    fn rest_incoming(&mut self, time_ns: u64) {
        if let Some(slot) = self.incoming.take() {
            self.rest(slot, time_ns);
        }
    }

    fn rest(&mut self, slot: u32, time_ns: u64) {
        let live = &self.live[slot as usize];
        if live.number == 0 || live.waits_for != 0 || live.hidden {
            return;
        }
        let shown = live.first_part();
        self.live[slot as usize].come_to_rest();
        self.display(slot, shown, time_ns);
    }

    /// Puts an order that is not displayed behind all others at its price.
    fn display(&mut self, slot: u32, shown: u64, time_ns: u64) {
        self.live[slot as usize].shown = shown;
        if shown > 0 {
            self.send(slot, BookAction::Add, shown, time_ns);
        }
    }

    /// Changes what a displayed order shows; it keeps its place.
    fn show(&mut self, slot: u32, shown: u64, time_ns: u64) {
        let before = core::mem::replace(&mut self.live[slot as usize].shown, shown);
        if shown < before {
            self.send(slot, BookAction::Cancel, before - shown, time_ns);
        }
    }

    fn hide(&mut self, slot: u32, time_ns: u64) {
        self.show(slot, 0, time_ns);
    }

    fn send(&mut self, slot: u32, action: BookAction, quantity: u64, time_ns: u64) {
        let live = &self.live[slot as usize];
        self.seq += 1;
        let record = MarketByOrderEvent {
            action: action as u8,
            side: live.side,
            flags: 0,
            instrument: live.instrument,
            seq: self.seq,
            time_ns,
            order_id: live.number,
            price: live.standing(),
            quantity,
            received_ns: 0,
            venue_seq: 0,
        };
        let market = &mut self.markets[live.instrument as usize];
        market.book.apply(&record);
        if !core::mem::replace(&mut market.touched, true) {
            self.touched.push(live.instrument);
        }
        self.records.push(Folded::Order(record));
    }

    fn quotes(&mut self) {
        for at in 0..self.touched.len() {
            let market = &mut self.markets[self.touched[at] as usize];
            market.touched = false;
            let quote = market.book.quote();
            let told = Quote { seq: market.quoted.seq, time_ns: market.quoted.time_ns, ..quote };
            if told != market.quoted {
                self.seq += 1;
                market.quoted = Quote { seq: self.seq, ..quote };
                self.records.push(Folded::Quote(market.quoted));
            }
        }
        self.touched.clear();
    }

    fn find(&self, instrument: InstrumentId, account: AccountId, id: OrderId) -> Option<(usize, u32)> {
        let hash = super::ids::hash(id, owner_of(instrument, account));
        self.ids.find(hash, |slot| self.live[slot as usize].is(instrument, account, id))
    }

    fn forget(&mut self, place: usize, slot: u32) {
        self.ids.remove_at(place);
        self.live[slot as usize].number = 0;
        self.free.push(slot);
        if self.incoming == Some(slot) {
            self.incoming = None;
        }
    }

    fn phase(&self, instrument: InstrumentId) -> Phase {
        self.markets[instrument as usize].phase
    }

    /// Which side an order of the book is on, for callers that have its number only.
    #[must_use]
    pub fn side_of(&self, instrument: InstrumentId, number: u64) -> Option<Side> {
        Some(self.book(instrument)?.order(number)?.side)
    }
}
