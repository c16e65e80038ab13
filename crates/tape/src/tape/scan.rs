//! Goes through the chunks of a tape by their heads: where there is no index, or bytes are damaged.

use super::about;
use super::footer::decode_footer;
use super::layout::{CHUNK_HEAD_BYTES, CHUNK_MAGIC, ChunkHead, ChunkKind, Entry, FILE_HEAD_BYTES, Totals};
use crate::{Input, Metadata};
use cift_wire::crc32c;
use std::io;

/// The end of a tape that has none: what is behind its last whole chunk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cut {
    /// Where the whole chunks end.
    pub offset: u64,
    /// Bytes behind it, which are left out.
    pub bytes: u64,
}

/// Fills `target` from `offset` on. False where the input ends before.
pub fn read_exact(input: &mut dyn Input, mut offset: u64, mut target: &mut [u8]) -> io::Result<bool> {
    while !target.is_empty() {
        let count = input.read_at(offset, target)?.min(target.len());
        if count == 0 {
            return Ok(false);
        }
        offset += count as u64;
        target = &mut target[count..];
    }
    Ok(true)
}

/// The head of a chunk at `offset`; `None` where there is none.
pub fn head_at(input: &mut dyn Input, offset: u64) -> io::Result<Option<ChunkHead>> {
    let mut bytes = [0; CHUNK_HEAD_BYTES];
    let read = read_exact(input, offset, &mut bytes)?;
    Ok(read.then(|| ChunkHead::decode(&bytes)).flatten())
}

/// The first chunk that begins at `from` or behind it, and its place. Reads on until there is one.
pub fn next_head(input: &mut dyn Input, from: u64) -> io::Result<Option<(u64, ChunkHead)>> {
    const SMALLEST: usize = 1 << 10;
    const LARGEST: usize = 1 << 16;
    if let Some(head) = head_at(input, from)? {
        return Ok(Some((from, head)));
    }
    let mut bytes = Vec::new();
    // Mostly the next one is near or a body away; windows grow, so that neither costs much.
    let mut window = SMALLEST;
    let mut offset = from;
    while offset.saturating_add(CHUNK_HEAD_BYTES as u64) <= input.size() {
        let size = (input.size() - offset).min(window as u64) as usize;
        bytes.resize(size, 0);
        if !read_exact(input, offset, &mut bytes)? {
            return Ok(None);
        }
        let places = size - CHUNK_HEAD_BYTES + 1;
        if let Some((place, head)) = head_within(&bytes, places) {
            return Ok(Some((offset + place as u64, head)));
        }
        offset += places as u64;
        window = (window * 2).min(LARGEST);
    }
    Ok(None)
}

fn head_within(bytes: &[u8], places: usize) -> Option<(usize, ChunkHead)> {
    let candidates = (0..places).filter(|place| bytes[*place] == CHUNK_MAGIC[0]);
    candidates
        .filter(|place| bytes[*place..].starts_with(&CHUNK_MAGIC))
        .find_map(|place| Some((place, ChunkHead::decode(bytes[place..].first_chunk()?)?)))
}

/// The body of a chunk, checked. `None` where it is not what was written.
pub fn read_body(
    input: &mut dyn Input,
    offset: u64,
    head: &ChunkHead,
    body: &mut Vec<u8>,
) -> io::Result<Option<()>> {
    if input.size().saturating_sub(offset) < head.total_bytes() {
        return Ok(None);
    }
    body.resize(head.body_bytes as usize, 0);
    let read = read_exact(input, offset + CHUNK_HEAD_BYTES as u64, body)?;
    let sound = read && crc32c(body) == head.body_crc;
    Ok((sound && (head.kind == ChunkKind::Records || head.content == u64::from(head.body_crc))).then_some(()))
}

/// What is found by looking through a tape without an end.
#[derive(Debug, Default)]
pub struct Walk {
    /// An entry for each whole chunk of records.
    pub entries: Vec<Entry>,
    pub totals: Totals,
    /// The last metadata that can be read.
    pub metadata: Option<Metadata>,
    /// Where the whole chunks end.
    pub end: u64,
}

/// Reads the body of a chunk that tells about the tape. False for others, and where it is damaged.
fn read_about(input: &mut dyn Input, offset: u64, head: &ChunkHead, body: &mut Vec<u8>) -> io::Result<bool> {
    let tells = matches!(head.kind, ChunkKind::Metadata | ChunkKind::Footer);
    Ok(tells && read_body(input, offset, head, body)?.is_some())
}

/// Looks through the heads of a tape without an end. Of bodies only metadata is read.
pub fn walk(input: &mut dyn Input) -> io::Result<Walk> {
    let size = input.size();
    let mut next = FILE_HEAD_BYTES as u64;
    let mut walk = Walk { end: next.min(size), ..Walk::default() };
    let mut body = Vec::new();
    while let Some((offset, head)) = next_head(input, next)? {
        next = offset + head.total_bytes();
        if next > size {
            // Cut off, or damaged so that it claims more than there is: whole chunks may still follow.
            next = offset + 1;
            continue;
        }
        if head.kind != ChunkKind::Footer {
            walk.end = next;
        }
        if head.kind == ChunkKind::Records {
            walk.totals.add(&head, 0);
            walk.entries.push(Entry {
                offset,
                span: head.span,
                latest: head.latest,
                chain: head.chain(),
                number: head.number,
                items: head.records().unwrap_or(0) as u32,
            });
        } else if read_about(input, offset, &head, &mut body)? {
            let metadata = match head.kind {
                ChunkKind::Footer => decode_footer(&body, head.number).map(|footer| footer.metadata),
                _ => about::decode(&body),
            };
            walk.metadata = metadata.or(walk.metadata);
        }
    }
    Ok(walk)
}
