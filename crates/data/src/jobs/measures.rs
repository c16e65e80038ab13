//! What a market was like, moment by moment: a row of measures at the end of every interval.
//!
//! Rows are f64 (little endian): the interval's end and what [`Market::row`] says then; what is not known is NaN. Prices are
//! in ticks, quantities in lots: the instrument says what these are worth.

use super::rows::{MakesRows, Rows};
use crate::market::{self, Market};
use cift_tape::{Batch, Source};

/// The columns of a row.
const COLUMNS: [&str; market::COLUMNS.len() + 1] = {
    let mut columns = ["time_ns"; market::COLUMNS.len() + 1];
    let mut at = 0;
    while at < market::COLUMNS.len() {
        columns[at + 1] = market::COLUMNS[at];
        at += 1;
    }
    columns
};

/// Rows without a record between two records, at most.
const MOST_EMPTY: usize = 100_000;

/// Measures of one instrument of a source.
pub(super) struct Measures {
    interval_ns: u64,
    levels: usize,
    market: Market,
    /// The end of the interval that is under way; zero before the first record.
    end_ns: u64,
}

impl Measures {
    pub(super) fn new(instrument: u32, interval_ns: u64, levels: u32) -> Self {
        Self {
            interval_ns: interval_ns.max(1),
            levels: levels.max(1) as usize,
            market: Market::new(instrument),
            end_ns: 0,
        }
    }
}

impl MakesRows for Measures {
    const COLUMNS: &'static [&'static str] = &COLUMNS;

    fn read(&mut self, _: &dyn Source, batch: &Batch, rows: &mut Rows) {
        let Self { market, interval_ns, levels, end_ns } = self;
        let end_after = |time_ns: u64| (time_ns / *interval_ns * *interval_ns).saturating_add(*interval_ns);
        batch.for_each(|record| {
            if *end_ns == 0 {
                *end_ns = end_after(record.time_ns());
            }
            // Intervals in which nothing happened have a row too, but a gap of days does not fill the memory.
            for _ in 0..MOST_EMPTY {
                if record.time_ns() < *end_ns || *end_ns == u64::MAX {
                    break;
                }
                write(market, *end_ns, *levels, rows);
                *end_ns = end_ns.saturating_add(*interval_ns);
            }
            if record.time_ns() >= *end_ns {
                *end_ns = end_after(record.time_ns());
            }
            market.take(record);
        });
    }

    fn finish(&mut self, rows: &mut Rows) {
        if self.end_ns > 0 {
            write(&mut self.market, self.end_ns, self.levels, rows);
        }
    }
}

fn write(market: &mut Market, end_ns: u64, levels: usize, rows: &mut Rows) {
    let mut row = [end_ns as f64; COLUMNS.len()];
    row[1..].copy_from_slice(&market.row(levels));
    rows.push(row);
    market.begin_interval();
}
