//! Reads a tape: front to back, or from a time or a place on.

mod damage;
mod seek;

use super::footer::{Failure, Footer, NOT_WRITTEN, read_end};
use super::index::{Goal, Index};
use super::layout::{ChunkKind, FILE_HEAD_BYTES, FORMAT_VERSION, FileHead, Span, Totals, Trailer};
use super::parts::BodyReader;
use super::scan::{Cut, head_at, read_body, read_exact, walk};
use crate::{Batch, Input, Metadata, Place, Problem, Source, Tolerance};
use std::io;

/// A tape that is open for reading.
///
/// Everything that is read is checked: a tape gives the records that were written, or a [`Problem`] that names the
/// chunk, its byte, and the records and the time that are missing. With [`Reader::open_lenient`] damaged chunks are left
/// out and counted.
///
/// Memory: one chunk, compressed and not, and one page of the index.
pub struct Reader {
    input: Box<dyn Input>,
    metadata: Metadata,
    totals: Totals,
    index: Index,
    /// Where the chunks end.
    end: End,
    at: Position,
    /// Where the last seek led, for the progress.
    from: u64,
    /// No chunk is read that begins here or behind it.
    until: u64,
    /// Records before this are not given.
    goal: Option<Goal>,
    tolerance: Tolerance,
    lost: Lost,
    body: Vec<u8>,
    bodies: BodyReader,
}

/// What was left out by a lenient reader.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Lost {
    /// Damaged places.
    pub places: u64,
    /// Records that are missing by their numbers: exactly, where records are numbered without gaps.
    pub records: u64,
}

/// The end of a tape's chunks.
#[derive(Clone, Copy, Debug)]
struct End {
    offset: u64,
    /// The footer's number and the chain value there; none where there is no footer.
    footer: Option<(u64, u64)>,
    cut: Option<Cut>,
}

/// Where the next chunk is read, and what it has to be.
#[derive(Clone, Copy, Debug)]
struct Position {
    offset: u64,
    /// Its number; unknown behind damage.
    number: Option<u64>,
    /// The chain value before it.
    chain: Option<u64>,
    /// The chain value behind it, as far as the index has told.
    chain_after: Option<u64>,
    /// The last record before it.
    seq: u64,
    /// A time at which, or shortly before which, the tape goes on; unknown at its start.
    time: Option<u64>,
}

impl Position {
    const START: Self = Self {
        offset: FILE_HEAD_BYTES as u64,
        number: Some(1),
        chain: Some(0),
        chain_after: None,
        seq: 0,
        time: None,
    };
}

/// Whether a file is a tape, by its first bytes: eight are enough.
#[must_use]
pub fn is_tape(first_bytes: &[u8]) -> bool {
    FileHead::is_tape(first_bytes)
}

impl Reader {
    /// Opens a tape: reads its head and its footer.
    pub fn open(mut input: Box<dyn Input>) -> Result<Self, Problem> {
        match ending(&mut *input)? {
            Ok(ending) => Ok(Self::whole(input, ending)),
            Err(problem) => {
                Err(problem.advice("read it leniently (--lenient): what is in whole chunks is read"))
            }
        }
    }

    /// Opens a tape whatever its state: leaves damaged chunks out and counts them, instead of ending with an error. Where
    /// its end is missing or damaged, that counts too, and it is read as [`Reader::recover`] does.
    pub fn open_lenient(mut input: Box<dyn Input>) -> Result<Self, Problem> {
        match ending(&mut *input)? {
            Ok(ending) => Ok(Self::whole(input, ending).lenient()),
            Err(problem) => {
                let mut reader = Self::recover(input)?.lenient();
                let bytes = reader.end.cut.map_or(0, |cut| cut.bytes);
                let reason =
                    format!("{}; {bytes} bytes behind its last whole chunk are left out", problem.reason);
                reader.tolerance.meet(Problem { reason, ..problem })?;
                Ok(reader)
            }
        }
    }

    /// Opens a tape without an end, which its writer could not finish: looks through its chunks to the last whole one.
    /// [`Reader::cut`] says what is left out behind it.
    pub fn recover(mut input: Box<dyn Input>) -> Result<Self, Problem> {
        check_head(&mut *input)?;
        let walked = walk(&mut *input).map_err(|error| unreadable(&*input, 0, &error))?;
        let cut = Cut { offset: walked.end, bytes: input.size() - walked.end };
        let Some(metadata) = walked.metadata else {
            let reason = "the tape has no metadata that can be read";
            return Err(Problem::new(input.name(), Place::Whole, reason).advice("restore it from a copy"));
        };
        let end = End { offset: walked.end, footer: None, cut: Some(cut) };
        Ok(Self::new(input, metadata, walked.totals, Index::Chunks(walked.entries), end))
    }

    fn whole(input: Box<dyn Input>, (trailer, footer): (Trailer, Footer)) -> Self {
        let end = End { offset: trailer.footer, footer: Some((footer.number, trailer.identity)), cut: None };
        let index = Index::Pages { root: footer.root, page: None };
        Self::new(input, footer.metadata, footer.totals, index, end)
    }

    fn new(input: Box<dyn Input>, metadata: Metadata, totals: Totals, index: Index, end: End) -> Self {
        Self {
            input,
            metadata,
            totals,
            index,
            end,
            at: Position::START,
            from: 0,
            until: u64::MAX,
            goal: None,
            tolerance: Tolerance::default(),
            lost: Lost::default(),
            body: Vec::new(),
            bodies: BodyReader::new(),
        }
    }

