//! Where every word of a tape lies: the file's head, chunk heads, index entries, totals and the trailer.

use crate::{Batch, Kind};
use cift_wire::head::{bytes_of, checked, high, low, pair, sealed, words_of};
use cift_wire::{LAYOUT_HASH, Xxh3};

/// The version of the format that this build writes, and the only one that it reads.
pub const FORMAT_VERSION: u32 = 1;
/// Bytes of the file's head.
pub const FILE_HEAD_BYTES: usize = 64;
/// Bytes before a chunk's body.
pub const CHUNK_HEAD_BYTES: usize = 128;
/// Bytes of an entry of the index.
pub const ENTRY_BYTES: usize = 64;
/// Bytes of the totals, at the start of the footer's body.
pub const TOTALS_BYTES: usize = 128;
/// Bytes of the trailer, the last ones of a tape.
pub const TRAILER_BYTES: usize = 64;
/// The most bytes of a chunk's body, and of what it is decompressed to.
pub const MAX_BODY_BYTES: usize = 1 << 26;
/// The most records of a chunk.
pub const MAX_CHUNK_RECORDS: usize = 1 << 16;
/// Entries of a full page of the index.
pub const PAGE_ENTRIES: usize = 256;

pub const CHUNK_MAGIC: [u8; 8] = *b"CIFTCHNK";
const FILE_MAGIC: u64 = u64::from_le_bytes(*b"CIFTTAPE");
const END_MAGIC: u64 = u64::from_le_bytes(*b"CIFTTEND");
const CHAIN_MAGIC: u64 = u64::from_le_bytes(*b"CIFTTCN1");

/// What a chunk holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChunkKind {
    Records,
    Metadata,
    Index,
    Footer,
}

impl ChunkKind {
    const ALL: [Self; 4] = [Self::Records, Self::Metadata, Self::Index, Self::Footer];

    const fn number(self) -> u32 {
        self as u32 + 1
    }
}

/// The first bytes of a tape. Magic, version and CRC stand at these places in every version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FileHead {
    pub version: u32,
    /// Of the build that wrote the tape. For information: parts say how long their records are.
    pub layout: u32,
}

impl FileHead {
    pub const OURS: Self = Self { version: FORMAT_VERSION, layout: LAYOUT_HASH };

    pub fn encode(self) -> [u8; FILE_HEAD_BYTES] {
        let mut words = [0; 8];
        words[0] = FILE_MAGIC;
        words[1] = pair(self.version, self.layout);
        sealed(&words)
    }

    /// Whether bytes begin like a tape.
    pub fn is_tape(bytes: &[u8]) -> bool {
        bytes.starts_with(&FILE_MAGIC.to_le_bytes())
    }

    pub fn decode(bytes: &[u8; FILE_HEAD_BYTES]) -> Option<Self> {
        let words: [u64; 8] = checked(bytes, FILE_MAGIC)?;
        words[2..7].iter().all(|word| *word == 0).then_some(())?;
        Some(Self { version: low(words[1]), layout: high(words[1]) })
    }
}

/// What the content of records chunks comes to, so far: of one chunk, or of the tape.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Span {
    /// The first record's place on the tape; zero without records.
    pub first_seq: u64,
    /// The last record's.
    pub last_seq: u64,
    /// The earliest time.
    pub min_time: u64,
    /// The latest.
    pub max_time: u64,
}

impl Span {
    /// Of a batch whose records' places rise, from behind `after` on. `None` where they do not.
    pub(super) fn of(batch: &Batch, after: u64) -> Option<Self> {
        let (mut last, mut rising) = (after, true);
        let mut span = Self { first_seq: 0, last_seq: 0, min_time: u64::MAX, max_time: 0 };
        batch.for_each(|record| {
            let (seq, time) = (record.seq(), record.time_ns());
            rising &= seq > last;
            if span.first_seq == 0 {
                span.first_seq = seq;
            }
            last = seq;
            span.min_time = span.min_time.min(time);
            span.max_time = span.max_time.max(time);
        });
        span.last_seq = last;
        rising.then_some(span)
    }
}

