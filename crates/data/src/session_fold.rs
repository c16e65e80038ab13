//! A session of the engine as a feed would have told it: commands and events, and what became of them in the market.

use crate::request::SessionInstrument;
use cift_market_data::book::{EngineFold, FoldRules, Folded};
use cift_types::Phase;
use cift_wire::{Command, Event};

/// Follows a session from its beginning. Commands without a sequence number get the next one, as the engine gives it.
pub(crate) struct SessionFold {
    fold: EngineFold,
    seq: u64,
    time_ns: u64,
}

impl SessionFold {
    /// A session of these instruments; or what is wrong with them.
    pub(crate) fn new(instruments: &[SessionInstrument]) -> Result<Self, &'static str> {
        let rules = |instrument: &SessionInstrument| {
            let phase = Phase::ALL.iter().copied().find(|phase| phase.name() == instrument.initial_phase);
            let initial_phase = phase.ok_or("there is no such initial phase")?;
            Ok(FoldRules { keeps_on_reduce: instrument.keeps_on_reduce, initial_phase })
        };
        let rules: Vec<_> = instruments.iter().map(rules).collect::<Result<_, _>>()?;
        Ok(Self { fold: EngineFold::new(&rules), seq: 0, time_ns: 0 })
    }

    /// The number of the last command.
    pub(crate) const fn seq(&self) -> u64 {
        self.seq
    }

    /// The venue's numbers of orders.
    pub(crate) const fn fold(&self) -> &EngineFold {
        &self.fold
    }

    /// The next command with its number and its time, as the engine has taken it. To be followed by [`Self::observe`].
    pub(crate) fn number(&mut self, mut command: Command) -> Command {
        self.seq = if command.seq == 0 { self.seq.saturating_add(1) } else { command.seq };
        self.time_ns = self.time_ns.max(command.time_ns);
        (command.seq, command.time_ns) = (self.seq, self.time_ns);
        command
    }

    /// What a feed would have sent for a command, given all events that it caused.
    pub(crate) fn observe(&mut self, command: &Command, events: &[Event]) -> &[Folded] {
        self.fold.observe(command, events)
    }
}

/// Why an event cannot be where it is.
pub(crate) fn orphan(event: u64, command: u64) -> String {
    format!("an event of command {event} comes where command {command} is")
}
