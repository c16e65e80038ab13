//! What a table is taken for, before it is read: its columns, what each was found to mean, and its first rows.

use cift_tape::{Input, Problem};

use crate::decompress::open as decompress;

use super::columns::{Column, sample_of};
use super::options::{Options, Shape};
use super::plan::{Plan, Roles, names};
use super::role::{ROLES, Role};
use super::sample::{SAMPLE_BYTES, Sample};
use super::time::TimeFormat;

/// What a table is taken for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Preview {
    /// What stands between fields.
    pub delimiter: u8,
    /// Whether the first row has the columns' names.
    pub header: bool,
    /// The columns in their order.
    pub columns: Vec<PreviewColumn>,
    /// The first rows, a text for each field.
    pub rows: Vec<Vec<String>>,
    /// What a row is; nothing when that cannot be told.
    pub shape: Option<Shape>,
    /// How times are written; nothing when that cannot be told.
    pub time_format: Option<TimeFormat>,
    /// Why the table does not read, if it is known by its first rows.
    pub problem: Option<Problem>,
}

/// A column, and what it is taken for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PreviewColumn {
    /// Its name in the header, or its number from 1.
    pub name: String,
    /// What it was found, or said, to mean ([`Role::name`]); a column alone can be all four prices of a bar.
    pub roles: Vec<&'static str>,
}

impl Preview {
    /// Of the first table of inputs, with so many of its rows.
    pub fn of_inputs(
        inputs: Vec<Box<dyn Input>>,
        options: &Options,
        rows: usize,
    ) -> Result<Option<Self>, Problem> {
        for input in inputs {
            for mut member in decompress(input)? {
                let sample = Sample::of(&member.peek(SAMPLE_BYTES)?, options);
                if !sample.rows.is_empty() || sample.header.is_some() {
                    return Ok(Some(Self::of(&member.name, &sample, options, rows)));
                }
            }
        }
        Ok(None)
    }

    /// Of the first chunk of the columns of an input of that name.
    #[must_use]
    pub fn of_columns(name: &str, columns: &[Column], options: &Options, rows: usize) -> Self {
        Self::of(name, &sample_of(columns), options, rows)
    }

    fn of(input: &str, sample: &Sample, options: &Options, rows: usize) -> Self {
        let text = |cell: &Vec<u8>| String::from_utf8_lossy(cell).into_owned();
        let mut preview = Self {
            delimiter: sample.delimiter,
            header: sample.header.is_some(),
            columns: Vec::new(),
            rows: sample.rows.iter().take(rows).map(|row| row.iter().map(text).collect()).collect(),
            shape: None,
            time_format: None,
            problem: None,
        };
        let roles = match Plan::make(input, sample, options) {
            Ok(plan) => {
                (preview.shape, preview.time_format) = (Some(plan.shape), Some(plan.time_format));
                (plan.at, plan.symbol)
            }
            Err(problem) => {
                preview.problem = Some(problem);
                Plan::roles(input, sample, options).unwrap_or_default()
            }
        };
        preview.columns = columns(names(sample), &roles, preview.shape.or(options.shape));
        preview
    }
}

fn columns(names: Vec<String>, (at, symbol): &Roles, shape: Option<Shape>) -> Vec<PreviewColumn> {
    let is_told = |role: Role| shape.is_none_or(|shape| role.is_of(shape));
    let has = |role: Role, column: usize| match role {
        Role::Symbol => symbol.contains(&column),
        _ => at[role as usize] == Some(column),
    };
    let roles = |column: usize| {
        let held = ROLES.iter().filter(|(role, ..)| is_told(*role) && has(*role, column));
        held.map(|(_, name, _)| *name).collect()
    };
    names.into_iter().enumerate().map(|(at, name)| PreviewColumn { name, roles: roles(at) }).collect()
}

#[cfg(test)]
mod tests {
    use cift_tape::{Input, MemoryInput};

    use super::{Options, Preview, Shape};

    fn preview(text: &str, options: &Options) -> Preview {
        let input: Box<dyn Input> = Box::new(MemoryInput::new("own.csv", text.as_bytes().to_vec()));
        Preview::of_inputs(vec![input], options, 2).unwrap().unwrap()
    }

    fn roles(preview: &Preview) -> Vec<(&str, String)> {
        preview.columns.iter().map(|column| (column.name.as_str(), column.roles.join(" "))).collect()
    }

    #[test]
    fn tells_roles_and_rows() {
        let found = preview(
            "time;price;note\n2024-03-01;1,5;a\n2024-03-02;2,5;b\n\n2024-03-03;3;c\n",
            &Options { shape: Some(Shape::Ticks), ..Options::default() },
        );
        assert_eq!((found.delimiter, found.header, found.shape), (b';', true, Some(Shape::Ticks)));
        assert_eq!(
            roles(&found),
            [("time", "time".into()), ("price", "price".into()), ("note", String::new())]
        );
        assert_eq!(found.rows, [["2024-03-01", "1,5", "a"], ["2024-03-02", "2,5", "b"]]);
        assert_eq!(found.time_format.map(super::TimeFormat::name), Some("iso"));
        let bars = preview("time;price;note\n2024-03-01;1,5;a\n", &Options::default());
        assert_eq!(roles(&bars)[1].1, "open high low close");
    }

    #[test]
    fn tells_what_is_missing_and_what_is_there() {
        let found = preview("when,px,symbol\n1,2,A\n", &Options::default());
        assert_eq!(found.shape, None);
        assert_eq!(found.problem.map(|problem| problem.reason), Some("no column for the time".into()));
        let names = [("when", String::new()), ("px", "price".into()), ("symbol", "symbol".into())];
        assert_eq!(
            found.columns.iter().map(|each| (each.name.as_str(), each.roles.join(" "))).collect::<Vec<_>>(),
            names
        );
        let unnamed = preview("2024-03-01,1.5\n", &Options { header: Some(false), ..Options::default() });
        assert_eq!((unnamed.header, unnamed.columns[1].name.as_str()), (false, "2"));
        let wrong = Options { columns: vec![("time".into(), "x".into())], ..Options::default() };
        let found = preview("when,px\n1,2\n", &wrong);
        assert_eq!(found.problem.map(|problem| problem.reason), Some("has no column \"x\"".into()));
        assert_eq!(found.columns.len(), 2);
    }

    #[test]
    fn of_nothing_is_nothing() {
        let input: Box<dyn Input> = Box::new(MemoryInput::new("own.csv", b"\n\n".to_vec()));
        assert_eq!(Preview::of_inputs(vec![input], &Options::default(), 2).unwrap(), None);
    }
}
