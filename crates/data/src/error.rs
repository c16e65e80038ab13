//! Why a job or a view cannot go on.

use cift_tape::{Place, Problem};
use core::fmt;
use serde::Serialize;

/// Why a job or a view cannot go on, for programs and for people.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DataError {
    /// The handle is not, or no longer, one of a job or of a view: which it should be.
    Handle(&'static str, u32),
    /// The request is not one: which setting, and why.
    Request(String),
    /// Bytes are not whole records, or not those that were asked for: why.
    Buffer(String),
    /// An input is not what it should be.
    Input(Box<Problem>),
}

impl From<Problem> for DataError {
    fn from(problem: Problem) -> Self {
        Self::Input(Box::new(problem))
    }
}

/// The error as it crosses into JavaScript.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ErrorWire<'a> {
    code: &'static str,
    message: String,
    input: Option<&'a str>,
    line: Option<u64>,
    byte: Option<u64>,
    column: Option<&'a str>,
    reason: Option<&'a str>,
    advice: Option<&'a str>,
}

impl DataError {
    /// The error as MessagePack: `{code, message, input, line, byte, column, reason, advice}`, absent ones `nil`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let problem = match self {
            Self::Input(problem) => Some(&**problem),
            Self::Handle(..) | Self::Request(_) | Self::Buffer(_) => None,
        };
        let wire = ErrorWire {
            code: match self {
                Self::Handle(..) => "HANDLE_INVALID",
                Self::Request(_) => "INVALID_ARGUMENT",
                Self::Buffer(_) => "BUFFER_INVALID",
                Self::Input(_) => "DATA_INVALID",
            },
            message: self.to_string(),
            input: problem.map(|problem| problem.input.as_str()),
            line: problem.and_then(|problem| match problem.place {
                Place::Line(line) => Some(line),
                Place::Byte(_) | Place::Whole => None,
            }),
            byte: problem.and_then(|problem| match problem.place {
                Place::Byte(byte) => Some(byte),
                Place::Line(_) | Place::Whole => None,
            }),
            column: problem.map(|problem| problem.column.as_str()).filter(|text| !text.is_empty()),
            reason: problem.map(|problem| problem.reason.as_str()),
            advice: problem.map(|problem| problem.advice.as_str()).filter(|text| !text.is_empty()),
        };
        rmp_serde::to_vec_named(&wire).unwrap_or_default()
    }
}

impl fmt::Display for DataError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Handle(of, handle) => write!(formatter, "{handle} is not the handle of a {of}"),
            Self::Request(reason) | Self::Buffer(reason) => formatter.write_str(reason),
            Self::Input(problem) => problem.fmt(formatter),
        }
    }
}

impl core::error::Error for DataError {}
