//! Records as they cross: blocks, little endian, each part filled up with zeros to whole 64 bytes.
//!
//! A head of sixteen u32 (how many records of each kind, in the kinds' order; then how many runs; then the block's length in
//! bytes; then, of records that are read, how often the report has changed), the runs (kind and count, u32 each), then the
//! records of each kind.

use crate::error::DataError;
use cift_tape::{Batch, Kind, Run, Slice, TapeRecord};
use cift_wire::word_slice_mut;

/// A block's parts begin at multiples of this.
const ALIGN: usize = 64;
const HEAD_WORDS: usize = ALIGN / 4;
/// Places in the head, behind the counts.
const RUNS: usize = Kind::COUNT;
const LENGTH: usize = Kind::COUNT + 1;

/// Appends a batch as a block.
pub(crate) fn write_block(batch: &Batch, output: &mut Vec<u8>) {
    let start = output.len();
    let lists = Kind::ALL.map(|kind| batch.list_bytes(kind));
    let counts = Kind::ALL.map(|kind| batch.count(kind));
    let runs_bytes = (batch.runs.len() * 8).next_multiple_of(ALIGN);
    let length = ALIGN + runs_bytes + lists.iter().map(|list| list.len()).sum::<usize>();
    output.reserve(length);
    for number in counts.into_iter().chain([batch.runs.len(), length]) {
        output.extend_from_slice(&(number as u32).to_le_bytes());
    }
    output.resize(start + ALIGN, 0);
    for run in &batch.runs {
        output.extend_from_slice(&(run.kind as u32).to_le_bytes());
        output.extend_from_slice(&run.count.to_le_bytes());
    }
    output.resize(start + ALIGN + runs_bytes, 0);
    for list in lists {
        output.extend_from_slice(list);
    }
}

/// Replaces what is in a batch by the records of a block. What does not fit together is refused, and the batch is empty then.
pub(crate) fn read_block(block: &[u8], batch: &mut Batch) -> Result<(), DataError> {
    batch.runs.clear();
    let read = fill(block, batch);
    if read.is_err() {
        batch.clear();
    }
    read
}

fn fill(block: &[u8], batch: &mut Batch) -> Result<(), DataError> {
    let (head, mut rest) =
        block.split_at_checked(ALIGN).ok_or_else(|| wrong("it is shorter than its head"))?;
    let mut numbers = [0_usize; HEAD_WORDS];
    for (number, word) in numbers.iter_mut().zip(words_of(head)) {
        *number = word as usize;
    }
    if numbers[LENGTH] != block.len() {
        let reason = format!("it has {} bytes, and its head says {}", block.len(), numbers[LENGTH]);
        return Err(wrong(&reason));
    }
    let runs_bytes = numbers[RUNS].saturating_mul(8);
    let runs = part(&mut rest, runs_bytes.checked_next_multiple_of(ALIGN).unwrap_or(usize::MAX))?;
    read_runs(&runs[..runs_bytes], batch)?;
    list(&mut rest, numbers[0], &mut batch.market_by_order)?;
    list(&mut rest, numbers[1], &mut batch.market_by_price)?;
    list(&mut rest, numbers[2], &mut batch.ticks)?;
    list(&mut rest, numbers[3], &mut batch.quotes)?;
    list(&mut rest, numbers[4], &mut batch.bars)?;
    list(&mut rest, numbers[5], &mut batch.statuses)?;
    list(&mut rest, numbers[6], &mut batch.imbalances)?;
    match (rest.len(), batch.is_consistent()) {
        (0, true) => Ok(()),
        (0, false) => Err(wrong("its runs have not the records that its lists have")),
        (left, _) => Err(wrong(&format!("{left} bytes are left behind its lists"))),
    }
}

fn read_runs(bytes: &[u8], batch: &mut Batch) -> Result<(), DataError> {
    let mut words = words_of(bytes);
    while let (Some(number), Some(count)) = (words.next(), words.next()) {
        let kind = u8::try_from(number).ok().and_then(Kind::of_number);
        let kind =
            kind.ok_or_else(|| wrong(&format!("it has records of a kind {number}, which there is not")))?;
        batch.runs.push(Run { kind, count });
    }
    Ok(())
}

fn words_of(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.as_chunks().0.iter().map(|word| u32::from_le_bytes(*word))
}

fn part<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], DataError> {
    let (part, others) = rest.split_at_checked(length).ok_or_else(|| wrong("it ends before its lists do"))?;
    *rest = others;
    Ok(part)
}

fn list<R: TapeRecord>(rest: &mut &[u8], count: usize, list: &mut Vec<R>) -> Result<(), DataError> {
    let bytes = part(rest, count.saturating_mul(size_of::<R>()))?;
    // What is there already is written over, so its room is not filled twice.
    list.resize(count, R::default());
    for (to, from) in word_slice_mut(list).iter_mut().zip(bytes.as_chunks().0) {
        *to = u64::from_le_bytes(*from);
    }
    Ok(())
}

fn wrong(reason: &str) -> DataError {
    DataError::Buffer(format!("this is no batch of records: {reason}"))
}

/// A place between the records of a batch, in their order.
#[derive(Clone, Copy, Default)]
pub(crate) struct Cursor {
    place: usize,
    run: usize,
    /// Records of the run before it.
    within: usize,
    /// Records of each list before it.
    next: [usize; Kind::COUNT],
}

impl Cursor {
    /// How many records are before it.
    pub(crate) const fn place(&self) -> usize {
        self.place
    }

    /// Goes to the place behind so many records; from where it is, when that is not behind it.
    pub(crate) fn seek(&mut self, batch: &Batch, place: usize) {
        if place < self.place {
            *self = Self::default();
        }
        while let Some(slice) = self.rest(batch, place - self.place) {
            self.advance(batch, slice.len());
        }
    }

    /// The records of its run behind it, `most` of them at most; nothing at the end, or when none are wanted.
    pub(crate) fn rest<'a>(&self, batch: &'a Batch, most: usize) -> Option<Slice<'a>> {
        let run = batch.runs.get(self.run).filter(|_| most > 0)?;
        let count = (run.count as usize - self.within).min(most);
        Some(Slice::cut(batch, run.kind, self.next[run.kind as usize], count))
    }

    /// Goes over the first `count` records of what [`Self::rest`] gave.
    pub(crate) fn advance(&mut self, batch: &Batch, count: usize) {
        let Some(run) = batch.runs.get(self.run) else { return };
        self.place += count;
        self.within += count;
        self.next[run.kind as usize] += count;
        if self.within >= run.count as usize {
            (self.run, self.within) = (self.run + 1, 0);
        }
    }
}
