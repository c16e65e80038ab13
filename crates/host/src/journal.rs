//! A session's journal: what was applied, as bytes that the caller takes to where they are safe.

use crate::error::{Code, HostError};
use crate::session::Session;
use cift_engine::Submitted;
use cift_journal::{CHECKPOINT_EVENTS, Checkpoint, Header, JournalError, Recovery, TailCause, Writer};
use cift_wire::Command;

/// Commands that are applied at a time while a journal is recorded: a checkpoint comes after the command that
/// reached it, or at most so many later.
const CHUNK: usize = 128;

/// Words of a journal's state: whether it is recorded (1) or closed (0), its last command, its bytes, bytes
/// that wait to be taken; of one that was read: bytes of the torn tail, what the tail is (0 none, 1
/// incomplete, 2 zeros, 3 no head, 4 not its body), whether it was closed, checkpoints that were verified.
pub const JOURNAL_WORDS: usize = 8;

/// What is recorded of a session.
#[derive(Debug)]
pub struct Recorder {
    writer: Writer,
    open: bool,
    /// Events since the last checkpoint.
    events: u64,
}

/// What was found in the journal that a session was made from.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    pub tail_bytes: u64,
    pub tail_cause: u64,
    pub closed: bool,
    pub verified: u64,
    pub last_seq: u64,
    pub bytes: u64,
}

impl Found {
    pub fn of(recovery: &Recovery, verified: u64) -> Self {
        let cause = recovery.tail.map_or(0, |tail| match tail.cause {
            TailCause::Incomplete => 1,
            TailCause::Zeros => 2,
            TailCause::Head => 3,
            TailCause::Body => 4,
        });
        Self {
            tail_bytes: recovery.tail.map_or(0, |tail| tail.bytes),
            tail_cause: cause,
            closed: recovery.closed,
            verified,
            last_seq: recovery.position.seq(),
            bytes: recovery.position.offset(),
        }
    }
}

impl Recorder {
    /// Goes on with a journal that was read to its end; `events` since its last checkpoint.
    pub const fn resume(recovery: &Recovery, events: u64) -> Self {
        Self { writer: Writer::resume(recovery.position), open: true, events }
    }
}

impl Session {
    /// Begins a journal at the session's present state. `number` tells apart sessions of one configuration
    /// and seed; a caller who can draws it at random.
    pub fn journal_start(&mut self, number: u64) -> Result<(), HostError> {
        self.check()?;
        if let Some(recorder) = &self.recorder
            && (recorder.open || recorder.writer.pending_bytes() > 0)
        {
            let problem = "a journal is recorded, or was closed and not taken";
            return Err(HostError::new(Code::JournalState, problem));
        }
        let (config, seq) = (self.engine.config(), self.engine.seq());
        let header = Header {
            seed: config.seed,
            config_hash: config.identity(),
            session: number,
            base_seq: seq,
            previous: 0,
            config: self.config.to_vec(),
        };
        let mut writer = Writer::new(&header).map_err(HostError::from)?;
        if seq > 0 {
            writer.snapshot(seq, &self.snapshot()?).map_err(HostError::from)?;
        }
        self.recorder = Some(Recorder { writer, open: true, events: 0 });
        Ok(())
    }

    /// The journal's bytes since they were last taken. They are the caller's now. A broken session gives
    /// those up to the command that broke it.
    pub fn journal_take(&mut self) -> Result<Vec<u8>, HostError> {
        Ok(self.recorder()?.writer.take_bytes())
    }

    /// Puts the present state into the journal, so that a recovery can begin there.
    pub fn journal_snapshot(&mut self) -> Result<(), HostError> {
        let (seq, state) = (self.engine.seq(), self.snapshot()?);
        let writer = &mut self.open_recorder()?.writer;
        writer.snapshot(seq, &state).map_err(HostError::from)
    }

    /// Ends the journal with a last checkpoint and the word that nothing is missing behind it. The bytes wait
    /// to be taken.
    pub fn journal_close(&mut self) -> Result<(), HostError> {
        self.check()?;
        self.open_recorder()?;
        self.write_checkpoint();
        let recorder = self.open_recorder()?;
        recorder.writer.close();
        recorder.open = false;
        Ok(())
    }

