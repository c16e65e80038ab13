//! The book that a source's records make, whichever kind they are.

use super::{Book, Level, LevelBook, Moment, Oddities, OrderBook};
use cift_types::Side;
use cift_wire::{MarketByOrderEvent, MarketByPriceEvent, Quote};

/// The records that a book is made of. More of a market is known with each.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
#[repr(u8)]
pub enum BookSource {
    /// None so far.
    #[default]
    Nothing = 0,
    /// Best bids and offers.
    Quotes = 1,
    /// Price levels.
    Levels = 2,
    /// Orders.
    Orders = 3,
}

#[derive(Clone, Debug)]
enum Kind {
    Levels(Box<LevelBook>),
    Orders(Box<OrderBook>),
}

/// The book of an instrument: of orders where its source has them, else of levels, else of quotes. Records that tell less
/// are left out beside those that tell more, which say the same.
#[derive(Clone, Debug)]
pub struct MarketBook {
    instrument: u32,
    source: BookSource,
    kind: Kind,
}

impl MarketBook {
    /// An empty book.
    #[must_use]
    pub fn new(instrument: u32) -> Self {
        let kind = Kind::Levels(Box::new(LevelBook::new(instrument)));
        Self { instrument, source: BookSource::Nothing, kind }
    }

    /// What it is made of.
    #[must_use]
    pub const fn source(&self) -> BookSource {
        self.source
    }

    /// The orders, where it is made of them.
    #[must_use]
    pub fn orders(&self) -> Option<&OrderBook> {
        match &self.kind {
            Kind::Orders(book) => Some(book),
            Kind::Levels(_) => None,
        }
    }

    /// Takes an order's record of the book's instrument.
    #[inline]
    pub fn apply_order(&mut self, event: &MarketByOrderEvent) {
        if self.source < BookSource::Orders {
            self.source = BookSource::Orders;
            self.kind = Kind::Orders(Box::new(OrderBook::new(self.instrument)));
        }
        if let Kind::Orders(book) = &mut self.kind {
            book.apply(event);
        }
    }

    /// Takes a level's record of the book's instrument.
    #[inline]
    pub fn apply_level(&mut self, event: &MarketByPriceEvent) {
        if self.source < BookSource::Levels {
            self.source = BookSource::Levels;
            self.kind = Kind::Levels(Box::new(LevelBook::new(self.instrument)));
        }
        if let (BookSource::Levels, Kind::Levels(book)) = (self.source, &mut self.kind) {
            book.apply(event);
        }
    }

    /// Takes a quote of the book's instrument: a book of one level a side.
    #[inline]
    pub fn apply_quote(&mut self, quote: &Quote) {
        self.source = self.source.max(BookSource::Quotes);
        if let (BookSource::Quotes, Kind::Levels(book)) = (self.source, &mut self.kind) {
            book.replace(quote);
        }
    }

    /// Records that it could not take at their word.
    #[must_use]
    pub fn oddities(&self) -> Oddities {
        match &self.kind {
            Kind::Levels(book) => book.oddities(),
            Kind::Orders(book) => book.oddities(),
        }
    }
}

impl Book for MarketBook {
    fn moment(&self) -> Moment {
        match &self.kind {
            Kind::Levels(book) => book.moment(),
            Kind::Orders(book) => book.moment(),
        }
    }

    #[inline]
    fn best(&self, side: Side) -> Option<Level> {
        match &self.kind {
            Kind::Levels(book) => book.best(side),
            Kind::Orders(book) => book.best(side),
        }
    }

    #[inline]
    fn worse(&self, side: Side, price: i64) -> Option<Level> {
        match &self.kind {
            Kind::Levels(book) => book.worse(side, price),
            Kind::Orders(book) => book.worse(side, price),
        }
    }
}
