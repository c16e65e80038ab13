//! Journals to damage, and what every answer about a damaged one has to keep.

#![allow(dead_code)] // each test uses a part

use cift_journal::{
    Block, Blocks, Checkpoint, Content, Header, JournalError, Reader, Recovery, Writer, recover,
};
use cift_wire::{Command, RunDigest};

/// Bytes of a block's head, as `schemas/journal.md` has it.
pub const HEAD: usize = 64;

/// `SplitMix64`.
pub struct Random(pub u64);

impl Random {
    pub fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.word()) * bound as u128) >> 64) as usize
    }

    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.word() as u8).collect()
    }
}

pub fn header(session: u64) -> Header {
    let config = (0..150_u8).collect();
    Header { seed: 7, config_hash: 0xABCD, session, config, ..Header::default() }
}

pub fn commands(random: &mut Random, count: usize) -> Vec<Command> {
    let mut command = || Command {
        kind: (random.word() % 5) as u8,
        instrument: random.word() as u32 % 4,
        time_ns: random.word() >> 12,
        order_id: random.word() >> 11,
        price: random.word().cast_signed(),
        quantity: random.word() >> 11,
        account: random.word() as u32,
        ..Command::default()
    };
    (0..count).map(|_| command()).collect()
}

pub fn checkpoint(random: &mut Random, seq: u64) -> Checkpoint {
    let digest = RunDigest {
        commands: random.word(),
        events: random.word(),
        command_count: seq,
        event_count: 2 * seq + random.word() % 2,
    };
    Checkpoint { seq, digest }
}

/// A journal with blocks of every kind and of many sizes, of at least `least` bytes.
pub fn journal(session: u64, least: usize, closed: bool) -> Vec<u8> {
    let mut random = Random(session ^ 0x5EED);
    let mut writer = Writer::new(&header(session)).unwrap();
    let mut bytes = Vec::new();
    for group in 0.. {
        let count = [1, 2, 64, 7, 130, 16][group % 6];
        writer.append(&commands(&mut random, count)).unwrap();
        let seq = writer.seq();
        if group % 3 == 2 {
            writer.checkpoint(&checkpoint(&mut random, seq - 1)).unwrap();
        }
        if group % 5 == 4 {
            let size = random.below(3000);
            writer.snapshot(seq, &random.bytes(size)).unwrap();
        }
        bytes.extend(writer.take_bytes());
        if bytes.len() >= least {
            break;
        }
    }
    if closed {
        writer.close();
    } else {
        writer.append(&commands(&mut random, 3)).unwrap();
    }
    bytes.extend(writer.take_bytes());
    bytes
}

/// Where a good journal's blocks begin and end, and the last command before each.
pub struct Map {
    pub header_end: usize,
    pub starts: Vec<usize>,
    /// The last command before each block, and in the end the last of all.
    pub before: Vec<u64>,
    pub length: usize,
}

impl Map {
    pub fn of(bytes: &[u8]) -> Self {
        let mut blocks = Blocks::new(bytes).unwrap();
        let header_end = 128 + blocks.header().config.len().next_multiple_of(64);
        let (mut starts, mut before, mut seq) = (Vec::new(), vec![], 0);
        for block in &mut blocks {
            let block = block.unwrap();
            starts.push(block.offset as usize);
            before.push(seq);
            if let Content::Commands(commands) = block.content {
                seq += commands.count() as u64;
            }
        }
        before.push(seq);
        Self { header_end, starts, before, length: bytes.len() }
    }

    /// The block in which the byte is; the byte is behind the header.
    pub fn block_of(&self, byte: usize) -> usize {
        self.starts.partition_point(|&start| start <= byte) - 1
    }

    /// The end of a block.
    pub fn end(&self, block: usize) -> usize {
        self.starts.get(block + 1).copied().unwrap_or(self.length)
    }

    /// Whether the first `bytes` bytes are header and whole blocks.
    pub fn is_boundary(&self, bytes: usize) -> bool {
        bytes == self.length || bytes == self.header_end || self.starts.contains(&bytes)
    }
}

/// What must hold for any bytes that were made of a good journal: they are refused, or exactly a prefix of it is
/// accepted and all the rest reported.
pub fn check(good: &[u8], map: &Map, bytes: &[u8]) -> Result<Recovery, JournalError> {
    let answer = recover(bytes);
    if let Ok(recovery) = &answer {
        let kept = recovery.position.offset() as usize;
        assert!(
            map.is_boundary(kept) && bytes[..kept] == good[..kept],
            "accepted {kept} bytes that are wrong"
        );
        assert_eq!(
            recovery.tail.map_or(0, |tail| tail.bytes) as usize,
            bytes.len() - kept,
            "unreported bytes"
        );
        assert!(recovery.tail.is_none_or(|tail| tail.offset as usize == kept && tail.bytes > 0));
        let blocks = map.starts.partition_point(|&start| start < kept);
        assert_eq!(recovery.position.blocks() as usize, blocks);
        assert_eq!(recovery.position.seq(), map.before[blocks]);
        assert!(!recovery.closed || bytes == good, "closed before its end");
    }
    answer
}

/// Reads `bytes` in pieces of the sizes that `size` draws; gives the blocks and the answer.
pub fn stream(bytes: &[u8], mut size: impl FnMut() -> usize) -> (Vec<Seen>, Result<Recovery, JournalError>) {
    let (mut reader, mut seen, mut at) = (Reader::new(), Vec::new(), 0);
    while at < bytes.len() {
        let next = (at + size()).min(bytes.len());
        reader.feed(&bytes[at..next]);
        at = next;
        loop {
            match reader.next_block() {
                Ok(Some(block)) => seen.push(keep(&block)),
                Ok(None) => break,
                Err(error) => return (seen, Err(error)),
            }
        }
    }
    (seen, reader.finish())
}

/// The same from the whole bytes.
pub fn whole(bytes: &[u8]) -> (Vec<Seen>, Result<Recovery, JournalError>) {
    let mut blocks = match Blocks::new(bytes) {
        Ok(blocks) => blocks,
        Err(error) => return (Vec::new(), Err(error)),
    };
    let seen = blocks.by_ref().map_while(|block| block.ok().map(|block| keep(&block))).collect();
    (seen, blocks.finish())
}

/// A block with bytes of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seen {
    place: (u64, u64),
    kind: u8,
    seq: u64,
    body: Vec<u8>,
}

fn keep(block: &Block<'_>) -> Seen {
    let (kind, seq, body) = match block.content {
        Content::Commands(commands) => (1, commands.first_seq, commands.bytes.to_vec()),
        Content::Checkpoint(checkpoint) => {
            (2, checkpoint.seq, checkpoint.digest.value().to_le_bytes().to_vec())
        }
        Content::Snapshot { seq, state } => (3, seq, state.to_vec()),
        Content::Close => (4, 0, Vec::new()),
    };
    Seen { place: (block.number, block.offset), kind, seq, body }
}

/// CRC-32C by its definition, for bytes that the writer never makes.
pub fn crc32c(bytes: &[u8]) -> u32 {
    let mut state = !0_u32;
    for &byte in bytes {
        state ^= u32::from(byte);
        for _ in 0..8 {
            state = if state & 1 == 1 { (state >> 1) ^ 0x82F6_3B78 } else { state >> 1 };
        }
    }
    !state
}

/// Gives a head, whose last four bytes are its CRC, the right one.
pub fn reseal(head: &mut [u8]) {
    let (covered, crc) = head.split_at_mut(head.len() - 4);
    crc.copy_from_slice(&crc32c(covered).to_le_bytes());
}
