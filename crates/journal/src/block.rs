//! What readers give: blocks, and in the end what the journal came to.

use crate::checkpoint::Checkpoint;
use crate::cursor::{Cursor, Found, Kind, Position, TailCause};
use crate::header::Header;
use crate::layout::{BLOCK_HEAD_BYTES, LINE};
use cift_types::Seq;
use cift_wire::{Command, from_bytes, read_record};
use std::borrow::Cow;

/// A block of a journal, checked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Block<'a> {
    /// Its number, from 1.
    pub number: u64,
    /// Where it begins, in bytes from the journal's start.
    pub offset: u64,
    /// What it holds.
    pub content: Content<'a>,
}

/// What a block holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Content<'a> {
    /// Commands, to be submitted as they are.
    Commands(Commands<'a>),
    /// What the run had come to.
    Checkpoint(Checkpoint),
    /// The state after the command `seq`, in the caller's own form.
    Snapshot {
        /// The last command whose effect is in it.
        seq: Seq,
        /// The state.
        state: &'a [u8],
    },
    /// The session ended here. More blocks follow where it was resumed.
    Close,
}

/// Commands that follow each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Commands<'a> {
    /// The first one's sequence number.
    pub first_seq: Seq,
    /// The records, 64 bytes each.
    pub bytes: &'a [u8],
}

impl<'a> Commands<'a> {
    /// How many.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.bytes.len() / LINE
    }

    /// The records: in place where they lie aligned in memory, copied elsewhere.
    #[must_use]
    pub fn records(&self) -> Cow<'a, [Command]> {
        if let Some(records) = from_bytes(self.bytes) {
            return Cow::Borrowed(records);
        }
        let (lines, _) = self.bytes.as_chunks::<LINE>();
        Cow::Owned(lines.iter().map(read_record).collect())
    }

    /// Those behind the command `seq`, maybe none: what a snapshot of `seq` still needs.
    #[must_use]
    pub fn after(&self, seq: Seq) -> Self {
        let known = (seq + 1).saturating_sub(self.first_seq).min(self.count() as u64);
        Self { first_seq: self.first_seq + known, bytes: &self.bytes[known as usize * LINE..] }
    }
}

impl<'a> Block<'a> {
    /// The block that was `found` at the start of `bytes`.
    pub(crate) fn new(found: &Found, bytes: &'a [u8]) -> Self {
        let body = &bytes[BLOCK_HEAD_BYTES..BLOCK_HEAD_BYTES + found.body_bytes];
        let content = match found.kind {
            Kind::Commands => Content::Commands(Commands { first_seq: found.seq, bytes: body }),
            Kind::Checkpoint(checkpoint) => Content::Checkpoint(checkpoint),
            Kind::Snapshot => Content::Snapshot { seq: found.seq, state: body },
            Kind::Close => Content::Close,
        };
        Self { number: found.number, offset: found.offset, content }
    }
}

/// The torn end of a journal: bytes that were being written when the writer was stopped, and are to be cut off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tail {
    /// Where it begins.
    pub offset: u64,
    /// How many bytes.
    pub bytes: u64,
    /// The last command that is kept.
    pub after_seq: Seq,
    /// What is wrong with it.
    pub cause: TailCause,
}

/// Where a snapshot lies in the journal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SnapshotPlace {
    /// The last command whose effect is in it.
    pub seq: Seq,
    /// Where its state begins, in bytes from the journal's start.
    pub offset: u64,
    /// Bytes of the state.
    pub bytes: u64,
}

/// What a journal came to, read to its end without an error.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recovery {
    /// What it says of its session.
    pub header: Header,
    /// Where the good bytes end. [`Writer::resume`](crate::Writer::resume) goes on from there.
    pub position: Position,
    /// The session was closed: nothing is missing at the end. Otherwise blocks may be, and only who knows what was
    /// acknowledged can tell.
    pub closed: bool,
    /// What has to be cut off.
    pub tail: Option<Tail>,
    /// The last checkpoint.
    pub checkpoint: Option<Checkpoint>,
    /// The last snapshot.
    pub snapshot: Option<SnapshotPlace>,
}

/// What is remembered of the blocks that went by.
#[derive(Clone, Copy, Default, Debug)]
pub struct Seen {
    checkpoint: Option<Checkpoint>,
    snapshot: Option<SnapshotPlace>,
}

impl Seen {
    pub fn note(&mut self, found: &Found) {
        match found.kind {
            Kind::Checkpoint(checkpoint) => self.checkpoint = Some(checkpoint),
            Kind::Snapshot => {
                let (offset, bytes) = (found.offset + BLOCK_HEAD_BYTES as u64, found.body_bytes as u64);
                self.snapshot = Some(SnapshotPlace { seq: found.seq, offset, bytes });
            }
            Kind::Commands | Kind::Close => {}
        }
    }

    /// The recovery of a journal of `length` bytes; `torn` is why it does not read to its end.
    pub fn recovery(self, header: Header, cursor: &Cursor, length: u64, torn: Option<TailCause>) -> Recovery {
        let Position { offset, seq, .. } = cursor.at;
        let tail = torn.map(|cause| Tail { offset, bytes: length - offset, after_seq: seq, cause });
        let closed = cursor.closed && tail.is_none();
        let Self { checkpoint, snapshot } = self;
        Recovery { header, position: cursor.at, closed, tail, checkpoint, snapshot }
    }
}
