//! The identity of a run: one hash over the session, its commands and its events.

use crate::record::{Record, all_words};
use crate::xxh3::{Words, Xxh3};
use cift_types::SEMANTICS_VERSION;

const COMMANDS: u64 = u64::from_le_bytes(*b"CIFTCMD1");
const EVENTS: u64 = u64::from_le_bytes(*b"CIFTEVT1");
const RUN: u64 = u64::from_le_bytes(*b"CIFTRUN1");

/// A rolling hash over a stream of 64-byte records, begun with a header that names the session.
#[derive(Clone, Debug)]
pub struct StreamDigest {
    hash: Xxh3,
    records: u64,
}

impl StreamDigest {
    /// The command stream of a session with this `seed` and configuration.
    #[must_use]
    pub fn commands(seed: u64, config_hash: u64) -> Self {
        Self::begin([COMMANDS, u64::from(SEMANTICS_VERSION), seed, config_hash])
    }

    /// The event stream of a session. Its events follow from its commands, so the header holds only the version.
    #[must_use]
    pub fn events() -> Self {
        Self::begin([EVENTS, u64::from(SEMANTICS_VERSION), 0, 0])
    }

    fn begin(head: [u64; 4]) -> Self {
        Self { hash: Xxh3::new(&header(&head)), records: 0 }
    }

    /// Reads more records.
    pub fn update<R: Record>(&mut self, records: &[R]) {
        self.hash.update(all_words(records));
        self.records += records.len() as u64;
    }

    /// Reads more records as if their second words, the sequence numbers, counted from `first`.
    pub fn update_numbered<R: Record>(&mut self, records: &[R], first: u64) {
        self.hash.update_numbered(all_words(records), first);
        self.records += records.len() as u64;
    }

    /// The hash of the header and all records so far.
    #[must_use]
    pub fn value(&self) -> u64 {
        self.hash.digest()
    }

    /// How many records it has read.
    #[must_use]
    pub const fn records(&self) -> u64 {
        self.records
    }
}

/// What a run was and did: equal exactly when session, commands and events are equal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RunDigest {
    /// Hash of the command stream.
    pub commands: u64,
    /// Hash of the event stream.
    pub events: u64,
    /// Length of the command stream.
    pub command_count: u64,
    /// Length of the event stream.
    pub event_count: u64,
}

impl RunDigest {
    /// The digest of two streams as they stand.
    #[must_use]
    pub fn of(commands: &StreamDigest, events: &StreamDigest) -> Self {
        Self {
            commands: commands.value(),
            events: events.value(),
            command_count: commands.records(),
            event_count: events.records(),
        }
    }

    /// One number for all of it, the one that is shown, compared and committed.
    #[must_use]
    pub fn value(&self) -> u64 {
        Xxh3::new(&header(&[RUN, self.commands, self.command_count, self.events, self.event_count])).digest()
    }
}

/// Four stripes with `words` at the start, so that every hash is of the long form.
fn header(words: &[u64]) -> [Words; 4] {
    let mut stripes = [[0; 8]; 4];
    stripes[0][..words.len()].copy_from_slice(words);
    stripes
}
