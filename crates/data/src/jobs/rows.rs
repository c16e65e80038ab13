//! Rows of f64 (little endian), as jobs over time and over bars hand them out. What is not known is NaN.

use cift_tape::Source;
use serde::Serialize;

/// Rows that were made and not taken yet, and how many there were in all.
#[derive(Default)]
pub(super) struct Rows {
    pub output: Vec<u8>,
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
    pub(super) fn report(&self, source: &dyn Source, columns: &[&'static str]) -> Vec<u8> {
        let metadata = super::metadata::wire(source.metadata());
        super::pack(&Report { metadata, columns, rows: self.count })
    }
}
