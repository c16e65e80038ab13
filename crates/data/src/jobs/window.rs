//! The part of a source that lies in a window of time.

use cift_tape::{Batch, Metadata, Problem, Source, Tolerance};

/// Records at or after one time and before another.
pub(super) struct Window {
    inner: Box<dyn Source>,
    from_ns: u64,
    to_ns: u64,
    whole: Batch,
}

impl Window {
    pub(super) fn new(inner: Box<dyn Source>, from_ns: u64, to_ns: u64) -> Self {
        Self { inner, from_ns, to_ns, whole: Batch::default() }
    }
}

impl Source for Window {
    fn metadata(&self) -> &Metadata {
        self.inner.metadata()
    }

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Problem> {
        batch.clear();
        // A record out of time may follow one in time, so the end of the window is not the end of the source.
        while batch.is_empty() {
            if !self.inner.read(&mut self.whole)? {
                return Ok(false);
            }
            let times = self.from_ns..self.to_ns;
            self.whole.for_each(|record| {
                if times.contains(&record.time_ns()) {
                    batch.push(record);
                }
            });
        }
        Ok(true)
    }

    fn tolerance(&self) -> Option<&Tolerance> {
        self.inner.tolerance()
    }

    fn progress(&self) -> (u64, u64) {
        self.inner.progress()
    }
}
