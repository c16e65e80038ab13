//! What a market was like, moment by moment: a row of measures at the end of every interval.
//!
//! Rows are f64 (little endian) in the order of [`COLUMNS`]; what is not known is NaN. Prices are in ticks, quantities in
//! lots: the instrument says what these are worth.

use super::rows::{Rows, or_nan};
use crate::error::DataError;
use crate::job::{Job, Step};
use cift_market_data::book::{Book, Level, LevelBook, OrderBook};
use cift_market_data::measures::{OrderFlow, SpreadMean, effective_spread, imbalance, mid, weighted_mid};
use cift_market_data::trades::{Aggressor, VolumeAverage};
use cift_tape::{AnyRecord, Batch, Source};
use cift_types::Side;
use cift_wire::{Quote, Tick};

/// A record's flag: the last of its packet.
const LAST: u16 = 1;

/// The columns of a row.
const COLUMNS: [&str; 13] = [
    "time_ns",
    "bid",
    "ask",
    "mid",
    "weighted_mid",
    "spread",
    "imbalance",
    "order_flow",
    "trades",
    "buy_volume",
    "sell_volume",
    "vwap",
    "effective_spread",
];

/// Measures of one instrument of a source.
pub(super) struct Measures {
    source: Box<dyn Source>,
    instrument: u32,
    interval_ns: u64,
    levels: usize,
    state: State,
    batch: Batch,
    rows: Rows,
}

/// The book that the source's records make: of orders where it has them, else of levels, else of quotes. Poorer records
/// are left out beside richer ones, which say the same.
enum AnyBook {
    Quotes(Box<LevelBook>),
    Levels(Box<LevelBook>),
    Orders(Box<OrderBook>),
}

impl AnyBook {
    fn quote(&self) -> Quote {
        match self {
            Self::Orders(book) => book.quote(),
            Self::Levels(book) | Self::Quotes(book) => book.quote(),
        }
    }
}

struct State {
    book: AnyBook,
    /// The end of the interval that is under way; zero before the first record.
    end_ns: u64,
    aggressor: Aggressor,
    flow: OrderFlow,
    /// Since the last row.
    order_flow: i128,
    trades: u64,
    bought: u64,
    sold: u64,
    effective: SpreadMean,
    /// Since the beginning.
    average: VolumeAverage,
}

impl Measures {
    pub(super) fn new(source: Box<dyn Source>, instrument: u32, interval_ns: u64, levels: u32) -> Self {
        let state = State {
            book: AnyBook::Quotes(Box::new(LevelBook::new(instrument))),
            end_ns: 0,
            aggressor: Aggressor::new(),
            flow: OrderFlow::new(),
            order_flow: 0,
            trades: 0,
            bought: 0,
            sold: 0,
            effective: SpreadMean::default(),
            average: VolumeAverage::default(),
        };
        let (interval_ns, levels) = (interval_ns.max(1), levels.max(1) as usize);
        Self {
            source,
            instrument,
            interval_ns,
            levels,
            state,
            batch: Batch::default(),
            rows: Rows::default(),
        }
    }

    fn read(&mut self) {
        let Self { batch, state, instrument, interval_ns, levels, rows, .. } = self;
        batch.for_each(|record| {
            if state.end_ns == 0 {
                state.end_ns = record.time_ns() / *interval_ns * *interval_ns + *interval_ns;
            }
            // Intervals in which nothing happened have a row too, but a gap of days does not fill the memory.
            for _ in 0..MOST_EMPTY {
                if record.time_ns() < state.end_ns {
                    break;
                }
                state.write(*levels, rows);
                state.end_ns += *interval_ns;
            }
            if record.time_ns() >= state.end_ns {
                state.end_ns = record.time_ns() / *interval_ns * *interval_ns + *interval_ns;
            }
            state.take(record, *instrument);
        });
    }
}

/// Rows without a record between two records, at most.
const MOST_EMPTY: usize = 100_000;

