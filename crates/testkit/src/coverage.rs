//! The "sometimes" table: what must have happened in a run of random streams for the run to mean something.

use crate::case::Setup;
use crate::oracle::{Mark, Oracle, Order};
use cift_types::{
    CommandKind, EXACT_LIMIT, EventKind, FLAG_MAKER_DONE, FLAG_POST_ONLY, FLAG_TAKER_DONE, OrderType, Reason,
    Side, TimeInForce,
};
use cift_wire::{Command, Event};
use core::fmt;
use std::collections::BTreeSet;

macro_rules! sometimes {
    ($($name:ident: $text:literal,)*) => {
        /// Something that has to happen sometimes.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Sometimes { $(#[doc = $text] $name,)* }

        impl Sometimes {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// In words.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

sometimes! {
    FilledAtOnce: "a new limit order is filled by one trade",
    FilledInPart: "a new order is filled in part and rests",
    MakerInPart: "a resting order is filled in part",
    BothDone: "a trade fills both orders",
    Sweep: "an order trades at two prices or more",
    LongSweep: "an order trades at five prices or more",
    Queue: "an order trades with three orders or more of one price",
    ManyTrades: "a command causes more than thirty trades",
    OwnTrade: "an account trades with itself",
    SameId: "two orders of the same id and two accounts trade",
    IdAgain: "an id is used again after its order is gone",
    ReplaceTrades: "a replaced order trades",
    ReplaceFilled: "a replaced order is filled",
    IocFilled: "an ioc order is filled",
    FokFilled: "a fok limit order is filled",
    FokMarketFilled: "a fok market order is filled",
    FokMarketKilled: "a fok market order is killed",
    MarketFilled: "a market order is filled",
    PostOnlyRests: "a post-only order rests",
    NegativePrice: "a trade at a negative price",
    RestsAtMin: "an order rests at the lowest price",
    RestsAtMax: "an order rests at the highest price",
    TradesAtMin: "a trade at the lowest price",
    TradesAtMax: "a trade at the highest price",
    LargestQuantity: "an order of 2^53 − 1 lots is accepted",
    FullLevel: "a level of several orders holds 2^53 − 1 lots",
    CapacityOrders: "no place for another order",
    CapacityPages: "no place for another page",
    CapacityLevel: "a level would hold 2^53 lots",
    CapacityAfterTrade: "no place for what is left after a trade",
    CapacityReplace: "no place for a replaced order",
    ManyOrders: "more than a thousand live orders",
    ManyPages: "more than a hundred pages",
    OrdersGrow: "more live orders than memory was set aside for",
    PagesGrow: "more pages than memory was set aside for",
    FarPrices: "a side with prices more than 2^32 apart",
    FarthestPrices: "a side with prices more than 2^63 apart",
    EmptyAgain: "the last order of all books leaves",
    IgnoredNoise: "a change is carried out whose ignored fields are nonsense",
    OwnNumber: "a command brings its own sequence number",
    SameTime: "a command has the time of the one before",
    LastTime: "a command has the last possible time",
    BufferFull: "a batch stops because its events have to be read",
    EventsKept: "a batch is submitted while old events are unread",
    FaultFirst: "a batch stops before its first command",
    FaultInside: "a batch stops before another command",
    FaultSequence: "a command has a wrong sequence number",
    FaultTimeBackwards: "a command has an earlier time",
    FaultTimeLimit: "a command has a time of 2^53 or above",
    LongBatch: "a batch of more than 256 commands",
}

/// Why commands are rejected in sessions without accounts.
const REJECTED: &[Reason] = &[
    Reason::UnknownCommand,
    Reason::UnknownInstrument,
    Reason::InvalidSide,
    Reason::InvalidOrderType,
    Reason::InvalidTimeInForce,
    Reason::InvalidFlags,
    Reason::InvalidOrderId,
    Reason::InvalidQuantity,
    Reason::InvalidPrice,
    Reason::DuplicateOrderId,
    Reason::UnknownOrder,
    Reason::PostOnlyWouldTrade,
    Reason::InvalidTerms,
    Reason::InvalidTrigger,
    Reason::InvalidDisplayQuantity,
    Reason::InvalidMinimumQuantity,
    Reason::InvalidExpiry,
    Reason::InvalidPeg,
    Reason::InvalidLink,
    Reason::InvalidTick,
    Reason::InvalidLot,
    Reason::WrongPhase,
    Reason::InvalidPhase,
    Reason::WouldCross,
    Reason::NoCounterOrder,
    Reason::StaticBand,
    Reason::ReduceOnly,
    Reason::InvalidQuote,
    Reason::InvalidCommand,
];

/// Why orders are cancelled in them.
const CANCELLED: &[Reason] = &[
    Reason::PostOnlyWouldTrade,
    Reason::Requested,
    Reason::ImmediateRemainder,
    Reason::FillOrKill,
    Reason::NoLiquidity,
    Reason::ReducedToZero,
    Reason::Capacity,
    Reason::WrongPhase,
    Reason::WouldCross,
    Reason::NoCounterOrder,
    Reason::StaticBand,
    Reason::DynamicBand,
    Reason::MinimumQuantity,
    Reason::Expired,
    Reason::EndOfDay,
    Reason::Linked,
    Reason::MassCancelled,
    Reason::Disconnected,
    Reason::SelfTrade,
    Reason::AuctionOver,
];

/// How often each thing has happened.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// Commands that were applied.
    pub commands: u64,
    /// What they caused.
    pub events: u64,
    sometimes: [u64; Sometimes::ALL.len()],
    kinds: [u64; EventKind::ALL.len()],
    rejected: [u64; Reason::ALL.len()],
    cancelled: [u64; Reason::ALL.len()],
    marks: [u64; Mark::ALL.len()],
    used: BTreeSet<(u32, u32, u64)>,
    last_time: u64,
}

impl Default for Coverage {
    fn default() -> Self {
        Self {
            commands: 0,
            events: 0,
            sometimes: [0; Sometimes::ALL.len()],
            kinds: [0; EventKind::ALL.len()],
            rejected: [0; Reason::ALL.len()],
            cancelled: [0; Reason::ALL.len()],
            marks: [0; Mark::ALL.len()],
            used: BTreeSet::new(),
            last_time: u64::MAX,
        }
    }
}

impl Coverage {
    /// It has happened.
    pub const fn hit(&mut self, what: Sometimes) {
        self.sometimes[what as usize] += 1;
    }

    fn hit_if(&mut self, happened: bool, what: Sometimes) {
        if happened {
            self.hit(what);
        }
    }

    /// Forgets what belongs to one session.
    pub fn next_session(&mut self) {
        self.used.clear();
        self.last_time = u64::MAX;
    }

    /// Counts what a command has caused. `oracle` is the venue after it.
    pub fn observe(&mut self, setup: &Setup, command: &Command, events: &[Event], oracle: &Oracle) {
        self.commands += 1;
        self.events += events.len() as u64;
        for &mark in Mark::ALL {
            self.marks[mark as usize] += u64::from(oracle.session.marks.has(mark));
        }
        for event in events {
            self.kinds[usize::from(event.kind)] += 1;
            match EventKind::from_u8(event.kind) {
                Some(EventKind::Rejected) => self.rejected[usize::from(event.reason)] += 1,
                Some(EventKind::Cancelled) => self.cancelled[usize::from(event.reason)] += 1,
                _ => {}
            }
        }
        self.hit_if(command.seq != 0, Sometimes::OwnNumber);
        self.hit_if(command.time_ns == self.last_time, Sometimes::SameTime);
        self.hit_if(command.time_ns == EXACT_LIMIT - 1, Sometimes::LastTime);
        self.last_time = command.time_ns;
        let Some(first) = events.first() else { return };
        self.trades(command, events);
        match EventKind::from_u8(first.kind) {
            Some(EventKind::Accepted) => self.accepted(command, events),
            Some(EventKind::Replaced | EventKind::Cancelled | EventKind::Reduced) => {
                self.hit_if(command.side > 1 || command.order_type > 1, Sometimes::IgnoredNoise);
            }
            _ => {}
        }
        self.capacity(setup, events, oracle);
        let live = oracle.live_orders();
        let left = first.kind != EventKind::Rejected as u8 && first.kind != EventKind::Accepted as u8;
        self.hit_if(live == 0 && left, Sometimes::EmptyAgain);
        self.hit_if(live > 1000, Sometimes::ManyOrders);
        self.hit_if(live > setup.limits.reserve_orders as usize, Sometimes::OrdersGrow);
    }

    fn trades(&mut self, command: &Command, events: &[Event]) {
        let mut trades = events.iter().filter(|event| event.kind == EventKind::Trade as u8);
        let Some(mut last) = trades.next() else { return };
        let (mut count, mut prices, mut queue) = (1, 1, 1);
        self.trade(last);
        for event in trades {
            let same = event.price == last.price;
            prices += u32::from(!same);
            queue = if same { queue + 1 } else { 1 };
            self.hit_if(same && queue == 3, Sometimes::Queue);
            (count, last) = (count + 1, event);
            self.trade(event);
        }
        self.hit_if(prices > 1, Sometimes::Sweep);
        self.hit_if(prices > 4, Sometimes::LongSweep);
        self.hit_if(count > 30, Sometimes::ManyTrades);
        let done = last.flags & FLAG_TAKER_DONE != 0;
        if command.kind == CommandKind::Replace as u8 {
            self.hit(Sometimes::ReplaceTrades);
            self.hit_if(done, Sometimes::ReplaceFilled);
            return;
        }
        let market = command.order_type == OrderType::Market as u8;
        let tif = TimeInForce::from_u8(command.time_in_force);
        self.hit_if(done && market, Sometimes::MarketFilled);
        self.hit_if(done && tif == Some(TimeInForce::Ioc), Sometimes::IocFilled);
        self.hit_if(done && !market && tif == Some(TimeInForce::Fok), Sometimes::FokFilled);
        self.hit_if(done && market && tif == Some(TimeInForce::Fok), Sometimes::FokMarketFilled);
        self.hit_if(done && !market && count == 1, Sometimes::FilledAtOnce);
        let rests = events.last().is_some_and(|event| event.kind == EventKind::Trade as u8) && !done;
        self.hit_if(rests, Sometimes::FilledInPart);
    }

    fn trade(&mut self, event: &Event) {
        let both = FLAG_MAKER_DONE | FLAG_TAKER_DONE;
        self.hit_if(event.flags & FLAG_MAKER_DONE == 0, Sometimes::MakerInPart);
        self.hit_if(event.flags == both, Sometimes::BothDone);
        let own = event.account == event.counter_account;
        self.hit_if(own, Sometimes::OwnTrade);
        self.hit_if(!own && event.order_id == event.counter_order_id, Sometimes::SameId);
        self.hit_if(event.price < 0, Sometimes::NegativePrice);
        self.hit_if(event.price == i64::MIN, Sometimes::TradesAtMin);
        self.hit_if(event.price == i64::MAX, Sometimes::TradesAtMax);
    }

    fn accepted(&mut self, command: &Command, events: &[Event]) {
        let new = self.used.insert((command.instrument, command.account, command.order_id));
        self.hit_if(!new, Sometimes::IdAgain);
        self.hit_if(command.quantity == EXACT_LIMIT - 1, Sometimes::LargestQuantity);
        let market = command.order_type == OrderType::Market as u8;
        let killed = events.last().is_some_and(|event| event.reason == Reason::FillOrKill as u8);
        self.hit_if(market && killed, Sometimes::FokMarketKilled);
        let rests = events.len() == 1;
        self.hit_if(rests && command.flags & FLAG_POST_ONLY != 0, Sometimes::PostOnlyRests);
        self.hit_if(rests && command.price == i64::MIN, Sometimes::RestsAtMin);
        self.hit_if(rests && command.price == i64::MAX, Sometimes::RestsAtMax);
    }

    fn capacity(&mut self, setup: &Setup, events: &[Event], oracle: &Oracle) {
        let Some(last) = events.last() else { return };
        if last.reason != Reason::Capacity as u8 {
            return;
        }
        let full = oracle.live_orders() >= setup.limits.orders as usize;
        let at = |order: &&Order| {
            order.is_displayed()
                && (order.instrument, order.side as u8, order.price)
                    == (last.instrument, last.side, last.price)
        };
        let total: u64 = oracle.orders().filter(at).map(Order::displayed).sum();
        let level = total + last.quantity >= EXACT_LIMIT;
        self.hit_if(full, Sometimes::CapacityOrders);
        self.hit_if(level, Sometimes::CapacityLevel);
        self.hit_if(!full && !level, Sometimes::CapacityPages);
        self.hit_if(events[0].kind == EventKind::Replaced as u8, Sometimes::CapacityReplace);
        self.hit_if(events.len() > 2, Sometimes::CapacityAfterTrade);
    }

    /// Counts what is to be seen in the books.
    pub fn look(&mut self, setup: &Setup, oracle: &Oracle) {
        let pages = oracle.pages();
        self.hit_if(pages > 100, Sometimes::ManyPages);
        self.hit_if(pages > setup.limits.reserve_pages, Sometimes::PagesGrow);
        for instrument in 0..setup.instruments {
            for &side in Side::ALL {
                let book = oracle.book(instrument, side);
                let (Some(first), Some(last)) = (book.first(), book.last()) else { continue };
                let distance = first.price.abs_diff(last.price);
                self.hit_if(distance > 1 << 32, Sometimes::FarPrices);
                self.hit_if(distance > 1 << 63, Sometimes::FarthestPrices);
                let levels = book.chunk_by(|a, b| a.price == b.price).filter(|level| level.len() > 1);
                let full =
                    |level: &[Order]| level.iter().map(Order::displayed).sum::<u64>() == EXACT_LIMIT - 1;
                self.hit_if(levels.into_iter().any(full), Sometimes::FullLevel);
            }
        }
    }

    /// Adds another table to this one.
    pub fn add(&mut self, other: &Self) {
        self.commands += other.commands;
        self.events += other.events;
        add(&mut self.sometimes, &other.sometimes);
        add(&mut self.kinds, &other.kinds);
        add(&mut self.rejected, &other.rejected);
        add(&mut self.cancelled, &other.cancelled);
        add(&mut self.marks, &other.marks);
    }

    /// What has happened less often than `least` times in plain streams.
    #[must_use]
    pub fn missing_plain(&self, least: u64) -> Vec<String> {
        let rows = self.rows_of(&EventKind::ALL[1..7], &Reason::ALL[1..13], &Reason::ALL[13..19]);
        rows.into_iter().chain(self.sometimes_rows()).filter(|row| row.1 < least).map(|row| row.0).collect()
    }

    /// The same in streams with everything that needs no accounts.
    #[must_use]
    pub fn missing_special(&self, least: u64) -> Vec<String> {
        let rows = self.rows_of(&EventKind::ALL[1..], REJECTED, CANCELLED);
        rows.into_iter().chain(self.mark_rows()).filter(|row| row.1 < least).map(|row| row.0).collect()
    }

    fn rows_of(&self, kinds: &[EventKind], rejected: &[Reason], cancelled: &[Reason]) -> Vec<(String, u64)> {
        let mut rows = Vec::new();
        for &kind in kinds {
            rows.push((format!("event {}", kind.name()), self.kinds[kind as usize]));
        }
        for &reason in rejected {
            rows.push((format!("rejected {}", reason.name()), self.rejected[reason as usize]));
        }
        for &reason in cancelled {
            rows.push((format!("cancelled {}", reason.name()), self.cancelled[reason as usize]));
        }
        rows
    }

    fn sometimes_rows(&self) -> Vec<(String, u64)> {
        Sometimes::ALL.iter().map(|&what| (what.text().to_owned(), self.sometimes[what as usize])).collect()
    }

    fn mark_rows(&self) -> Vec<(String, u64)> {
        Mark::ALL.iter().map(|&mark| (mark.text().to_owned(), self.marks[mark as usize])).collect()
    }

    fn rows(&self) -> Vec<(String, u64)> {
        let mut rows = self.rows_of(&EventKind::ALL[1..], &Reason::ALL[1..], &Reason::ALL[1..]);
        rows.extend(self.sometimes_rows());
        rows.extend(self.mark_rows());
        rows.retain(|row| row.1 > 0);
        rows
    }
}

fn add(to: &mut [u64], from: &[u64]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += from;
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:>10}  commands", self.commands)?;
        writeln!(f, "{:>10}  events", self.events)?;
        self.rows().into_iter().try_for_each(|(text, times)| writeln!(f, "{times:>10}  {text}"))
    }
}
