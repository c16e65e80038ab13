//! Order books, built from the records of feeds, of tapes, and of the engine.
//!
//! A [`LevelBook`] knows prices and totals (level 2), an [`OrderBook`] every order and its place in the queue (level 3); a
//! [`MarketBook`] is of the best kind that its source's records allow. What all can tell, from the best prices to depth, is
//! in [`Book`].

mod engine_fold;
mod ids;
mod ladder;
mod level_book;
mod market_book;
mod order_book;

pub use engine_fold::{EngineFold, FoldRules, Folded};
pub use level_book::LevelBook;
pub use market_book::{BookSource, MarketBook};
pub use order_book::{OrderBook, QueuePlace, RestingOrder};

use cift_types::Side;
use cift_wire::{DepthLevel, Quote};
use ladder::Key;

/// Flag of a record: the last of its packet. The book is whole behind it.
pub const FLAG_LAST: u16 = 1;
/// Flag of a record: the order is not displayed.
pub const FLAG_NOT_DISPLAYED: u16 = 4;

/// A price of a book and what stands there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Level {
    /// In ticks.
    pub price: i64,
    /// Of all orders there, in lots.
    pub quantity: u64,
    /// How many orders; zero where the source does not count them.
    pub orders: u32,
}

/// The record that a book has last seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Moment {
    /// The instrument.
    pub instrument: u32,
    /// The record's place on its tape.
    pub seq: u64,
    /// Its time, in ns.
    pub time_ns: u64,
    /// When it was received, in ns.
    pub received_ns: u64,
    /// The venue's number.
    pub venue_seq: u64,
}

/// Records that a book could not take at their word.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Oddities {
    /// Changes of orders that were not there.
    pub unknown: u64,
    /// New orders whose id was there already; they take its place.
    pub duplicate: u64,
    /// Cancellations of more than was there.
    pub excess: u64,
    /// Actions or sides that are none.
    pub invalid: u64,
}

/// What can be asked of a book of any kind.
pub trait Book {
    /// The record that it has last seen.
    fn moment(&self) -> Moment;

    /// The best level of a side.
    fn best(&self, side: Side) -> Option<Level>;

    /// The best level of a side that is worse than `price`.
    fn worse(&self, side: Side, price: i64) -> Option<Level>;

    /// The levels of a side, best first.
    fn levels(&self, side: Side) -> impl Iterator<Item = Level>
    where
        Self: Sized,
    {
        core::iter::successors(self.best(side), move |level| self.worse(side, level.price))
    }

    /// The best bid and offer.
    fn quote(&self) -> Quote {
        let (bid, ask) =
            (self.best(Side::Buy).unwrap_or_default(), self.best(Side::Sell).unwrap_or_default());
        let moment = self.moment();
        Quote {
            instrument: moment.instrument,
            seq: moment.seq,
            time_ns: moment.time_ns,
            received_ns: moment.received_ns,
            venue_seq: moment.venue_seq,
            bid_price: bid.price,
            bid_quantity: bid.quantity,
            bid_orders: bid.orders,
            ask_price: ask.price,
            ask_quantity: ask.quantity,
            ask_orders: ask.orders,
            ..Quote::default()
        }
    }

    /// Writes the best levels of both sides into `target`, best first, and returns how many rows have a level.
    fn depth(&self, target: &mut [DepthLevel]) -> usize
    where
        Self: Sized,
    {
        let Moment { instrument, seq, time_ns, .. } = self.moment();
        let (mut bids, mut asks) = (self.levels(Side::Buy), self.levels(Side::Sell));
        let mut rows = 0;
        for (level, row) in (0..).zip(target) {
            let (bid, ask) = (bids.next(), asks.next());
            rows += usize::from(bid.is_some() || ask.is_some());
            let (bid, ask) = (bid.unwrap_or_default(), ask.unwrap_or_default());
            *row = DepthLevel {
                instrument,
                level,
                seq,
                time_ns,
                bid_price: bid.price,
                bid_quantity: bid.quantity,
                bid_orders: bid.orders,
                ask_price: ask.price,
                ask_quantity: ask.quantity,
                ask_orders: ask.orders,
            };
        }
        rows
    }

    /// Whether the best bid is above the best offer.
    fn is_crossed(&self) -> bool {
        self.spread().is_some_and(|spread| spread < 0)
    }

    /// Whether the best bid is at the best offer.
    fn is_locked(&self) -> bool {
        self.spread() == Some(0)
    }

    /// Best offer less best bid, in ticks; an end of the numbers where the difference is beyond it.
    fn spread(&self) -> Option<i64> {
        Some(self.best(Side::Sell)?.price.saturating_sub(self.best(Side::Buy)?.price))
    }
}

/// A side's key of a price, and a price's key of a side: `!price` for bids, the price for asks.
#[inline(always)]
const fn mirrored(side: usize, price: i64) -> Key {
    // All ones for side 0, the bids.
    price ^ (side as i64 - 1)
}

#[cfg(test)]
mod tests;
