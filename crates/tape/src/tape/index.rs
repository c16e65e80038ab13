//! Finds the chunk of a time or a place, reading only the pages of the index that it needs.

use super::layout::Entry;

/// The index of a tape that is open.
#[derive(Debug)]
pub enum Index {
    /// Pages on the tape, and the one that was read last.
    Pages { root: Vec<Entry>, page: Option<(usize, Vec<Entry>)> },
    /// Of a tape without an end: made by looking through it, an entry for each chunk.
    Chunks(Vec<Entry>),
}

/// What is looked for: the first chunk with a record that is not before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goal {
    /// A record at this time or later.
    Time(u64),
    /// A record at this place or behind it.
    Sequence(u64),
}

impl Goal {
    /// The first of `entries` that has it. Times may fall from record to record, but the latest time so far does not.
    pub fn find(self, entries: &[Entry]) -> usize {
        entries.partition_point(|entry| match self {
            Self::Time(time) => entry.latest < time,
            Self::Sequence(seq) => entry.span.last_seq < seq,
        })
    }
}
