//! The `.cift` tape: chunks of compressed records with an index at the end. `schemas/tape.md` has every byte.

mod about;
mod error;
mod footer;
mod index;
mod layout;
mod parts;
mod reader;
mod runs;
mod scan;
mod writer;

pub use error::WriteError;
pub use layout::{FORMAT_VERSION, MAX_CHUNK_RECORDS, Span, Totals};
pub use parts::Arrangement;
pub use reader::{Lost, Reader, is_tape};
pub use scan::Cut;
pub use writer::{Options, Summary, Writer};

#[cfg(test)]
mod tests;
