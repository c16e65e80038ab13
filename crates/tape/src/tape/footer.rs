//! The end of a tape: trailer, footer, and pages of the index.

use super::about;
use super::layout::{
    ChunkHead, ChunkKind, ENTRY_BYTES, Entry, PAGE_ENTRIES, TOTALS_BYTES, TRAILER_BYTES, Totals, Trailer,
};
use super::scan::{head_at, read_body, read_exact};
use crate::bytes::Take;
use crate::{Input, Metadata};
use std::io;

/// Why a chunk is not read.
pub enum Failure {
    Io(io::Error),
    Damage { head: Option<ChunkHead>, what: &'static str },
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

pub const NOT_WRITTEN: &str = "its bytes are not those that were written";

/// The footer of a tape.
pub struct Footer {
    pub number: u64,
    pub totals: Totals,
    pub root: Vec<Entry>,
    pub metadata: Metadata,
}

/// The trailer and the footer.
pub fn read_end(input: &mut dyn Input) -> Result<(Trailer, Footer), Failure> {
    let damage = |what| Failure::Damage { head: None, what };
    let size = input.size();
    let mut bytes = [0; TRAILER_BYTES];
    let place = size.saturating_sub(TRAILER_BYTES as u64);
    if !read_exact(input, place, &mut bytes)? {
        return Err(damage("the tape has no end: it was cut off, or is still being written"));
    }
    let trailer = Trailer::decode(&bytes).filter(|trailer| trailer.size == size && trailer.footer < place);
    let trailer = trailer.ok_or_else(|| {
        damage("the tape's end is missing or damaged: it was cut off, or is still being written")
    })?;
    let footer = "the tape's footer is damaged";
    let head = head_at(input, trailer.footer)?.filter(|head| {
        head.kind == ChunkKind::Footer
            && head.previous == trailer.identity
            && place - trailer.footer == head.total_bytes()
    });
    let head = head.ok_or_else(|| damage(footer))?;
    let mut body = Vec::new();
    read_body(input, trailer.footer, &head, &mut body)?.ok_or_else(|| damage(footer))?;
    let footer = decode_footer(&body, head.number).ok_or_else(|| damage(footer))?;
    Ok((trailer, footer))
}

/// The footer in the body of a chunk. `None` where it is not there.
pub fn decode_footer(body: &[u8], number: u64) -> Option<Footer> {
    let mut take = Take(body);
    let totals = Totals::decode(take.bytes(TOTALS_BYTES)?.first_chunk()?);
    let pages = usize::try_from(take.u64()?).ok()?;
    let (root, rest) = take.bytes(pages.checked_mul(ENTRY_BYTES)?)?.as_chunks::<ENTRY_BYTES>();
    let root = rest.is_empty().then(|| root.iter().map(Entry::decode).collect())?;
    Some(Footer { number, totals, root, metadata: about::decode(take.0)? })
}

/// The entries of a page of the index.
pub fn read_page(input: &mut dyn Input, page: &Entry, body: &mut Vec<u8>) -> Result<Vec<Entry>, Failure> {
    let head = head_at(input, page.offset)?
        .filter(|head| head.kind == ChunkKind::Index && head.number == page.number);
    let read = match &head {
        Some(head) => read_body(input, page.offset, head, body)?,
        None => None,
    };
    let (entries, rest) = body.as_chunks::<ENTRY_BYTES>();
    let sound = read.is_some() && rest.is_empty() && (1..=PAGE_ENTRIES).contains(&entries.len());
    if sound {
        Ok(entries.iter().map(Entry::decode).collect())
    } else {
        Err(Failure::Damage { head, what: NOT_WRITTEN })
    }
}
