//! The CSV encoding of Databento: the fields of DBN's records, one column each, found by their names.
//!
//! Prices are whole numbers of 1e-9, or decimals with a point; times are nanoseconds from the Unix epoch, or ISO 8601.
//! What the records become is as in [`DbnSource`](crate::dbn::DbnSource).

mod columns;
mod row;

use std::collections::{BTreeMap, VecDeque};

use cift_tape::{Batch, Input, Problem, Tolerance};

use crate::dbn::Converter;
use crate::dbn::layout::Field;
use crate::decompress::{self, Member, Progress};
use crate::lines::{Fault, Lines};
use crate::source::source_of_files;

pub use columns::{Columns, is_header};
use row::Rows;

/// Lines that a batch is made of.
const BATCH_LINES: usize = 4096;
/// Where a record has its instrument's number.
const NUMBER: core::ops::Range<usize> = 4..8;

/// Files of Databento's CSV encoding, one after the other.
pub struct DatabentoCsv {
    lines: Option<(Lines, Rows)>,
    members: VecDeque<Member>,
    progress: Vec<Progress>,
    converter: Converter,
    /// Numbers for symbols, where the files have no numbers.
    numbers: BTreeMap<Vec<u8>, u32>,
    /// The number and the symbol of the line before.
    last: (u32, Vec<u8>),
    tolerance: Tolerance,
}

impl DatabentoCsv {
    /// Opens files, of which the first one's header is read. A lenient source leaves out lines that do not read.
    pub fn open(inputs: Vec<Box<dyn Input>>, lenient: bool) -> Result<Self, Problem> {
        let mut converter = Converter::default();
        let mut members = VecDeque::new();
        for input in inputs {
            converter.instruments.metadata.inputs.push(input.name().to_owned());
            members.extend(decompress::open(input)?);
        }
        "databento-csv".clone_into(&mut converter.instruments.metadata.format);
        let progress = members.iter().map(|member| member.progress.clone()).collect();
        let tolerance = Tolerance { lenient, ..Tolerance::default() };
        let (numbers, last) = (BTreeMap::new(), (0, Vec::new()));
        let mut source = Self { lines: None, members, progress, converter, numbers, last, tolerance };
        source.open_next()?;
        Ok(source)
    }

    /// The smallest step of an instrument's price, in units of 1e-9, where a definition said so.
    #[must_use]
    pub fn increment(&self, instrument: usize) -> Option<i64> {
        self.converter.instruments.increment(instrument)
    }

    /// Records that have no place on a tape, so far.
    #[must_use]
    pub const fn left_out(&self) -> u64 {
        self.converter.left_out
    }

    fn open_next(&mut self) -> Result<bool, Problem> {
        self.lines = None;
        let Some(member) = self.members.pop_front() else { return Ok(false) };
        self.converter.begin_schema(schema_of(member.file_name()));
        let mut lines = Lines::new(member);
        let columns = lines.next_line()?.map(|line| Columns::read(line.text));
        let Some(columns) = columns.flatten() else {
            let problem = lines.problem("is no header of Databento's CSV encoding");
            return Err(problem.advice("its columns would be ts_event or ts_recv and those of one schema"));
        };
        self.lines = Some((lines, Rows::new(columns)));
        Ok(true)
    }

    /// Reads from the file at hand until the batch is full or the file ends; returns whether it goes on.
    fn read_file(&mut self, batch: &mut Batch) -> Result<bool, Problem> {
        let Some((lines, rows)) = &mut self.lines else { return Ok(false) };
        for _ in 0..BATCH_LINES {
            let Some(line) = lines.next_line()? else { return Ok(false) };
            if line.text.is_empty() {
                continue;
            }
            let number = line.number;
            let naming = &mut Naming { numbers: &mut self.numbers, last: &mut self.last };
            if let Err(fault) = convert(line.text, rows, naming, &mut self.converter, batch) {
                self.tolerance.meet(fault.at(lines.name(), number))?;
            }
        }
        Ok(true)
    }
}

/// What is known of symbols from line to line.
struct Naming<'a> {
    numbers: &'a mut BTreeMap<Vec<u8>, u32>,
    last: &'a mut (u32, Vec<u8>),
}

fn convert(
    line: &[u8],
    rows: &mut Rows,
    naming: &mut Naming<'_>,
    converter: &mut Converter,
    batch: &mut Batch,
) -> Result<(), Fault> {
    let (shape, numbered) = (rows.columns().shape, rows.columns().numbered);
    let (record, symbol) = rows.read(line)?;
    if !symbol.is_empty() {
        if !numbered {
            let next = naming.numbers.len() as u32 + 1;
            let number = match naming.numbers.get(symbol) {
                Some(&number) => number,
                None => *naming.numbers.entry(symbol.to_vec()).or_insert(next),
            };
            record[NUMBER].copy_from_slice(&number.to_le_bytes());
        }
        let number = u32::get(&record[NUMBER]);
        if naming.last.0 != number || naming.last.1 != symbol {
            converter.instruments.tell(number, &String::from_utf8_lossy(symbol));
            naming.last.0 = number;
            naming.last.1.clear();
            naming.last.1.extend_from_slice(symbol);
        }
    }
    converter.convert(shape, record, batch)
}

/// The schema's number in a file's name, for bars whose lines do not say their interval.
fn schema_of(name: &str) -> u16 {
    let find = |schema: &&str| name.contains(*schema);
    let known = crate::dbn::SCHEMAS.iter().position(|schema| schema.starts_with("ohlcv") && find(schema));
    known.map_or(u16::MAX, |at| at as u16)
}

source_of_files!(DatabentoCsv, converter.instruments.metadata);

#[cfg(test)]
mod tests;
