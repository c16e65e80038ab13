//! Every truncation and every flipped bit of a journal of 64 KiB, each with the one answer that is right.

mod common;

use cift_journal::{Damage, JournalError, TailCause, recover};
use common::{HEAD, Map, Random, check, journal, stream, whole};

const SIZE: usize = 64 << 10;

#[test]
fn every_truncation_is_reported_with_the_prefix_that_is_left() {
    let good = journal(1, SIZE, true);
    let map = Map::of(&good);
    let (all, _) = whole(&good);
    let mut random = Random(1);
    for length in 0..good.len() {
        let cut = &good[..length];
        let answer = check(&good, &map, cut);
        if length < map.header_end {
            assert!(
                matches!(answer, Err(JournalError::HeaderCutOff { bytes, .. }) if bytes == length as u64),
                "{length}: {answer:?}"
            );
            continue;
        }
        let recovery = answer.unwrap();
        let blocks = map.starts.partition_point(|&start| start < length);
        let torn = length != map.header_end && length != map.end(blocks - 1);
        let kept = blocks - usize::from(torn);
        assert_eq!(recovery.position.blocks() as usize, kept, "{length}");
        assert!(!recovery.closed, "{length}: says that nothing is missing");
        let expected = torn.then(|| (length - map.starts[kept], map.before[kept], TailCause::Incomplete));
        let tail = recovery.tail.map(|tail| (tail.bytes as usize, tail.after_seq, tail.cause));
        assert_eq!(tail, expected, "{length}");
        if length % 8 == 0 || torn != (length % 64 != 0) {
            let streamed = stream(cut, || 1 + random.below(9000));
            assert_eq!(streamed.0, all[..kept], "{length}");
            assert_eq!(streamed.1, Ok(recovery), "{length}");
        }
    }
}

/// The answer to a flipped bit in `byte`. Only the last block can pass for torn: nothing written later is behind it.
fn check_flip(good: &[u8], map: &Map, bytes: &[u8], byte: usize) {
    let answer = check(good, map, bytes);
    if byte < map.header_end {
        let expected = match byte {
            0..8 => JournalError::NotAJournal,
            8..128 => JournalError::HeaderDamaged { offset: 0 },
            _ => JournalError::HeaderDamaged { offset: 128 },
        };
        assert_eq!(answer, Err(expected), "byte {byte}");
        return;
    }
    let block = map.block_of(byte);
    let (start, last) = (map.starts[block], block + 1 == map.starts.len());
    if last {
        let tail = answer.unwrap().tail.expect("a tail");
        let cause = if byte < start + HEAD { TailCause::Head } else { TailCause::Body };
        let found = (tail.offset as usize, tail.bytes as usize, tail.after_seq, tail.cause);
        assert_eq!(found, (start, good.len() - start, map.before[block], cause), "byte {byte}");
        return;
    }
    let expected = JournalError::Damaged {
        offset: start as u64,
        block: block as u64 + 1,
        first_missing_seq: map.before[block] + 1,
        damage: Damage::Unreadable { later: map.end(block) as u64 },
    };
    assert_eq!(answer, Err(expected), "byte {byte}");
}

fn every_flip(good: &[u8], step: usize) {
    let map = Map::of(good);
    let halves = [0..good.len() / 2, good.len() / 2..good.len()];
    std::thread::scope(|scope| {
        for half in halves {
            scope.spawn(|| {
                let mut bytes = good.to_vec();
                for byte in half {
                    for bit in (byte % step..8).step_by(step) {
                        bytes[byte] ^= 1 << bit;
                        check_flip(good, &map, &bytes, byte);
                        bytes[byte] ^= 1 << bit;
                    }
                }
            });
        }
    });
}

#[test]
fn every_flipped_bit_is_found_where_it_is() {
    // Not closed: its last block has commands, and a flip in it is the hardest to tell from a tear.
    every_flip(&journal(2, SIZE, false), 1);
}

#[test]
fn a_closed_journal_loses_to_a_flipped_bit_at_most_that_it_is_closed() {
    let good = journal(3, SIZE / 4, true);
    every_flip(&good, 1);
    let map = Map::of(&good);
    let mut bytes = good.clone();
    *bytes.last_mut().unwrap() ^= 1;
    let recovery = recover(&bytes).unwrap();
    assert_eq!((recovery.position.seq(), recovery.closed), (*map.before.last().unwrap(), false));
}

#[test]
fn flipped_bits_are_found_in_pieces_as_in_the_whole() {
    let good = journal(4, 6000, false);
    let mut random = Random(4);
    for bit in 0..good.len() * 8 {
        let mut bytes = good.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let most = [80, 300, 8000][bit % 3];
        let streamed = stream(&bytes, || 1 + random.below(most));
        assert_eq!(streamed, whole(&bytes), "bit {bit}");
    }
}
