//! The body of a chunk of records: a part for each kind, and one for their order.

use super::layout::{ChunkHead, MAX_BODY_BYTES};
use super::runs::{RunsCoder, places};
use crate::bytes::Take;
use crate::column::{Filter, Unfilter};
use crate::zstd::{Decoder, Encoder, compress_repetitions};
use crate::{Batch, Kind, Run, TapeRecord};
use cift_wire::batch::{self, HEADER_BYTES};
use cift_wire::head::pair;
use cift_wire::{
    AuctionImbalance, Bar, MarketByOrderEvent, MarketByPriceEvent, MarketStatus, Quote, Tick, Xxh3, as_bytes,
    word_slice, word_slice_mut,
};

/// Bytes before a part's frame.
const PART_HEAD_BYTES: usize = 24;
/// The number of the part that has the runs.
const RUNS: u8 = 255;
/// The most words of a record: those of a later version may be longer than ours.
const MAX_RECORD_WORDS: usize = 64;
const CONTENT_MAGIC: u64 = u64::from_le_bytes(*b"CIFTTCT1");

/// How a part's records are arranged before they are compressed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Arrangement {
    /// As a Cap'n Proto message. Any Zstandard and Cap'n Proto reader reads it; four times larger, and slower.
    Message = 0,
    /// In columns of differences.
    #[default]
    Columns = 1,
}

/// Makes bodies, reusing its buffers.
#[derive(Default, Debug)]
pub struct BodyWriter {
    runs: RunsCoder,
    filter: Filter,
    zstd: Encoder,
    content: Vec<u8>,
    ends: Vec<usize>,
    frame: Vec<u8>,
}

/// Reads bodies, reusing its buffers.
pub struct BodyReader {
    runs: RunsCoder,
    unfilter: Unfilter,
    zstd: Decoder,
    content: Vec<u8>,
    /// Records of another length than ours.
    foreign: Vec<u64>,
    /// Whether all records of the body were of our length.
    ours: bool,
}

struct PartHead {
    kind: u8,
    arrangement: u8,
    records: u32,
    record_words: u32,
    content_bytes: u32,
    frame_bytes: u32,
}

impl PartHead {
    fn put(&self, target: &mut Vec<u8>) {
        target.extend_from_slice(&[self.kind, self.arrangement, 0, 0]);
        for number in [self.records, self.record_words, self.content_bytes, self.frame_bytes, 0] {
            target.extend_from_slice(&number.to_le_bytes());
        }
    }

    fn take(take: &mut Take<'_>) -> Option<Self> {
        let mut head = Take(take.bytes(PART_HEAD_BYTES)?);
        let (kind, arrangement) = (head.byte()?, head.byte()?);
        let zero = head.bytes(2)? == [0, 0];
        let part = Self {
            kind,
            arrangement,
            records: head.u32()?,
            record_words: head.u32()?,
            content_bytes: head.u32()?,
            frame_bytes: head.u32()?,
        };
        (zero && head.u32()? == 0 && part.content_bytes as usize <= MAX_BODY_BYTES).then_some(part)
    }
}

macro_rules! each_kind {
    ($do:ident) => {
        $do!(MarketByOrderEvent, MarketByOrder);
        $do!(MarketByPriceEvent, MarketByPrice);
        $do!(Tick, Tick);
        $do!(Quote, Quote);
        $do!(Bar, Bar);
        $do!(MarketStatus, Status);
        $do!(AuctionImbalance, Imbalance);
    };
}

/// The hash of what a chunk of records holds: its records kind by kind, and then their order.
pub fn content_hash(batch: &Batch) -> u64 {
    let mut hash = Xxh3::new(&[[CONTENT_MAGIC, 0, 0, 0, 0, 0, 0, 0], [0; 8], [0; 8], [0; 8]]);
    macro_rules! hash_kind {
        ($record:ty, $kind:ident) => {
            hash.update(word_slice(<$record>::list(batch)).as_chunks::<8>().0);
        };
    }
    each_kind!(hash_kind);
    for eight in batch.runs.chunks(8) {
        let mut stripe = [0; 8];
        for (word, run) in stripe.iter_mut().zip(eight) {
            *word = pair(run.kind as u32, run.count);
        }
        hash.update(&[stripe]);
    }
    hash.digest()
}

impl BodyWriter {
    /// Appends a batch as the body of a chunk.
    pub fn write(&mut self, batch: &Batch, arrangement: Arrangement, body: &mut Vec<u8>) {
        if batch.runs.len() > 1 {
            self.content.clear();
            self.ends.clear();
            self.frame.clear();
            self.runs.encode(&batch.runs, &mut self.content, &mut self.ends);
            self.zstd.frame(&self.content, &self.ends, &mut self.frame);
            self.put_frame(RUNS, arrangement, (batch.runs.len(), 1), self.content.len(), body);
        }
        macro_rules! write_kind {
            ($record:ty, $kind:ident) => {
                self.write_part(<$record>::list(batch), &batch.runs, arrangement, body);
            };
        }
        each_kind!(write_kind);
    }

    fn write_part<R: TapeRecord>(
        &mut self,
        records: &[R],
        runs: &[Run],
        arrangement: Arrangement,
        body: &mut Vec<u8>,
    ) {
        if records.is_empty() {
            return;
        }
        let record_words = size_of::<R>() / 8;
        self.frame.clear();
        let bytes = match arrangement {
            Arrangement::Message => {
                self.content.clear();
                self.content.extend_from_slice(&batch::header(records.len() as u64, record_words as u32));
                self.content.extend_from_slice(as_bytes(records));
                compress_repetitions(&self.content, &mut self.frame);
                self.content.len()
            }
            Arrangement::Columns => {
                let places = places(runs, R::KIND);
                let (content, ends) = self.filter.filter(R::KIND, word_slice(records), places);
                self.zstd.frame(content, ends, &mut self.frame);
                content.len()
            }
        };
        self.put_frame(R::KIND as u8, arrangement, (records.len(), record_words), bytes, body);
    }

