//! Writes a tape, front to back.

use super::about;
use super::error::WriteError;
use super::layout::{
    CHUNK_HEAD_BYTES, ChunkHead, ChunkKind, Entry, FILE_HEAD_BYTES, FileHead, MAX_BODY_BYTES,
    MAX_CHUNK_RECORDS, PAGE_ENTRIES, Span, TRAILER_BYTES, Totals, Trailer,
};
use super::parts::{Arrangement, BodyWriter, content_hash};
use crate::{Batch, Kind, Metadata};
use cift_types::EXACT_LIMIT;
use cift_wire::crc32c;
use std::io::Write;

/// Times are below this, so that they are no less than zero as signed numbers. Bars of many years are beyond 2^53.
const TIME_LIMIT: u64 = 1 << 63;

/// How a tape is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// Records of a chunk, 1 to [`MAX_CHUNK_RECORDS`]: more of them are smaller together, fewer are sooner read.
    pub chunk_records: usize,
    /// How records are arranged before they are compressed.
    pub arrangement: Arrangement,
}

impl Default for Options {
    fn default() -> Self {
        Self { chunk_records: 16_384, arrangement: Arrangement::Columns }
    }
}

/// A writer of a tape. It keeps one chunk, and 64 bytes of index for every 256 chunks.
///
/// What was written is a tape without an end until [`Writer::finish`]: [`Reader::recover`](crate::Reader::recover)
/// reads it to the last whole chunk.
#[derive(Debug)]
pub struct Writer<W: Write> {
    out: W,
    options: Options,
    pending: Batch,
    state: State,
    totals: Totals,
    metadata: Vec<u8>,
    page: Vec<Entry>,
    root: Vec<Entry>,
    bodies: BodyWriter,
    body: Vec<u8>,
    /// A write failed: what the output has is not known.
    failed: bool,
}

/// Where the tape stands.
#[derive(Debug)]
struct State {
    offset: u64,
    chunks: u64,
    chain: u64,
    /// The last record that was taken, and its time.
    seq: u64,
    time: u64,
    /// The last record that is in a chunk, and the latest time of those.
    written_seq: u64,
    latest: u64,
    /// Of the records that wait.
    times_back: u64,
}

/// What was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Summary {
    /// Bytes of the tape.
    pub bytes: u64,
    /// What it comes to.
    pub totals: Totals,
    /// Its identity: equal for tapes with the same records in the same chunks and the same metadata.
    pub identity: u64,
}

impl<W: Write> Writer<W> {
    /// Begins a tape with what is known about its records.
    pub fn new(out: W, metadata: &Metadata) -> Result<Self, WriteError> {
        Self::with(out, metadata, Options::default())
    }

    /// Begins a tape with options.
    pub fn with(mut out: W, metadata: &Metadata, options: Options) -> Result<Self, WriteError> {
        let options = Options { chunk_records: options.chunk_records.clamp(1, MAX_CHUNK_RECORDS), ..options };
        out.write_all(&FileHead::OURS.encode())?;
        let offset = FILE_HEAD_BYTES as u64;
        let state =
            State { offset, chunks: 0, chain: 0, seq: 0, time: 0, written_seq: 0, latest: 0, times_back: 0 };
        let mut writer = Self {
            out,
            options,
            pending: Batch::default(),
            state,
            totals: Totals::default(),
            metadata: Vec::new(),
            page: Vec::with_capacity(PAGE_ENTRIES),
            root: Vec::new(),
            bodies: BodyWriter::default(),
            body: Vec::new(),
            failed: false,
        };
        writer.metadata(metadata)?;
        Ok(writer)
    }

    /// Appends records, all or none.
    ///
    /// Their places rise, with gaps or without. Their times may fall, as they do on real tapes whose order is that in
    /// which somebody received them; [`Totals::times_back`] counts how often.
    pub fn append(&mut self, batch: &Batch) -> Result<(), WriteError> {
        if self.failed {
            return Err(WriteError::Failed);
        }
        self.check(batch)?;
        for mut slice in batch.slices() {
            while !slice.is_empty() {
                let (now, later) = slice.split_at(self.options.chunk_records - self.pending.len());
                now.for_each(|record| {
                    let time = record.time_ns();
                    self.state.times_back += u64::from(time < self.state.time);
                    self.state.time = time;
                    self.state.seq = record.seq();
                });
                self.pending.extend_slice(now);
                if self.pending.len() == self.options.chunk_records {
                    self.flush()?;
                }
                slice = later;
            }
        }
        Ok(())
    }

    /// Says what is known about the records from here on: instruments joined. Nothing is written where it is the same.
    pub fn metadata(&mut self, metadata: &Metadata) -> Result<(), WriteError> {
        let bytes = about::encode(metadata);
        if bytes.len() > MAX_BODY_BYTES / 2 {
            return Err(WriteError::Metadata { bytes: bytes.len() });
        }
        if bytes == self.metadata {
            return Ok(());
        }
        self.flush()?;
        self.body.clear();
        self.body.extend_from_slice(&bytes);
        self.metadata = bytes;
        let content = u64::from(crc32c(&self.metadata));
        self.write_chunk(ChunkKind::Metadata, Span::default(), content, [0; Kind::COUNT])?;
        Ok(())
    }

