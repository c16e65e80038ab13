//! What a run of a test is: a session's settings and the commands that go into it.

use crate::session;
use cift_engine::{Config, Engine, Limits};
use cift_wire::Command;

/// The settings of a session that can matter to a test.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Setup {
    /// How many instruments the session has.
    pub instruments: u32,
    /// How much it may hold.
    pub limits: Limits,
    /// After how many events it wants to be read.
    pub event_buffer: u32,
}

/// A session and its commands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Case {
    /// The session's settings.
    pub setup: Setup,
    /// What is submitted to it.
    pub commands: Vec<Command>,
}

impl Setup {
    /// Plenty of everything.
    #[must_use]
    pub fn roomy(instruments: u32) -> Self {
        let Config { limits, event_buffer, .. } = session::config(1);
        Self { instruments, limits, event_buffer }
    }

    /// The engine's configuration.
    #[must_use]
    pub fn config(&self) -> Config {
        let Self { instruments, limits, event_buffer } = *self;
        Config { limits, event_buffer, ..session::config(instruments) }
    }

    /// An engine with these settings.
    ///
    /// # Panics
    ///
    /// When the settings are refused, which is a mistake of the test.
    #[must_use]
    pub fn engine(&self) -> Engine {
        Engine::new(self.config()).expect("the settings of a case are valid")
    }
}
