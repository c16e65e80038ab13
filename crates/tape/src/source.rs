//! Anything that has market data in order.

use crate::{Batch, Metadata, Problem};

/// Records in order, a batch at a time.
pub trait Source {
    /// What is known about the records so far. Instruments may join while the source is read; all that the records of
    /// the batches so far name are there.
    fn metadata(&self) -> &Metadata;

    /// Replaces what is in `batch` by the next records, some thousands of them, and returns whether there were any.
    /// `false` is the end.
    fn read(&mut self, batch: &mut Batch) -> Result<bool, Problem>;

    /// What was left out so far, where the source may leave things out.
    fn tolerance(&self) -> Option<&Tolerance> {
        None
    }

    /// Bytes of the inputs read so far, and in all: for a progress display.
    fn progress(&self) -> (u64, u64);
}

/// Whether a line or a record that does not read ends the reading, or is counted and left out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tolerance {
    /// Leave out what does not read.
    pub lenient: bool,
    /// How many were left out.
    pub skipped: u64,
    /// The first of them.
    pub first: Option<Problem>,
}

impl Tolerance {
    /// Leaves the problem out and counts it, or hands it back as the error it is.
    pub fn meet(&mut self, problem: Problem) -> Result<(), Problem> {
        if !self.lenient {
            return Err(problem);
        }
        self.skipped += 1;
        self.first.get_or_insert(problem);
        Ok(())
    }
}
