//! The first and the last records.

use serde::Serialize;
use std::collections::VecDeque;

/// A record: its table, and its bytes, which the caller has accessors for.
#[derive(Serialize, Clone, Debug)]
pub(super) struct Entry {
    pub table: &'static str,
    #[serde(with = "serde_bytes")]
    pub record: Vec<u8>,
}

/// Some records from the front, and some from the end.
#[derive(Serialize, Debug)]
pub(super) struct Edges {
    pub first: Vec<Entry>,
    pub last: VecDeque<Entry>,
    #[serde(skip)]
    most: usize,
}

impl Edges {
    pub(super) fn new(most: usize) -> Self {
        Self { first: Vec::new(), last: VecDeque::new(), most }
    }

    /// Looks at record `index` of a batch of `length`, of which `entry` makes an entry where it is wanted.
    pub(super) fn read(&mut self, index: usize, length: usize, entry: impl Fn() -> Entry) {
        if self.first.len() < self.most {
            self.first.push(entry());
        }
        if self.most > 0 && index + self.most >= length {
            if self.last.len() == self.most {
                self.last.pop_front();
            }
            self.last.push_back(entry());
        }
    }
}
