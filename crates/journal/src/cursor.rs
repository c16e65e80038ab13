//! Checks one block after the other. Both readers are built on it, so they accept the same bytes.

use crate::checkpoint::Checkpoint;
use crate::error::{Damage, JournalError};
use crate::header::Decoded;
use crate::layout::{BLOCK_HEAD_BYTES, BlockHead, LINE, hash_lines, kind, open_chain};
use crate::writer::{MAX_BLOCK_COMMANDS, MAX_SNAPSHOT_BYTES};
use cift_types::Seq;
use cift_wire::crc32c;
use cift_wire::head::words_of;

/// Where a journal stands after its last good block: what a writer needs to go on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Position {
    pub(crate) journal: u64,
    pub(crate) chain: u64,
    pub(crate) blocks: u64,
    pub(crate) offset: u64,
    pub(crate) seq: Seq,
    pub(crate) base_seq: Seq,
    pub(crate) checkpoint_seq: Seq,
}

impl Position {
    pub(crate) const fn start(journal: u64, base_seq: Seq, offset: u64) -> Self {
        Self { journal, chain: journal, blocks: 0, offset, seq: base_seq, base_seq, checkpoint_seq: base_seq }
    }

    /// Moves behind a block.
    pub(crate) const fn pass(&mut self, head: &BlockHead) {
        self.chain = head.chain;
        self.blocks = head.number;
        self.offset += head.total_bytes();
    }

    /// The journal's identity: the hash of its header.
    #[must_use]
    pub const fn journal(&self) -> u64 {
        self.journal
    }

    /// The chain value: equal exactly when all bytes up to here are.
    #[must_use]
    pub const fn chain(&self) -> u64 {
        self.chain
    }

    /// How many blocks there are.
    #[must_use]
    pub const fn blocks(&self) -> u64 {
        self.blocks
    }

    /// How many bytes there are, the header's included.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// The last command.
    #[must_use]
    pub const fn seq(&self) -> Seq {
        self.seq
    }
}

/// Why no good block begins at a place. It may be the torn tail, unless something written later is behind it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TailCause {
    /// The bytes end before the block does.
    Incomplete,
    /// All bytes from there on are zero: room that was set aside and never written.
    Zeros,
    /// No block head stands there.
    Head,
    /// The head is good and all bytes of the body are there, but they are not those that were written. In the last
    /// block this is as likely a damaged disk as a torn write.
    Body,
}

/// What stands at the cursor.
pub enum Step {
    /// More bytes have to come to tell.
    More,
    /// A good block, now passed.
    Block(Found),
    /// No good block, and maybe the tail. If its head is good, its body ends here.
    Suspect { cause: TailCause, body_end: u64 },
    /// A mistake that no torn write makes.
    Refuse(JournalError),
}

/// A good block.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    pub number: u64,
    /// Of the block in the journal.
    pub offset: u64,
    pub kind: Kind,
    /// The first command's, or the one that the content is of.
    pub seq: Seq,
    pub body_bytes: usize,
    pub total_bytes: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Commands,
    Checkpoint(Checkpoint),
    Snapshot,
    Close,
}

/// Reads blocks in their order.
#[derive(Clone, Copy, Debug)]
pub struct Cursor {
    pub at: Position,
    /// The last block said that the session ended.
    pub closed: bool,
}

impl Cursor {
    pub const fn new(header: &Decoded) -> Self {
        let at = Position::start(header.journal, header.header.base_seq, header.bytes as u64);
        Self { at, closed: false }
    }

    /// Checks the block at the start of `bytes`, and passes it if it is good.
    pub fn step(&mut self, bytes: &[u8]) -> Step {
        let Some(head_bytes) = bytes.first_chunk::<BLOCK_HEAD_BYTES>() else { return Step::More };
        let Some(head) = BlockHead::decode(head_bytes) else {
            return Step::Suspect { cause: TailCause::Head, body_end: self.at.offset };
        };
        if let Err(refusal) = self.check_head(&head) {
            return Step::Refuse(refusal);
        }
        let total_bytes = head.total_bytes() as usize;
        let Some(body) = bytes.get(BLOCK_HEAD_BYTES..total_bytes) else { return Step::More };
        if crc32c(body) != head.body_crc {
            let body_end = self.at.offset + total_bytes as u64;
            return Step::Suspect { cause: TailCause::Body, body_end };
        }
        match self.check_body(&head, body) {
            Err(refusal) => Step::Refuse(refusal),
            Ok(kind) => {
                let found = self.found(&head, kind);
                self.pass(&head, kind);
                Step::Block(found)
            }
        }
    }

    /// The error of a journal that is damaged where the cursor is.
    pub fn damaged(&self, damage: Damage) -> JournalError {
        JournalError::Damaged {
            offset: self.at.offset,
            block: self.at.blocks + 1,
            first_missing_seq: self.at.seq + 1,
            damage,
        }
    }

