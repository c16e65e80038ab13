//! Market data as records in order: what importers make, what a `.cift` tape holds, what views and the simulator read.
//!
//! Everything that has market data is a [`Source`]: an importer of somebody's file format, a tape, a run of the engine.
//! It fills a [`Batch`] with records of the schemas, prices in ticks and quantities in lots, and its [`Metadata`] says
//! what these are worth. Bytes come from an [`Input`], which is read synchronously at any place: a file, memory, or a
//! callback into JavaScript (`fs.readSync` in Node, `FileReaderSync` or OPFS in a browser's worker). So the same code
//! runs natively and in WebAssembly, and its memory does not grow with the length of the data.

mod batch;
mod bytes;
mod calendar;
mod column;
mod decimal;
mod input;
mod metadata;
mod problem;
mod records;
mod source;
mod tape;
mod zstd;

pub use batch::{Batch, Kind, Run};
pub use calendar::civil_date;
pub use decimal::Decimal;
pub use input::{FileInput, Input, InputReader, MemoryInput};
pub use metadata::{Instrument, Metadata};
pub use problem::{Place, Problem};
pub use records::{AnyRecord, Slice, Slices, TapeRecord};
pub use source::{Source, Tolerance};
pub use tape::{
    Arrangement, Cut, FORMAT_VERSION, Lost, MAX_CHUNK_RECORDS, Options, Reader, Span, Summary, Totals,
    WriteError, Writer, is_tape,
};
