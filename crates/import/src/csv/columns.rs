//! Columns of typed values, as Parquet has them, through the same map as tables of text.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use cift_tape::{Kind, Place, Problem, Tolerance};

use crate::lines::TimeUnit;

use super::assemble::{Assembler, Reader, assembled};
use super::cells::{Cells, RowReader};
use super::draft::Draft;
use super::number::{NoNumber, Number};
use super::options::{Options, Shape};
use super::plan::Plan;
use super::sample::Sample;
use super::symbols::Symbols;
use super::table::{describe, stem};
use super::time::TimeFormat;

/// How many rows of the first chunk are looked at.
const SAMPLE_ROWS: usize = 500;

/// The values of a column, one a row.
#[derive(Clone, Copy, Debug)]
pub enum Values<'a> {
    /// Doubles: each is the decimal with the fewest digits that is nearest to it and to no other double. NaN is no value.
    Float64(&'a [f64]),
    /// Floats of 32 bits, likewise.
    Float32(&'a [f32]),
    /// Whole numbers.
    Int64(&'a [i64]),
    /// Times since 1970 in UTC.
    Time(&'a [i64], TimeUnit),
    /// Texts one behind the other, in UTF-8, and where each ends.
    Text(&'a [u8], &'a [u32]),
}

/// A column of a chunk.
#[derive(Clone, Copy, Debug)]
pub struct Column<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its values.
    pub values: Values<'a>,
    /// A byte a row, zero where there is no value; nothing when each row has one.
    pub valid: Option<&'a [u8]>,
}

impl Column<'_> {
    fn len(&self) -> usize {
        match self.values {
            Values::Float64(values) => values.len(),
            Values::Float32(values) => values.len(),
            Values::Int64(values) | Values::Time(values, _) => values.len(),
            Values::Text(_, ends) => ends.len(),
        }
    }

    #[inline]
    fn has_value(&self, row: usize) -> bool {
        self.valid.is_none_or(|valid| valid.get(row).is_none_or(|valid| *valid != 0))
    }

    fn text(&self, row: usize) -> Cow<'_, [u8]> {
        if !self.has_value(row) {
            return Cow::Borrowed(b"");
        }
        match self.values {
            Values::Float64(values) => Cow::Owned(format!("{}", values[row]).into_bytes()),
            Values::Float32(values) => Cow::Owned(format!("{}", values[row]).into_bytes()),
            Values::Int64(values) => Cow::Owned(values[row].to_string().into_bytes()),
            Values::Time(values, unit) => {
                let time =
                    nanoseconds(values[row], unit).map_or_else(|| values[row].to_string(), super::write::iso);
                Cow::Owned(time.into_bytes())
            }
            Values::Text(bytes, ends) => {
                let start = if row == 0 { 0 } else { ends[row - 1] };
                let text = bytes.get(start as usize..ends[row] as usize).unwrap_or_default();
                Cow::Borrowed(text.trim_ascii())
            }
        }
    }
}

fn nanoseconds(value: i64, unit: TimeUnit) -> Option<i64> {
    value.checked_mul(unit.ns().cast_signed())
}

/// A row of a chunk.
struct ChunkRow<'a> {
    columns: &'a [Column<'a>],
    row: usize,
}

impl Cells for ChunkRow<'_> {
    fn text(&self, column: usize) -> Cow<'_, [u8]> {
        self.columns[column].text(self.row)
    }

    fn number(&self, column: usize, point: u8) -> Result<Number, NoNumber> {
        let column = &self.columns[column];
        if !column.has_value(self.row) {
            return Err(NoNumber::Missing);
        }
        let mut digits = Short::default();
        // The shortest digits that read back as the same value; an overlong text is cut, and no number.
        let written = match column.values {
            Values::Float64(values) => write!(digits, "{:e}", values[self.row]),
            Values::Float32(values) => write!(digits, "{:e}", values[self.row]),
            Values::Int64(values) => return Ok(Number { mantissa: values[self.row], digits: 0 }),
            _ => return Number::parse(&column.text(self.row), point),
        };
        written.map_err(|fmt::Error| NoNumber::Malformed)?;
        Number::parse(&digits.bytes[..digits.length], b'.')
    }

    fn time(&self, column: usize, format: TimeFormat, offset_ns: i64) -> Option<i64> {
        let column = &self.columns[column];
        match column.values {
            Values::Time(values, unit) if column.has_value(self.row) => nanoseconds(values[self.row], unit),
            _ => format.read(&column.text(self.row), offset_ns),
        }
    }
}

/// A short text without an allocation.
#[derive(Default)]
struct Short {
    bytes: [u8; 32],
    length: usize,
}

