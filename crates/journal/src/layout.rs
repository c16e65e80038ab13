//! Where every word of the format lies: the file's head and a block's head, as bytes and as values.

use cift_wire::head::{checked, high, low, pair, sealed, words_of};
use cift_wire::{Command, Words, Xxh3, all_words, from_bytes};

/// Everything is in lines of 64 bytes, so that a block's body lies aligned where the file does.
pub const LINE: usize = 64;
/// Bytes of the file's head, before the configuration.
pub const FILE_HEAD_BYTES: usize = 2 * LINE;
/// Bytes of a block's head, before its body.
pub const BLOCK_HEAD_BYTES: usize = LINE;

pub const FILE_MAGIC: u64 = u64::from_le_bytes(*b"CIFTJRNL");
pub const BLOCK_MAGIC: u64 = u64::from_le_bytes(*b"CIFTBLCK");
const CHAIN_MAGIC: u64 = u64::from_le_bytes(*b"CIFTCHN1");

/// What a block holds, by its number in the block's head.
pub mod kind {
    pub const COMMANDS: u32 = 1;
    pub const CHECKPOINT: u32 = 2;
    pub const SNAPSHOT: u32 = 3;
    pub const CLOSE: u32 = 4;
}

/// `bytes` rounded up to whole lines.
pub const fn padded(bytes: u64) -> u64 {
    bytes.next_multiple_of(LINE as u64)
}

/// The first 128 bytes of a journal. This much is the same in every version of the format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FileHead {
    pub version: u32,
    pub config_bytes: u32,
    pub semantics: u32,
    pub layout: u32,
    pub seed: u64,
    pub config_hash: u64,
    pub session: u64,
    pub base_seq: u64,
    pub previous: u64,
    pub config_crc: u32,
}

impl FileHead {
    pub fn encode(&self) -> [u8; FILE_HEAD_BYTES] {
        let mut words = [0; FILE_HEAD_BYTES / 8];
        words[0] = FILE_MAGIC;
        words[1] = pair(self.version, self.config_bytes);
        words[2] = pair(self.semantics, self.layout);
        words[3..8].copy_from_slice(&[
            self.seed,
            self.config_hash,
            self.session,
            self.base_seq,
            self.previous,
        ]);
        words[15] = pair(self.config_crc, 0);
        sealed(&words)
    }

    /// The head in `bytes`, or `None` when they are not one as it was written.
    pub fn decode(bytes: &[u8; FILE_HEAD_BYTES]) -> Option<Self> {
        let words: [u64; FILE_HEAD_BYTES / 8] = checked(bytes, FILE_MAGIC)?;
        Some(Self {
            version: low(words[1]),
            config_bytes: high(words[1]),
            semantics: low(words[2]),
            layout: high(words[2]),
            seed: words[3],
            config_hash: words[4],
            session: words[5],
            base_seq: words[6],
            previous: words[7],
            config_crc: low(words[15]),
        })
    }
}

/// The 64 bytes before a block's body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BlockHead {
    pub kind: u32,
    /// Bytes of the body, without the zeros that fill its last line.
    pub body_bytes: u32,
    pub number: u64,
    pub seq: u64,
    pub journal: u64,
    pub durable: u64,
    pub chain: u64,
    pub body_crc: u32,
}

impl BlockHead {
    pub fn encode(&self) -> [u8; BLOCK_HEAD_BYTES] {
        let mut words = self.chained_words();
        words[6] = self.chain;
        words[7] = pair(self.body_crc, 0);
        sealed(&words)
    }

    /// The head in `bytes`, or `None` when they are not one as it was written.
    pub fn decode(bytes: &[u8; BLOCK_HEAD_BYTES]) -> Option<Self> {
        let words: Words = checked(bytes, BLOCK_MAGIC)?;
        Some(Self {
            kind: low(words[1]),
            body_bytes: high(words[1]),
            number: words[2],
            seq: words[3],
            journal: words[4],
            durable: words[5],
            chain: words[6],
            body_crc: low(words[7]),
        })
    }

    /// Head and padded body.
    pub const fn total_bytes(&self) -> u64 {
        BLOCK_HEAD_BYTES as u64 + padded(self.body_bytes as u64)
    }

    /// Ends the chain's hash over the body with the head, and gives the value for [`BlockHead::chain`].
    pub fn close_chain(&self, mut hash: Xxh3) -> u64 {
        hash.update(&[self.chained_words()]);
        hash.digest()
    }

    /// The words that the chain covers: all but the chain itself and the CRCs.
    const fn chained_words(&self) -> Words {
        let sizes = pair(self.kind, self.body_bytes);
        [BLOCK_MAGIC, sizes, self.number, self.seq, self.journal, self.durable, 0, 0]
    }
}

/// The hash of a block's chain value, up to its body.
pub fn open_chain(previous: u64) -> Xxh3 {
    let mut header = [[0; 8]; 4];
    header[0][..2].copy_from_slice(&[CHAIN_MAGIC, previous]);
    Xxh3::new(&header)
}

/// The identity of a journal, and the chain's value before its first block: the hash of its head and configuration.
pub fn journal_id(head: &[u8; FILE_HEAD_BYTES], config: &[u8]) -> u64 {
    let words: [u64; FILE_HEAD_BYTES / 8] = words_of(head);
    let (lines, _) = words.as_chunks::<8>();
    let mut hash = Xxh3::new(&[lines[0], lines[1], [0; 8], [0; 8]]);
    hash_lines(&mut hash, config);
    hash.digest()
}

/// Hashes whole lines at any address.
pub fn hash_lines(hash: &mut Xxh3, bytes: &[u8]) {
    if let Some(aligned) = from_bytes::<Command>(bytes) {
        return hash.update(all_words(aligned));
    }
    let (lines, _) = bytes.as_chunks::<LINE>();
    for some in lines.chunks(16) {
        let mut copies = [[0; 8]; 16];
        for (copy, line) in copies.iter_mut().zip(some) {
            *copy = words_of(line);
        }
        hash.update(&copies[..some.len()]);
    }
}
