//! Tables of ticks, quotes and bars: CSV, TSV and their relatives, and columns of Parquet.
//!
//! What a column means is found by its name ([`Role`]), or by its values where there is no header; how times are written
//! and what stands between fields is found from the first rows. A caller may say all of it ([`Options`]).
//!
//! Numbers are read exactly. A quote without sizes has the quantity 1 on both sides, a trade without a size has 1: a
//! record with the quantity zero would be no quote and no trade. A table with one price a row is one of ticks, unless
//! its times are dates: then it is one of bars whose four prices are that one, with the volume zero. Times need a date,
//! from 1678 to 2261.

mod assemble;
mod calendar;
mod cells;
mod columns;
mod draft;
mod number;
mod numeric_time;
mod options;
mod plan;
mod positional;
mod preview;
mod record;
mod role;
mod rows;
mod sample;
mod symbols;
mod table;
mod time;
mod write;

pub(crate) use assemble::{Assembler, BATCH, Reader, assembled};
pub use assemble::{Order, Step};
pub use columns::{Column, ColumnSource, Values};
pub(crate) use draft::Draft;
pub(crate) use number::{NoNumber, Number};
pub use options::{Options, Shape, parse_offset, parse_step};
pub use preview::{Preview, PreviewColumn};
pub use role::Role;
pub(crate) use rows::{Row, Rows};
pub(crate) use sample::SAMPLE_BYTES;
pub(crate) use symbols::Symbols;
pub use table::{CsvSource, open};
pub use time::TimeFormat;
pub use write::{CsvWriter, Times, WriteError, header, write_csv};

#[cfg(test)]
pub(crate) mod mutate;
#[cfg(test)]
mod tests;
