//! The order of depth updates and snapshots: which are applied, which are old, and where some are missing.
//!
//! A depth update has the ids of its first and last update, U and u, and new quantities of levels. It follows a book at
//! update k without a gap when
//!
//! - spot: U = k + 1; the first after a snapshot U ≤ k + 1 ≤ u;
//! - futures, which say the u of the update before as pu: pu = k; the first after a snapshot pu ≤ k ≤ u.
//!
//! Updates before the first snapshot wait for it, since some of them may belong after it.
//!
//! Streams of the best few levels make the book while updates make none: where there are no updates, before their first
//! snapshot, and after a gap until the next. The book then is these levels at any time.

use cift_types::{BookAction, Side};

use super::message::Span;
use crate::emit::{Emit, LAST, Level, SNAPSHOT};
use crate::lines::Fault;
use crate::tops::{Difference, Rung, Tops};

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

/// The best few levels last shown, while they are the book.
#[derive(Default)]
struct Shown {
    update: u64,
    tops: Tops<Level>,
}

impl Rung for Level {
    fn at(&self) -> i128 {
        i128::from(self.price)
    }

    fn amount(&self) -> i128 {
        i128::from(self.quantity)
    }
}

/// What streams an instrument has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Streams {
    /// Updates of levels.
    pub updates: bool,
    /// The best few levels: how many, where there are several the most.
    pub depth: usize,
    /// Whether these have names.
    pub named: bool,
    /// Trades one by one: aggregated ones would count twice.
    pub trades: bool,
}

/// An instrument's updates.
pub struct Market {
    /// Seen so far, or known from the first messages.
    pub streams: Streams,
    stage: Stage,
    waiting: Vec<Waiting>,
    waiting_levels: usize,
    shown: Option<Shown>,
}

impl Market {
    pub const fn new(streams: Streams) -> Self {
        Self { streams, stage: Stage::Waiting, waiting: Vec::new(), waiting_levels: 0, shown: None }
    }

    /// How far an update is from where the market is; `None` where that is not known.
    pub fn apart(&self, update: u64) -> Option<u64> {
        let waiting = || self.waiting.last().map(|waiting| waiting.span.last);
        let at = match self.stage {
            Stage::At { update, .. } => Some(update),
            Stage::Waiting => waiting().or_else(|| self.shown.as_ref().map(|shown| shown.update)),
        };
        at.map(|at| at.abs_diff(update))
    }

    /// Whether a snapshot of few levels, which does not say what it is, is one of a stream of the best few rather than the
    /// beginning of a book: updates do not need one.
    pub const fn needs_no_snapshot(&self) -> bool {
        !self.streams.updates || matches!(self.stage, Stage::At { fresh: false, .. })
    }

    /// The best few levels after an update. Returns whether they are the book; else it is made of what says more.
    pub fn partial(&mut self, emit: &mut Emit, update: u64, depth: usize, levels: &Sides) -> bool {
        self.streams.depth = self.streams.depth.max(depth);
        let followed = self.streams.updates && self.stage != Stage::Waiting;
        let older = self.shown.as_ref().is_some_and(|shown| update <= shown.update)
            || matches!(self.stage, Stage::At { update: at, .. } if update < at);
        if followed || older || depth < self.streams.depth {
            return false;
        }
        self.stage = Stage::Waiting;
        emit.venue_seq = update;
        let before = emit.batch.len();
        let flags = if self.shown.is_none() { SNAPSHOT } else { 0 };
        let shown = self.shown.get_or_insert_with(|| {
            emit.level(BookAction::Clear, Side::Buy, Level::default(), SNAPSHOT);
            Shown::default()
        });
        shown.update = update;
        for side in [Side::Buy, Side::Sell] {
            let best = levels[side as usize].iter().take(depth).copied();
            shown.tops.change(side as usize, best, |level, rank, difference| {
                let quantity = if difference == Difference::Gone { 0 } else { level.quantity };
                emit.ranked(difference.action(), side, Level { quantity, ..level }, rank, flags);
            });
        }
        if emit.batch.len() > before {
            emit.end_message();
        }
        true
    }

    /// A depth update. The fault is a gap: the book is gone until the next snapshot.
    pub fn update(&mut self, emit: &mut Emit, span: Span, levels: &mut Sides) -> Result<(), Fault> {
        self.streams.updates = true;
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
        if !self.streams.updates && self.streams.depth > 0 {
            // Nobody would follow its other levels.
            self.partial(emit, update, self.streams.depth, levels);
            return Ok(());
        }
        self.shown = None;
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
        if self.shown.is_some() {
            // The best few levels are a book; changes of one that is not known are none.
            self.waiting.clear();
            self.waiting_levels = 0;
            return Ok(());
        }
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
        self.shown = None;
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
