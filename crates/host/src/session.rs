//! One session behind its handle: the engine, and what is left of it after a broken invariant.

use crate::error::{Code, HostError};
use crate::journal::{Found, Recorder};
use cift_engine::{Engine, Fault};
use cift_wire::{Command, Event};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Words of a digest: the run's, the commands', the events', the number of commands, the number of events.
pub const DIGEST_WORDS: usize = 5;
/// Words of a state: last sequence number, last time, live orders, price pages in use.
pub const STATE_WORDS: usize = 4;

/// A session. After a panic inside the engine every call returns the same error.
#[derive(Debug)]
pub struct Session {
    pub(crate) engine: Engine,
    /// What it was made from, for snapshots and journals.
    pub(crate) config: Box<[u8]>,
    broken: Option<HostError>,
    /// How many of the engine's events the caller has read.
    read: usize,
    /// Why the last command was not taken.
    pub(crate) fault: Option<HostError>,
    pub(crate) recorder: Option<Recorder>,
    /// What there was to find in the journal that it was made from.
    pub(crate) found: Option<Found>,
}

impl Session {
    pub(crate) const fn new(engine: Engine, config: Box<[u8]>) -> Self {
        Self { engine, config, broken: None, read: 0, fault: None, recorder: None, found: None }
    }

    /// The configuration that the session was made from, as it came.
    #[must_use]
    pub fn config_bytes(&self) -> &[u8] {
        &self.config
    }

    /// Applies commands; see [`Engine::submit`]. Returns how many were consumed; [`Session::fault`] says why
    /// it stopped before the end, if it was not for the event buffer.
    pub fn submit(&mut self, commands: &[Command]) -> Result<usize, HostError> {
        self.check()?;
        let submitted = if self.is_recorded() {
            self.submit_recorded(commands)?
        } else {
            self.guard(|engine| engine.submit(commands))?
        };
        if submitted.fault.is_some() || self.fault.is_some() {
            self.fault = submitted.fault.map(|fault| describe(fault, submitted.consumed));
        }
        Ok(submitted.consumed)
    }

    /// Calls the engine; a panic inside it breaks the session.
    #[inline(always)]
    pub(crate) fn guard<T>(&mut self, call: impl FnOnce(&mut Engine) -> T) -> Result<T, HostError> {
        let engine = &mut self.engine;
        catch_unwind(AssertUnwindSafe(|| call(engine))).map_err(|panic| self.break_down(&*panic))
    }

    /// Why the last batch stopped early.
    #[must_use]
    pub const fn fault(&self) -> Option<&HostError> {
        self.fault.as_ref()
    }

    /// The events that wait to be read.
    pub fn events(&self) -> Result<&[Event], HostError> {
        self.check()?;
        Ok(&self.engine.events()[self.read..])
    }

    /// Forgets the first `count` waiting events, or all where fewer wait.
    pub fn advance(&mut self, count: usize) -> Result<(), HostError> {
        self.check()?;
        self.read = self.read.saturating_add(count);
        if self.read >= self.engine.events().len() {
            self.engine.clear_events();
            self.read = 0;
        }
        Ok(())
    }

    /// The digest's words.
    pub fn digest(&self) -> Result<[u64; DIGEST_WORDS], HostError> {
        self.check()?;
        let run = self.engine.digest();
        Ok([run.value(), run.commands, run.events, run.command_count, run.event_count])
    }

    /// The state's words.
    pub fn state(&self) -> Result<[u64; STATE_WORDS], HostError> {
        self.check()?;
        let engine = &self.engine;
        let (orders, pages) = (u64::from(engine.live_orders()), u64::from(engine.pages_in_use()));
        Ok([engine.seq(), engine.time_ns(), orders, pages])
    }

    /// What a report of a broken session has to name.
    #[must_use]
    pub fn autopsy(&self) -> String {
        let engine = &self.engine;
        let (seed, seq) = (engine.config().seed, engine.seq());
        format!("seed {seed}, sequence {seq}, digest {:016x}", engine.digest().value())
    }

    /// Panics inside the engine's guard, so that tests see what a broken invariant looks like from outside.
    ///
    /// # Panics
    ///
    /// Never to the caller.
    pub fn break_for_test(&mut self) -> HostError {
        let panic = catch_unwind(|| panic!("broken on purpose")).unwrap_err();
        self.break_down(&*panic)
    }

    fn break_down(&mut self, panic: &(dyn Any + Send)) -> HostError {
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no text");
        let message =
            format!("an internal invariant broke: {text}; the session is dead ({})", self.autopsy());
        let error = HostError::new(Code::EnginePanic, message);
        self.broken = Some(error.clone());
        error
    }

    pub(crate) fn check(&self) -> Result<(), HostError> {
        match &self.broken {
            None => Ok(()),
            Some(error) => Err(error.clone()),
        }
    }
}

fn describe(fault: Fault, index: usize) -> HostError {
    match fault {
        Fault::Sequence { expected, actual } => HostError::new(
            Code::SequenceMismatch,
            format!(
                "command {index} of the batch has sequence {actual}, expected {expected} or 0 for the next"
            ),
        ),
        Fault::Time { last_ns, actual_ns } => HostError::new(
            Code::TimeInvalid,
            format!("command {index} of the batch has time {actual_ns} ns, expected {last_ns} to 2^53 - 1"),
        ),
    }
}
