//! Reads a tape: front to back, or from a time or a place on.

use super::footer::{Failure, NOT_WRITTEN, read_end, read_page};
use super::index::{Goal, Index};
use super::layout::{ChunkHead, ChunkKind, Entry, FILE_HEAD_BYTES, FORMAT_VERSION, FileHead, Span, Totals};
use super::parts::BodyReader;
use super::scan::{Cut, head_at, next_head, read_body, read_exact, walk};
use crate::{Batch, Input, Metadata, Place, Problem, Source, Tolerance};
use std::io;

/// A tape that is open for reading.
///
/// Everything that is read is checked: a tape gives the records that were written, or a [`Problem`] that names the
/// chunk, its byte and the records that are missing. With [`Reader::lenient`] damaged chunks are left out and counted.
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
}

impl Position {
    const START: Self =
        Self { offset: FILE_HEAD_BYTES as u64, number: Some(1), chain: Some(0), chain_after: None, seq: 0 };
}

/// Whether a file is a tape, by its first bytes: eight are enough.
#[must_use]
pub fn is_tape(first_bytes: &[u8]) -> bool {
    FileHead::is_tape(first_bytes)
}

impl Reader {
    /// Opens a tape: reads its head and its footer.
    pub fn open(mut input: Box<dyn Input>) -> Result<Self, Problem> {
        check_head(&mut *input)?;
        let (trailer, footer) = match read_end(&mut *input) {
            Ok(end) => end,
            Err(Failure::Io(error)) => return Err(unreadable(&*input, 0, &error)),
            Err(Failure::Damage { what, .. }) => {
                let problem = Problem::new(input.name(), Place::Byte(input.size()), what);
                return Err(problem.advice("read it leniently (--lenient): what is in whole chunks is read"));
            }
        };
        let end = End { offset: trailer.footer, footer: Some((footer.number, trailer.identity)), cut: None };
        let index = Index::Pages { root: footer.root, page: None };
        Ok(Self::new(input, footer.metadata, footer.totals, index, end))
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

    fn new(input: Box<dyn Input>, metadata: Metadata, totals: Totals, index: Index, end: End) -> Self {
        Self {
            input,
            metadata,
            totals,
            index,
            end,
            at: Position::START,
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

    /// Goes back to the first record.
    pub const fn rewind(&mut self) {
        self.at = Position::START;
        self.goal = None;
    }

    /// Goes to the first record of the tape, in its order, whose time is `time_ns` or later. Where times fall, earlier
    /// ones may follow. Behind the last time is the end.
    pub fn seek_time(&mut self, time_ns: u64) -> Result<(), Problem> {
        self.seek(Goal::Time(time_ns))
    }

    /// Goes to the record at place `seq`, or the first one behind it. Behind the last is the end.
    pub fn seek_seq(&mut self, seq: u64) -> Result<(), Problem> {
        self.seek(Goal::Sequence(seq))
    }

    fn seek(&mut self, goal: Goal) -> Result<(), Problem> {
        self.at = match self.find(goal)? {
            Some(entry) => Position {
                offset: entry.offset,
                number: Some(entry.number),
                chain: None,
                chain_after: Some(entry.chain),
                seq: entry.span.first_seq.saturating_sub(1),
            },
            None => Position {
                offset: self.end.offset,
                number: None,
                chain: None,
                chain_after: None,
                seq: self.totals.span.last_seq,
            },
        };
        self.goal = Some(goal);
        Ok(())
    }

    /// The entry of the first chunk that has the goal.
    fn find(&mut self, goal: Goal) -> Result<Option<Entry>, Problem> {
        let (wanted, entry) = match &self.index {
            Index::Chunks(entries) => return Ok(entries.get(goal.find(entries)).copied()),
            Index::Pages { root, .. } => {
                let wanted = goal.find(root);
                match root.get(wanted) {
                    None => return Ok(None),
                    Some(entry) => (wanted, *entry),
                }
            }
        };
        if let Index::Pages { page, .. } = &mut self.index
            && page.as_ref().is_none_or(|(held, _)| *held != wanted)
        {
            match read_page(&mut *self.input, &entry, &mut self.body) {
                Ok(entries) => *page = Some((wanted, entries)),
                Err(Failure::Io(error)) => return Err(unreadable(&*self.input, entry.offset, &error)),
                Err(Failure::Damage { .. }) => {
                    let reason = format!("the page of the index in chunk {} is damaged", entry.number);
                    let problem = Problem::new(self.input.name(), Place::Byte(entry.offset), reason);
                    self.tolerance
                        .meet(problem.advice("read it leniently to do without, or restore the tape"))?;
                    return self.find_without(goal);
                }
            }
        }
        match &self.index {
            Index::Pages { page: Some((_, page)), .. } => Ok(page.get(goal.find(page)).copied()),
            _ => Ok(None),
        }
    }

    /// Where a page of the index is damaged: makes an index of all chunks.
    fn find_without(&mut self, goal: Goal) -> Result<Option<Entry>, Problem> {
        let walked = walk(&mut *self.input).map_err(|error| unreadable(&*self.input, 0, &error))?;
        let found = walked.entries.get(goal.find(&walked.entries)).copied();
        self.index = Index::Chunks(walked.entries);
        Ok(found)
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
        };
        Ok(records)
    }

    /// Says what is wrong at the position; a lenient reader moves behind it.
    fn meet(&mut self, failure: Failure) -> Result<(), Problem> {
        let at = self.at;
        let (head, what) = match failure {
            Failure::Io(error) => return Err(unreadable(&*self.input, at.offset, &error)),
            Failure::Damage { head, what } => (head, what),
        };
        let next = self.find_next(at.offset, head.as_ref()).map_err(|error| {
            let place = at.offset;
            unreadable(&*self.input, place, &error)
        })?;
        let last = match (&next, self.end.footer) {
            (Some((_, head)), _) if head.kind == ChunkKind::Records => head.span.first_seq.saturating_sub(1),
            (Some((_, head)), _) => head.span.last_seq,
            (None, _) => self.totals.span.last_seq,
        };
        let missing = last.saturating_sub(at.seq);
        let records = match missing {
            0 => "no records are missing".to_owned(),
            1 => format!("record {last} is missing"),
            _ => format!("records {} to {last} are missing", at.seq + 1),
        };
        let chunk = match at.number.or(head.map(|head| head.number)) {
            Some(number) => format!("chunk {number} is damaged: {what}"),
            None => format!("a chunk is damaged: {what}"),
        };
        let problem = Problem::new(self.input.name(), Place::Byte(at.offset), format!("{chunk}; {records}"));
        self.tolerance
            .meet(problem.advice("read it leniently to leave them out, or restore the tape from a copy"))?;
        self.lost.places += 1;
        self.lost.records += missing;
        let offset = next.map_or(self.end.offset, |(offset, _)| offset);
        self.at = Position { offset, number: None, chain: None, chain_after: None, seq: last.max(at.seq) };
        Ok(())
    }

    /// The next chunk behind a damaged one, if any comes before the end.
    fn find_next(&mut self, offset: u64, head: Option<&ChunkHead>) -> io::Result<Option<(u64, ChunkHead)>> {
        let ours = |offset: &u64| *offset < self.end.offset;
        let claimed = head.map(|head| offset + head.total_bytes()).filter(ours);
        if let Some(place) = claimed
            && let Some(next) = head_at(&mut *self.input, place)?
        {
            return Ok(Some((place, next)));
        }
        Ok(next_head(&mut *self.input, offset + 1)?.filter(|(place, _)| *place < self.end.offset))
    }

    /// Whether the end is the one that belongs behind what was read.
    fn check_end(&mut self) -> Result<(), Problem> {
        let Some((number, identity)) = self.end.footer else { return Ok(()) };
        let follows = self.at.number.is_none_or(|next| next == number)
            && self.at.chain.is_none_or(|chain| chain == identity)
            && (self.at.number.is_none() || self.at.seq == self.totals.span.last_seq);
        if follows {
            return Ok(());
        }
        let reason = "the tape's end is not the one that belongs to its chunks";
        let problem = Problem::new(self.input.name(), Place::Byte(self.end.offset), reason);
        self.at.number = None;
        self.at.chain = None;
        self.tolerance.meet(problem.advice("restore the tape from a copy"))
    }

    /// Takes out what is before the goal of a seek.
    fn trim(&mut self, batch: &mut Batch) {
        let Some(goal) = self.goal.take() else { return };
        let (mut before, mut found) = (0, false);
        batch.for_each(|record| {
            found |= match goal {
                Goal::Time(time) => record.time_ns() >= time,
                Goal::Sequence(seq) => record.seq() >= seq,
            };
            before += usize::from(!found);
        });
        batch.remove_first(before);
        if batch.is_empty() {
            // Its chunk was damaged, and what is looked for comes later.
            self.goal = Some(goal);
        }
    }
}

impl Source for Reader {
    fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Gives a chunk's records as a batch. In place: they are decompressed to where they are read.
    fn read(&mut self, batch: &mut Batch) -> Result<bool, Problem> {
        while self.at.offset < self.end.offset {
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
        self.check_end().map(|()| false)
    }

    fn tolerance(&self) -> Option<&Tolerance> {
        Some(&self.tolerance)
    }

    fn progress(&self) -> (u64, u64) {
        (self.at.offset, self.input.size())
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
