//! Writes a journal into a buffer that the caller takes to the disk, or wherever it goes.

use crate::checkpoint::Checkpoint;
use crate::cursor::Position;
use crate::error::JournalError;
use crate::header::Header;
use crate::layout::{BLOCK_HEAD_BYTES, BlockHead, LINE, hash_lines, kind, open_chain, padded};
use cift_types::Seq;
use cift_wire::{Command, Xxh3, all_words, as_bytes};
use cift_wire::{Crc32c, crc32c};

/// The most commands of a block. One with more is closed, and the next begun.
pub const MAX_BLOCK_COMMANDS: usize = 4096;
/// The most bytes of a snapshot.
pub const MAX_SNAPSHOT_BYTES: usize = 1 << 28;

/// The body's CRC is brought up to date when so many bytes wait for it: by parts it would cost more, and by the whole block its bytes
/// would have left the cache.
const CRC_BYTES: usize = 1 << 15;

/// [`Writer::synced`] was not called: nothing is known of what is on disk.
pub(crate) const DURABLE_UNKNOWN: u64 = u64::MAX;

/// A writer of blocks. It keeps what was not taken yet, and allocates only until that has found its size.
///
/// The calls that write make whole groups: [`Writer::pending`] closes the block under way, the caller writes and syncs
/// those bytes, then says so with [`Writer::written`]. How often is the caller's policy.
#[derive(Clone, Debug)]
pub struct Writer {
    buffer: Vec<u8>,
    /// Bytes of the buffer that were taken.
    taken: usize,
    /// Bytes of the journal before the buffer.
    offset: u64,
    at: Position,
    durable: u64,
    open: Option<Open>,
}

/// The block of commands under way. Its head is still zeros in the buffer.
#[derive(Clone, Debug)]
struct Open {
    /// Where in the buffer its head is.
    start: usize,
    first_seq: Seq,
    commands: usize,
    crc: Crc32c,
    /// Where in the buffer the bytes begin that are not in the CRC yet.
    crc_from: usize,
    hash: Xxh3,
}

impl Writer {
    /// A new journal, its header pending.
    pub fn new(header: &Header) -> Result<Self, JournalError> {
        let (buffer, journal) = header.encode()?;
        let at = Position::start(journal, header.base_seq, buffer.len() as u64);
        Ok(Self { buffer, taken: 0, offset: 0, at, durable: DURABLE_UNKNOWN, open: None })
    }

    /// Goes on with a journal that was read to its end. The caller first cuts it to [`Position::offset`] bytes.
    #[must_use]
    pub const fn resume(at: Position) -> Self {
        let offset = at.offset();
        Self { buffer: Vec::new(), taken: 0, offset, at, durable: DURABLE_UNKNOWN, open: None }
    }

    /// Makes room for so many more bytes, so that a caller who knows its groups sees no allocation at all.
    pub fn reserve(&mut self, bytes: usize) {
        self.buffer.reserve(bytes);
    }

    /// The last command that was appended.
    #[must_use]
    pub const fn seq(&self) -> Seq {
        self.at.seq
    }

    /// Appends commands, all or none, each with its sequence number: they bring it, or 0 for the next.
    ///
    /// A record of an order's terms is a command like the others.
    pub fn append(&mut self, commands: &[Command]) -> Result<(), JournalError> {
        self.check_sequence(commands)?;
        let mut rest = commands;
        while !rest.is_empty() {
            let open = self.open.get_or_insert_with(|| Open::begin(&mut self.buffer, &self.at));
            let (now, later) = rest.split_at(rest.len().min(MAX_BLOCK_COMMANDS - open.commands));
            open.put(&mut self.buffer, now, self.at.seq + 1);
            self.at.seq += now.len() as u64;
            if open.commands == MAX_BLOCK_COMMANDS {
                self.flush();
            }
            rest = later;
        }
        Ok(())
    }

    /// Writes what the run had come to. It may be behind the last command: those are journalled before they are applied.
    pub fn checkpoint(&mut self, checkpoint: &Checkpoint) -> Result<(), JournalError> {
        self.check_place(checkpoint.seq, self.at.checkpoint_seq)?;
        self.write_block(kind::CHECKPOINT, checkpoint.seq, &checkpoint.encode());
        self.at.checkpoint_seq = checkpoint.seq;
        Ok(())
    }

    /// Writes the state after the command `seq`, in the caller's own form: it and the commands behind `seq` give the
    /// state at the end.
    pub fn snapshot(&mut self, seq: Seq, state: &[u8]) -> Result<(), JournalError> {
        let most = MAX_SNAPSHOT_BYTES as u64;
        if state.len() as u64 > most {
            return Err(JournalError::TooLarge { part: "snapshot", bytes: state.len() as u64, most });
        }
        self.check_place(seq, self.at.base_seq)?;
        self.write_block(kind::SNAPSHOT, seq, state);
        Ok(())
    }

    /// Says that the session ended here. Without this a journal that lost whole blocks at its end looks complete. A
    /// closed journal can be resumed.
    pub fn close(&mut self) {
        self.write_block(kind::CLOSE, self.at.seq, &[]);
    }

    /// Says that all bytes taken so far are on disk, and will be while later ones are not. Blocks from now on tell.
    ///
    /// Without this a reader takes every unreadable block before a readable one for damage. With it, it knows the
    /// blocks of a last group, which a power cut may leave in any order, and cuts them off as a torn tail. A caller of
    /// this promises to acknowledge no command before its bytes are on disk.
    pub const fn synced(&mut self) {
        self.durable = self.offset + self.taken as u64;
    }