    /// The error of another journal's bytes at `other`.
    pub fn foreign(&self, other: u64) -> JournalError {
        JournalError::Foreign {
            offset: self.at.offset,
            block: self.at.blocks + 1,
            first_missing_seq: self.at.seq + 1,
            other,
        }
    }

    /// The end of a block with a good head at the start of `bytes`, whose body is cut off.
    pub fn claimed_end(&self, bytes: &[u8]) -> u64 {
        let head = bytes.first_chunk().and_then(BlockHead::decode);
        self.at.offset + head.map_or(0, |head| head.total_bytes())
    }

    fn check_head(&self, head: &BlockHead) -> Result<(), JournalError> {
        if head.journal != self.at.journal {
            return Err(self.foreign(self.at.offset));
        }
        if head.number != self.at.blocks + 1 {
            return Err(self.damaged(Damage::Number { found: head.number }));
        }
        let (part, least, most) = match head.kind {
            kind::COMMANDS => ("block of commands", LINE, MAX_BLOCK_COMMANDS * LINE),
            kind::CHECKPOINT => ("checkpoint", LINE, LINE),
            kind::SNAPSHOT => ("snapshot", 0, MAX_SNAPSHOT_BYTES),
            kind::CLOSE => ("closing block", 0, 0),
            // Its size is nobody's to judge, and a newer writer's blocks are not ours to pass over.
            other => return Err(self.unsupported(other)),
        };
        let bytes = head.body_bytes as usize;
        if bytes > most {
            return Err(JournalError::TooLarge { part, bytes: bytes as u64, most: most as u64 });
        }
        let whole = head.kind == kind::SNAPSHOT || bytes.is_multiple_of(LINE);
        if bytes < least || !whole { Err(self.damaged(Damage::Content)) } else { Ok(()) }
    }

    fn unsupported(&self, kind: u32) -> JournalError {
        JournalError::Unsupported { offset: self.at.offset, block: self.at.blocks + 1, kind }
    }

    /// The block's content, if it is the one that belongs here.
    fn check_body(&self, head: &BlockHead, body: &[u8]) -> Result<Kind, JournalError> {
        let mut hash = open_chain(self.at.chain);
        hash_lines(&mut hash, body);
        if head.close_chain(hash) != head.chain {
            return Err(self.damaged(Damage::Chain));
        }
        if body[head.body_bytes as usize..].iter().any(|&byte| byte != 0) {
            return Err(self.damaged(Damage::Content));
        }
        match head.kind {
            kind::COMMANDS => self.check_commands(head.seq, body).map(|()| Kind::Commands),
            kind::CHECKPOINT => self.check_checkpoint(head.seq, body),
            kind::SNAPSHOT => self.check_place(head.seq, self.at.base_seq).map(|()| Kind::Snapshot),
            _ => self.check_place(head.seq, self.at.seq).map(|()| Kind::Close),
        }
    }

    /// Their numbers go on from the last one, and the head has the first.
    fn check_commands(&self, first: Seq, body: &[u8]) -> Result<(), JournalError> {
        let (lines, _) = body.as_chunks::<LINE>();
        if first != self.at.seq + 1 {
            return Err(self.damaged(Damage::Sequence { found: first }));
        }
        let numbers = lines.iter().map(|line| words_of::<8, LINE>(line)[1]);
        match numbers.zip(first..).find(|(found, expected)| found != expected) {
            Some((found, _)) => Err(self.damaged(Damage::Sequence { found })),
            None => Ok(()),
        }
    }

    fn check_checkpoint(&self, seq: Seq, body: &[u8]) -> Result<Kind, JournalError> {
        let checkpoint = Checkpoint::decode(body).filter(|checkpoint| checkpoint.seq == seq);
        let checkpoint = checkpoint.ok_or_else(|| self.damaged(Damage::Content))?;
        self.check_place(seq, self.at.checkpoint_seq).map(|()| Kind::Checkpoint(checkpoint))
    }

    fn check_place(&self, seq: Seq, lowest: Seq) -> Result<(), JournalError> {
        let there = (lowest..=self.at.seq).contains(&seq);
        there.then_some(()).ok_or_else(|| self.damaged(Damage::Sequence { found: seq }))
    }

    const fn found(&self, head: &BlockHead, kind: Kind) -> Found {
        Found {
            number: head.number,
            offset: self.at.offset,
            kind,
            seq: head.seq,
            body_bytes: head.body_bytes as usize,
            total_bytes: head.total_bytes() as usize,
        }
    }

    fn pass(&mut self, head: &BlockHead, kind: Kind) {
        match kind {
            Kind::Commands => self.at.seq += u64::from(head.body_bytes) / LINE as u64,
            Kind::Checkpoint(checkpoint) => self.at.checkpoint_seq = checkpoint.seq,
            Kind::Snapshot | Kind::Close => {}
        }
        self.closed = kind == Kind::Close;
        self.at.pass(head);
    }
}