    /// The words of the journal's state.
    pub fn journal_state(&mut self) -> Result<[u64; JOURNAL_WORDS], HostError> {
        let found = self.found;
        let (mut words, mut tail) = ([0; JOURNAL_WORDS], [0; 4]);
        if let Some(found) = found {
            tail = [found.tail_bytes, found.tail_cause, u64::from(found.closed), found.verified];
            words[1..3].copy_from_slice(&[found.last_seq, found.bytes]);
        }
        if let Some(recorder) = &mut self.recorder {
            let at = recorder.writer.position();
            let waiting = recorder.writer.pending_bytes() as u64;
            words[..4].copy_from_slice(&[u64::from(recorder.open), at.seq(), at.offset(), waiting]);
        } else if found.is_none() {
            return Err(no_journal());
        }
        words[4..].copy_from_slice(&tail);
        Ok(words)
    }

    fn recorder(&mut self) -> Result<&mut Recorder, HostError> {
        self.recorder.as_mut().ok_or_else(no_journal)
    }

    fn open_recorder(&mut self) -> Result<&mut Recorder, HostError> {
        self.recorder.as_mut().filter(|recorder| recorder.open).ok_or_else(no_journal)
    }

    pub(crate) fn is_recorded(&self) -> bool {
        self.recorder.as_ref().is_some_and(|recorder| recorder.open)
    }

    /// Applies commands and appends those that were.
    pub(crate) fn submit_recorded(&mut self, commands: &[Command]) -> Result<Submitted, HostError> {
        let mut done = Submitted { consumed: 0, fault: None };
        while done.consumed < commands.len() {
            let rest = &commands[done.consumed..];
            let chunk = &rest[..rest.len().min(self.commands_to_checkpoint())];
            let (before, waiting) = (self.engine.seq(), self.engine.events().len());
            let submitted = self.guard(|engine| engine.submit(chunk));
            let taken = submitted.as_ref().map_or((self.engine.seq() - before) as usize, |it| it.consumed);
            let happened = self.engine.events().len() - waiting;
            self.record(&chunk[..taken], happened as u64)?;
            let submitted = submitted?;
            done = Submitted { consumed: done.consumed + taken, fault: submitted.fault };
            if taken < chunk.len() {
                break;
            }
        }
        Ok(done)
    }

    /// How many commands to apply before a look at whether a checkpoint is due: fewer the nearer it is.
    fn commands_to_checkpoint(&self) -> usize {
        let since = self.recorder.as_ref().map_or(0, |recorder| recorder.events);
        let left = CHECKPOINT_EVENTS.saturating_sub(since) / 4;
        (left as usize).clamp(1, CHUNK)
    }

    fn record(&mut self, commands: &[Command], events: u64) -> Result<(), HostError> {
        let Some(recorder) = &mut self.recorder else { return Ok(()) };
        recorder.writer.append(commands).map_err(HostError::from)?;
        recorder.events += events;
        if recorder.events >= CHECKPOINT_EVENTS && self.check().is_ok() {
            self.write_checkpoint();
        }
        Ok(())
    }

    fn write_checkpoint(&mut self) {
        let checkpoint = Checkpoint { seq: self.engine.seq(), digest: self.engine.digest() };
        if let Some(recorder) = &mut self.recorder {
            recorder.events = 0;
            let written = recorder.writer.checkpoint(&checkpoint);
            debug_assert!(written.is_ok(), "{written:?}");
        }
    }
}

fn no_journal() -> HostError {
    HostError::new(Code::JournalState, "the session records no journal; start one first")
}

impl From<JournalError> for HostError {
    fn from(error: JournalError) -> Self {
        let code = match error {
            JournalError::Version { .. }
            | JournalError::Semantics { .. }
            | JournalError::Layout { .. }
            | JournalError::Unsupported { .. } => Code::VersionMismatch,
            JournalError::Damaged { .. }
            | JournalError::HeaderDamaged { .. }
            | JournalError::Foreign { .. } => Code::JournalDamaged,
            _ => Code::JournalInvalid,
        };
        Self::new(code, error.to_string())
    }
}
