//! Records as they are, for whoever reads them in JavaScript: blocks of them.

use crate::block::write_block;
use crate::error::DataError;
use crate::job::{Job, Step};
use cift_tape::{Batch, Kind, Metadata, Source};
use serde::Serialize;

/// Place in a block's head: how often the report was another one, so that it is asked for only then.
const REVISION: usize = Kind::COUNT + 2;

/// Reads a source and hands its records out.
pub(super) struct Records {
    source: Box<dyn Source>,
    batch: Batch,
    output: Vec<u8>,
    /// What the report said last, and how often it was another one.
    metadata: Metadata,
    skipped: u64,
    revision: u32,
}

impl Records {
    pub(super) fn new(source: Box<dyn Source>) -> Self {
        let metadata = source.metadata().clone();
        Self { source, batch: Batch::default(), output: Vec::new(), metadata, skipped: 0, revision: 0 }
    }

    fn revise(&mut self) {
        let (skipped, _) = super::skipped(&*self.source);
        if self.skipped != skipped || self.metadata != *self.source.metadata() {
            self.metadata.clone_from(self.source.metadata());
            self.skipped = skipped;
            self.revision += 1;
        }
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
        self.revise();
        let start = self.output.len();
        write_block(&self.batch, &mut self.output);
        self.output[start + 4 * REVISION..][..4].copy_from_slice(&self.revision.to_le_bytes());
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
