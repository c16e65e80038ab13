//! Level 2: what stands at each price.

use super::ladder::{Cell, Ladder};
use super::{Book, FLAG_NOT_DISPLAYED, Level, Moment, Oddities, mirrored};
use cift_types::{BookAction, Side};
use cift_wire::{MarketByPriceEvent, Quote};

/// A price's quantity and number of orders.
const fn total(quantity: u64, orders: u32) -> Cell<2> {
    [quantity, orders as u64]
}

/// Prices and totals of an instrument, from market-by-price records: each gives a level its new total.
#[derive(Clone, Debug)]
pub struct LevelBook {
    /// Bids, asks.
    sides: [Ladder<2>; 2],
    moment: Moment,
    oddities: Oddities,
}

impl LevelBook {
    /// An empty book.
    #[must_use]
    pub const fn new(instrument: u32) -> Self {
        let moment = Moment { instrument, seq: 0, time_ns: 0, received_ns: 0, venue_seq: 0 };
        let oddities = Oddities { unknown: 0, duplicate: 0, excess: 0, invalid: 0 };
        Self { sides: [Ladder::new(), Ladder::new()], moment, oddities }
    }

    /// Takes a record of the book's instrument.
    #[inline(always)]
    pub fn apply(&mut self, event: &MarketByPriceEvent) {
        const ADD: u8 = BookAction::Add as u8;
        const CANCEL: u8 = BookAction::Cancel as u8;
        const MODIFY: u8 = BookAction::Modify as u8;
        self.moment = Moment {
            instrument: self.moment.instrument,
            seq: event.seq,
            time_ns: event.time_ns,
            received_ns: event.received_ns,
            venue_seq: event.venue_seq,
        };
        if !matches!(event.action, ADD | CANCEL | MODIFY)
            || event.side > 1
            || event.flags & FLAG_NOT_DISPLAYED != 0
        {
            return self.apply_other(event);
        }
        let side = usize::from(event.side & 1);
        let total = total(event.quantity, event.orders);
        self.sides[side].update(mirrored(side, event.price), |cell| *cell = total);
    }

    /// Takes records in order.
    pub fn apply_all(&mut self, events: &[MarketByPriceEvent]) {
        for event in events {
            self.apply(event);
        }
    }

    #[cold]
    #[inline(never)]
    fn apply_other(&mut self, event: &MarketByPriceEvent) {
        match BookAction::from_u8(event.action) {
            Some(BookAction::Clear) => self.clear(),
            Some(BookAction::None | BookAction::Trade | BookAction::Fill) => {}
            _ if event.side <= 1 => {}
            _ => self.oddities.invalid += 1,
        }
    }

    /// Gives a level its total; zero removes it.
    #[inline]
    pub fn set(&mut self, side: Side, price: i64, quantity: u64, orders: u32) {
        let side = side as usize;
        self.sides[side].update(mirrored(side, price), |cell| *cell = total(quantity, orders));
    }

    /// Becomes what a quote says: a level a side at most.
    pub fn replace(&mut self, quote: &Quote) {
        let &Quote { seq, time_ns, received_ns, venue_seq, .. } = quote;
        self.moment = Moment { instrument: self.moment.instrument, seq, time_ns, received_ns, venue_seq };
        self.clear();
        for (side, price, quantity, orders) in [
            (Side::Buy, quote.bid_price, quote.bid_quantity, quote.bid_orders),
            (Side::Sell, quote.ask_price, quote.ask_quantity, quote.ask_orders),
        ] {
            if quantity > 0 {
                self.set(side, price, quantity, orders);
            }
        }
    }

    /// Removes all levels.
    pub fn clear(&mut self) {
        self.sides.iter_mut().for_each(Ladder::clear);
    }

    /// What stands at a price.
    #[inline]
    #[must_use]
    pub fn level(&self, side: Side, price: i64) -> Option<Level> {
        let [quantity, orders] = self.sides[side as usize].get(mirrored(side as usize, price));
        (quantity != 0).then_some(Level { price, quantity, orders: orders as u32 })
    }

    /// Records that it could not take at their word.
    #[must_use]
    pub const fn oddities(&self) -> Oddities {
        self.oddities
    }

    #[inline(always)]
    fn at(&self, side: usize, key: Option<i64>) -> Option<Level> {
        let key = key?;
        let [quantity, orders] = self.sides[side].get(key);
        Some(Level { price: mirrored(side, key), quantity, orders: orders as u32 })
    }
}

impl Book for LevelBook {
    fn moment(&self) -> Moment {
        self.moment
    }

    #[inline]
    fn best(&self, side: Side) -> Option<Level> {
        let side = side as usize;
        self.at(side, self.sides[side].best())
    }

    #[inline]
    fn worse(&self, side: Side, price: i64) -> Option<Level> {
        let side = side as usize;
        let from = mirrored(side, price).checked_add(1)?;
        self.at(side, self.sides[side].next(from))
    }
}
