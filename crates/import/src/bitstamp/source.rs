//! The log or the orders file as a source of records.

use std::collections::VecDeque;

use cift_tape::{Decimal, Instrument, Metadata, Problem, Tolerance};

use super::book::{Book, Effect};
use super::event::{EXPONENT, Event, is_header, log_line, orders_line};
use crate::decompress::{Member, Progress};
use crate::emit::{Emit, LAST};
use crate::lines::{Epoch, Fault, Lines};
use crate::source::source_of_steps;

/// What may be said about the files.
#[derive(Clone, Default, Debug)]
pub struct Options {
    /// Leave out lines that do not read.
    pub lenient: bool,
    /// The instrument, which no file says; `BTCUSD` unless said otherwise.
    pub symbol: Option<String>,
}

/// Whether a line is one of a log.
#[must_use]
pub fn is_log_line(line: &[u8]) -> bool {
    let mut parts = line.split(|byte| *byte == b' ');
    let time = parts.next().unwrap_or_default();
    let event = parts.next().unwrap_or_default();
    // A log may begin with other events, such as that the connection stands.
    !time.is_empty()
        && time.iter().all(u8::is_ascii_digit)
        && event.first().is_some_and(u8::is_ascii_lowercase)
        && event.iter().all(|byte| byte.is_ascii_lowercase() || b"_:".contains(byte))
        && parts.next().is_some_and(|json| json.starts_with(b"{"))
}

/// Files, one after the other.
pub struct Bitstamp {
    files: VecDeque<Lines>,
    progress: Vec<Progress>,
    emit: Emit,
    pub(super) book: Book,
    metadata: Metadata,
    epoch: Option<Epoch>,
    tolerance: Tolerance,
    /// Events of other names, left out.
    pub(super) others: u64,
}

/// A line that was read, with what it did, before the book is made to what the exchange shows.
pub struct Step {
    pub time_ns: u64,
    pub event: Event,
    pub effect: Option<Effect>,
    /// The number of the line in its file.
    pub line: u64,
}

/// Who looks on while lines are read: comparing needs the book before and after each, importing does not.
pub trait Watch {
    /// What a line says, before it is applied.
    fn before(&mut self, _book: &Book, _event: &Event) {}

    /// What it did.
    fn after(&mut self, _book: &Book, _step: &Step) {}
}

impl Watch for () {}

impl Bitstamp {
    /// Opens files that follow each other.
    pub fn open(members: Vec<Member>, options: &Options) -> Result<Self, Problem> {
        let files: VecDeque<_> = members.into_iter().map(Lines::new).collect();
        let unit = Decimal::power_of_ten(EXPONENT);
        let symbol = options.symbol.clone().unwrap_or_else(|| "BTCUSD".to_owned());
        Ok(Self {
            metadata: Metadata {
                venue: "bitstamp".to_owned(),
                format: "bitstamp".to_owned(),
                inputs: files.iter().map(|lines| lines.name().to_owned()).collect(),
                dated: true,
                instruments: vec![Instrument { symbol, source_id: 0, tick: unit, lot: unit }],
                ..Metadata::default()
            },
            progress: files.iter().map(Lines::progress).collect(),
            files,
            emit: Emit::default(),
            book: Book::default(),
            epoch: None,
            tolerance: Tolerance { lenient: options.lenient, ..Tolerance::default() },
            others: 0,
        })
    }

    /// The records made so far are not wanted.
    pub(super) fn discard(&mut self) {
        self.emit.batch.clear();
    }

    fn step(&mut self) -> Result<bool, Problem> {
        self.watched_step(&mut ())
    }

    /// Reads a line, and shows it before a shown book is taken over; `false` at the end of all files.
    pub(super) fn watched_step(&mut self, watch: &mut impl Watch) -> Result<bool, Problem> {
        let Some(lines) = self.files.front_mut() else { return Ok(false) };
        let line = match lines.next_line() {
            Ok(line) => line,
            Err(problem) => {
                self.tolerance.meet(problem)?;
                return Ok(true);
            }
        };
        let Some(line) = line else {
            self.files.pop_front();
            return Ok(true);
        };
        let event = match line.text {
            [] => return Ok(true),
            text if is_header(text) => return Ok(true),
            text if text.contains(&b'{') => log_line(text),
            text => orders_line(text).map(Some),
        };
        let stamped = event.and_then(|event| match event {
            Some((time_ns, event)) => Ok(Some((stamp(&mut self.epoch, time_ns)?, time_ns, event))),
            None => Ok(None),
        });
        match stamped {
            Ok(Some((on_tape, time_ns, event))) => {
                self.metadata.epoch_ns = self.epoch.map_or(0, |epoch| epoch.ns().cast_signed());
                (self.emit.time_ns, self.emit.received_ns) = (on_tape, on_tape);
                let line = lines.number();
                self.follow(time_ns, line, event, watch);
            }
            Ok(None) => self.others += 1,
            Err(fault) => {
                let problem = fault.at(lines.name(), lines.number());
                self.tolerance.meet(problem)?;
            }
        }
        Ok(true)
    }

    fn follow(&mut self, time_ns: u64, line: u64, event: Event, watch: &mut impl Watch) {
        let length = self.emit.batch.len();
        watch.before(&self.book, &event);
        let effect = match &event {
            Event::Order(order) => Some(self.book.apply(&mut self.emit, order, time_ns)),
            Event::Trade(trade) => {
                if trade.level.quantity > 0 {
                    self.emit.tick(trade.aggressor, trade.level, trade.id, LAST);
                }
                None
            }
            Event::Book(_) => None,
        };
        let step = Step { time_ns, event, effect, line };
        watch.after(&self.book, &step);
        if let Event::Book(levels) = &step.event {
            self.book.shown(&mut self.emit, levels, time_ns);
        }
        if self.emit.batch.len() > length {
            self.emit.end_message();
        }
    }
}

fn stamp(epoch: &mut Option<Epoch>, time_ns: u64) -> Result<u64, Fault> {
    let epoch = epoch.get_or_insert(Epoch::before(time_ns));
    let time = epoch.time(time_ns);
    time.ok_or_else(|| Fault::column("timestamp", "is before the first line's day, or 104 days after it"))
}

source_of_steps!(Bitstamp, metadata);
