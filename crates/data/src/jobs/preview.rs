//! What inputs are taken for, before they are read: the format, and of a table its columns and first rows.

use super::{column_stream, pack, sources};
use crate::error::DataError;
use crate::inputs::{Opener, open_all};
use crate::job::{Job, Step};
use crate::request::{DecodedRequest, ImportRequest, InputRequest};
use cift_import::csv;
use cift_import::detect;
use cift_tape::Problem;
use serde::Serialize;

/// Everything is known when it is opened.
pub(super) struct Preview {
    report: Vec<u8>,
    output: Vec<u8>,
}

#[derive(Serialize)]
struct Report<'a> {
    format: &'a str,
    table: Option<Table<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Table<'a> {
    delimiter: String,
    header: bool,
    columns: Vec<Column<'a>>,
    rows: &'a [Vec<String>],
    kind: Option<&'static str>,
    time_format: Option<&'static str>,
    problem: Option<Why<'a>>,
}

#[derive(Serialize)]
struct Column<'a> {
    name: &'a str,
    roles: &'a [&'static str],
}

#[derive(Serialize)]
struct Why<'a> {
    column: &'a str,
    reason: &'a str,
    advice: &'a str,
}

impl Preview {
    pub(super) fn new(
        mut inputs: Vec<InputRequest>,
        import: ImportRequest,
        rows: usize,
        opener: Opener,
    ) -> Result<Self, DataError> {
        let options = sources::options(import)?;
        let decoded = inputs.first_mut().and_then(|input| input.decoded.take());
        let name = inputs.first().map(|input| input.name.clone()).unwrap_or_default();
        let inputs = open_all(inputs, opener)?;
        let (format, table) = if let Some(decoded) = &decoded {
            (decoded.format(), decoded_table(decoded, &name, inputs, &options.csv, rows)?)
        } else {
            let (format, table) = detect::preview(inputs, &options, rows)?;
            (format.name(), table)
        };
        let report = pack(&Report { format, table: table.as_ref().map(Table::of) });
        Ok(Self { report, output: Vec::new() })
    }
}

fn decoded_table(
    decoded: &DecodedRequest,
    name: &str,
    inputs: Vec<Box<dyn cift_tape::Input>>,
    options: &csv::Options,
    rows: usize,
) -> Result<Option<csv::Preview>, Problem> {
    match (decoded, inputs.into_iter().next()) {
        (DecodedRequest::Columns { .. }, Some(input)) => column_stream::preview(name, input, options, rows),
        _ => Ok(None),
    }
}

impl<'a> Table<'a> {
    fn of(preview: &'a csv::Preview) -> Self {
        let column = |column: &'a csv::PreviewColumn| Column { name: &column.name, roles: &column.roles };
        let delimiter =
            if preview.delimiter == b'\t' { "tab".into() } else { char::from(preview.delimiter).into() };
        Self {
            delimiter,
            header: preview.header,
            columns: preview.columns.iter().map(column).collect(),
            rows: &preview.rows,
            kind: preview.shape.map(csv::Shape::name),
            time_format: preview.time_format.map(csv::TimeFormat::name),
            problem: preview.problem.as_ref().map(|problem| Why {
                column: &problem.column,
                reason: &problem.reason,
                advice: &problem.advice,
            }),
        }
    }
}

impl Job for Preview {
    fn step(&mut self) -> Result<Step, DataError> {
        Ok(Step::Done)
    }

    fn output(&mut self) -> &mut Vec<u8> {
        &mut self.output
    }

    fn report(&self) -> Vec<u8> {
        self.report.clone()
    }

    fn progress(&self) -> (u64, u64) {
        (0, 0)
    }
}
