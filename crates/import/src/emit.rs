//! Records numbered and stamped as they are made.

use cift_tape::{Batch, Kind};
use cift_types::{BookAction, Side};
use cift_wire::{MarketByOrderEvent, MarketByPriceEvent, MarketStatus, Quote, Tick};

/// The last record of what the source sent at once.
pub const LAST: u16 = 1;
/// Part of a snapshot, or of what stands for one.
pub const SNAPSHOT: u16 = 1 << 1;
/// Of an order that is not displayed.
pub const HIDDEN: u16 = 1 << 2;
/// A trade of an auction.
pub const AUCTION: u16 = 1 << 3;

/// A batch does not end within a message; from this length on it ends with it.
const BATCH_RECORDS: usize = 4096;

/// Makes records: it numbers them, and puts the time of the message on them.
#[derive(Default)]
pub struct Emit {
    /// Where the records go.
    pub batch: Batch,
    /// Time on the tape, of what comes next.
    pub time_ns: u64,
    /// When that was received, on the same scale; zero when not known.
    pub received_ns: u64,
    /// The source's own number of it.
    pub venue_seq: u64,
    /// The instrument of it.
    pub instrument: u32,
    seq: u64,
}

/// A price and how much there is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Level {
    /// In the source's unit.
    pub price: i64,
    /// In the source's unit; zero where there is none.
    pub quantity: u64,
}

impl Emit {
    /// Whether the batch should be handed over.
    pub fn is_full(&self) -> bool {
        self.seq.is_multiple_of(16) && self.batch.len() >= BATCH_RECORDS
            || self.batch.len() >= 2 * BATCH_RECORDS
    }

    fn next(&mut self) -> u64 {
        self.seq += 1;
        self.seq
    }

    /// An update of an order.
    #[inline]
    pub fn order(&mut self, action: BookAction, side: Side, order_id: u64, level: Level, flags: u16) {
        let event = MarketByOrderEvent {
            action: action as u8,
            side: side as u8,
            flags,
            instrument: self.instrument,
            seq: self.next(),
            time_ns: self.time_ns,
            order_id,
            price: level.price,
            quantity: level.quantity,
            received_ns: self.received_ns,
            venue_seq: self.venue_seq,
        };
        self.batch.push_market_by_order(event);
    }

    /// An update of a price level: its new quantity.
    #[inline]
    pub fn level(&mut self, action: BookAction, side: Side, level: Level, flags: u16) {
        self.ranked(action, side, level, 0, flags);
    }

    /// An update of a price level of which it is known how many better ones there are.
    #[inline]
    pub fn ranked(&mut self, action: BookAction, side: Side, level: Level, rank: u32, flags: u16) {
        let event = MarketByPriceEvent {
            action: action as u8,
            side: side as u8,
            flags,
            instrument: self.instrument,
            seq: self.next(),
            time_ns: self.time_ns,
            price: level.price,
            quantity: level.quantity,
            level: rank,
            received_ns: self.received_ns,
            venue_seq: self.venue_seq,
            ..MarketByPriceEvent::default()
        };
        self.batch.push_market_by_price(event);
    }

    /// A trade; `aggressor` is `None` when it is not known.
    pub fn tick(&mut self, aggressor: Option<Side>, level: Level, trade_id: u64, flags: u16) {
        let tick = Tick {
            side: aggressor.unwrap_or(Side::Buy) as u8,
            side_unknown: u8::from(aggressor.is_none()),
            flags,
            instrument: self.instrument,
            seq: self.next(),
            time_ns: self.time_ns,
            price: level.price,
            quantity: level.quantity,
            trade_id,
            received_ns: self.received_ns,
            venue_seq: self.venue_seq,
        };
        self.batch.push_tick(tick);
    }

    /// The best bid and offer.
    pub fn quote(&mut self, bid: Level, ask: Level) {
        let quote = Quote {
            instrument: self.instrument,
            flags: u32::from(LAST),
            seq: self.next(),
            time_ns: self.time_ns,
            bid_price: bid.price,
            bid_quantity: bid.quantity,
            ask_price: ask.price,
            ask_quantity: ask.quantity,
            received_ns: self.received_ns,
            venue_seq: self.venue_seq,
            ..Quote::default()
        };
        self.batch.push_quote(quote);
    }

    /// What trading is allowed; its place and time are put on.
    pub fn status(&mut self, status: MarketStatus) {
        let (instrument, seq) = (self.instrument, self.next());
        let (time_ns, received_ns, venue_seq) = (self.time_ns, self.received_ns, self.venue_seq);
        self.batch.push_status(MarketStatus { instrument, seq, time_ns, received_ns, venue_seq, ..status });
    }

    /// Says of the record made last that its message ends with it.
    pub fn end_message(&mut self) {
        match self.batch.runs.last().map(|run| run.kind) {
            Some(Kind::MarketByOrder) => {
                if let Some(event) = self.batch.market_by_order.last_mut() {
                    event.flags |= LAST;
                }
            }
            Some(Kind::MarketByPrice) => {
                if let Some(event) = self.batch.market_by_price.last_mut() {
                    event.flags |= LAST;
                }
            }
            Some(Kind::Tick) => {
                if let Some(tick) = self.batch.ticks.last_mut() {
                    tick.flags |= LAST;
                }
            }
            _ => {}
        }
    }
}

/// Whether a price of a side is better than another.
#[inline]
pub const fn is_better(side: Side, price: i64, than: i64) -> bool {
    match side {
        Side::Buy => price > than,
        Side::Sell => price < than,
    }
}

/// The side that an order of this side trades with.
pub const fn opposite(side: Side) -> Side {
    match side {
        Side::Buy => Side::Sell,
        Side::Sell => Side::Buy,
    }
}
