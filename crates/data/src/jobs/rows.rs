//! Rows of f64 (little endian), as jobs over time and over bars hand them out. What is not known is NaN.

use crate::error::DataError;
use crate::job::{Job, Step};
use cift_tape::{Batch, Source};
use serde::Serialize;

/// Rows that were made and not taken yet, and how many there were in all.
#[derive(Default)]
pub(super) struct Rows {
    output: Vec<u8>,
    count: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    metadata: super::metadata::MetadataWire<'a>,
    columns: &'a [&'static str],
    rows: u64,
}

impl Rows {
    pub(super) fn push<const COLUMNS: usize>(&mut self, row: [f64; COLUMNS]) {
        self.output.extend(row.iter().flat_map(|value| value.to_le_bytes()));
        self.count += 1;
    }

    /// The report of a job whose rows have these columns.
    fn report(&self, source: &dyn Source, columns: &[&'static str]) -> Vec<u8> {
        let metadata = super::metadata::wire(source.metadata());
        super::pack(&Report { metadata, columns, rows: self.count })
    }
}

/// What makes rows of records.
pub(super) trait MakesRows {
    /// The names of a row's values.
    const COLUMNS: &'static [&'static str];

    /// Takes the records of a batch of the source.
    fn read(&mut self, source: &dyn Source, batch: &Batch, rows: &mut Rows);

    /// There are no more records.
    fn finish(&mut self, rows: &mut Rows);
}

/// Rows of a whole source.
pub(super) struct RowsJob<M> {
    source: Box<dyn Source>,
    batch: Batch,
    maker: M,
    rows: Rows,
}

impl<M: MakesRows> RowsJob<M> {
    pub(super) fn new(source: Box<dyn Source>, maker: M) -> Self {
        Self { source, batch: Batch::default(), maker, rows: Rows::default() }
    }
}

impl<M: MakesRows> Job for RowsJob<M> {
    fn step(&mut self) -> Result<Step, DataError> {
        if self.source.read(&mut self.batch)? {
            self.maker.read(&*self.source, &self.batch, &mut self.rows);
            return Ok(Step::More);
        }
        self.maker.finish(&mut self.rows);
        Ok(Step::Done)
    }

    fn output(&mut self) -> &mut Vec<u8> {
        &mut self.rows.output
    }

    fn report(&self) -> Vec<u8> {
        self.rows.report(&*self.source, M::COLUMNS)
    }

    fn progress(&self) -> (u64, u64) {
        self.source.progress()
    }
}
