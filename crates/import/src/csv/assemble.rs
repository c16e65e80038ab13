//! Drafts made into records: units, time zero and order come from the first 65,536 of them.
//!
//! *Units.* Prices and quantities have the digits that the first drafts need, and more while the largest of them times
//! 1,024 still fits: nine as a rule, fewer where volumes are huge, more where prices are tiny.
//!
//! *Order.* Tables of several symbols are often sorted by symbol, and many vendors put the newest first. When the first
//! drafts are not in the order of time, all are read, sorted by time (those of one time stay in order) and only then
//! handed out. That is memory, so it has a limit.

use std::collections::BTreeMap;

use cift_tape::{Batch, Decimal, Instrument, Kind, Metadata, Place, Problem, Source, Tolerance};

use super::calendar::{DAY_NS, months_later};
use super::draft::{Draft, NO_TIME};
use super::number::{MOST_DIGITS, Number};
use super::record::{Units, push};
use super::symbols::Symbols;

/// How many drafts are looked at before the first record is handed out.
const LOOK_AHEAD: usize = 1 << 16;
/// How many drafts at most are sorted: about a gigabyte.
const MOST_SORTED: usize = 1 << 22;
/// Records of a batch, about.
pub(crate) const BATCH: usize = 4_096;
/// Digits that units have where nothing speaks against it.
const USUAL_DIGITS: u8 = 9;
/// What a later number may be larger by than the largest of the first.
const HEADROOM: i64 = 1_024;

/// The order in which records are handed out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Order {
    /// Sorted by time where the first 65,536 records are not; else a time that goes back is a problem.
    #[default]
    Auto,
    /// As they stand in the inputs, whatever their times. A time may be before the beginning of the tape by a minute.
    Input,
    /// Sorted by time.
    Time,
}

/// A source that is what its `assembler` makes.
macro_rules! assembled {
    ($source:ty) => {
        impl cift_tape::Source for $source {
            fn metadata(&self) -> &cift_tape::Metadata {
                self.assembler.metadata()
            }

            fn read(&mut self, batch: &mut cift_tape::Batch) -> Result<bool, cift_tape::Problem> {
                self.assembler.read(batch)
            }

            fn tolerance(&self) -> Option<&cift_tape::Tolerance> {
                self.assembler.tolerance()
            }

            fn progress(&self) -> (u64, u64) {
                self.assembler.progress()
            }
        }
    };
}
pub(crate) use assembled;

/// What reads drafts.
pub(crate) trait Reader {
    /// Appends about [`BATCH`] drafts; `false` when there are no more of them.
    fn read(&mut self, drafts: &mut Vec<Draft>, symbols: &mut Symbols) -> Result<bool, Problem>;
    /// The name of an input.
    fn name(&self, input: u32) -> &str;
    /// What was left out, and whether anything may be.
    fn tolerance(&mut self) -> &mut Tolerance;
    /// What was left out.
    fn left_out(&self) -> &Tolerance;
    /// The venue, once it is known.
    #[expect(clippy::unnecessary_literal_bound, reason = "others lend theirs")]
    fn venue(&self) -> &str {
        ""
    }
    /// Whether more drafts may come although `read` said that there are none now.
    fn waits(&self) -> bool {
        false
    }
    /// Bytes read so far, and in all.
    fn progress(&self) -> (u64, u64);
}

/// A source of what a reader reads.
pub(crate) struct Assembler<R> {
    reader: R,
    order: Order,
    symbols: Symbols,
    metadata: Metadata,
    drafts: Vec<Draft>,
    /// How many of the drafts are handed out.
    handed: usize,
    /// Known after the look-ahead.
    units: Option<Units>,
    steps: Steps,
    seq: u64,
    last_time: i64,
}

impl<R: Reader> Assembler<R> {
    pub fn new(reader: R, format: &str, inputs: Vec<String>, order: Order) -> Self {
        let metadata = Metadata { format: format.to_owned(), inputs, dated: true, ..Metadata::default() };
        Self {
            reader,
            order,
            symbols: Symbols::default(),
            metadata,
            drafts: Vec::new(),
            handed: 0,
            units: None,
            steps: Steps::default(),
            seq: 0,
            last_time: i64::MIN,
        }
    }

    pub fn reader(&mut self) -> &mut R {
        &mut self.reader
    }

