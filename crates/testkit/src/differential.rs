//! Runs the engine and the oracle over the same commands and says where they first differ.

use crate::auditor::Auditor;
use crate::case::Case;
use crate::coverage::{Coverage, Sometimes};
use crate::describe;
use crate::divergence::Divergence;
use crate::expected_digest::Streams;
use crate::oracle::Oracle;
use crate::random::Random;
use crate::same_books;
use cift_engine::{Engine, Fault, Submitted};
use cift_types::EXACT_LIMIT;
use cift_wire::{Command, Event, RunDigest};
use core::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What the engine is compared with.
pub trait Reference {
    /// Applies a command and returns what it caused, or why it has no place.
    fn apply(&mut self, command: &Command) -> Result<Vec<Event>, Fault>;

    /// The books after it.
    fn books(&self) -> &Oracle;

    /// How many price pages hold orders.
    fn pages(&self) -> u32 {
        self.books().pages()
    }
}

impl Reference for Oracle {
    fn apply(&mut self, command: &Command) -> Result<Vec<Event>, Fault> {
        self.apply(command)
    }

    fn books(&self) -> &Oracle {
        self
    }
}

/// How a stream is cut into batches, and when it is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cuts {
    /// Draws the cuts.
    pub seed: u64,
    /// The longest batch.
    pub longest: usize,
    /// After how many commands all books are compared, at the next end of a batch.
    pub look_every: usize,
}

impl Cuts {
    /// Every command alone, and all books after each.
    pub const SINGLE: Self = Self { seed: 0, longest: 1, look_every: 1 };
    /// Batches that end anywhere.
    pub const MIXED: Self = Self { seed: 1, longest: 300, look_every: 500 };
    /// Batches as long as they come: 300 commands.
    pub const LONG: Self = Self { seed: u64::MAX, longest: 300, look_every: 300 };

    fn next(self, random: &mut Random, left: usize) -> usize {
        let length =
            if self.seed == u64::MAX { self.longest } else { 1 + random.below(self.longest as u64) as usize };
        length.min(left)
    }
}

/// Compares the engine with the oracle over a case, in several cuts.
pub fn check(case: &Case) -> Result<(), Box<Divergence>> {
    check_against(case, || Oracle::new(&case.setup))
}

/// As [`check`], with another reference.
pub fn check_against<R: Reference>(case: &Case, reference: impl Fn() -> R) -> Result<(), Box<Divergence>> {
    let mut coverage = Coverage::default();
    for cuts in [Cuts::MIXED, Cuts::SINGLE, Cuts::LONG] {
        compare(case, cuts, reference(), &mut coverage)?;
    }
    Ok(())
}

/// Compares the engine with a reference over a case in one cut. The run's digest is checked and returned.
pub fn compare<R: Reference>(
    case: &Case,
    cuts: Cuts,
    reference: R,
    coverage: &mut Coverage,
) -> Result<RunDigest, Box<Divergence>> {
    coverage.next_session();
    let mut comparison = Comparison {
        case,
        engine: case.setup.engine(),
        reference,
        coverage,
        auditor: Auditor::new(&case.setup),
        streams: Streams::new(&case.setup.config()),
        random: Random::new(cuts.seed),
        read: 0,
        index: 0,
        looked: 0,
    };
    let run = catch_unwind(AssertUnwindSafe(|| comparison.run(cuts)));
    run.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a text");
        comparison.differ("the runs", "no panic".to_owned(), format!("a panic in this batch: {text}"))
    })
}

/// The digest of the engine alone, in another cut.
#[must_use]
pub fn digest(case: &Case, cuts: Cuts) -> RunDigest {
    let mut engine = case.setup.engine();
    let mut random = Random::new(cuts.seed);
    let mut at = 0;
    while at < case.commands.len() {
        let length = cuts.next(&mut random, case.commands.len() - at);
        let Submitted { consumed, fault } = engine.submit(&case.commands[at..at + length]);
        engine.clear_events();
        at += consumed + usize::from(fault.is_some());
    }
    engine.digest()
}

struct Comparison<'a, R> {
    case: &'a Case,
    engine: Engine,
    reference: R,
    coverage: &'a mut Coverage,
    auditor: Auditor,
    streams: Streams,
    random: Random,
    /// Events that were compared and not cleared.
    read: usize,
    /// Of the next command.
    index: usize,
    looked: usize,
}

