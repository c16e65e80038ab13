//! What sources of one kind have in common.

/// A source with metadata at that place, a `tolerance`, and the `progress` of its files.
macro_rules! source {
    ($source:ty, $($metadata:ident).+, |$this:ident, $batch:ident| $read:expr) => {
        impl cift_tape::Source for $source {
            fn metadata(&self) -> &cift_tape::Metadata {
                &self.$($metadata).+
            }

            fn read(&mut self, $batch: &mut cift_tape::Batch) -> Result<bool, cift_tape::Problem> {
                let $this = self;
                $batch.clear();
                $read;
                Ok(!$batch.is_empty())
            }

            fn tolerance(&self) -> Option<&cift_tape::Tolerance> {
                Some(&self.tolerance)
            }

            fn progress(&self) -> (u64, u64) {
                crate::decompress::Progress::sum(&self.progress)
            }
        }
    };
}
pub(crate) use source;

/// A source that reads its files one after the other: `read_file` appends to a batch and says whether the file goes on,
/// `open_next` whether there is another.
macro_rules! source_of_files {
    ($source:ty, $($metadata:ident).+) => {
        crate::source::source!($source, $($metadata).+, |this, batch| {
            while batch.is_empty() && (this.read_file(batch)? || this.open_next()?) {}
        });
    };
}
pub(crate) use source_of_files;

/// A source that makes records with its `emit` step by step, until `step` says that there are no more.
macro_rules! source_of_steps {
    ($source:ty, $($metadata:ident).+) => {
        crate::source::source!($source, $($metadata).+, |this, batch| {
            while !this.emit.is_full() && this.step()? {}
            core::mem::swap(batch, &mut this.emit.batch);
        });
    };
}
pub(crate) use source_of_steps;