/// The 128 bytes before a chunk's body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ChunkHead {
    pub kind: ChunkKind,
    pub body_bytes: u32,
    /// From 1, over chunks of all kinds.
    pub number: u64,
    /// Of the records in it. Without records: of the last one before, and times are zero.
    pub span: Span,
    /// The latest time on the tape up to the end of this chunk.
    pub latest: u64,
    /// The hash of what the body holds, decompressed.
    pub content: u64,
    /// The chain value before this chunk.
    pub previous: u64,
    /// How many records of each kind.
    pub counts: [u32; Kind::COUNT],
    pub body_crc: u32,
}

impl ChunkHead {
    pub fn encode(&self) -> [u8; CHUNK_HEAD_BYTES] {
        let c = &self.counts;
        let span = &self.span;
        sealed(&[
            u64::from_le_bytes(CHUNK_MAGIC),
            pair(self.kind.number(), self.body_bytes),
            self.number,
            span.first_seq,
            span.last_seq,
            span.min_time,
            span.max_time,
            self.latest,
            self.content,
            self.previous,
            self.chain(),
            pair(c[0], c[1]),
            pair(c[2], c[3]),
            pair(c[4], c[5]),
            pair(c[6], 0),
            pair(self.body_crc, 0),
        ])
    }

    /// The head in `bytes`, or `None` when they are not one as it was written.
    pub fn decode(bytes: &[u8; CHUNK_HEAD_BYTES]) -> Option<Self> {
        let words: [u64; 16] = checked(bytes, u64::from_le_bytes(CHUNK_MAGIC))?;
        let kind = ChunkKind::ALL.into_iter().find(|kind| kind.number() == low(words[1]))?;
        let span = Span { first_seq: words[3], last_seq: words[4], min_time: words[5], max_time: words[6] };
        let count =
            |i: usize| if i.is_multiple_of(2) { low(words[11 + i / 2]) } else { high(words[11 + i / 2]) };
        let head = Self {
            kind,
            body_bytes: high(words[1]),
            number: words[2],
            span,
            latest: words[7],
            content: words[8],
            previous: words[9],
            counts: core::array::from_fn(count),
            body_crc: low(words[15]),
        };
        let sound = head.chain() == words[10] && high(words[14]) == 0 && head.records().is_some();
        (sound && head.body_bytes as usize <= MAX_BODY_BYTES).then_some(head)
    }

    /// How many records it says there are. `None` for more than a chunk may have.
    pub fn records(&self) -> Option<usize> {
        let sum: u64 = self.counts.iter().map(|count| u64::from(*count)).sum();
        usize::try_from(sum).ok().filter(|sum| *sum <= MAX_CHUNK_RECORDS)
    }

    pub const fn total_bytes(&self) -> u64 {
        CHUNK_HEAD_BYTES as u64 + self.body_bytes as u64
    }

    /// The chain value behind this chunk: equal exactly when what all chunks up to here hold is. The index is left
    /// out, as it follows from the others; so is how bytes are compressed.
    pub fn chain(&self) -> u64 {
        if matches!(self.kind, ChunkKind::Index | ChunkKind::Footer) {
            return self.previous;
        }
        let c = &self.counts;
        let kind = u64::from(self.kind.number());
        let Span { first_seq, last_seq, min_time, max_time } = self.span;
        let first = [CHAIN_MAGIC, self.previous, kind, first_seq, last_seq, min_time, max_time, self.latest];
        let counts = [pair(c[0], c[1]), pair(c[2], c[3]), pair(c[4], c[5]), pair(c[6], 0)];
        let second = [self.content, counts[0], counts[1], counts[2], counts[3], 0, 0, 0];
        Xxh3::new(&[first, second, [0; 8], [0; 8]]).digest()
    }
}

