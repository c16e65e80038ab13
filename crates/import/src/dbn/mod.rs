//! Databento Binary Encoding, versions 1 to 3, and the format before it (`.dbz`).
//!
//! Written from the specification (<https://databento.com/docs/standards-and-conventions/databento-binary-encoding>).
//! Two layers: [`Reader`], [`FileMetadata`] and [`Record`] keep every byte, so that what is read can be written as it
//! was; [`DbnSource`] makes records of the tape.

pub mod check;
mod convert;
mod dbz;
mod depth;
pub mod layout;
mod metadata;
mod reader;
mod record;
pub mod records;
mod source;
mod symbols;
mod times;
mod upgrade;
mod venue;

pub(crate) use convert::Converter;
pub use metadata::{FileMetadata, Interval, Mapping, NEWEST, SCHEMAS, STYPES};
pub use reader::{Next, Reader};
pub use record::{Body, Record, Shape, TS_OUT_SIZE, rtype, shape_of};
pub use source::DbnSource;

/// Whether bytes begin a file of DBN, or of the format before it. They are those after decompression; the format before
/// DBN is compressed within, and is left as it is by [`crate::decompress`].
#[must_use]
pub fn is(first: &[u8]) -> bool {
    matches!(first, [b'D', b'B', b'N', 1..=NEWEST, ..]) || dbz::is(first)
}

#[cfg(test)]
pub(crate) mod tests;