    /// Bytes that wait to be taken, the block under way included.
    #[must_use]
    pub fn pending_bytes(&self) -> usize {
        self.buffer.len() - self.taken
    }

    /// Closes the block under way, and gives all bytes that were not taken.
    pub fn pending(&mut self) -> &[u8] {
        self.flush();
        &self.buffer[self.taken..]
    }

    /// Takes the first `bytes` pending bytes, which the caller has written.
    ///
    /// # Panics
    ///
    /// When [`Writer::pending`] gave fewer.
    pub fn written(&mut self, bytes: usize) {
        let whole = self.open.as_ref().map_or(self.buffer.len(), |open| open.start);
        assert!(bytes <= whole - self.taken, "{bytes} bytes written, {} were given", whole - self.taken);
        self.taken += bytes;
        if self.taken == self.buffer.len() {
            self.offset += self.taken as u64;
            self.taken = 0;
            self.buffer.clear();
        }
    }

    /// Closes the block under way and takes all bytes. Simpler than [`Writer::pending`], and allocates a new buffer.
    #[must_use]
    pub fn take_bytes(&mut self) -> Vec<u8> {
        self.flush();
        let bytes = if self.taken == 0 {
            // The buffer itself; the next group is likely to be as large, give or take a checkpoint.
            let room = self.buffer.len() + self.buffer.len() / 8;
            core::mem::replace(&mut self.buffer, Vec::with_capacity(room))
        } else {
            self.buffer.split_off(self.taken)
        };
        self.offset += (self.taken + bytes.len()) as u64;
        self.taken = 0;
        self.buffer.clear();
        bytes
    }

    /// Closes the block under way, and says where the journal stands with all bytes, taken or not.
    pub fn position(&mut self) -> Position {
        self.flush();
        self.at
    }

    fn check_sequence(&self, commands: &[Command]) -> Result<(), JournalError> {
        let mut numbered = commands.iter().zip(self.at.seq + 1..);
        match numbered.find(|(command, next)| command.seq != 0 && command.seq != *next) {
            Some((command, expected)) => Err(JournalError::Sequence { expected, found: command.seq }),
            None => Ok(()),
        }
    }

    const fn check_place(&self, found: Seq, lowest: Seq) -> Result<(), JournalError> {
        if found < lowest || found > self.at.seq {
            return Err(JournalError::Place { found, lowest, highest: self.at.seq });
        }
        Ok(())
    }

    fn flush(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        open.check(&self.buffer);
        let Open { start, first_seq, commands, crc, hash, .. } = open;
        let head = self.finish_block(kind::COMMANDS, first_seq, (commands * LINE) as u32, crc.value(), hash);
        self.buffer[start..start + BLOCK_HEAD_BYTES].copy_from_slice(&head);
    }

    fn write_block(&mut self, kind: u32, seq: Seq, body: &[u8]) {
        self.flush();
        let start = self.buffer.len() + BLOCK_HEAD_BYTES;
        self.buffer.resize(start, 0);
        self.buffer.extend_from_slice(body);
        self.buffer.resize(start + padded(body.len() as u64) as usize, 0);
        let mut hash = open_chain(self.at.chain);
        let body_lines = &self.buffer[start..];
        hash_lines(&mut hash, body_lines);
        let crc = crc32c(body_lines);
        let head = self.finish_block(kind, seq, body.len() as u32, crc, hash);
        self.buffer[start - BLOCK_HEAD_BYTES..start].copy_from_slice(&head);
    }

    /// The head of a block, which is now the journal's last.
    fn finish_block(
        &mut self,
        kind: u32,
        seq: Seq,
        body_bytes: u32,
        body_crc: u32,
        hash: Xxh3,
    ) -> [u8; BLOCK_HEAD_BYTES] {
        let (number, journal, durable) = (self.at.blocks + 1, self.at.journal, self.durable);
        let mut head = BlockHead { kind, body_bytes, number, seq, journal, durable, chain: 0, body_crc };
        head.chain = head.close_chain(hash);
        self.at.pass(&head);
        head.encode()
    }
}

impl Open {
    fn begin(buffer: &mut Vec<u8>, at: &Position) -> Self {
        let start = buffer.len();
        buffer.extend_from_slice(&[0; BLOCK_HEAD_BYTES]);
        let (crc, hash) = (Crc32c::new(), open_chain(at.chain));
        Self { start, first_seq: at.seq + 1, commands: 0, crc, crc_from: buffer.len(), hash }
    }

    /// Writes commands that fit, numbered from `first`.
    fn put(&mut self, buffer: &mut Vec<u8>, commands: &[Command], first: Seq) {
        let start = buffer.len();
        buffer.extend_from_slice(as_bytes(commands));
        let (lines, _) = buffer[start..].as_chunks_mut::<LINE>();
        for (line, seq) in lines.iter_mut().zip(first..) {
            line[8..16].copy_from_slice(&seq.to_le_bytes());
        }
        self.hash.update_numbered(all_words(commands), first);
        self.commands += commands.len();
        if buffer.len() - self.crc_from >= CRC_BYTES {
            self.check(buffer);
        }
    }

    /// Brings the CRC up to date.
    fn check(&mut self, buffer: &[u8]) {
        self.crc.update(&buffer[self.crc_from..]);
        self.crc_from = buffer.len();
    }
}
