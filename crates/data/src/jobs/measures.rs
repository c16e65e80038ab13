//! What a market was like, moment by moment: a row of measures at the end of every interval.
//!
//! Rows are f64 (little endian): the interval's end and what [`Market::row`] says then; what is not known is NaN. Prices are
//! in ticks, quantities in lots: the instrument says what these are worth.

use super::rows::Rows;
use crate::error::DataError;
use crate::job::{Job, Step};
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
    source: Box<dyn Source>,
    interval_ns: u64,
    levels: usize,
    market: Market,
    /// The end of the interval that is under way; zero before the first record.
    end_ns: u64,
    batch: Batch,
    rows: Rows,
}

impl Measures {
    pub(super) fn new(source: Box<dyn Source>, instrument: u32, interval_ns: u64, levels: u32) -> Self {
        Self {
            source,
            interval_ns: interval_ns.max(1),
            levels: levels.max(1) as usize,
            market: Market::new(instrument),
            end_ns: 0,
            batch: Batch::default(),
            rows: Rows::default(),
        }
    }

    fn read(&mut self) {
        let Self { batch, market, interval_ns, levels, rows, end_ns, .. } = self;
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
}

fn write(market: &mut Market, end_ns: u64, levels: usize, rows: &mut Rows) {
    let mut row = [end_ns as f64; COLUMNS.len()];
    row[1..].copy_from_slice(&market.row(levels));
    rows.push(row);
    market.begin_interval();
}

impl Job for Measures {
    fn step(&mut self) -> Result<Step, DataError> {
        if self.source.read(&mut self.batch)? {
            self.read();
            return Ok(Step::More);
        }
        if self.end_ns > 0 {
            write(&mut self.market, self.end_ns, self.levels, &mut self.rows);
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
