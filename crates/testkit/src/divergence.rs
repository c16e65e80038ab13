//! Where engine and oracle part.

use crate::describe;
use cift_wire::Command;
use core::fmt;

/// The first difference of a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Divergence {
    /// The command's position in the stream. For what is compared at the end of a batch: of the command after it.
    pub index: usize,
    /// The command.
    pub command: Command,
    /// What differs.
    pub what: &'static str,
    /// What the oracle says.
    pub expected: String,
    /// What the engine says.
    pub actual: String,
}

impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { index, command, what, expected, actual } = self;
        let command = describe::command(command);
        write!(f, "{what} differ at command {index}: {command}\n  expected: {expected}\n  actual:   {actual}")
    }
}

impl core::error::Error for Divergence {}
