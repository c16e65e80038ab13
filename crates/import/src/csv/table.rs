//! Tables of text as a source.

use cift_tape::{Input, Kind, Place, Problem, Tolerance};

use crate::decompress::{Member, Progress, open as decompress};

use super::assemble::{Assembler, BATCH, Reader, assembled};
use super::cells::RowReader;
use super::draft::Draft;
use super::options::{Options, Shape};
use super::plan::Plan;
use super::role::{ROLES, Role};
use super::rows::Rows;
use super::sample::{SAMPLE_BYTES, Sample};
use super::symbols::Symbols;

/// Tables as a source of ticks, quotes or bars.
pub struct CsvSource {
    assembler: Assembler<Tables>,
}

/// Opens tables, compressed or not. Their records follow each other in the order of the inputs.
pub fn open(inputs: Vec<Box<dyn Input>>, options: &Options) -> Result<CsvSource, Problem> {
    let mut members = Vec::new();
    for input in inputs {
        members.extend(decompress(input)?);
    }
    CsvSource::new(members, "csv", "", options)
}

impl CsvSource {
    /// Reads members. The first rows of the first one are read at once, to know what it is.
    pub fn new(members: Vec<Member>, format: &str, venue: &str, options: &Options) -> Result<Self, Problem> {
        let names: Vec<String> = members.iter().map(|member| member.name.clone()).collect();
        let mut tables = Tables {
            progress: members.iter().map(|member| member.progress.clone()).collect(),
            names: names.clone(),
            waiting: members.into_iter(),
            current: None,
            begun: 0,
            options: options.clone(),
            tolerance: Tolerance { lenient: options.lenient, ..Tolerance::default() },
            venue: venue.to_owned(),
        };
        tables.begin()?;
        let mut assembler = Assembler::new(tables, format, names, options.order);
        assembler.bars_last(options.step);
        Ok(Self { assembler })
    }

    /// What the columns of the table that is read were taken for, a clause each: `open is column "Open"`.
    pub fn understood(&mut self) -> Vec<String> {
        let table = self.assembler.reader().current.as_ref();
        table.map(|table| describe(table.reader.plan())).unwrap_or_default()
    }

    /// The records that rows of the table that is read become.
    pub fn shape(&mut self) -> Option<Shape> {
        self.assembler.reader().current.as_ref().map(|table| table.reader.plan().shape)
    }
}

/// What the columns of a table are taken for.
pub(crate) fn describe(plan: &Plan) -> Vec<String> {
    let mut clauses = vec![format!("{}, times as {}", plan.shape.name(), plan.time_format.name())];
    for (role, name, _) in ROLES.iter().filter(|(role, ..)| *role != Role::Symbol) {
        if let Some(column) = plan.column(*role).filter(|_| role.is_of(plan.shape)) {
            clauses.push(format!("{name} is column {:?}", plan.names[column]));
        }
    }
    if !plan.symbol.is_empty() {
        let names: Vec<&str> = plan.symbol.iter().map(|column| plan.names[*column].as_str()).collect();
        clauses.push(format!("symbol is column {:?}", names.join("+")));
    }
    clauses
}

assembled!(CsvSource);

/// The tables that are left, and the one that is read.
struct Tables {
    names: Vec<String>,
    progress: Vec<Progress>,
    waiting: std::vec::IntoIter<Member>,
    current: Option<Table>,
    /// How many are begun.
    begun: u32,
    options: Options,
    tolerance: Tolerance,
    venue: String,
}

struct Table {
    rows: Rows,
    reader: RowReader,
    kind: Kind,
}

impl Tables {
    /// Begins with the next table; `false` when there is none.
    fn begin(&mut self) -> Result<bool, Problem> {
        let Some(mut member) = self.waiting.next() else { return Ok(false) };
        self.begun += 1;
        let sample = Sample::of(&member.peek(SAMPLE_BYTES)?, &self.options);
        if sample.rows.is_empty() && sample.header.is_none() {
            return Err(Problem::new(&member.name, Place::Whole, "has no rows")
                .advice("look whether it is the right file"));
        }
        let plan = Plan::make(&member.name, &sample, &self.options)?;
        let symbol = self.options.symbol.clone().unwrap_or_else(|| stem(member.file_name()).to_owned());
        let mut rows = Rows::new(member, sample.delimiter);
        rows.skip(sample.preamble)?;
        if sample.header.is_some() {
            rows.next_row()?;
        }
        rows.expect(plan.names.len());
        let kind = match plan.shape {
            Shape::Ticks => Kind::Tick,
            Shape::Quotes => Kind::Quote,
            Shape::Bars => Kind::Bar,
        };
        self.current = Some(Table { rows, reader: RowReader::new(plan, symbol), kind });
        Ok(true)
    }
}

/// A file's name without its ending.
pub(crate) fn stem(file_name: &str) -> &str {
    let known = |ending: &str| {
        let endings = ["csv", "tsv", "txt", "tab", "data", "parquet", "arrow", "arrows", "feather"];
        endings.iter().any(|known| ending.eq_ignore_ascii_case(known))
    };
    match file_name.rsplit_once('.') {
        Some((stem, ending)) if known(ending) && !stem.is_empty() => stem,
        _ if file_name.is_empty() => "unnamed",
        _ => file_name,
    }
}

impl Reader for Tables {
    fn read(&mut self, drafts: &mut Vec<Draft>, symbols: &mut Symbols) -> Result<bool, Problem> {
        let target = drafts.len() + BATCH;
        while drafts.len() < target {
            let Some(table) = &mut self.current else {
                if !self.begin()? {
                    return Ok(false);
                }
                continue;
            };
            let Some(row) = table.rows.next_row()? else {
                self.current = None;
                continue;
            };
            let fault = match row {
                Ok(row) => {
                    // It is made where it stays: it is large.
                    let draft = Draft::begin(drafts, table.kind, self.begun - 1, row.number);
                    let read = table.reader.read(&row, draft, symbols);
                    if read.is_err() {
                        drafts.pop();
                    }
                    read
                }
                Err(fault) => Err(fault),
            };
            if let Err(fault) = fault {
                self.tolerance.meet(fault.at(table.rows.name(), table.rows.number()))?;
            }
        }
        Ok(true)
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

    fn venue(&self) -> &str {
        &self.venue
    }

    fn progress(&self) -> (u64, u64) {
        Progress::sum(&self.progress)
    }
}
