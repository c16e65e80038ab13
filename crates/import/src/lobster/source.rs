//! A day of LOBSTER as a source of records.

use cift_tape::{Decimal, Instrument, Metadata, Place, Problem, Tolerance};

use super::book::Corrections;
use super::message::{Message, Row};
use super::replay::{Agreement, Replay};
use crate::decompress::{Member, Progress, file_name};
use crate::emit::{Emit, Level};
use crate::lines::{Fault, Fields, Lines, parse_date};
use crate::source::source_of_steps;
use cift_types::Side;

/// What may be said about the files.
#[derive(Clone, Default, Debug)]
pub struct Options {
    /// Leave out lines that do not read, and go on at rows that contradict the messages.
    pub lenient: bool,
    /// Instead of what the file's name begins with.
    pub symbol: Option<String>,
    /// The day, as nanoseconds from the Unix epoch to its midnight, instead of the one in the files' names. The exchange's
    /// times of day are put on it as they are.
    pub date_ns: Option<i64>,
}

/// Whether a file is one of the pair, by its name: `message` or `orderbook`.
#[must_use]
pub fn is_pair_name(name: &str) -> Option<&'static str> {
    let name = file_name(name);
    ["message", "orderbook"]
        .into_iter()
        .find(|kind| name.split('_').any(|part| part.eq_ignore_ascii_case(kind)))
}

/// Whether a line looks like a message.
#[must_use]
pub fn is_message_line(line: &[u8]) -> bool {
    Message::parse(line).is_ok()
}

/// The orderbook file, row by row.
struct Rows {
    lines: Lines,
    row: Row,
    depth: usize,
}

/// A day.
pub struct Lobster {
    messages: Lines,
    rows: Option<Rows>,
    replay: Replay,
    emit: Emit,
    metadata: Metadata,
    tolerance: Tolerance,
    progress: [Progress; 2],
    last_time_ns: u64,
    begun: bool,
    /// How the last message stood to its row; `None` where no row was compared.
    pub(super) agreement: Option<Agreement>,
    /// The message last applied.
    pub(super) message: Option<Message>,
    /// How the last row contradicted the messages.
    pub(super) wrong: Option<Problem>,
}

impl Lobster {
    /// Opens a day from the members of a zip, or of the files given.
    pub fn open(members: Vec<Member>, options: &Options) -> Result<Self, Problem> {
        let (mut messages, mut rows) = (Vec::new(), Vec::new());
        for mut member in members {
            match is_pair_name(&member.name) {
                Some("orderbook") => rows.push(member),
                Some(_) => messages.push(member),
                None if first_line_is_message(&mut member)? => messages.push(member),
                None => {}
            }
        }
        let names: Vec<_> = messages.iter().chain(&rows).map(|member| member.name.clone()).collect();
        if messages.len() != 1 || rows.len() > 1 {
            let reason = format!("has {} message and {} orderbook files", messages.len(), rows.len());
            let advice = "give the message file of one day, and its orderbook file: TICKER_DATE_START_END_message_LEVEL.csv";
            return Err(Problem::new(names.join(", "), Place::Whole, reason).advice(advice));
        }
        let message = messages.remove(0);
        let symbol = options.symbol.clone().unwrap_or_else(|| symbol(&message.name));
        let rows_name = rows.first().map_or("", |rows| rows.name.as_str());
        let date_ns = options.date_ns.or(date_of_pair(&message.name, rows_name)?);
        let rows = rows.pop().map(|member| Rows { lines: Lines::new(member), row: Row::default(), depth: 0 });
        let messages = Lines::new(message);
        let second = rows.as_ref().map_or_else(|| messages.progress(), |rows| rows.lines.progress());
        Ok(Self {
            progress: [messages.progress(), second],
            messages,
            rows,
            replay: Replay::default(),
            emit: Emit::default(),
            metadata: metadata(names, symbol, date_ns),
            tolerance: Tolerance { lenient: options.lenient, ..Tolerance::default() },
            last_time_ns: 0,
            begun: false,
            agreement: None,
            message: None,
            wrong: None,
        })
    }

    /// How many levels the orderbook file has a side; zero before the first row, or without one.
    pub fn depth(&self) -> usize {
        self.rows.as_ref().map_or(0, |rows| rows.depth)
    }

    /// What was put in and taken out to keep the book to the rows.
    pub fn corrections(&self) -> Corrections {
        self.replay.corrections()
    }

    /// The records made so far are not wanted.
    pub(super) fn discard(&mut self) {
        self.emit.batch.clear();
    }

    /// The records made so far.
    #[cfg(test)]
    pub(super) fn take_batch(&mut self) -> cift_tape::Batch {
        core::mem::take(&mut self.emit.batch)
    }

    /// Applies the next message, and compares with its row. `false` at the end.
    pub(super) fn step(&mut self) -> Result<bool, Problem> {
        self.agreement = None;
        self.message = None;
        let Some(line) = self.messages.next_line()? else { return self.end() };
        let parsed = if line.text.is_empty() { None } else { Some(Message::parse(line.text)) };
        let row = match &mut self.rows {
            Some(rows) if parsed.is_some() => Some(rows.next()?),
            _ => None,
        };
        let Some(parsed) = parsed else { return Ok(true) };
        match parsed.and_then(|message| self.in_order(message)) {
            Ok(message) => self.follow(&message, row)?,
            Err(fault) => {
                let problem = fault.at(self.messages.name(), self.messages.number());
                self.tolerance.meet(problem)?;
            }
        }
        Ok(true)
    }