impl State {
    fn take(&mut self, record: AnyRecord<'_>, instrument: u32) {
        match record {
            AnyRecord::Tick(tick) if tick.instrument == instrument => self.trade(tick),
            AnyRecord::Quote(quote) if quote.instrument == instrument => self.quote(quote),
            AnyRecord::MarketByPrice(event) if event.instrument == instrument => {
                if let AnyBook::Quotes(_) = self.book {
                    self.book = AnyBook::Levels(Box::new(LevelBook::new(instrument)));
                }
                if let AnyBook::Levels(book) = &mut self.book {
                    book.apply(event);
                    self.changed(event.flags);
                }
            }
            AnyRecord::MarketByOrder(event) if event.instrument == instrument => {
                if let AnyBook::Quotes(_) | AnyBook::Levels(_) = self.book {
                    self.book = AnyBook::Orders(Box::new(OrderBook::new(instrument)));
                }
                if let AnyBook::Orders(book) = &mut self.book {
                    book.apply(event);
                    self.changed(event.flags);
                }
            }
            _ => {}
        }
    }

    /// A quote is a book of one level each side.
    fn quote(&mut self, quote: &Quote) {
        let AnyBook::Quotes(book) = &mut self.book else { return };
        book.clear();
        for (side, price, quantity, orders) in [
            (Side::Buy, quote.bid_price, quote.bid_quantity, quote.bid_orders),
            (Side::Sell, quote.ask_price, quote.ask_quantity, quote.ask_orders),
        ] {
            if quantity > 0 {
                book.set(side, price, quantity, orders);
            }
        }
        self.changed(LAST);
    }

    /// At the end of a packet the book is whole.
    fn changed(&mut self, flags: u16) {
        if flags & LAST == 0 {
            return;
        }
        let quote = self.book.quote();
        self.aggressor.observe(&quote);
        self.order_flow = self.order_flow.saturating_add(self.flow.push(&quote));
    }

    fn trade(&mut self, tick: &Tick) {
        let (tick, _) = self.aggressor.resolve(tick);
        self.trades += 1;
        self.average.push(tick.price, tick.quantity);
        if tick.side_unknown != 0 {
            return;
        }
        let side = if tick.side == Side::Buy as u8 { Side::Buy } else { Side::Sell };
        let sum = if side == Side::Buy { &mut self.bought } else { &mut self.sold };
        *sum = sum.saturating_add(tick.quantity);
        let quote = self.book.quote();
        if quote.bid_quantity > 0 && quote.ask_quantity > 0 {
            let spread = effective_spread(side, tick.price, quote.bid_price, quote.ask_price);
            self.effective.push(spread, tick.quantity);
        }
    }

    fn write(&mut self, levels: usize, rows: &mut Rows) {
        let row = match &self.book {
            AnyBook::Orders(book) => self.row(&**book, levels),
            AnyBook::Levels(book) | AnyBook::Quotes(book) => self.row(&**book, levels),
        };
        rows.push(row);
        (self.order_flow, self.trades, self.bought, self.sold) = (0, 0, 0, 0);
        self.effective = SpreadMean::default();
    }

    fn row(&self, book: &impl Book, levels: usize) -> [f64; COLUMNS.len()] {
        let (bid, ask) = (book.best(Side::Buy), book.best(Side::Sell));
        let price = |level: Option<Level>| level.map_or(f64::NAN, |level| level.price as f64);
        [
            self.end_ns as f64,
            price(bid),
            price(ask),
            or_nan(mid(book)),
            or_nan(bid.zip(ask).and_then(|(bid, ask)| weighted_mid(bid, ask))),
            or_nan(book.spread().map(|spread| spread as f64)),
            or_nan(imbalance(book, levels)),
            self.order_flow as f64,
            self.trades as f64,
            self.bought as f64,
            self.sold as f64,
            or_nan(self.average.price().map(cift_market_data::trades::Price::ticks)),
            or_nan(self.effective.mean()),
        ]
    }
}

impl Job for Measures {
    fn step(&mut self) -> Result<Step, DataError> {
        if self.source.read(&mut self.batch)? {
            self.read();
            return Ok(Step::More);
        }
        if self.state.end_ns > 0 {
            self.state.write(self.levels, &mut self.rows);
        }
        Ok(Step::Done)
    }

    fn output(&mut self) -> &mut Vec<u8> {
        &mut self.rows.output
    }

    fn report(&self) -> Vec<u8> {
        self.rows.report(&*self.source, &COLUMNS)
    }

    fn progress(&self) -> (u64, u64) {
        self.source.progress()
    }
}
