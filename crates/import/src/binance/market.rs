//! The order of depth updates and snapshots: which are applied, which are old, and where some are missing.
//!
//! A depth update has the ids of its first and last update, U and u, and new quantities of levels. It follows a book at
//! update k without a gap when
//!
//! - spot: U = k + 1; the first after a snapshot U ≤ k + 1 ≤ u;
//! - futures, which say the u of the update before as pu: pu = k; the first after a snapshot pu ≤ k ≤ u.
//!
//! Updates before the first snapshot wait for it, since some of them may belong after it.

use cift_types::{BookAction, Side};

use super::message::Span;
use crate::emit::{Emit, LAST, Level, SNAPSHOT};
use crate::lines::Fault;

/// So many levels wait for a snapshot; after that the book begins without one.
const MOST_WAITING_LEVELS: usize = 1 << 18;

/// Bids, asks.
pub type Sides = [Vec<Level>; 2];

/// A depth update that waits for a snapshot.
struct Waiting {
    span: Span,
    levels: Sides,
    time_ns: u64,
    received_ns: u64,
}

/// Where the book of an instrument is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    /// There is none before a snapshot comes.
    Waiting,
    /// After an update; `fresh` when it comes from a snapshot.
    At { update: u64, fresh: bool },
}

/// An instrument's updates.
pub struct Market {
    stage: Stage,
    waiting: Vec<Waiting>,
    waiting_levels: usize,
    /// Trades were seen one by one: aggregated ones would count twice.
    pub has_trades: bool,
}

impl Default for Market {
    fn default() -> Self {
        Self { stage: Stage::Waiting, waiting: Vec::new(), waiting_levels: 0, has_trades: false }
    }
}

impl Market {
    /// How far an update is from where the market is.
    pub fn apart(&self, update: u64) -> u64 {
        let at = match self.stage {
            Stage::At { update, .. } => Some(update),
            Stage::Waiting => self.waiting.last().map(|waiting| waiting.span.last),
        };
        at.map_or(u64::MAX, |at| at.abs_diff(update))
    }

    /// A depth update. The fault is a gap: the book is gone until the next snapshot.
    pub fn update(&mut self, emit: &mut Emit, span: Span, levels: &mut Sides) -> Result<(), Fault> {
        match self.stage {
            Stage::Waiting => {
                self.wait(emit, span, levels);
                if self.waiting_levels > MOST_WAITING_LEVELS {
                    return self.begin_without_snapshot(emit);
                }
                Ok(())
            }
            Stage::At { update, fresh } => {
                if span.last < update || span.last == update && !(fresh && span.previous.is_some()) {
                    return Ok(());
                }
                let follows = match (span.previous, fresh) {
                    (Some(previous), false) => previous == update,
                    (Some(previous), true) => previous <= update,
                    (None, false) => span.first == update + 1,
                    (None, true) => span.first <= update + 1,
                };
                if !follows {
                    self.lose(emit);
                    self.wait(emit, span, levels);
                    return Err(gap(update, span));
                }
                self.apply(emit, span, levels);
                Ok(())
            }
        }
    }

    /// A snapshot of the whole book after an update.
    pub fn snapshot(&mut self, emit: &mut Emit, update: u64, levels: &Sides) -> Result<(), Fault> {
        if matches!(self.stage, Stage::At { update: at, .. } if at >= update) {
            return Ok(());
        }
        emit.venue_seq = update;
        emit.level(BookAction::Clear, Side::Buy, Level::default(), SNAPSHOT);
        for (side, levels) in [Side::Buy, Side::Sell].into_iter().zip(levels) {
            for level in levels.iter().filter(|level| level.quantity > 0) {
                emit.level(BookAction::Add, side, *level, SNAPSHOT);
            }
        }
        emit.end_message();
        self.stage = Stage::At { update, fresh: true };
        self.go_on(emit)
    }

    /// At the end of the input: what still waits for a snapshot does without.
    pub fn finish(&mut self, emit: &mut Emit) -> Result<(), Fault> {
        if self.stage == Stage::Waiting && !self.waiting.is_empty() {
            return self.begin_without_snapshot(emit);
        }
        Ok(())
    }

    fn begin_without_snapshot(&mut self, emit: &mut Emit) -> Result<(), Fault> {
        if let Some(first) = self.waiting.first() {
            let before = first.span.previous.unwrap_or_else(|| first.span.first.saturating_sub(1));
            self.stage = Stage::At { update: before, fresh: true };
        }
        self.go_on(emit)
    }

    /// Applies what waited, at the times of the updates themselves.
    fn go_on(&mut self, emit: &mut Emit) -> Result<(), Fault> {
        self.waiting_levels = 0;
        let (time_ns, received_ns) = (emit.time_ns, emit.received_ns);
        let mut result = Ok(());
        for mut waiting in core::mem::take(&mut self.waiting) {
            (emit.time_ns, emit.received_ns) = (waiting.time_ns, waiting.received_ns);
            let updated = self.update(emit, waiting.span, &mut waiting.levels);
            result = result.and(updated);
        }
        (emit.time_ns, emit.received_ns) = (time_ns, received_ns);
        result
    }

    fn wait(&mut self, emit: &Emit, span: Span, levels: &mut Sides) {
        let levels = core::mem::take(levels);
        // An update without levels counts too: it takes room.
        self.waiting_levels += 1 + levels[0].len() + levels[1].len();
        let (time_ns, received_ns) = (emit.time_ns, emit.received_ns);
        self.waiting.push(Waiting { span, levels, time_ns, received_ns });
    }

    /// Gives the book up.
    fn lose(&mut self, emit: &mut Emit) {
        self.stage = Stage::Waiting;
        emit.level(BookAction::Clear, Side::Buy, Level::default(), LAST);
    }

    fn apply(&mut self, emit: &mut Emit, span: Span, levels: &Sides) {
        emit.venue_seq = span.last;
        let count = levels[0].len() + levels[1].len();
        for (side, levels) in [Side::Buy, Side::Sell].into_iter().zip(levels) {
            for level in levels {
                let action = if level.quantity == 0 { BookAction::Cancel } else { BookAction::Modify };
                emit.level(action, side, *level, 0);
            }
        }
        if count > 0 {
            emit.end_message();
        }
        self.stage = Stage::At { update: span.last, fresh: false };
    }
}

#[cold]
fn gap(update: u64, span: Span) -> Fault {
    let reason = match span.previous {
        Some(previous) => {
            format!("follows update {previous}, and the one before it here is {update}: some are missing")
        }
        None => format!(
            "begins at update {}, and the one before it here is {update}: some are missing",
            span.first
        ),
    };
    let name = if span.previous.is_some() { "pu" } else { "U" };
    Fault::column(name, reason).advice("--lenient goes on at the next snapshot")
}