    fn in_order(&self, message: Message) -> Result<Message, Fault> {
        if message.time_ns < self.last_time_ns {
            return Err(Fault::column("time", "is earlier than the line before"));
        }
        Ok(message)
    }

    fn follow(&mut self, message: &Message, row: Option<Result<(), Problem>>) -> Result<(), Problem> {
        self.last_time_ns = message.time_ns;
        self.emit.time_ns = message.time_ns;
        self.message = Some(*message);
        let row = match row {
            Some(Err(problem)) => {
                self.tolerance.meet(problem)?;
                None
            }
            row => row.and(self.rows.as_ref()),
        };
        if let (Some(rows), false) = (row, self.begun) {
            self.replay.seed(&mut self.emit, message, &rows.row);
            self.begun = true;
        }
        self.replay.apply(&mut self.emit, message);
        if let Some(rows) = row {
            let agreement = self.replay.compare(&mut self.emit, &rows.row);
            self.agreement = Some(agreement);
            if let Agreement::Wrong(side, rank, mine) = agreement {
                let problem = rows.wrong(side, rank, mine);
                self.wrong = Some(problem.clone());
                self.tolerance.meet(problem)?;
            }
        }
        self.emit.end_message();
        Ok(())
    }

    /// The messages are at their end, and so must be the rows.
    fn end(&mut self) -> Result<bool, Problem> {
        let Some(rows) = &mut self.rows else { return Ok(false) };
        while let Some(line) = rows.lines.next_line()? {
            if !line.text.is_empty() {
                let problem = rows.lines.problem("is one row more than there are messages");
                self.tolerance.meet(problem.advice("give the two files of the same day and level"))?;
                break;
            }
        }
        self.rows = None;
        Ok(false)
    }
}

impl Rows {
    /// Reads the next row. The outer error ends the reading; the inner one is of this row.
    fn next(&mut self) -> Result<Result<(), Problem>, Problem> {
        let problem = loop {
            let Some(line) = self.lines.next_line()? else {
                let problem = self.lines.problem("is the last row, and there are more messages");
                return Err(problem.advice("give the two files of the same day and level"));
            };
            if line.text.is_empty() {
                continue;
            }
            match self.row.parse(line.text) {
                Ok(()) if self.depth == 0 || self.depth == self.row.depth => {
                    self.depth = self.row.depth;
                    return Ok(Ok(()));
                }
                Ok(()) => {
                    let (levels, before) = (self.row.depth, self.depth);
                    break self.lines.problem(format!("has {levels} levels, and the rows before {before}"));
                }
                Err(fault) => break fault.at(self.lines.name(), self.lines.number()),
            }
        };
        Ok(Err(problem))
    }

    #[cold]
    fn wrong(&self, side: Side, rank: usize, mine: Option<Level>) -> Problem {
        let shown = self.row.sides[side as usize].get(rank).copied();
        let text = |level: Option<Level>| {
            level.map_or_else(
                || "nothing".to_owned(),
                |level| format!("{} at {}", level.quantity, level.price),
            )
        };
        let side = if side == Side::Buy { "bid" } else { "ask" };
        let reason = format!("shows {}, and by the messages it is {}", text(shown), text(mine));
        let problem = self.lines.problem(reason).column(format!("{side} level {}", rank + 1));
        problem.advice(
            "the two files are not of the same day and level, or --lenient goes on with what the row shows",
        )
    }
}

source_of_steps!(Lobster, metadata);

fn first_line_is_message(member: &mut Member) -> Result<bool, Problem> {
    const MOST_MESSAGE_BYTES: usize = 200;
    let first = member.peek(MOST_MESSAGE_BYTES)?;
    let first = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&first);
    let line = Fields::new(first, b'\n').next().unwrap_or_default();
    Ok(is_message_line(line.strip_suffix(b"\r").unwrap_or(line)))
}

/// What a name like `GOOG_2012-06-21_34200000_57600000_message_10.csv` begins with.
fn symbol(name: &str) -> String {
    let name = file_name(name);
    name.split_once('_').map_or(String::new(), |(symbol, _)| symbol.to_owned())
}

/// The day in such a name, as nanoseconds from the Unix epoch.
fn date(name: &str) -> Option<i64> {
    // Eight digits are milliseconds after midnight.
    let mut parts = file_name(name).split('_').filter(|part| part.len() == "2012-06-21".len());
    let found = parts.find_map(|part| parse_date(part.as_bytes()));
    found.and_then(|ns| i64::try_from(ns).ok())
}

/// The day that both names say, or the one that has one.
fn date_of_pair(message: &str, rows: &str) -> Result<Option<i64>, Problem> {
    match (date(message), date(rows)) {
        (Some(day), Some(other)) if day != other => {
            let reason = format!("is of another day than {}", file_name(message));
            Err(Problem::new(rows, Place::Whole, reason).advice("give the two files of the same day"))
        }
        (day, other) => Ok(day.or(other)),
    }
}

fn metadata(inputs: Vec<String>, symbol: String, date_ns: Option<i64>) -> Metadata {
    let (tick, lot) = (Decimal::power_of_ten(-4), Decimal::ONE);
    Metadata {
        venue: "NASDAQ".to_owned(),
        format: "lobster".to_owned(),
        inputs,
        epoch_ns: date_ns.unwrap_or(0),
        dated: date_ns.is_some(),
        instruments: vec![Instrument { symbol, source_id: 0, tick, lot }],
    }
}