    /// For who does not wait to be read: the reader, where it puts drafts, and the symbols.
    pub fn parts(&mut self) -> (&mut R, &mut Vec<Draft>, &mut Symbols) {
        (&mut self.reader, &mut self.drafts, &mut self.symbols)
    }

    /// The length of bars that say only when they begin.
    pub fn bars_last(&mut self, step: Option<Step>) {
        self.steps.given = step;
    }

    /// Reads the first drafts and decides; `false` when more of them must come first.
    fn look_ahead(&mut self) -> Result<bool, Problem> {
        let mut more = true;
        while more && self.drafts.len() < LOOK_AHEAD {
            more = self.reader.read(&mut self.drafts, &mut self.symbols)?;
        }
        if !more && self.reader.waits() {
            return Ok(false);
        }
        let ordered = self.drafts.is_sorted_by_key(|draft| draft.time);
        self.steps.learn(&self.drafts);
        if self.order == Order::Time || (self.order == Order::Auto && !ordered) {
            while more {
                if self.drafts.len() > MOST_SORTED {
                    return Err(self.too_many_to_sort());
                }
                more = self.reader.read(&mut self.drafts, &mut self.symbols)?;
                if !more && self.reader.waits() {
                    return Ok(false);
                }
            }
            self.drafts.sort_by_key(|draft| draft.time);
        }
        let first = self.drafts.iter().map(|draft| draft.time).min().unwrap_or(0);
        let epoch = first.saturating_sub(first.rem_euclid(DAY_NS));
        self.metadata.epoch_ns = epoch;
        self.units = Some(Units::of(&self.drafts, epoch));
        self.reader.venue().clone_into(&mut self.metadata.venue);
        Ok(true)
    }

    fn too_many_to_sort(&self) -> Problem {
        let reason = "is not in the order of time, and has too many rows to sort them in memory";
        let draft = self.drafts.last().copied().unwrap_or(Draft::new(Kind::Tick, 0, 0));
        Problem::new(self.reader.name(draft.input), Place::Whole, reason)
            .advice("sort it by time first, or take the records as they stand by --order input")
    }

    /// The drafts from `handed` on as records.
    fn hand_out(&mut self, batch: &mut Batch) -> Result<(), Problem> {
        let Some(units) = self.units else { return Ok(()) };
        let end = self.drafts.len().min(self.handed + BATCH);
        let mut drafts = core::mem::take(&mut self.drafts);
        let handed = self.hand_out_of(&mut drafts[self.handed..end], units, batch);
        self.drafts = drafts;
        self.name_instruments(units);
        handed
    }

    fn hand_out_of(&mut self, drafts: &mut [Draft], units: Units, batch: &mut Batch) -> Result<(), Problem> {
        for draft in drafts {
            self.handed += 1;
            let made = self.finish(draft).and_then(|()| push(batch, draft, units, self.seq + 1));
            match made {
                Ok(()) => self.seq += 1,
                Err((column, reason, advice)) => {
                    let problem =
                        Problem::new(self.reader.name(draft.input), Place::Line(draft.line), reason)
                            .column(column)
                            .advice(advice);
                    self.reader.tolerance().meet(problem)?;
                }
            }
        }
        Ok(())
    }

    /// Checks the order, and gives a bar its end.
    #[inline]
    fn finish(&mut self, draft: &mut Draft) -> Result<(), Complaint> {
        if draft.time < self.last_time && self.order != Order::Input {
            let reason = format!("the time goes back by {} ns", self.last_time.abs_diff(draft.time));
            let advice = "sort by --order time, or take the records as they stand by --order input";
            return Err(("time", reason, advice));
        }
        self.last_time = draft.time;
        if draft.kind == Kind::Bar && draft.second == NO_TIME {
            draft.second = self.steps.end(draft.instrument, draft.time);
        }
        Ok(())
    }

    fn name_instruments(&mut self, units: Units) {
        let known = self.metadata.instruments.len();
        for name in &self.symbols.names()[known..] {
            let unit = |digits: u8| Decimal::power_of_ten(-(digits as i8));
            self.metadata.instruments.push(Instrument {
                symbol: name.clone(),
                source_id: 0,
                tick: unit(units.price_digits),
                lot: unit(units.size_digits),
            });
        }
    }
}

