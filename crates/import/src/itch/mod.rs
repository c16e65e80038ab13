//! NASDAQ TotalView-ITCH 5.0, as files of messages after their lengths (`01302019.NASDAQ_ITCH50.gz`).
//!
//! | message | becomes |
//! |---|---|
//! | A, F | market by order: add |
//! | E, C | a tick (unless it is not to be printed), a fill, and the cancellation of what was filled |
//! | X, D | cancel |
//! | U | cancel, and add of the new order |
//! | P | a tick against what is not displayed (flag bit 2) |
//! | Q | a tick in an auction (bit 3), when something traded |
//! | S, H, h | a status: see below |
//! | I | an auction imbalance: near price is the indicative one, far price that of the auction's orders alone |
//! | R | an instrument |
//! | Y, L, V, W, K, J, B, N, O | nothing: they are read and counted |
//!
//! A status' `action` is the event's code (S, of every instrument), the trading state (H), or `h`. Its `reason` and
//! `trading_event` are the first and the last two letters of the reason (H), or the market and what it does (h).
//!
//! Prices are in units of 1e-4. A message's number in the file, from 1, is `venue_seq`: it is its sequence number in the
//! session. Times are New York's; on a known day they are told in UTC.

mod convert;
mod date;
mod frames;
pub mod messages;
mod orders;
mod sessions;

use std::collections::VecDeque;

use cift_tape::{Batch, Input, Metadata, Place, Problem, Tolerance};

use crate::decompress::{self, Member, Progress};
use crate::lines::{DAY_NS, Fault};
use crate::source::source_of_files;
use convert::Converter;
use frames::Frames;

pub use date::day_in_name;

/// Messages that a batch is made of.
const BATCH_MESSAGES: usize = 4096;
/// Records of a batch, when messages become many records each (a session's beginning, of every instrument).
const BATCH_RECORDS: usize = 65_536;

/// What to read, and how.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ItchOptions {
    /// The symbols to read; all when there is none.
    pub symbols: Vec<String>,
    /// The first file's day in days from the Unix epoch, where its name does not say it.
    pub day: Option<u64>,
    /// Leave out messages that do not read.
    pub lenient: bool,
}

/// Files of ITCH, one after the other.
pub struct Itch {
    frames: Option<Frames>,
    members: VecDeque<Member>,
    progress: Vec<Progress>,
    converter: Converter,
    tolerance: Tolerance,
    first_day: Option<u64>,
}

impl Itch {
    /// Opens files. Each has one day's messages, the first of which are read.
    pub fn open(inputs: Vec<Box<dyn Input>>, options: ItchOptions) -> Result<Self, Problem> {
        let (format, venue) = ("itch".to_owned(), "XNAS".to_owned());
        let mut metadata = Metadata { format, venue, ..Metadata::default() };
        let mut members = VecDeque::new();
        for input in inputs {
            metadata.inputs.push(input.name().to_owned());
            members.extend(decompress::open(input)?);
        }
        let first = members.front().map(Member::file_name).and_then(day_in_name);
        let first_day = options.day.or(first);
        if let Some(day) = first_day {
            metadata.epoch_ns = day.saturating_mul(DAY_NS).cast_signed();
            metadata.dated = true;
        }
        let progress = members.iter().map(|member| member.progress.clone()).collect();
        let tolerance = Tolerance { lenient: options.lenient, ..Tolerance::default() };
        let converter = Converter::new(metadata, options.symbols);
        let mut source = Self { frames: None, members, progress, converter, tolerance, first_day };
        source.begin(true)?;
        Ok(source)
    }

    /// Messages that have no place on a tape, and those of securities that are not wanted.
    #[must_use]
    pub const fn left_out(&self) -> u64 {
        self.converter.left_out
    }

    /// Orders in the books so far.
    #[must_use]
    pub const fn resting_orders(&self) -> usize {
        self.converter.resting()
    }

    fn open_next(&mut self) -> Result<bool, Problem> {
        self.begin(false)
    }

    /// Opens the next file; at the end of all, what was asked for has to have been there.
    fn begin(&mut self, first: bool) -> Result<bool, Problem> {
        self.frames = None;
        let Some(member) = self.members.pop_front() else { return self.converter.check().map(|()| false) };
        let day = if first { self.first_day } else { day_in_name(member.file_name()) };
        let offset = match (self.first_day, day) {
            (Some(begin), Some(day)) if day >= begin => (day - begin) * DAY_NS + date::behind_utc(day),
            (None, None) if first => 0,
            _ => {
                let problem =
                    Problem::new(&member.name, Place::Whole, "is of a day that follows no day before");
                return Err(problem
                    .advice("name files by their days, such as 01302019.NASDAQ_ITCH50.gz, in their order"));
            }
        };
        self.converter.begin(offset);
        self.frames = Some(Frames::new(member.name.clone(), Box::new(member)));
        Ok(true)
    }

    /// Reads from the file at hand until the batch is full or the file ends; returns whether it goes on.
    fn read_file(&mut self, batch: &mut Batch) -> Result<bool, Problem> {
        let Some(frames) = &mut self.frames else { return Ok(false) };
        for _ in 0..BATCH_MESSAGES {
            let place = frames.position();
            let bytes = match frames.next_message() {
                Ok(Some(bytes)) => bytes,
                Ok(None) => return Ok(false),
                Err(problem) => return self.tolerance.meet(problem).map(|()| false),
            };
            if let Err(fault) = self.converter.convert(bytes, batch) {
                self.tolerance.meet(at_byte(fault, frames.name(), place))?;
            }
            if batch.statuses.len() >= BATCH_RECORDS {
                break;
            }
        }
        Ok(true)
    }
}

fn at_byte(fault: Fault, name: &str, byte: u64) -> Problem {
    Problem { place: Place::Byte(byte), ..fault.at(name, 0) }
}

source_of_files!(Itch, converter.metadata);

/// Whether bytes look like a file of ITCH: messages of known types that are as long as their types are.
#[must_use]
pub fn is(first: &[u8]) -> bool {
    let (mut at, mut found) = (0, 0);
    while let Some(&[high, low, letter]) = first.get(at..at + 3) {
        let length = usize::from(u16::from_be_bytes([high, low]));
        if messages::size_of_type(letter) != Some(length) {
            return false;
        }
        at += 2 + length;
        found += 1;
    }
    found > 0
}

#[cfg(test)]
pub(crate) mod tests;
