//! The identity of a run: one hash over the session, its commands and its events.

use crate::record::{Record, all_words};
use crate::xxh3::{Words, Xxh3};
use cift_types::SEMANTICS_VERSION;

const COMMANDS: u64 = u64::from_le_bytes(*b"CIFTCMD1");
const EVENTS: u64 = u64::from_le_bytes(*b"CIFTEVT1");
const RUN: u64 = u64::from_le_bytes(*b"CIFTRUN1");

/// Stripes of a stream's header.
const HEADER_STRIPES: u64 = 4;

/// A rolling hash over a stream of 64-byte records, begun with a header that names the session.
#[derive(Clone, Debug)]
pub struct StreamDigest {
    hash: Xxh3,
    records: u64,
}

impl StreamDigest {
    /// Words of its state.
    pub const WORDS: usize = 17;

    /// The command stream of a session with this `seed` and configuration.
    #[must_use]
    pub fn commands(seed: u64, config_hash: u64) -> Self {
        Self::begin([COMMANDS, u64::from(SEMANTICS_VERSION), seed, config_hash])
    }

    /// The event stream of a session. Its events follow from its commands, so the header holds only the
    /// version.
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

    /// The state of the hash, to go on from later.
    #[must_use]
    pub fn save(&self) -> [u64; Self::WORDS] {
        let (acc, last, _) = self.hash.state();
        let mut words = [0; Self::WORDS];
        words[..8].copy_from_slice(&acc);
        words[8..16].copy_from_slice(&last);
        words[16] = self.records;
        words
    }

    /// A digest that goes on from what [`StreamDigest::save`] gave. `None` where the number of records cannot
    /// be.
    #[must_use]
    pub fn load(words: &[u64; Self::WORDS]) -> Option<Self> {
        let (stripes, records) = words.split_at(16);
        let (acc, last) = stripes.split_at(8);
        let records = records[0];
        let state = (acc.try_into().ok()?, last.try_into().ok()?, records.checked_add(HEADER_STRIPES)?);
        Some(Self { hash: Xxh3::of_state(state)?, records })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_digest_goes_on_where_it_stood() {
        let record = |i: u64| crate::Event { seq: i, order_id: i * 7, ..crate::Event::default() };
        let all: Vec<crate::Event> = (0..100).map(record).collect();
        for cut in 0..all.len() {
            let (mut whole, mut part) = (StreamDigest::events(), StreamDigest::events());
            part.update(&all[..cut]);
            let mut again = StreamDigest::load(&part.save()).unwrap();
            assert_eq!((again.value(), again.records()), (part.value(), cut as u64));
            again.update(&all[cut..]);
            whole.update(&all);
            assert_eq!((again.value(), again.save()), (whole.value(), whole.save()));
        }
        let mut words = StreamDigest::events().save();
        for records in [1 << 57, u64::MAX] {
            words[16] = records;
            assert!(StreamDigest::load(&words).is_none());
        }
    }
}
