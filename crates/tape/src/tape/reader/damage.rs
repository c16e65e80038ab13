//! What is damaged on a tape: said, or left out and counted.

use super::super::footer::Failure;
use super::super::layout::{ChunkHead, ChunkKind};
use super::super::scan::{head_at, next_head};
use super::{Position, Reader, unreadable};
use crate::{Place, Problem};
use std::io;

impl Reader {
    /// Says what is wrong at the position; a lenient reader moves behind it.
    pub(super) fn meet(&mut self, failure: Failure) -> Result<(), Problem> {
        let at = self.at;
        let (head, what) = match failure {
            Failure::Io(error) => return Err(unreadable(&*self.input, at.offset, &error)),
            Failure::Damage { head, what } => (head, what),
        };
        let next = self
            .find_next(at.offset, head.as_ref())
            .map_err(|error| unreadable(&*self.input, at.offset, &error))?;
        let last = match &next {
            Some((_, head)) if head.kind == ChunkKind::Records => head.span.first_seq.saturating_sub(1),
            Some((_, head)) => head.span.last_seq,
            None => self.totals.span.last_seq,
        };
        let missing = last.saturating_sub(at.seq);
        let chunk = match at.number.or(head.map(|head| head.number)) {
            Some(number) => format!("chunk {number} is damaged: {what}"),
            None => format!("a chunk is damaged: {what}"),
        };
        let times = self.times_of(head.as_ref(), next.as_ref().map(|(_, head)| head), last);
        let reason = format!("{chunk}; {}", self.missing_text(last, times));
        let advice = match missing {
            0 => "read it leniently (--lenient) to do without it, or restore the tape from a copy",
            _ => "read it leniently (--lenient) to leave them out, or restore the tape from a copy",
        };
        self.tolerate(Problem::new(self.input.name(), Place::Byte(at.offset), reason), advice)?;
        self.lost.places += 1;
        self.lost.records += missing;
        let (number, chain, chain_after) = (None, None, None);
        let (offset, seq) = (next.map_or(self.end.offset, |(offset, _)| offset), last.max(at.seq));
        self.at = Position { offset, number, chain, chain_after, seq, time: Some(times.1) };
        Ok(())
    }

    /// From when to when what is missing was: by the head of the damaged chunk, where it tells; else from the last record
    /// before it to the first behind it.
    fn times_of(&self, head: Option<&ChunkHead>, next: Option<&ChunkHead>, last: u64) -> (u64, u64) {
        let is_records = |head: &&ChunkHead| head.kind == ChunkKind::Records;
        let tells = |head: &&ChunkHead| head.span.first_seq > self.at.seq && head.span.last_seq <= last;
        if let Some(head) = head.filter(is_records).filter(tells) {
            return (head.span.min_time, head.span.max_time);
        }
        let whole = &self.totals.span;
        let after = next.filter(is_records).map_or(whole.max_time, |head| head.span.min_time);
        (self.at.time.unwrap_or(whole.min_time), after)
    }

    fn missing_text(&self, last: u64, (from, to): (u64, u64)) -> String {
        let first = self.at.seq + 1;
        let records = match (last + 1).saturating_sub(first) {
            0 => return "no records are missing".to_owned(),
            1 => format!("record {last} is missing"),
            _ => format!("records {first} to {last} are missing"),
        };
        let (from, to) = (self.metadata.time_text(from), self.metadata.time_text(to));
        if from == to { format!("{records}, of {from}") } else { format!("{records}, of {from} to {to}") }
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
    pub(super) fn check_end(&mut self) -> Result<(), Problem> {
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
        self.tolerate(problem, "restore the tape from a copy")
    }

    /// Hands the problem back with what to do, or counts it: a reader that goes on has done that already.
    pub(super) fn tolerate(&mut self, problem: Problem, advice: &str) -> Result<(), Problem> {
        let problem = if self.tolerance.lenient { problem } else { problem.advice(advice) };
        self.tolerance.meet(problem)
    }
}
