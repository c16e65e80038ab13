//! Records of several kinds, in one order.

use cift_wire::{AuctionImbalance, Bar, MarketByOrderEvent, MarketByPriceEvent, MarketStatus, Quote, Tick};

/// The kinds of records on a tape.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// [`MarketByOrderEvent`].
    MarketByOrder = 0,
    /// [`MarketByPriceEvent`].
    MarketByPrice = 1,
    /// [`Tick`].
    Tick = 2,
    /// [`Quote`].
    Quote = 3,
    /// [`Bar`].
    Bar = 4,
    /// [`MarketStatus`].
    Status = 5,
    /// [`AuctionImbalance`].
    Imbalance = 6,
}

impl Kind {
    /// All kinds, each at its number.
    pub const ALL: [Self; 7] = [
        Self::MarketByOrder,
        Self::MarketByPrice,
        Self::Tick,
        Self::Quote,
        Self::Bar,
        Self::Status,
        Self::Imbalance,
    ];
}

/// That many records of a kind follow each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Run {
    /// Their kind.
    pub kind: Kind,
    /// How many.
    pub count: u32,
}

/// Some records in order: a list a kind, and the runs in which the kinds take turns.
///
/// Whoever fills it numbers the records: `seq` is a record's place on its tape, from 1, over all kinds. A bar has it in
/// `close_seq`.
#[derive(Clone, Default, Debug)]
pub struct Batch {
    /// Updates of orders.
    pub market_by_order: Vec<MarketByOrderEvent>,
    /// Updates of price levels.
    pub market_by_price: Vec<MarketByPriceEvent>,
    /// Trades.
    pub ticks: Vec<Tick>,
    /// Best bids and offers.
    pub quotes: Vec<Quote>,
    /// Bars.
    pub bars: Vec<Bar>,
    /// What trading is allowed.
    pub statuses: Vec<MarketStatus>,
    /// What auctions would do.
    pub imbalances: Vec<AuctionImbalance>,
    /// The order of all of them.
    pub runs: Vec<Run>,
}

macro_rules! pushes {
    ($($name:ident, $list:ident, $record:ty, $kind:ident;)*) => {$(
        /// Appends a record.
        #[inline]
        pub fn $name(&mut self, record: $record) {
            self.$list.push(record);
            self.follows(Kind::$kind);
        }
    )*};
}

impl Batch {
    pushes! {
        push_market_by_order, market_by_order, MarketByOrderEvent, MarketByOrder;
        push_market_by_price, market_by_price, MarketByPriceEvent, MarketByPrice;
        push_tick, ticks, Tick, Tick;
        push_quote, quotes, Quote, Quote;
        push_bar, bars, Bar, Bar;
        push_status, statuses, MarketStatus, Status;
        push_imbalance, imbalances, AuctionImbalance, Imbalance;
    }

    #[inline]
    fn follows(&mut self, kind: Kind) {
        match self.runs.last_mut() {
            Some(run) if run.kind == kind => run.count += 1,
            _ => self.runs.push(Run { kind, count: 1 }),
        }
    }

    /// Records of all kinds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.market_by_order.len()
            + self.market_by_price.len()
            + self.ticks.len()
            + self.quotes.len()
            + self.bars.len()
            + self.statuses.len()
            + self.imbalances.len()
    }

    /// Whether it has no record.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Takes all records out; the lists keep their room.
    pub fn clear(&mut self) {
        self.market_by_order.clear();
        self.market_by_price.clear();
        self.ticks.clear();
        self.quotes.clear();
        self.bars.clear();
        self.statuses.clear();
        self.imbalances.clear();
        self.runs.clear();
    }
}