    /// Leaves damaged chunks out and counts them, instead of ending with an error.
    #[must_use]
    pub fn lenient(mut self) -> Self {
        self.tolerance.lenient = true;
        self
    }

    /// What the tape comes to. [`Totals::times_back`] is not known of one that was recovered.
    #[must_use]
    pub const fn totals(&self) -> &Totals {
        &self.totals
    }

    /// The tape's identity: equal for tapes with the same records in the same chunks and the same metadata. None
    /// without an end.
    #[must_use]
    pub fn identity(&self) -> Option<u64> {
        self.end.footer.map(|(_, identity)| identity)
    }

    /// What is left out at the end of a tape that was recovered.
    #[must_use]
    pub const fn cut(&self) -> Option<Cut> {
        self.end.cut
    }

    /// What was left out because it is damaged.
    #[must_use]
    pub const fn lost(&self) -> Lost {
        self.lost
    }

    /// Reads the chunk at the position and moves behind it. True where it has records, which are in the batch then.
    fn next_chunk(&mut self, batch: &mut Batch) -> Result<bool, Failure> {
        let at = self.at;
        let damage = |head, what| Failure::Damage { head, what };
        let Some(head) = head_at(&mut *self.input, at.offset)? else {
            return Err(damage(None, "no chunk begins there"));
        };
        let follows = at.number.is_none_or(|number| number == head.number)
            && at.chain.is_none_or(|chain| chain == head.previous)
            && at.chain_after.is_none_or(|chain| chain == head.chain())
            && (head.kind != ChunkKind::Footer || self.end.footer.is_none());
        if !follows {
            return Err(damage(Some(head), "it is not the one that belongs there"));
        }
        let within = self.end.offset - at.offset >= head.total_bytes();
        if !within || read_body(&mut *self.input, at.offset, &head, &mut self.body)?.is_none() {
            return Err(damage(Some(head), NOT_WRITTEN));
        }
        let records = head.kind == ChunkKind::Records;
        if records {
            let read = self.bodies.read(&head, &self.body, batch);
            let span = read.and_then(|()| Span::of(batch, at.seq));
            if span != Some(head.span) || head.latest < head.span.max_time {
                return Err(damage(Some(head), "its records are not what its head says"));
            }
        }
        self.at = Position {
            offset: at.offset + head.total_bytes(),
            number: Some(head.number.saturating_add(1)),
            chain: Some(head.chain()),
            chain_after: None,
            seq: head.span.last_seq.max(at.seq),
            time: if records { Some(head.span.max_time) } else { at.time },
        };
        Ok(records)
    }
}

impl Source for Reader {
    fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Gives a chunk's records as a batch. In place: they are decompressed to where they are read.
    fn read(&mut self, batch: &mut Batch) -> Result<bool, Problem> {
        while self.at.offset < self.end.offset.min(self.until) {
            match self.next_chunk(batch) {
                Ok(false) => {}
                Ok(true) => {
                    self.trim(batch);
                    if !batch.is_empty() {
                        return Ok(true);
                    }
                }
                Err(failure) => {
                    batch.clear();
                    self.meet(failure)?;
                }
            }
        }
        batch.clear();
        if self.at.offset >= self.end.offset {
            self.check_end()?;
        }
        Ok(false)
    }

    fn tolerance(&self) -> Option<&Tolerance> {
        Some(&self.tolerance)
    }

    /// Of a part of the tape: from where a seek led, to where [`Reader::stop_before`] ends it.
    fn progress(&self) -> (u64, u64) {
        let end = self.input.size().min(self.until).max(self.at.offset);
        (self.at.offset - self.from, end - self.from)
    }
}

/// The trailer and the footer, or what is wrong with them.
fn ending(input: &mut dyn Input) -> Result<Result<(Trailer, Footer), Problem>, Problem> {
    check_head(input)?;
    match read_end(input) {
        Ok(end) => Ok(Ok(end)),
        Err(Failure::Io(error)) => Err(unreadable(input, 0, &error)),
        Err(Failure::Damage { what, .. }) => {
            Ok(Err(Problem::new(input.name(), Place::Byte(input.size()), what)))
        }
    }
}

fn check_head(input: &mut dyn Input) -> Result<(), Problem> {
    let mut bytes = [0; FILE_HEAD_BYTES];
    let whole = read_exact(input, 0, &mut bytes).map_err(|error| unreadable(input, 0, &error))?;
    let problem =
        |reason: String, advice: &str| Err(Problem::new(input.name(), Place::Byte(0), reason).advice(advice));
    if !FileHead::is_tape(&bytes) {
        return problem("it does not begin with \"CIFTTAPE\", so it is no tape".to_owned(), "check the path");
    }
    match FileHead::decode(&bytes).filter(|_| whole) {
        None => problem("the tape's head is damaged".to_owned(), "restore the tape from a copy"),
        Some(head) if head.version != FORMAT_VERSION => problem(
            format!("the tape has format version {}, this build reads {FORMAT_VERSION}", head.version),
            "use the build that wrote it",
        ),
        Some(_) => Ok(()),
    }
}

fn unreadable(input: &dyn Input, offset: u64, error: &io::Error) -> Problem {
    Problem::new(input.name(), Place::Byte(offset), format!("it cannot be read: {error}"))
}
