//! What is wrong with an input, where, and what to do.

use core::fmt;

/// A place in an input.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// The input as a whole.
    Whole,
    /// A line, from 1.
    Line(u64),
    /// A byte, from 0, of the input after decompression.
    Byte(u64),
}

/// What is wrong with an input: name, place, column, reason, and what to do about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The input's name.
    pub input: String,
    /// Where in it.
    pub place: Place,
    /// The column or field; empty when it is the whole line or record.
    pub column: String,
    /// What is wrong, in a clause: `"12x" is not a whole number`.
    pub reason: String,
    /// What to do, in a clause; empty when there is nothing to say.
    pub advice: String,
}

impl Problem {
    /// A problem of an input as a whole.
    #[must_use]
    pub fn new(input: impl Into<String>, place: Place, reason: impl Into<String>) -> Self {
        Self {
            input: input.into(),
            place,
            column: String::new(),
            reason: reason.into(),
            advice: String::new(),
        }
    }

    /// With the column's name.
    #[must_use]
    pub fn column(mut self, column: impl Into<String>) -> Self {
        self.column = column.into();
        self
    }

    /// With what to do.
    #[must_use]
    pub fn advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = advice.into();
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.input)?;
        match self.place {
            Place::Whole => {}
            Place::Line(line) => write!(formatter, ", line {line}")?,
            Place::Byte(byte) => write!(formatter, ", byte {byte}")?,
        }
        if !self.column.is_empty() {
            write!(formatter, ", {}", self.column)?;
        }
        write!(formatter, ": {}", self.reason)?;
        if !self.advice.is_empty() {
            write!(formatter, "; {}", self.advice)?;
        }
        Ok(())
    }
}

impl core::error::Error for Problem {}
