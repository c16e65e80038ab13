//! What is on a tape or in a file: counts, span, gaps, crossed books, the first and the last records, prices over time.

mod books;
mod edges;
mod series;
mod summary;

use crate::error::DataError;
use crate::job::{Job, Step};
use cift_tape::{Batch, Kind, Source};
use serde::Serialize;
use summary::Summary;

/// Reads all of a source and sums it up.
pub(super) struct Inspect {
    source: Box<dyn Source>,
    batch: Batch,
    summary: Summary,
    nothing: Vec<u8>,
}

impl Inspect {
    pub(super) fn new(source: Box<dyn Source>, edges: usize, buckets: usize) -> Self {
        Self { source, batch: Batch::default(), summary: Summary::new(edges, buckets), nothing: Vec::new() }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    metadata: super::metadata::MetadataWire<'a>,
    records: Vec<(&'static str, u64)>,
    skipped: u64,
    first_skipped: Option<String>,
    #[serde(flatten)]
    summary: &'a Summary,
}

impl Job for Inspect {
    fn step(&mut self) -> Result<Step, DataError> {
        if !self.source.read(&mut self.batch)? {
            return Ok(Step::Done);
        }
        self.summary.read(&self.batch);
        Ok(Step::More)
    }

    fn output(&mut self) -> &mut Vec<u8> {
        &mut self.nothing
    }

    fn report(&self) -> Vec<u8> {
        let (skipped, first_skipped) = super::skipped(&*self.source);
        let report = Report {
            metadata: super::metadata::wire(self.source.metadata()),
            records: Kind::ALL
                .iter()
                .map(|&kind| (kind.name(), self.summary.counts[kind as usize]))
                .collect(),
            skipped,
            first_skipped,
            summary: &self.summary,
        };
        super::pack(&report)
    }

    fn progress(&self) -> (u64, u64) {
        self.source.progress()
    }
}
