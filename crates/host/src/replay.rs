//! From a journal back to a session: all of it again, or from its last snapshot on.

use crate::error::{Code, HostError};
use crate::journal::{Found, Recorder};
use crate::session::Session;
use crate::snapshot;
use cift_engine::Engine;
use cift_journal::{Block, Blocks, Checkpoint, Commands, Content, Recovery};
use cift_wire::Command;

/// A journal that was read to its end without an error.
struct Journal<'a> {
    blocks: Vec<Block<'a>>,
    recovery: Recovery,
}

/// Replays every command of a journal and verifies every checkpoint. A torn tail is left out, see
/// [`Session::journal_state`].
pub fn replay(bytes: &[u8]) -> Result<Session, HostError> {
    let journal = Journal::read(bytes)?;
    let session = match journal.recovery.header.base_seq {
        0 => journal.begin()?,
        base => journal.restore(|seq| seq == base)?,
    };
    journal.run(session).map(|(session, _)| session)
}

/// The session at a journal's end, from its last snapshot and the commands behind it; checkpoints there are
/// verified. It goes on recording: what is taken belongs behind the journal's good bytes, the torn tail cut
/// off.
pub fn recover(bytes: &[u8]) -> Result<Session, HostError> {
    let journal = Journal::read(bytes)?;
    let session = match journal.recovery.snapshot {
        None => journal.begin()?,
        Some(last) => journal.restore(|seq| seq == last.seq)?,
    };
    let (mut session, events) = journal.run(session)?;
    session.recorder = Some(Recorder::resume(&journal.recovery, events));
    Ok(session)
}

impl<'a> Journal<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, HostError> {
        let mut blocks = Blocks::new(bytes).map_err(HostError::from)?;
        let read: Result<Vec<Block<'a>>, _> = blocks.by_ref().collect();
        Ok(Self {
            blocks: read.map_err(HostError::from)?,
            recovery: blocks.finish().map_err(HostError::from)?,
        })
    }

    /// A new session of the journal's configuration.
    fn begin(&self) -> Result<Session, HostError> {
        if self.recovery.header.base_seq > 0 {
            return Err(invalid("the journal goes on from another one, and has no snapshot to begin with"));
        }
        let header = &self.recovery.header;
        let engine = Engine::new(snapshot::decode(&header.config)?);
        let engine = engine.map_err(|error| HostError::new(Code::ConfigInvalid, error.to_string()))?;
        self.check_session(Session::new(engine, header.config.as_slice().into()))
    }

    /// The session of the last snapshot of which `which` holds.
    fn restore(&self, which: impl Fn(u64) -> bool) -> Result<Session, HostError> {
        let states = self.blocks.iter().rev().filter_map(|block| match block.content {
            Content::Snapshot { seq, state } => Some((seq, state)),
            _ => None,
        });
        let Some((seq, state)) = states.into_iter().find(|&(seq, _)| which(seq)) else {
            return Err(invalid("the journal goes on from another one, and has no snapshot to begin with"));
        };
        let session = snapshot::restore(state)?;
        if session.engine.seq() != seq || *session.config != *self.recovery.header.config {
            return Err(invalid(format!("the snapshot at sequence {seq} is of another session or place")));
        }
        self.check_session(session)
    }

    fn check_session(&self, session: Session) -> Result<Session, HostError> {
        let (config, header) = (session.engine.config(), &self.recovery.header);
        if (config.seed, config.identity()) == (header.seed, header.config_hash) {
            return Ok(session);
        }
        Err(invalid("the journal's head names another seed or configuration hash than its configuration has"))
    }

    /// Applies the commands behind the session's last one and verifies the checkpoints there. Also gives the
    /// events since the last one.
    fn run(&self, mut session: Session) -> Result<(Session, u64), HostError> {
        let from = session.engine.seq();
        let checkpoints = self.blocks.iter().filter_map(|block| match block.content {
            Content::Checkpoint(checkpoint) if checkpoint.seq >= from => Some(checkpoint),
            _ => None,
        });
        let mut run = Run { checkpoints: checkpoints.collect(), verified: 0, last: None };
        run.verify(&session)?;
        for block in &self.blocks {
            if let Content::Commands(commands) = block.content {
                let behind = commands.after(session.engine.seq());
                run.apply(&mut session, behind)?;
            }
        }
        let events = run.last.map_or(0, |last| last.digest.event_count);
        session.found = Some(Found::of(&self.recovery, run.verified));
        let since = session.engine.digest().event_count.saturating_sub(events);
        Ok((session, since))
    }
}

/// How far a replay has come.
struct Run {
    /// Those that are not verified yet, in the order of their places; they may stand behind later commands.
    checkpoints: std::collections::VecDeque<Checkpoint>,
    verified: u64,
    last: Option<Checkpoint>,
}

impl Run {
    fn apply(&mut self, session: &mut Session, commands: Commands<'_>) -> Result<(), HostError> {
        let records = commands.records();
        let mut rest = &*records;
        while !rest.is_empty() {
            let next = self.checkpoints.front().map_or(u64::MAX, |checkpoint| checkpoint.seq);
            let distance = next.saturating_sub(session.engine.seq()).min(rest.len() as u64) as usize;
            let (now, later) = rest.split_at(distance);
            apply_all(session, now)?;
            self.verify(session)?;
            rest = later;
        }
        Ok(())
    }

    /// Compares the checkpoints of the last command.
    fn verify(&mut self, session: &Session) -> Result<(), HostError> {
        let seq = session.engine.seq();
        while let Some(expected) = self.checkpoints.front().copied().filter(|it| it.seq <= seq) {
            let found = Checkpoint { seq, digest: session.engine.digest() };
            if found != expected {
                return Err(self.diverged(&expected, &found));
            }
            self.checkpoints.pop_front();
            self.verified += 1;
            self.last = Some(expected);
        }
        Ok(())
    }

    fn diverged(&self, expected: &Checkpoint, found: &Checkpoint) -> HostError {
        let commands = |it: &Checkpoint| (it.digest.commands, it.digest.command_count);
        let what = if commands(expected) == commands(found) { "events" } else { "commands" };
        let after = self.last.map_or(0, |last| last.seq);
        let message = format!(
            "the replay diverged: the first checkpoint that differs is at sequence {}, other {what} \
             ({after} is the last that agrees): digest {:016x}, the journal has {:016x}",
            expected.seq,
            found.digest.value(),
            expected.digest.value(),
        );
        HostError::new(Code::JournalDiverged, message)
    }
}

/// Applies commands whatever events they cause; nobody reads those.
fn apply_all(session: &mut Session, commands: &[Command]) -> Result<(), HostError> {
    let mut rest = commands;
    while !rest.is_empty() {
        let submitted = session.guard(|engine| {
            let submitted = engine.submit(rest);
            engine.clear_events();
            submitted
        })?;
        if let Some(fault) = submitted.fault {
            let at = session.engine.seq() + 1;
            return Err(invalid(format!("the command at sequence {at} cannot be applied: {fault:?}")));
        }
        rest = &rest[submitted.consumed..];
    }
    Ok(())
}

fn invalid(message: impl Into<String>) -> HostError {
    HostError::new(Code::JournalInvalid, message)
}