/// A chunk's place and span, in the index; or those of a page of the index and all that it has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    pub offset: u64,
    pub span: Span,
    /// The latest time on the tape up to its end.
    pub latest: u64,
    /// The chain value behind it.
    pub chain: u64,
    /// The chunk's number, below 2^40.
    pub number: u64,
    /// Records of the chunk, or entries of the page: below 2^24.
    pub items: u32,
}

impl Entry {
    pub fn encode(&self) -> [u8; ENTRY_BYTES] {
        let Span { first_seq, last_seq, min_time, max_time } = self.span;
        let last = self.number & 0xFF_FFFF_FFFF | u64::from(self.items) << 40;
        bytes_of(&[self.offset, first_seq, last_seq, min_time, max_time, self.latest, self.chain, last])
    }

    pub fn decode(bytes: &[u8; ENTRY_BYTES]) -> Self {
        let [offset, first_seq, last_seq, min_time, max_time, latest, chain, last] = words_of(bytes);
        let span = Span { first_seq, last_seq, min_time, max_time };
        Self { offset, span, latest, chain, number: last & 0xFF_FFFF_FFFF, items: (last >> 40) as u32 }
    }
}

/// What a tape comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// Records of all kinds.
    pub records: u64,
    /// Records of each kind, at its number.
    pub counts: [u64; Kind::COUNT],
    /// Chunks that hold records.
    pub chunks: u64,
    /// Where it begins and ends.
    pub span: Span,
    /// How many records have a time before that of the record before them.
    pub times_back: u64,
}

impl Totals {
    /// With another chunk.
    pub(super) fn add(&mut self, head: &ChunkHead, times_back: u64) {
        if self.records == 0 {
            self.span = head.span;
        }
        self.span.last_seq = head.span.last_seq;
        self.span.min_time = self.span.min_time.min(head.span.min_time);
        self.span.max_time = self.span.max_time.max(head.span.max_time);
        for (sum, count) in self.counts.iter_mut().zip(head.counts) {
            *sum += u64::from(count);
            self.records += u64::from(count);
        }
        self.chunks += 1;
        self.times_back += times_back;
    }

    pub(super) fn encode(&self) -> [u8; TOTALS_BYTES] {
        let mut words = [0; TOTALS_BYTES / 8];
        words[0] = self.records;
        words[1] = self.chunks;
        words[2..2 + Kind::COUNT].copy_from_slice(&self.counts);
        let Span { first_seq, last_seq, min_time, max_time } = self.span;
        words[10..15].copy_from_slice(&[first_seq, last_seq, min_time, max_time, self.times_back]);
        bytes_of(&words)
    }

    pub(super) fn decode(bytes: &[u8; TOTALS_BYTES]) -> Self {
        let words: [u64; TOTALS_BYTES / 8] = words_of(bytes);
        Self {
            records: words[0],
            chunks: words[1],
            counts: core::array::from_fn(|kind| words[2 + kind]),
            span: Span {
                first_seq: words[10],
                last_seq: words[11],
                min_time: words[12],
                max_time: words[13],
            },
            times_back: words[14],
        }
    }
}

/// The last bytes of a tape: where its footer is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Trailer {
    pub footer: u64,
    /// Bytes of the tape, with the trailer.
    pub size: u64,
    /// The chain value behind everything.
    pub identity: u64,
}

impl Trailer {
    pub fn encode(self) -> [u8; TRAILER_BYTES] {
        sealed(&[END_MAGIC, self.footer, self.size, self.identity, 0, 0, 0, 0])
    }

    pub fn decode(bytes: &[u8; TRAILER_BYTES]) -> Option<Self> {
        let words: [u64; 8] = checked(bytes, END_MAGIC)?;
        words[4..7].iter().all(|word| *word == 0).then_some(())?;
        Some(Self { footer: words[1], size: words[2], identity: words[3] })
    }
}