    fn put_frame(
        &self,
        kind: u8,
        arrangement: Arrangement,
        (records, record_words): (usize, usize),
        content_bytes: usize,
        body: &mut Vec<u8>,
    ) {
        let head = PartHead {
            kind,
            arrangement: arrangement as u8,
            records: records as u32,
            record_words: record_words as u32,
            content_bytes: content_bytes as u32,
            frame_bytes: self.frame.len() as u32,
        };
        head.put(body);
        body.extend_from_slice(&self.frame);
    }
}

impl BodyReader {
    /// A reader without buffers yet.
    pub fn new() -> Self {
        Self {
            runs: RunsCoder::default(),
            unfilter: Unfilter::default(),
            zstd: Decoder::new(),
            content: Vec::new(),
            foreign: Vec::new(),
            ours: true,
        }
    }

    /// Fills `batch` with the records of a chunk's body, and checks their hash. `None` where the body is not what the
    /// head says; what is in the batch then has no meaning.
    ///
    /// The hash is that of the records as they were written: those of another build, which knew longer or shorter
    /// ones, cannot be checked by it.
    #[must_use]
    pub fn read(&mut self, head: &ChunkHead, body: &[u8], batch: &mut Batch) -> Option<()> {
        batch.clear();
        self.ours = true;
        let mut parts = Take(body);
        self.read_runs(head, &mut parts, batch)?;
        for kind in Kind::ALL {
            let count = head.counts[kind as usize];
            if count == 0 {
                continue;
            }
            let part = PartHead::take(&mut parts)?;
            if part.kind != kind as u8 || part.records != count {
                return None;
            }
            self.open(&part, &mut parts)?;
            macro_rules! read_kind {
                ($record:ty, $kind:ident) => {
                    if kind == Kind::$kind {
                        self.read_part::<$record>(&part, batch)?;
                    }
                };
            }
            each_kind!(read_kind);
        }
        let sound = parts.0.is_empty() && (!self.ours || content_hash(batch) == head.content);
        sound.then_some(())
    }

    /// The runs have a part of their own where there is more than one.
    fn read_runs(&mut self, head: &ChunkHead, parts: &mut Take<'_>, batch: &mut Batch) -> Option<()> {
        if parts.0.first() != Some(&RUNS) {
            let mut used = Kind::ALL.into_iter().filter(|kind| head.counts[*kind as usize] > 0);
            let (kind, None) = (used.next()?, used.next()) else { return None };
            batch.runs.push(Run { kind, count: head.counts[kind as usize] });
            return Some(());
        }
        let part = PartHead::take(parts)?;
        self.open(&part, parts)?;
        self.runs.decode(&self.content, &head.counts, &mut batch.runs)?;
        (part.records as usize == batch.runs.len() && part.record_words == 1).then_some(())
    }

    /// Decompresses a part's frame.
    fn open(&mut self, part: &PartHead, parts: &mut Take<'_>) -> Option<()> {
        let frame = parts.bytes(part.frame_bytes as usize)?;
        // A frame makes at most a block of 2^17 bytes of 4 of its own: what cannot be is not made room for.
        if u64::from(part.content_bytes) > (frame.len() as u64) << 15 {
            return None;
        }
        self.content.resize(part.content_bytes as usize, 0);
        self.zstd.read(frame, &mut self.content).then_some(())
    }

    fn read_part<R: TapeRecord>(&mut self, part: &PartHead, batch: &mut Batch) -> Option<()> {
        self.ours &= part.record_words as usize == size_of::<R>() / 8;
        if part.arrangement == Arrangement::Message as u8 {
            return self.read_message::<R>(part, batch);
        }
        let (count, theirs, ours) = (part.records as usize, part.record_words as usize, size_of::<R>() / 8);
        if part.arrangement != Arrangement::Columns as u8 || !(1..=MAX_RECORD_WORDS).contains(&theirs) {
            return None;
        }
        let mut list = core::mem::take(R::list_mut(batch));
        list.resize(count, R::default());
        let places = places(&batch.runs, R::KIND);
        let words = word_slice_mut(&mut list);
        let done = if theirs == ours {
            self.unfilter.unfilter(&self.content, places, ours, words)
        } else {
            self.foreign.resize(count * theirs, 0);
            let done = self.unfilter.unfilter(&self.content, places, theirs, &mut self.foreign);
            convert(&self.foreign, theirs, words, ours);
            done
        };
        *R::list_mut(batch) = list;
        done
    }

    fn read_message<R: TapeRecord>(&self, part: &PartHead, batch: &mut Batch) -> Option<()> {
        let bytes = u64::from(part.records) * u64::from(part.record_words) * 8 + HEADER_BYTES as u64;
        if bytes != self.content.len() as u64 {
            return None;
        }
        let records = batch::decode::<R>(&self.content).ok()?;
        R::list_mut(batch).extend_from_slice(&records);
        (records.len() == part.records as usize).then_some(())
    }
}

/// Records of another length: what we do not know is left out, what they do not have is zero.
fn convert(theirs: &[u64], their_words: usize, ours: &mut [u64], our_words: usize) {
    let known = their_words.min(our_words);
    for (record, target) in theirs.chunks_exact(their_words).zip(ours.chunks_exact_mut(our_words)) {
        target[..known].copy_from_slice(&record[..known]);
    }
}