    /// Writes the records that wait as a chunk, and hands all bytes on: what came so far survives a crash.
    pub fn flush(&mut self) -> Result<(), WriteError> {
        if self.failed {
            return Err(WriteError::Failed);
        }
        let records = self.pending.len();
        if records == 0 {
            return Ok(());
        }
        self.body.clear();
        self.bodies.write(&self.pending, self.options.arrangement, &mut self.body);
        // `append` took nothing whose places do not rise.
        let span = Span::of(&self.pending, self.state.written_seq).unwrap_or_default();
        let counts = Kind::ALL.map(|kind| self.pending.count(kind) as u32);
        let content = content_hash(&self.pending);
        self.state.latest = self.state.latest.max(span.max_time);
        self.state.written_seq = span.last_seq;
        let offset = self.state.offset;
        let head = self.write_chunk(ChunkKind::Records, span, content, counts)?;
        self.totals.add(&head, core::mem::take(&mut self.state.times_back));
        self.pending.clear();
        self.page.push(Entry {
            offset,
            span,
            latest: self.state.latest,
            chain: self.state.chain,
            number: self.state.chunks,
            items: records as u32,
        });
        if self.page.len() == PAGE_ENTRIES { self.write_page() } else { Ok(()) }
    }

    /// Writes what is left, the index and the metadata as it is in the end. Gives the output back.
    pub fn finish(mut self, metadata: &Metadata) -> Result<(W, Summary), WriteError> {
        self.flush()?;
        if !self.page.is_empty() {
            self.write_page()?;
        }
        let metadata = about::encode(metadata);
        let bytes = metadata.len() + self.root.len() * 64;
        if bytes > MAX_BODY_BYTES / 2 {
            return Err(WriteError::Metadata { bytes });
        }
        let footer = self.state.offset;
        self.body.clear();
        self.body.extend_from_slice(&self.totals.encode());
        self.body.extend_from_slice(&(self.root.len() as u64).to_le_bytes());
        self.root.iter().for_each(|entry| self.body.extend_from_slice(&entry.encode()));
        self.body.extend_from_slice(&metadata);
        let content = u64::from(crc32c(&self.body));
        self.write_chunk(ChunkKind::Footer, Span::default(), content, [0; Kind::COUNT])?;
        let size = self.state.offset + TRAILER_BYTES as u64;
        let identity = self.state.chain;
        self.out.write_all(&Trailer { footer, size, identity }.encode())?;
        self.out.flush()?;
        Ok((self.out, Summary { bytes: size, totals: self.totals, identity }))
    }

    fn check(&self, batch: &Batch) -> Result<(), WriteError> {
        if !batch.is_consistent() {
            let differs = |kind: &Kind| {
                let runs = batch.runs.iter().filter(|run| run.kind == *kind);
                runs.map(|run| u64::from(run.count)).sum::<u64>() != batch.count(*kind) as u64
            };
            let kind = Kind::ALL.into_iter().find(differs).unwrap_or(Kind::Tick);
            return Err(WriteError::Runs { kind });
        }
        let mut last = self.state.seq;
        let mut wrong = None;
        batch.for_each(|record| {
            let (seq, time_ns) = (record.seq(), record.time_ns());
            if seq <= last || seq >= EXACT_LIMIT {
                wrong.get_or_insert(WriteError::Sequence { found: seq, last });
            }
            if time_ns >= TIME_LIMIT {
                wrong.get_or_insert(WriteError::Time { seq, time_ns });
            }
            last = seq;
        });
        wrong.map_or(Ok(()), Err)
    }

    /// Writes the page of the index that is full, and notes it in the root.
    fn write_page(&mut self) -> Result<(), WriteError> {
        let (Some(first), Some(last)) = (self.page.first(), self.page.last()) else { return Ok(()) };
        let mut span = Span { last_seq: last.span.last_seq, ..first.span };
        for entry in &self.page {
            span.min_time = span.min_time.min(entry.span.min_time);
            span.max_time = span.max_time.max(entry.span.max_time);
        }
        self.body.clear();
        self.page.iter().for_each(|entry| self.body.extend_from_slice(&entry.encode()));
        let content = u64::from(crc32c(&self.body));
        let offset = self.state.offset;
        self.write_chunk(ChunkKind::Index, Span::default(), content, [0; Kind::COUNT])?;
        let (latest, chain, number) = (self.state.latest, self.state.chain, self.state.chunks);
        self.root.push(Entry { offset, span, latest, chain, number, items: self.page.len() as u32 });
        self.page.clear();
        Ok(())
    }

    /// Writes the body as a chunk.
    fn write_chunk(
        &mut self,
        kind: ChunkKind,
        span: Span,
        content: u64,
        counts: [u32; Kind::COUNT],
    ) -> Result<ChunkHead, WriteError> {
        let before = Span { first_seq: self.state.written_seq, last_seq: self.state.written_seq, ..span };
        let head = ChunkHead {
            kind,
            body_bytes: self.body.len() as u32,
            number: self.state.chunks + 1,
            span: if kind == ChunkKind::Records { span } else { before },
            latest: self.state.latest,
            content,
            previous: self.state.chain,
            counts,
            body_crc: crc32c(&self.body),
        };
        self.failed = true;
        self.out.write_all(&head.encode())?;
        self.out.write_all(&self.body)?;
        self.failed = false;
        self.state.chain = head.chain();
        self.state.chunks += 1;
        self.state.offset += (CHUNK_HEAD_BYTES + self.body.len()) as u64;
        Ok(head)
    }
}
