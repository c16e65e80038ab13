//! The format before DBN (`.dbz`): its metadata is in a frame that decoders of zstd skip, the records in the next.

use std::io::Read;

use cift_tape::{MemoryInput, Problem};

use super::layout::Field;
use super::metadata::{Cursor, FileMetadata, Lists, SYMBOL_V1};
use crate::decompress;

/// Bytes of the frame's head: magic and length.
pub const HEAD: usize = 8;
/// The metadata's fixed part.
const FIXED: usize = 96;
/// Bytes that mean nothing in the fixed part.
const RESERVED: usize = 39;
/// The most that the lists of symbols may have, decompressed.
const MOST_LISTS: u64 = 64 * 1024 * 1024;

/// Whether bytes begin such a file.
#[must_use]
pub fn is(first: &[u8]) -> bool {
    matches!(first, [0x50..=0x5f, 0x2a, 0x4d, 0x18, _, _, _, _, b'D', b'B', b'Z', ..])
}

/// The length of the metadata's frame, after its head.
pub fn frame_length(head: [u8; HEAD]) -> u32 {
    u32::get(&head[4..])
}

/// Reads the metadata's frame, without its head. The error says what is wrong.
pub fn decode(name: &str, frame: &[u8]) -> Result<FileMetadata, String> {
    if frame.len() < FIXED {
        return Err(format!("its metadata has {} bytes, not at least {FIXED}", frame.len()));
    }
    let mut fixed = Cursor { bytes: &frame[..FIXED], at: 0 };
    let magic = fixed.take(4)?;
    if magic != b"DBZ\x01" {
        return Err("is of a version of DBZ that nobody knows".to_owned());
    }
    let dataset = fixed.symbol(16)?;
    let schema = fixed.number()?;
    let (start, end, limit) = (fixed.number()?, fixed.number()?, fixed.number()?);
    let record_count = Some(fixed.number()?);
    let _compression: u8 = fixed.number()?;
    let (stype_in, stype_out) = (fixed.number()?, fixed.number()?);
    let reserved = fixed.take(RESERVED)?.to_vec();
    let lists = decompressed(name, &frame[fixed.at..]).map_err(|problem| problem.reason)?;
    let mut lists = Cursor { bytes: &lists, at: 0 };
    let defined: u32 = lists.number()?;
    let schema_definition = lists.take(defined as usize)?.to_vec();
    let Lists { symbols, partial, not_found, mappings } = Lists::decode(&mut lists, SYMBOL_V1)?;
    Ok(FileMetadata {
        version: 0,
        dataset,
        schema,
        start,
        // Zero is "did not end" here.
        end: if end == 0 { u64::MAX } else { end },
        limit,
        record_count,
        stype_in,
        stype_out,
        ts_out: 0,
        symbol_cstr_len: SYMBOL_V1 as u16,
        reserved,
        schema_definition,
        symbols,
        partial,
        not_found,
        mappings,
        padding: lists.rest().to_vec(),
    })
}

fn decompressed(name: &str, bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    let mut lists = Vec::new();
    for member in decompress::open(Box::new(MemoryInput::new(name, bytes.to_vec())))? {
        let read = member.take(MOST_LISTS).read_to_end(&mut lists);
        read.map_err(|error| decompress::damaged(name, cift_tape::Place::Whole, &error))?;
    }
    Ok(lists)
}
