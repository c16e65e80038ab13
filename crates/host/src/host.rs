//! The registry of sessions. A handle is a place and a generation, so a stale one is noticed.

use crate::config;
use crate::error::{Code, HostError};
use crate::replay;
use crate::session::Session;
use crate::snapshot;
use cift_engine::Engine;

/// Number of a session. Never zero.
pub type Handle = u32;

const PLACE_BITS: u32 = 12;
const MAX_SESSIONS: usize = 1 << PLACE_BITS;

#[derive(Debug, Default)]
struct Place {
    generation: u32,
    session: Option<Box<Session>>,
}

/// All sessions of a module instance or thread.
#[derive(Debug, Default)]
pub struct Host {
    places: Vec<Place>,
}

impl Host {
    /// A host without sessions.
    #[must_use]
    pub const fn new() -> Self {
        Self { places: Vec::new() }
    }

    /// Starts a session from a MessagePack configuration.
    pub fn create(&mut self, config: &[u8]) -> Result<Handle, HostError> {
        let engine = Engine::new(config::decode(config)?);
        let engine = engine.map_err(|error| HostError::new(Code::ConfigInvalid, error.to_string()))?;
        self.open(Session::new(engine, config.into()))
    }

    /// Starts a session that goes on where a snapshot was taken.
    pub fn restore(&mut self, snapshot: &[u8]) -> Result<Handle, HostError> {
        let session = snapshot::restore(snapshot)?;
        self.open(session)
    }

    /// Starts a session by replaying a journal; every checkpoint is verified.
    pub fn replay(&mut self, journal: &[u8]) -> Result<Handle, HostError> {
        let session = replay::replay(journal)?;
        self.open(session)
    }

    /// Starts a session at a journal's end, from its last snapshot on. It goes on recording.
    pub fn recover(&mut self, journal: &[u8]) -> Result<Handle, HostError> {
        let session = replay::recover(journal)?;
        self.open(session)
    }

    /// Gives a session a handle.
    fn open(&mut self, session: Session) -> Result<Handle, HostError> {
        let place = self.vacant()?;
        let entry = &mut self.places[place];
        entry.generation = (entry.generation + 1) & (u32::MAX >> PLACE_BITS);
        // A generation of zero could make a handle of zero.
        entry.generation = entry.generation.max(1);
        entry.session = Some(Box::new(session));
        Ok(entry.generation << PLACE_BITS | place as u32)
    }

    fn vacant(&mut self) -> Result<usize, HostError> {
        if let Some(place) = self.places.iter().position(|place| place.session.is_none()) {
            return Ok(place);
        }
        if self.places.len() == MAX_SESSIONS {
            let message = format!("{MAX_SESSIONS} sessions are open; dispose one first");
            return Err(HostError::new(Code::HandleInvalid, message));
        }
        self.places.push(Place::default());
        Ok(self.places.len() - 1)
    }

    /// The session of a handle.
    #[inline]
    pub fn session(&mut self, handle: Handle) -> Result<&mut Session, HostError> {
        let entry = self.places.get_mut(handle as usize & (MAX_SESSIONS - 1));
        match entry {
            Some(Place { generation, session: Some(session) }) if *generation == handle >> PLACE_BITS => {
                Ok(session)
            }
            _ => Err(gone(handle)),
        }
    }

    /// Ends a session and frees its memory.
    pub fn destroy(&mut self, handle: Handle) -> Result<(), HostError> {
        self.session(handle)?;
        self.places[handle as usize & (MAX_SESSIONS - 1)].session = None;
        Ok(())
    }
}

#[cold]
fn gone(handle: Handle) -> HostError {
    HostError::new(Code::HandleInvalid, format!("no session has the handle {handle}; was it disposed?"))
}

#[cfg(test)]
mod tests;
