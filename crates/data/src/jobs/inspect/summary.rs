//! What is counted while a source is read.

use super::books::Books;
use super::edges::{Edges, Entry};
use super::series::Series;
use cift_tape::{AnyRecord, Batch, Kind};
use serde::Serialize;

/// The largest gaps that are kept.
const GAPS: usize = 5;

/// A time in which nothing was recorded.
#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub(super) struct Gap {
    pub from_ns: u64,
    pub to_ns: u64,
    /// Of the first record after it.
    pub seq: u64,
}

/// What is known of one instrument.
#[derive(Serialize, Debug)]
#[serde(rename_all = "camelCase")]
pub(super) struct InstrumentSummary {
    pub instrument: u32,
    pub records: u64,
    pub trades: u64,
    /// Traded quantity, in lots.
    pub volume: u64,
    pub low: Option<i64>,
    pub high: Option<i64>,
    pub open: Option<i64>,
    pub close: Option<i64>,
    pub series: Series,
}

/// What is counted while a source is read.
#[derive(Serialize, Debug)]
#[serde(rename_all = "camelCase")]
pub(super) struct Summary {
    #[serde(skip)]
    pub counts: [u64; Kind::ALL.len()],
    pub total: u64,
    pub first_time_ns: Option<u64>,
    pub last_time_ns: Option<u64>,
    /// Records that are earlier than the one before them.
    pub backwards: u64,
    pub gaps: Vec<Gap>,
    #[serde(flatten)]
    pub books: Books,
    #[serde(flatten)]
    pub edges: Edges,
    pub instruments: Vec<InstrumentSummary>,
    #[serde(skip)]
    before_ns: u64,
    #[serde(skip)]
    buckets: usize,
}

impl Summary {
    pub(super) fn new(edges: usize, buckets: usize) -> Self {
        Self {
            counts: [0; Kind::ALL.len()],
            total: 0,
            first_time_ns: None,
            last_time_ns: None,
            backwards: 0,
            gaps: Vec::new(),
            books: Books::default(),
            edges: Edges::new(edges),
            instruments: Vec::new(),
            before_ns: 0,
            buckets,
        }
    }

    /// Counts a batch.
    pub(super) fn read(&mut self, batch: &Batch) {
        let (length, mut index) = (batch.len(), 0);
        batch.for_each(|record| {
            self.counts[record.kind() as usize] += 1;
            self.total += 1;
            self.time(record.time_ns(), record.seq());
            self.instrument(&record);
            self.books.read(&record);
            self.edges.read(index, length, || entry(&record));
            index += 1;
        });
    }

    fn time(&mut self, time_ns: u64, seq: u64) {
        if self.first_time_ns.is_none() {
            self.before_ns = time_ns;
        }
        self.first_time_ns = Some(self.first_time_ns.map_or(time_ns, |first| first.min(time_ns)));
        self.last_time_ns = Some(self.last_time_ns.map_or(time_ns, |last| last.max(time_ns)));
        if time_ns < self.before_ns {
            self.backwards += 1;
        }
        self.gap(Gap { from_ns: self.before_ns, to_ns: time_ns, seq });
        self.before_ns = time_ns;
    }

    /// Keeps the largest, the largest first.
    fn gap(&mut self, gap: Gap) {
        let length = |gap: &Gap| gap.to_ns.saturating_sub(gap.from_ns);
        if length(&gap) == 0
            || self.gaps.len() == GAPS && self.gaps.last().is_some_and(|last| length(last) >= length(&gap))
        {
            return;
        }
        let at = self.gaps.partition_point(|kept| length(kept) >= length(&gap));
        self.gaps.insert(at, gap);
        self.gaps.truncate(GAPS);
    }

    fn instrument(&mut self, record: &AnyRecord<'_>) {
        let number = record.instrument();
        let at = match self.instruments.binary_search_by_key(&number, |summary| summary.instrument) {
            Ok(at) => at,
            Err(at) => {
                let series = Series::new(self.buckets);
                self.instruments.insert(at, InstrumentSummary::new(number, series));
                at
            }
        };
        self.instruments[at].count(record);
    }
}

impl InstrumentSummary {
    const fn new(instrument: u32, series: Series) -> Self {
        Self {
            instrument,
            records: 0,
            trades: 0,
            volume: 0,
            low: None,
            high: None,
            open: None,
            close: None,
            series,
        }
    }

    fn count(&mut self, record: &AnyRecord<'_>) {
        self.records += 1;
        let (low, high, close, volume) = match record {
            AnyRecord::Tick(tick) => {
                self.trades += 1;
                (tick.price, tick.price, tick.price, tick.quantity)
            }
            AnyRecord::Bar(bar) => {
                self.trades += u64::from(bar.trades);
                self.open.get_or_insert(bar.open);
                (bar.low, bar.high, bar.close, bar.volume)
            }
            AnyRecord::Quote(quote) if quote.bid_quantity > 0 && quote.ask_quantity > 0 => {
                let mid = i64::midpoint(quote.bid_price, quote.ask_price);
                return self.series.count(record.time_ns(), Some(mid), 0);
            }
            _ => return self.series.count(record.time_ns(), None, 0),
        };
        self.open.get_or_insert(close);
        self.close = Some(close);
        self.low = Some(self.low.map_or(low, |known| known.min(low)));
        self.high = Some(self.high.map_or(high, |known| known.max(high)));
        self.volume = self.volume.saturating_add(volume);
        self.series.count(record.time_ns(), Some(close), volume);
    }
}

fn entry(record: &AnyRecord<'_>) -> Entry {
    Entry { table: record.kind().name(), record: record.as_bytes().to_vec() }
}
