//! Records of several kinds, in one order.

use crate::{AnyRecord, Slices, TapeRecord};
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

    /// How many kinds there are.
    pub const COUNT: usize = Self::ALL.len();

    /// The kind of a number, if there is one.
    #[must_use]
    pub fn of_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// The name of its table, as in the schemas.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MarketByOrder => "market_by_order",
            Self::MarketByPrice => "market_by_price",
            Self::Tick => "ticks",
            Self::Quote => "quotes",
            Self::Bar => "bars",
            Self::Status => "market_status",
            Self::Imbalance => "auction_imbalances",
        }
    }
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

    /// Appends records of one kind.
    pub fn extend<R: TapeRecord>(&mut self, records: &[R]) {
        if records.is_empty() {
            return;
        }
        R::list_mut(self).extend_from_slice(records);
        let mut count = records.len() as u64;
        if let Some(run) = self.runs.last_mut().filter(|run| run.kind == R::KIND) {
            let more = count.min(u64::from(u32::MAX - run.count));
            run.count += more as u32;
            count -= more;
        }
        if count > 0 {
            self.runs.push(Run { kind: R::KIND, count: count as u32 });
        }
    }

    /// The records in order, a slice for each run.
    #[must_use]
    pub fn slices(&self) -> Slices<'_> {
        Slices::new(self)
    }

    /// Calls back with each record, in order.
    pub fn for_each<'a>(&'a self, mut each: impl FnMut(AnyRecord<'a>)) {
        self.slices().for_each(|slice| slice.for_each(&mut each));
    }

    /// How many records of a kind there are.
    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        match kind {
            Kind::MarketByOrder => self.market_by_order.len(),
            Kind::MarketByPrice => self.market_by_price.len(),
            Kind::Tick => self.ticks.len(),
            Kind::Quote => self.quotes.len(),
            Kind::Bar => self.bars.len(),
            Kind::Status => self.statuses.len(),
            Kind::Imbalance => self.imbalances.len(),
        }
    }

    /// Whether the runs have exactly the records that the lists have. A batch that was filled by its own calls does.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        let mut counts = [0_usize; Kind::COUNT];
        for run in &self.runs {
            let count = &mut counts[run.kind as usize];
            *count = count.saturating_add(run.count as usize);
        }
        Kind::ALL.into_iter().all(|kind| counts[kind as usize] == self.count(kind))
    }

    /// Takes out the first `count` records, or all.
    pub fn remove_first(&mut self, count: usize) {
        let mut left = count;
        let mut removed = [0; Kind::COUNT];
        let mut whole_runs = 0;
        for run in &mut self.runs {
            let now = left.min(run.count as usize);
            removed[run.kind as usize] += now;
            run.count -= now as u32;
            left -= now;
            if run.count > 0 {
                break;
            }
            whole_runs += 1;
        }
        self.runs.drain(..whole_runs);
        self.market_by_order.drain(..removed[0]);
        self.market_by_price.drain(..removed[1]);
        self.ticks.drain(..removed[2]);
        self.quotes.drain(..removed[3]);
        self.bars.drain(..removed[4]);
        self.statuses.drain(..removed[5]);
        self.imbalances.drain(..removed[6]);
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
