//! From which record on a tape is read, and how far.

use super::super::footer::{Failure, read_page};
use super::super::index::{Goal, Index};
use super::super::layout::Entry;
use super::super::scan::walk;
use super::{Position, Reader, unreadable};
use crate::{Batch, Place, Problem};

/// Chooses one of some entries in order: of the pages of the index, and then of the chunks of that page.
type Choose<'a> = &'a dyn Fn(&[Entry]) -> Option<usize>;

impl Reader {
    /// Goes back to the first record.
    pub const fn rewind(&mut self) {
        self.at = Position::START;
        self.from = 0;
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

    /// Reads no further than the last chunk that has a record before `time_ns`, wherever it stands: where times fall,
    /// there may be later ones before it, and those are given. Seeks leave it as it is.
    pub fn stop_before(&mut self, time_ns: u64) -> Result<(), Problem> {
        let last = self.find(&|entries| entries.iter().rposition(|entry| entry.span.min_time < time_ns))?;
        self.until = last.map_or(0, |entry| entry.offset + 1);
        Ok(())
    }

    fn seek(&mut self, goal: Goal) -> Result<(), Problem> {
        self.at = match self.find(&|entries| Some(goal.find(entries)))? {
            Some(entry) => Position {
                offset: entry.offset,
                number: Some(entry.number),
                chain: None,
                chain_after: Some(entry.chain),
                seq: entry.span.first_seq.saturating_sub(1),
                time: Some(entry.span.min_time),
            },
            None => Position {
                offset: self.end.offset,
                number: None,
                chain: None,
                chain_after: None,
                seq: self.totals.span.last_seq,
                time: Some(self.totals.span.max_time),
            },
        };
        self.from = self.at.offset;
        self.goal = Some(goal);
        Ok(())
    }

    /// The chunk that is chosen, if any.
    fn find(&mut self, choose: Choose<'_>) -> Result<Option<Entry>, Problem> {
        let entry_of = |entries: &[Entry]| choose(entries).and_then(|chosen| entries.get(chosen).copied());
        let (chosen, entry) = match &self.index {
            Index::Chunks(entries) => return Ok(entry_of(entries)),
            Index::Pages { root, .. } => {
                let Some(chosen) = choose(root) else { return Ok(None) };
                let Some(entry) = root.get(chosen) else { return Ok(None) };
                (chosen, *entry)
            }
        };
        if let Index::Pages { page, .. } = &mut self.index
            && page.as_ref().is_none_or(|(held, _)| *held != chosen)
        {
            match read_page(&mut *self.input, &entry, &mut self.body) {
                Ok(entries) => *page = Some((chosen, entries)),
                Err(Failure::Io(error)) => return Err(unreadable(&*self.input, entry.offset, &error)),
                Err(Failure::Damage { .. }) => {
                    let reason = format!("the page of the index in chunk {} is damaged", entry.number);
                    let problem = Problem::new(self.input.name(), Place::Byte(entry.offset), reason);
                    self.tolerate(
                        problem,
                        "read it leniently (--lenient) to do without, or restore the tape",
                    )?;
                    return self.find_without(choose);
                }
            }
        }
        match &self.index {
            Index::Pages { page: Some((_, page)), .. } => Ok(entry_of(page)),
            _ => Ok(None),
        }
    }

    /// Where a page of the index is damaged: makes an index of all chunks.
    fn find_without(&mut self, choose: Choose<'_>) -> Result<Option<Entry>, Problem> {
        let walked = walk(&mut *self.input).map_err(|error| unreadable(&*self.input, 0, &error))?;
        self.index = Index::Chunks(walked.entries);
        self.find(choose)
    }

    /// Takes out what is before the goal of a seek.
    pub(super) fn trim(&mut self, batch: &mut Batch) {
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
