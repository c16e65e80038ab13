//! Checkpoints: what a run had come to at a place, and where two runs part.

use crate::layout::LINE;
use cift_wire::{RunDigest, Words};

/// Events between two checkpoints, by agreement. The caller counts them, and says when.
pub const CHECKPOINT_EVENTS: u64 = 4096;

/// The digest of a run after the command `seq`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Checkpoint {
    /// The last command that was applied.
    pub seq: u64,
    /// The digest there. Its `event_count` is the number of events so far.
    pub digest: RunDigest,
}

impl Checkpoint {
    pub(crate) fn encode(&self) -> [u8; LINE] {
        let RunDigest { commands, events, command_count, event_count } = self.digest;
        let words: Words =
            [self.seq, commands, command_count, events, event_count, self.digest.value(), 0, 0];
        let mut bytes = [0; LINE];
        for (target, word) in bytes.chunks_exact_mut(8).zip(words) {
            target.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }

    /// `None` when the words do not belong together.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let words: Words = cift_wire::head::words_of(<&[u8; LINE]>::try_from(bytes).ok()?);
        let [seq, commands, command_count, events, event_count, ..] = words;
        let checkpoint = Self { seq, digest: RunDigest { commands, events, command_count, event_count } };
        (checkpoint.encode() == bytes).then_some(checkpoint)
    }
}

/// What differs at a checkpoint.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Difference {
    /// The runs were given other sessions or commands.
    Commands,
    /// The same session and commands gave other events.
    Events,
}

/// Where two runs part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    /// Every checkpoint that both have is equal.
    Equal {
        /// The last of them; `None` where the runs have no checkpoint at the same command.
        last: Option<Checkpoint>,
        /// Whether each run has a checkpoint behind it.
        longer: [bool; 2],
    },
    /// They part after the command `after` and not later than `until`.
    Differs {
        /// The last checkpoint that is equal; `None` where the first common one differs.
        after: Option<Checkpoint>,
        /// Both runs' checkpoint at the first place where they differ.
        until: [Checkpoint; 2],
        /// What differs there.
        difference: Difference,
    },
}

/// The first interval between checkpoints in which two runs part, from their checkpoints in order of `seq`.
///
/// Only places that both lists have are compared, so runs with other intervals compare as well.
#[must_use]
pub fn bisect(left: &[Checkpoint], right: &[Checkpoint]) -> Comparison {
    let (mut i, mut j, mut last) = (0, 0, None);
    while let (Some(a), Some(b)) = (left.get(i), right.get(j)) {
        if a.seq == b.seq {
            if a != b {
                return Comparison::Differs { after: last, until: [*a, *b], difference: difference(a, b) };
            }
            last = Some(*a);
        }
        let (a, b) = (a.seq, b.seq);
        i += usize::from(a <= b);
        j += usize::from(b <= a);
    }
    let behind =
        |list: &[Checkpoint]| list.last().is_some_and(|end| last.is_none_or(|last| end.seq > last.seq));
    Comparison::Equal { last, longer: [behind(left), behind(right)] }
}

fn difference(a: &Checkpoint, b: &Checkpoint) -> Difference {
    let input = |point: &Checkpoint| (point.digest.commands, point.digest.command_count);
    if input(a) == input(b) { Difference::Events } else { Difference::Commands }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(seq: u64, events: u64) -> Checkpoint {
        let digest = RunDigest { commands: seq * 3, events, command_count: seq, event_count: 2 * seq };
        Checkpoint { seq, digest }
    }

    fn run(seqs: impl IntoIterator<Item = u64>) -> Vec<Checkpoint> {
        seqs.into_iter().map(|seq| point(seq, seq * 7)).collect()
    }

    #[test]
    fn a_checkpoint_comes_back_and_a_wrong_word_is_refused() {
        let whole = point(9, 4);
        assert_eq!(Checkpoint::decode(&whole.encode()), Some(whole));
        for byte in 0..LINE {
            let mut wrong = whole.encode();
            wrong[byte] ^= 1;
            // A place that no digest covers: the block's head has it once more.
            assert_eq!(Checkpoint::decode(&wrong).is_none(), byte >= 8, "byte {byte}");
        }
    }

    #[test]
    fn equal_runs_are_equal_as_far_as_both_go() {
        let long = run((1..=20).map(|i| i * 10));
        let last = Some(long[11]);
        assert_eq!(bisect(&long, &long[..12]), Comparison::Equal { last, longer: [true, false] });
        assert_eq!(bisect(&[], &[]), Comparison::Equal { last: None, longer: [false, false] });
        assert_eq!(bisect(&[], &long), Comparison::Equal { last: None, longer: [false, true] });
    }

    #[test]
    fn the_first_difference_is_found_wherever_it_is() {
        let left = run((1..=20).map(|i| i * 10));
        for place in 0..left.len() {
            let mut right = left.clone();
            for point in &mut right[place..] {
                point.digest.events ^= 1;
            }
            let after = place.checked_sub(1).map(|before| left[before]);
            let until = [left[place], right[place]];
            let expected = Comparison::Differs { after, until, difference: Difference::Events };
            assert_eq!(bisect(&left, &right), expected);
        }
    }

    #[test]
    fn other_intervals_are_compared_where_they_meet() {
        let left = run((1..=30).map(|i| i * 10));
        let mut right = run((1..=20).map(|i| i * 15));
        let last = Some(left[29]);
        assert_eq!(bisect(&left, &right), Comparison::Equal { last, longer: [false, false] });
        right[10].digest.events ^= 1; // at 165, where the left has none
        assert_eq!(bisect(&left, &right), Comparison::Equal { last, longer: [false, false] });
        right[11].digest.commands ^= 1; // at 180
        let until = [left[17], right[11]];
        let expected = Comparison::Differs { after: Some(left[14]), until, difference: Difference::Commands };
        assert_eq!(bisect(&left, &right), expected);
    }
}