impl<R: Reference> Comparison<'_, R> {
    fn run(&mut self, cuts: Cuts) -> Result<RunDigest, Box<Divergence>> {
        let total = self.case.commands.len();
        while self.index < total {
            let length = cuts.next(&mut self.random, total - self.index);
            self.coverage_of_batch(length);
            self.step(length)?;
            if self.index >= self.looked + cuts.look_every || self.index == total {
                self.looked = self.index;
                self.look()?;
            }
        }
        let (expected, actual) = (self.streams.digest(), self.engine.digest());
        self.require(expected == actual, "the digest", || {
            (format!("{expected:x?}"), format!("{actual:x?}"))
        })?;
        Ok(actual)
    }

    /// Submits one batch and compares what comes of it.
    fn step(&mut self, length: usize) -> Result<(), Box<Divergence>> {
        let case = self.case;
        let batch = &case.commands[self.index..self.index + length];
        let Submitted { consumed, fault } = self.engine.submit(batch);
        if consumed > length {
            return self.differ("commands applied", format!("at most {length}"), consumed.to_string());
        }
        for command in &batch[..consumed] {
            self.apply(command)?;
        }
        let unread = self.engine.events().len() - self.read;
        self.require(unread == 0, "events at the end of a batch", || {
            ("none".to_owned(), unread.to_string())
        })?;
        self.stop(batch.get(consumed), fault)?;
        self.counts()
    }

    /// Compares the events of one command.
    fn apply(&mut self, command: &Command) -> Result<(), Box<Divergence>> {
        let expected = match self.reference.apply(command) {
            Ok(expected) => expected,
            Err(fault) => return self.differ("placing", format!("{fault:?}"), "applied".to_owned()),
        };
        let (seq, unread) = (self.reference.books().session.seq, &self.engine.events()[self.read..]);
        let own = unread.iter().take_while(|event| event.seq == seq).count();
        let actual = &unread[..own];
        if expected != actual {
            let (expected, actual) = (describe::events(&expected), describe::events(actual));
            return self.differ("events", expected, actual);
        }
        if let Err(rule) = self.auditor.observe(command, actual) {
            let actual = describe::events(actual);
            return self.differ("an invariant", rule, actual);
        }
        self.streams.add(seq, command, &expected);
        self.coverage.observe(&self.case.setup, command, &expected, self.reference.books());
        self.read += expected.len();
        self.index += 1;
        Ok(())
    }

    /// Compares why a batch stopped, and reads its events.
    fn stop(&mut self, next: Option<&Command>, fault: Option<Fault>) -> Result<(), Box<Divergence>> {
        let held = self.engine.events().len();
        if let Some(fault) = fault {
            let expected = next.and_then(|next| self.reference.apply(next).err());
            let same = expected == Some(fault);
            self.require(same, "the fault", || (format!("{expected:?}"), format!("{fault:?}")))?;
            self.coverage_of_fault(fault);
            self.index += 1;
        } else if next.is_some() {
            let full = held >= self.case.setup.event_buffer as usize;
            let expected = || (format!("{} events", self.case.setup.event_buffer), format!("{held} events"));
            self.require(full, "stopping in a batch", expected)?;
            self.coverage.hit(Sometimes::BufferFull);
        }
        if held >= self.case.setup.event_buffer as usize || self.random.chance(700) {
            self.engine.clear_events();
            self.read = 0;
            let left = self.engine.events().len();
            self.require(left == 0, "events after clearing", || ("0".to_owned(), left.to_string()))?;
        }
        Ok(())
    }

    /// Compares what can be compared quickly.
    fn counts(&self) -> Result<(), Box<Divergence>> {
        let books = self.reference.books();
        let expected = (books.session.seq, books.session.time_ns, books.live_orders());
        let actual = (self.engine.seq(), self.engine.time_ns(), self.engine.live_orders() as usize);
        let both = || (format!("{expected:?}"), format!("{actual:?}"));
        self.require(expected == actual, "number, time and live orders", both)?;
        let (expected, actual) = (self.reference.pages(), self.engine.pages_in_use());
        self.require(expected == actual, "pages in use", || (expected.to_string(), actual.to_string()))?;
        let (expected, actual) = (self.auditor.live_orders(), self.engine.live_orders() as usize);
        self.require(expected == actual, "live orders by events", || {
            (expected.to_string(), actual.to_string())
        })
    }

    /// Compares all books, order by order and level by level.
    fn look(&mut self) -> Result<(), Box<Divergence>> {
        self.coverage.look(&self.case.setup, self.reference.books());
        for instrument in 0..self.case.setup.instruments {
            let found = same_books::compare(&self.engine, self.reference.books(), &self.auditor, instrument);
            if let Err((what, expected, actual)) = found {
                return self.differ(what, expected, actual);
            }
        }
        Ok(())
    }

    fn coverage_of_batch(&mut self, length: usize) {
        if self.read > 0 {
            self.coverage.hit(Sometimes::EventsKept);
        }
        if length > 256 {
            self.coverage.hit(Sometimes::LongBatch);
        }
    }

    fn coverage_of_fault(&mut self, fault: Fault) {
        let first = self.read == 0;
        self.coverage.hit(if first { Sometimes::FaultFirst } else { Sometimes::FaultInside });
        self.coverage.hit(match fault {
            Fault::Sequence { .. } => Sometimes::FaultSequence,
            Fault::Time { actual_ns, .. } if actual_ns >= EXACT_LIMIT => Sometimes::FaultTimeLimit,
            Fault::Time { .. } => Sometimes::FaultTimeBackwards,
        });
    }

    fn require(
        &self,
        holds: bool,
        what: &'static str,
        both: impl FnOnce() -> (String, String),
    ) -> Result<(), Box<Divergence>> {
        if holds {
            return Ok(());
        }
        let (expected, actual) = both();
        self.differ(what, expected, actual)
    }

    fn differ<T>(&self, what: &'static str, expected: String, actual: String) -> Result<T, Box<Divergence>> {
        let index = self.index.min(self.case.commands.len() - 1);
        let command = self.case.commands[index];
        Err(Box::new(Divergence { index, command, what, expected, actual }))
    }
}

/// The whole story of a case by the oracle, for a look at a failure.
#[must_use]
pub fn story(case: &Case) -> String {
    let mut oracle = Oracle::new(&case.setup);
    let mut text = String::new();
    for (at, command) in case.commands.iter().enumerate() {
        let events = oracle.apply(command).map(|events| describe::events(&events));
        let _ = writeln!(text, "{at}: {}{}", describe::command(command), events.unwrap_or_default());
    }
    text
}
