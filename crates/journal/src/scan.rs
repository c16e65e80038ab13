//! Looks behind an unreadable block for bytes that were written after it: those tell damage from a torn tail.

use crate::cursor::{Cursor, TailCause};
use crate::error::{Damage, JournalError};
use crate::layout::{BLOCK_HEAD_BYTES, BLOCK_MAGIC, BlockHead, FILE_HEAD_BYTES, FILE_MAGIC, FileHead};
use crate::writer::DURABLE_UNKNOWN;

/// Bytes that are needed at a place to tell whether a head stands there.
const WINDOW: usize = FILE_HEAD_BYTES;

/// The search behind the place where `cursor` stopped. It looks at every byte, not only at whole lines: bytes may have
/// been lost or put in.
#[derive(Clone, Copy, Debug)]
pub struct Scan {
    cause: TailCause,
    /// Where the unreadable block ends, as far as its head is good. Up to there everything is its body, which a
    /// participant may have filled with what looks like another journal.
    body_end: u64,
    zeros: bool,
    /// Where the next look begins.
    next: u64,
}

impl Scan {
    /// A search that begins where the unreadable block does.
    pub const fn new(cursor: &Cursor, cause: TailCause, body_end: u64) -> Self {
        Self { cause, body_end, zeros: true, next: cursor.at.offset }
    }

    /// Looks through `bytes`, which begin at the journal's byte `offset`.
    pub fn look(
        &mut self,
        cursor: &Cursor,
        bytes: &[u8],
        offset: u64,
        at_end: bool,
    ) -> Result<(), JournalError> {
        self.zeros &= bytes.iter().all(|&byte| byte == 0);
        let window = if at_end { BLOCK_HEAD_BYTES } else { WINDOW };
        let places = (bytes.len() + 1).saturating_sub(window);
        let mut place = (self.next - offset) as usize;
        while let Some(found) = bytes.get(place..places).and_then(next_magic) {
            place += found;
            self.judge(cursor, &bytes[place..], offset + place as u64)?;
            place += 1;
        }
        self.next = self.next.max(offset + places as u64);
        Ok(())
    }

    /// Bytes from here on are needed again, with more behind them.
    pub const fn next(&self) -> u64 {
        self.next
    }

    /// What the tail is, when nothing behind it spoke against one.
    pub const fn cause(&self) -> TailCause {
        if self.zeros { TailCause::Zeros } else { self.cause }
    }

    fn judge(&self, cursor: &Cursor, bytes: &[u8], place: u64) -> Result<(), JournalError> {
        if let Some(head) = bytes.first_chunk().and_then(BlockHead::decode) {
            if head.journal == cursor.at.journal {
                return Self::judge_own(cursor, &head, place);
            }
        } else if bytes.first_chunk().and_then(FileHead::decode).is_none() {
            return Ok(());
        }
        if place < self.body_end { Ok(()) } else { Err(cursor.foreign(place)) }
    }

    /// A block of this journal: the unreadable one itself, or a later one. That excuses the unreadable one only if it
    /// says that the disk did not have it yet.
    fn judge_own(cursor: &Cursor, head: &BlockHead, later: u64) -> Result<(), JournalError> {
        let (place, durable) = (cursor.at.offset, head.durable);
        if later != place && (durable == DURABLE_UNKNOWN || durable > place) {
            return Err(cursor.damaged(Damage::Unreadable { later }));
        }
        Ok(())
    }
}

/// The first place in `bytes` with the first byte of a magic.
fn next_magic(bytes: &[u8]) -> Option<usize> {
    const FIRST: u8 = BLOCK_MAGIC as u8;
    const { assert!(FIRST == FILE_MAGIC as u8) };
    bytes.iter().position(|&byte| byte == FIRST)
}