/// Column, reason and advice.
pub(crate) type Complaint = (&'static str, String, &'static str);

impl<R: Reader> Source for Assembler<R> {
    fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Problem> {
        batch.clear();
        if self.units.is_none() && !self.look_ahead()? {
            return Ok(false);
        }
        loop {
            if self.handed == self.drafts.len() {
                self.drafts.clear();
                // What the look-ahead took is not needed again.
                self.drafts.shrink_to(4 * BATCH);
                self.handed = 0;
                let more = self.reader.read(&mut self.drafts, &mut self.symbols)?;
                if !more && self.drafts.is_empty() {
                    return Ok(false);
                }
            }
            self.hand_out(batch)?;
            if !batch.is_empty() {
                return Ok(true);
            }
        }
    }

    fn tolerance(&self) -> Option<&Tolerance> {
        Some(self.reader.left_out())
    }

    fn progress(&self) -> (u64, u64) {
        self.reader.progress()
    }
}

/// How long a bar lasts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// That many nanoseconds.
    Nanoseconds(i64),
    /// That many months.
    Months(i64),
}

impl Step {
    /// The step of bars that begin at least so many nanoseconds from each other.
    const fn of(distance: i64) -> Self {
        match distance / DAY_NS {
            28..=31 => Self::Months(1),
            89..=92 => Self::Months(3),
            365..=366 => Self::Months(12),
            _ => Self::Nanoseconds(distance),
        }
    }

    fn after(self, time: i64) -> i64 {
        let end = match self {
            Self::Nanoseconds(count) => time.checked_add(count),
            Self::Months(count) => months_later(time, count),
        };
        end.unwrap_or(time)
    }
}

/// How long the bars of each instrument last: as long as the shortest distance between two of the first ones.
#[derive(Default, Debug)]
struct Steps {
    given: Option<Step>,
    of: BTreeMap<u32, Step>,
    shortest: Option<Step>,
}

impl Steps {
    fn learn(&mut self, drafts: &[Draft]) {
        let mut distances: BTreeMap<u32, (i64, i64)> = BTreeMap::new();
        for draft in drafts.iter().filter(|draft| draft.kind == Kind::Bar && draft.second == NO_TIME) {
            let (last, shortest) = distances.entry(draft.instrument).or_insert((draft.time, i64::MAX));
            let distance = draft.time.saturating_sub(*last).saturating_abs();
            if distance > 0 {
                *shortest = distance.min(*shortest);
            }
            *last = draft.time;
        }
        let known = distances.into_iter().filter(|(_, (_, shortest))| *shortest < i64::MAX);
        let mut least = i64::MAX;
        for (instrument, (_, shortest)) in known {
            least = least.min(shortest);
            self.of.insert(instrument, Step::of(shortest));
        }
        self.shortest = (least < i64::MAX).then(|| Step::of(least));
    }

    /// When a bar ends; when it begins, if its length is not known.
    fn end(&self, instrument: u32, time: i64) -> i64 {
        let step = self.given.or_else(|| self.of.get(&instrument).copied()).or(self.shortest);
        step.map_or(time, |step| step.after(time))
    }
}

impl Units {
    /// Units for numbers like those of the drafts, and a time zero.
    fn of(drafts: &[Draft], epoch: i64) -> Self {
        let digits = |numbers: &mut dyn Iterator<Item = Number>| {
            let (mut needed, mut largest) = (0, 1_i64);
            for number in numbers {
                let number = number.reduced();
                needed = needed.max(number.digits);
                largest = largest.max(
                    number.mantissa.saturating_abs() / super::number::POWERS[usize::from(number.digits)],
                );
            }
            let fits = |digits: &u8| {
                let power = super::number::POWERS[usize::from(*digits)];
                largest.checked_mul(power).and_then(|value| value.checked_mul(HEADROOM)).is_some()
            };
            let most = (0..=MOST_DIGITS).rev().find(fits).unwrap_or(0);
            needed.max(USUAL_DIGITS.min(most))
        };
        let price_digits = digits(&mut drafts.iter().flat_map(|draft| draft.prices));
        let size_digits = digits(&mut drafts.iter().flat_map(|draft| draft.sizes));
        Self { price_digits, size_digits, epoch }
    }
}