impl fmt::Write for Short {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

/// Chunks of columns as a source: whoever reads the file pushes a chunk, reads records until there are none, and so on;
/// after the last chunk it says so by [`ColumnSource::finish`].
///
/// `read` says that there are none until 65,536 rows are there or all of them: units and order need them. A problem's
/// line is the row, from 1.
pub struct ColumnSource {
    assembler: Assembler<Pushed>,
    options: Options,
}

struct Pushed {
    /// Of all inputs; `input` is the one whose chunks come.
    names: Vec<String>,
    input: usize,
    reader: Option<RowReader>,
    kind: Kind,
    rows: u64,
    finished: bool,
    tolerance: Tolerance,
}

impl ColumnSource {
    /// Chunks of inputs of these names, one input after the other: [`ColumnSource::next_input`] says when.
    #[must_use]
    pub fn new(names: &[&str], format: &str, options: &Options) -> Self {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let tolerance = Tolerance { lenient: options.lenient, ..Tolerance::default() };
        let pushed = Pushed {
            names: names.clone(),
            input: 0,
            reader: None,
            kind: Kind::Tick,
            rows: 0,
            finished: false,
            tolerance,
        };
        let mut assembler = Assembler::new(pushed, format, names, options.order);
        assembler.bars_last(options.step);
        Self { assembler, options: options.clone() }
    }

    /// Says that the next chunk is the next input's, which may have other columns.
    pub fn next_input(&mut self) {
        let pushed = self.assembler.reader();
        pushed.input += 1;
        pushed.reader = None;
        pushed.rows = 0;
    }

    /// Takes the next chunk of an input: the same columns each time, all of one length.
    pub fn push(&mut self, columns: &[Column]) -> Result<(), Problem> {
        let (pushed, drafts, symbols) = self.assembler.parts();
        if pushed.reader.is_none() {
            pushed.begin(columns, &self.options)?;
        }
        let Some(reader) = &mut pushed.reader else { return Ok(()) };
        let rows = columns.first().map_or(0, Column::len);
        let same = columns.len() == reader.plan().names.len()
            && columns.iter().zip(&reader.plan().names).all(|(column, name)| column.name == name);
        if !same || columns.iter().any(|column| column.len() != rows) {
            let reason = "a chunk has other columns than the first, or columns of different lengths";
            return Err(Problem::new(pushed.current(), Place::Line(pushed.rows + 1), reason));
        }
        for row in 0..rows {
            pushed.rows += 1;
            let mut draft = Draft::new(pushed.kind, pushed.input as u32, pushed.rows);
            match reader.read(&ChunkRow { columns, row }, &mut draft, symbols) {
                Ok(()) => drafts.push(draft),
                Err(fault) => {
                    let name = pushed.names.get(pushed.input).map_or("", String::as_str);
                    let problem = fault.at(name, pushed.rows);
                    pushed.tolerance.meet(problem)?;
                }
            }
        }
        Ok(())
    }

    /// Says that there are no more chunks.
    pub fn finish(&mut self) {
        self.assembler.reader().finished = true;
    }

    /// What the columns were taken for, a clause each.
    pub fn understood(&mut self) -> Vec<String> {
        self.assembler.reader().reader.as_ref().map(|reader| describe(reader.plan())).unwrap_or_default()
    }
}

/// The first rows of the first chunk.
pub(crate) fn sample_of(columns: &[Column]) -> Sample {
    let rows = columns.iter().map(Column::len).min().unwrap_or(0).min(SAMPLE_ROWS);
    let row = |row: usize| columns.iter().map(|column| column.text(row).into_owned()).collect();
    Sample {
        delimiter: b',',
        header: Some(columns.iter().map(|column| column.name.to_owned()).collect()),
        rows: (0..rows).map(row).collect(),
        preamble: 0,
    }
}

impl Pushed {
    fn current(&self) -> &str {
        self.names.get(self.input).map_or("", String::as_str)
    }

    fn begin(&mut self, columns: &[Column], options: &Options) -> Result<(), Problem> {
        let plan = Plan::make(self.current(), &sample_of(columns), options)?;
        self.kind = match plan.shape {
            Shape::Ticks => Kind::Tick,
            Shape::Quotes => Kind::Quote,
            Shape::Bars => Kind::Bar,
        };
        let symbol = options
            .symbol
            .clone()
            .unwrap_or_else(|| stem(crate::decompress::file_name(self.current())).to_owned());
        self.reader = Some(RowReader::new(plan, symbol));
        Ok(())
    }
}

assembled!(ColumnSource);

impl Reader for Pushed {
    fn read(&mut self, _: &mut Vec<Draft>, _: &mut Symbols) -> Result<bool, Problem> {
        Ok(false)
    }

    fn name(&self, input: u32) -> &str {
        self.names.get(input as usize).map_or("", String::as_str)
    }

    fn tolerance(&mut self) -> &mut Tolerance {
        &mut self.tolerance
    }

    fn left_out(&self) -> &Tolerance {
        &self.tolerance
    }

    fn waits(&self) -> bool {
        !self.finished
    }

    /// Rows, as nobody says how many bytes they had.
    fn progress(&self) -> (u64, u64) {
        (self.rows, self.rows)
    }
}
