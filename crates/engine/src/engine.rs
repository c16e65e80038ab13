//! The session: gives every command its place in the total order, applies it, and keeps the digest.

use crate::apply::{Sequenced, Venue};
use crate::config::{Config, ConfigError};
use crate::look_ahead::{LookAhead, hash_of};
use crate::output::Output;
use cift_book::{Book, Store};
use cift_types::{EXACT_LIMIT, InstrumentId, Seq, TimeNs};
use cift_wire::{Command, Event, RunDigest, StreamDigest};
use core::ops::Range;

/// Commands that are placed, applied and hashed together.
const BLOCK: usize = 128;

/// A venue: books, what they hold, and the order in which things happened.
#[derive(Debug)]
pub struct Engine {
    pub(crate) config: Config,
    pub(crate) venue: Venue,
    pub(crate) seq: Seq,
    pub(crate) time_ns: TimeNs,
    pub(crate) commands: StreamDigest,
}

/// What became of a batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Submitted {
    /// How many commands were applied, from the front.
    pub consumed: usize,
    /// Why the next one was not; `None` when all were applied or the events have to be read first.
    pub fault: Option<Fault>,
}

/// A command that the sequencer cannot place. It is a mistake of the caller, not of a participant: nothing of the
/// command happened, and the session can go on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// The command carries a sequence number that is not the next.
    Sequence {
        /// The number it has to have (or zero).
        expected: Seq,
        /// The number it has.
        actual: Seq,
    },
    /// The command's time is before the last one's, or 2^53 and above.
    Time {
        /// The last command's time.
        last_ns: TimeNs,
        /// The command's time.
        actual_ns: TimeNs,
    },
}

impl Engine {
    /// A session with empty books.
    pub fn new(config: Config) -> Result<Self, ConfigError> {
        config.validate()?;
        let books = (0..config.instruments.len() as InstrumentId).map(Book::new).collect();
        let commands = StreamDigest::commands(config.seed, config.identity());
        let no_memory = |path: &str| ConfigError {
            path: path.to_owned(),
            problem: "there is not enough memory to set aside; ask for less".to_owned(),
        };
        let store = Store::new(config.limits).map_err(|_| no_memory("reserve"))?;
        let output = Output::new(config.event_buffer).map_err(|_| no_memory("eventBuffer"))?;
        let venue = Venue::new(&config, books, store, output);
        Ok(Self { config, venue, seq: 0, time_ns: 0, commands })
    }

    /// Applies commands in order until all are applied, the event buffer is full, or one cannot be placed.
    /// What happens does not depend on how a stream is cut into batches, and neither does the digest.
    pub fn submit(&mut self, commands: &[Command]) -> Submitted {
        if let [command] = commands {
            return self.submit_one(command);
        }
        let mut ahead = LookAhead::new(commands, &self.venue.store);
        let mut consumed = 0;
        while consumed < commands.len() && !self.venue.output.is_full() {
            let end = commands.len().min(consumed + BLOCK);
            let (placed, fault) = self.place(&commands[consumed..end]);
            self.apply_block(&mut ahead, consumed..consumed + placed);
            consumed += placed;
            if fault.is_some() {
                return Submitted { consumed, fault };
            }
        }
        Submitted { consumed, fault: None }
    }

    /// `submit` of one command, which has nothing to look ahead to.
    fn submit_one(&mut self, command: &Command) -> Submitted {
        if self.venue.output.is_full() {
            return Submitted { consumed: 0, fault: None };
        }
        let batch = core::slice::from_ref(command);
        if let (_, fault @ Some(_)) = self.place(batch) {
            return Submitted { consumed: 0, fault };
        }
        self.seq += 1;
        self.time_ns = command.time_ns;
        self.venue.apply(Sequenced { command, seq: self.seq, hash: hash_of(command) });
        self.commands.update_numbered(batch, self.seq);
        self.venue.output.hash();
        Submitted { consumed: 1, fault: None }
    }

    /// Applies commands that have been placed, and brings the digest up to them while they are still in the cache.
    fn apply_block(&mut self, ahead: &mut LookAhead<'_>, range: Range<usize>) {
        let block = &ahead.commands[range.clone()];
        let first = self.seq + 1;
        let mut seq = self.seq;
        for (at, command) in range.zip(block) {
            let hash = ahead.step(at, &self.venue.store);
            // No session has 2^64 commands.
            seq = seq.wrapping_add(1);
            // Before it is applied, so that a report of a broken invariant names it.
            self.seq = seq;
            self.venue.apply(Sequenced { command, seq, hash });
        }
        self.time_ns = block.last().map_or(self.time_ns, |command| command.time_ns);
        self.commands.update_numbered(block, first);
        self.venue.output.hash();
    }

    /// How many commands of a block can have the next places, and why the one after them cannot.
    #[inline(always)]
    fn place(&self, block: &[Command]) -> (usize, Option<Fault>) {
        let (mut time_ns, mut backwards, mut numbered) = (self.time_ns, false, 0);
        for command in block {
            backwards |= command.time_ns < time_ns;
            time_ns = command.time_ns;
            numbered |= command.seq;
        }
        // Nearly always: time goes on, and the numbers are left to the sequencer.
        let plain = !backwards && time_ns < EXACT_LIMIT && numbered == 0;
        if plain { (block.len(), None) } else { self.place_each(block) }
    }

    #[inline(never)]
    fn place_each(&self, block: &[Command]) -> (usize, Option<Fault>) {
        let mut last_ns = self.time_ns;
        for (index, command) in block.iter().enumerate() {
            let (expected, actual) = (self.seq + 1 + index as u64, command.seq);
            if actual != 0 && actual != expected {
                return (index, Some(Fault::Sequence { expected, actual }));
            }
            let actual_ns = command.time_ns;
            if actual_ns < last_ns || actual_ns >= EXACT_LIMIT {
                return (index, Some(Fault::Time { last_ns, actual_ns }));
            }
            last_ns = actual_ns;
        }
        (block.len(), None)
    }

    /// The events since [`Engine::clear_events`].
    #[must_use]
    pub fn events(&self) -> &[Event] {
        self.venue.output.events()
    }

    /// Forgets the events that the caller has read.
    pub fn clear_events(&mut self) {
        self.venue.output.clear();
    }

    /// The digest of everything so far.
    #[must_use]
    pub fn digest(&self) -> RunDigest {
        RunDigest::of(&self.commands, self.venue.output.digest())
    }

    /// The last command's number; zero before the first.
    #[must_use]
    pub const fn seq(&self) -> Seq {
        self.seq
    }

    /// The last command's time.
    #[must_use]
    pub const fn time_ns(&self) -> TimeNs {
        self.time_ns
    }

    /// The configuration.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }
}
