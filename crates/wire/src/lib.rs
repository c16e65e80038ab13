//! The bytes that cross every boundary: records generated from `schemas/`, Cap'n Proto batches of them, and the digest.

pub mod batch;
mod crc;
mod digest;
#[allow(unsafe_code)] // `unsafe impl Record`, each behind its layout asserts
mod generated;
pub mod head;
#[allow(unsafe_code)] // casts between records and bytes, the only ones in the workspace
mod record;
mod xxh3;

pub use crc::{Crc32c, crc32c};
pub use digest::{RunDigest, StreamDigest};
pub use generated::*;
pub use record::{
    Line, Record, all_words, as_bytes, as_words, from_bytes, from_words, read_record, word_slice,
    word_slice_mut,
};
pub use xxh3::{Words, Xxh3};

#[cfg(target_endian = "big")]
compile_error!("records are little-endian in memory and on the wire; this target is not");
