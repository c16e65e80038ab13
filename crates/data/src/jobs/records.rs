//! Records as they are, for whoever reads them in JavaScript.
//!
//! A batch comes out as a block, little endian, each part filled up with zeros to whole 64 bytes: a head of sixteen u32
//! (how many records of each kind, in the kinds' order; then how many runs; then the block's length in bytes), the runs
//! (kind and count, u32 each), then the records of each kind.

use crate::error::DataError;
use crate::job::{Job, Step};
use cift_tape::{Batch, Kind, Source};
use serde::Serialize;

/// A block's parts begin at multiples of this.
const ALIGN: usize = 64;

/// Reads a source and hands its records out.
pub(super) struct Records {
    source: Box<dyn Source>,
    batch: Batch,
    output: Vec<u8>,
}

impl Records {
    pub(super) fn new(source: Box<dyn Source>) -> Self {
        Self { source, batch: Batch::default(), output: Vec::new() }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    metadata: super::metadata::MetadataWire<'a>,
    skipped: u64,
    first_skipped: Option<String>,
}

impl Job for Records {
    fn step(&mut self) -> Result<Step, DataError> {
        if !self.source.read(&mut self.batch)? {
            return Ok(Step::Done);
        }
        write_block(&self.batch, &mut self.output);
        Ok(Step::More)
    }

    fn output(&mut self) -> &mut Vec<u8> {
        &mut self.output
    }

    fn report(&self) -> Vec<u8> {
        let (skipped, first_skipped) = super::skipped(&*self.source);
        super::pack(&Report {
            metadata: super::metadata::wire(self.source.metadata()),
            skipped,
            first_skipped,
        })
    }

    fn progress(&self) -> (u64, u64) {
        self.source.progress()
    }
}

/// Appends a batch as a block.
pub(super) fn write_block(batch: &Batch, output: &mut Vec<u8>) {
    let start = output.len();
    let lists = Kind::ALL.map(|kind| batch.list_bytes(kind));
    let counts = Kind::ALL.map(|kind| batch.count(kind));
    let runs_bytes = (batch.runs.len() * 8).next_multiple_of(ALIGN);
    let length = ALIGN + runs_bytes + lists.iter().map(|list| list.len()).sum::<usize>();
    output.reserve(length);
    for number in counts.into_iter().chain([batch.runs.len(), length]) {
        output.extend_from_slice(&(number as u32).to_le_bytes());
    }
    output.resize(start + ALIGN, 0);
    for run in &batch.runs {
        output.extend_from_slice(&(run.kind as u32).to_le_bytes());
        output.extend_from_slice(&run.count.to_le_bytes());
    }
    output.resize(start + ALIGN + runs_bytes, 0);
    for list in lists {
        output.extend_from_slice(list);
    }
}
