//! Text by lines and fields, and exact numbers and times out of it.

mod fields;
mod number;
mod reader;
mod time;

pub use fields::{Fields, split_quoted, unquote};
pub use number::{Digits, decimal, digits, integer, unsigned, why_decimal, why_integer};
pub use reader::{Line, Lines};
pub use time::{DAY_NS, Epoch, TimeUnit, civil_date, days_from_civil, iso8601, parse_date};

use std::fmt::Write as _;

use cift_tape::{Place, Problem};

/// What is wrong with a line, before anybody says which line it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault(Box<Parts>);

#[derive(Clone, PartialEq, Eq, Debug)]
struct Parts {
    column: String,
    reason: String,
    advice: &'static str,
}

impl Fault {
    /// Of a line as a whole.
    #[cold]
    #[must_use]
    pub fn new(reason: impl Into<String>) -> Self {
        Self(Box::new(Parts { column: String::new(), reason: reason.into(), advice: "" }))
    }

    /// Of a column.
    #[cold]
    #[must_use]
    pub fn column(column: impl Into<String>, reason: impl Into<String>) -> Self {
        Self(Box::new(Parts { column: column.into(), reason: reason.into(), advice: "" }))
    }

    /// With what to do.
    #[must_use]
    pub fn advice(mut self, advice: &'static str) -> Self {
        self.0.advice = advice;
        self
    }

    /// The problem, at a line.
    #[cold]
    #[must_use]
    pub fn at(self, input: &str, line: u64) -> Problem {
        let parts = *self.0;
        Problem::new(input, Place::Line(line), parts.reason).column(parts.column).advice(parts.advice)
    }

    /// The problem, of an input as a whole.
    #[cold]
    #[must_use]
    pub fn whole(self, input: &str) -> Problem {
        Problem { place: Place::Whole, ..self.at(input, 0) }
    }
}

/// A field as a person would quote it: in quotes, shortened, what is no text escaped.
#[must_use]
pub fn quoted(field: &[u8]) -> String {
    const MOST: usize = 40;
    let mut shown = String::from("\"");
    for byte in field.iter().take(MOST) {
        // Writing into a string does not fail.
        let _ = write!(shown, "{}", byte.escape_ascii());
    }
    shown.push_str(if field.len() > MOST { "…\"" } else { "\"" });
    shown
}

#[cfg(test)]
mod tests;
