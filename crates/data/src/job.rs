//! Work that is done in steps.

use crate::error::DataError;

/// Whether there is more to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    /// Step again.
    More,
    /// All is done.
    Done,
}

/// A job: worked in steps, asked for what came out.
pub(crate) trait Job {
    /// Does some thousands of records' worth of work.
    fn step(&mut self) -> Result<Step, DataError>;
    /// What came out and was not taken yet. Whoever takes it clears it.
    fn output(&mut self) -> &mut Vec<u8>;
    /// What is known by now, in MessagePack.
    fn report(&self) -> Vec<u8>;
    /// Bytes of the inputs read, and in all.
    fn progress(&self) -> (u64, u64);
}
