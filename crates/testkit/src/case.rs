//! What a run of a test is: a session's settings and the commands that go into it.

use crate::session;
use cift_engine::{Config, Engine, Limits, Rules, ScheduleEntry};
use cift_types::Price;
use cift_wire::Command;

/// The settings of a session that can matter to a test.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setup {
    /// How many instruments the session has.
    pub instruments: u32,
    /// How much it may hold.
    pub limits: Limits,
    /// After how many events it wants to be read.
    pub event_buffer: u32,
    /// The instruments' rules. Those beyond its end have the rules of version 1.
    pub rules: Vec<Rules>,
    /// The instruments' reference prices. Those beyond its end have none.
    pub references: Vec<Option<Price>>,
    /// Phases at set times.
    pub schedule: Vec<ScheduleEntry>,
    /// Where draws begin.
    pub seed: u64,
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
    /// Plenty of everything, and plain rules.
    #[must_use]
    pub fn roomy(instruments: u32) -> Self {
        let Config { limits, event_buffer, .. } = session::config(1);
        let (rules, references, schedule) = (Vec::new(), Vec::new(), Vec::new());
        Self { instruments, limits, event_buffer, rules, references, schedule, seed: 0 }
    }

    /// The engine's configuration.
    #[must_use]
    pub fn config(&self) -> Config {
        let mut config = session::config(self.instruments);
        for (instrument, rules) in config.instruments.iter_mut().zip(&self.rules) {
            instrument.rules = rules.clone();
        }
        for (instrument, &reference) in config.instruments.iter_mut().zip(&self.references) {
            instrument.reference_price = reference;
        }
        Config {
            seed: self.seed,
            schedule: self.schedule.clone(),
            limits: self.limits,
            event_buffer: self.event_buffer,
            ..config
        }
    }

    /// The rules of an instrument.
    #[must_use]
    pub fn rules(&self, instrument: u32) -> Rules {
        self.rules.get(instrument as usize).cloned().unwrap_or_default()
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
