//! Damage of every other kind, drawn at random from seeds.

mod common;

use cift_journal::{JournalError, TailCause, Writer, recover};
use common::{HEAD, Map, Random, check, commands, header, journal, stream, whole};

const ROUNDS: usize = 100_000;

/// One to four mutations: bytes changed, zeroed, taken out, put in, copied from elsewhere, cut off or put on.
fn mutate(random: &mut Random, good: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for _ in 0..=random.below(4) {
        if bytes.is_empty() {
            break;
        }
        let at = random.below(bytes.len());
        let most = [4, 64, 600, 4096][random.below(4)];
        let end = (at + 1 + random.below(most)).min(bytes.len());
        let size = end - at;
        match random.below(9) {
            0 => bytes[at..end].iter_mut().for_each(|byte| *byte = random.word() as u8),
            1 => bytes[at..end].iter_mut().for_each(|byte| *byte ^= 1 << random.below(8)),
            2 => bytes[at..end].fill(0),
            3 => drop(bytes.drain(at..end)),
            4 => drop(bytes.splice(at..at, random.bytes(size))),
            5 => {
                let target = random.below(bytes.len() - size + 1);
                bytes.copy_within(at..end, target);
            }
            6 => {
                let from = random.below(other.len() - size.min(other.len()) + 1);
                bytes.splice(at..end, other[from..(from + size).min(other.len())].iter().copied());
            }
            7 => bytes.truncate(at),
            _ => bytes.extend(random.bytes(size)),
        }
    }
    bytes
}

/// Independent of the reader: does an intact head of the good journal stand behind `from`?
fn later_head(good: &[u8], map: &Map, bytes: &[u8], from: usize) -> bool {
    let heads: Vec<&[u8]> = map.starts.iter().map(|&start| &good[start..start + HEAD]).collect();
    bytes
        .get(from..)
        .unwrap_or_default()
        .windows(HEAD)
        .any(|window| window.starts_with(b"CIFT") && heads.contains(&window))
}

#[test]
fn random_mutations_are_refused_or_leave_a_right_prefix() {
    let (good, other) = (journal(11, 12_000, false), journal(12, 12_000, true));
    let map = Map::of(&good);
    let mut random = Random(99);
    let (mut refused, mut torn, mut whole_blocks) = (0, 0, 0);
    for round in 0..ROUNDS {
        let bytes = mutate(&mut random, &good, &other);
        let answer = check(&good, &map, &bytes);
        match &answer {
            Err(error) => {
                assert_ne!(bytes, good, "round {round}: refused what is good: {error}");
                refused += 1;
            }
            Ok(recovery) => {
                let kept = recovery.position.offset() as usize;
                assert!(
                    !later_head(&good, &map, &bytes, kept + 1),
                    "round {round}: cut off what was written later"
                );
                if recovery.tail.is_some() { torn += 1 } else { whole_blocks += 1 }
            }
        }
        if round % 8 == 0 {
            let most = 1 + random.below(6000);
            assert_eq!(stream(&bytes, || 1 + random.below(most)), whole(&bytes), "round {round}");
        }
    }
    // The mutations reach all three answers.
    assert!(
        refused > ROUNDS / 2 && torn > ROUNDS / 20 && whole_blocks > 10,
        "{refused} {torn} {whole_blocks}"
    );
}

#[test]
fn pieces_of_any_size_give_the_same_as_the_whole() {
    let good = journal(13, 40_000, true);
    let expected = whole(&good);
    assert!(expected.1.as_ref().is_ok_and(|recovery| recovery.closed));
    assert_eq!(stream(&good, || good.len()), expected);
    assert_eq!(stream(&good, || 1), expected);
    let mut random = Random(13);
    for most in (1..200).chain([1000, 5000, 20_000]) {
        assert_eq!(stream(&good, || 1 + random.below(most)), expected, "pieces of up to {most}");
    }
}

#[test]
fn garbage_behind_the_end_is_cut_off_and_reported() {
    let good = journal(14, 3000, true);
    let map = Map::of(&good);
    let mut random = Random(14);
    for size in 1..2000 {
        for zeros in [true, false] {
            let mut bytes = good.clone();
            bytes.extend(if zeros { vec![0; size] } else { random.bytes(size) });
            let tail = check(&good, &map, &bytes).unwrap().tail.unwrap();
            let short = if size < HEAD { TailCause::Incomplete } else { TailCause::Head };
            let none_set = zeros || bytes[good.len()..].iter().all(|&byte| byte == 0);
            assert_eq!(tail.cause, if none_set { TailCause::Zeros } else { short }, "{size} bytes");
            assert_eq!((tail.offset as usize, tail.bytes as usize), (good.len(), size));
            assert_eq!(stream(&bytes, || 1 + random.below(500)), whole(&bytes));
        }
    }
}

#[test]
fn concatenated_journals_are_refused() {
    let (a, b) = (journal(15, 3000, true), journal(16, 2000, false));
    let only_header = Writer::new(&header(17)).unwrap().take_bytes();
    for second in [&a, &b, &only_header] {
        for junk in [0, 1, 63, 64, 1000] {
            let mut bytes = a.clone();
            bytes.extend(vec![0xC5; junk]);
            bytes.extend_from_slice(second);
            let other = (a.len() + junk) as u64;
            let answer = recover(&bytes);
            assert!(
                matches!(answer, Err(JournalError::Foreign { offset, other: at, .. })
                    if offset == a.len() as u64 && at == other),
                "{junk}: {answer:?}"
            );
            assert_eq!(stream(&bytes, || 70).1, answer);
        }
    }
}

/// Groups of several blocks, each synced before the next; gives the bytes and how many of them were synced.
fn synced_groups(seed: u64, groups: usize) -> (Vec<u8>, usize) {
    let mut random = Random(seed);
    let mut writer = Writer::new(&header(seed)).unwrap();
    let mut bytes = writer.take_bytes();
    let mut durable = 0;
    for _ in 0..groups {
        durable = bytes.len();
        writer.synced();
        for _ in 0..3 {
            let count = 1 + random.below(40);
            writer.append(&commands(&mut random, count)).unwrap();
            let size = random.below(500);
            writer.snapshot(writer.seq(), &random.bytes(size)).unwrap();
        }
        bytes.extend(writer.take_bytes());
    }
    (bytes, durable)
}

#[test]
fn a_power_cut_tears_the_last_group_in_any_order() {
    for seed in 0..200 {
        let (good, durable) = synced_groups(seed, 4);
        let map = Map::of(&good);
        let mut random = Random(seed);
        for _ in 0..50 {
            let mut bytes = good.clone();
            for sector in (0..bytes.len()).step_by(512) {
                let (from, to) = (sector.max(durable), (sector + 512).min(good.len()));
                if to > durable && random.below(3) == 0 {
                    bytes[from..to].fill(0);
                }
            }
            let recovery = check(&good, &map, &bytes).expect("a tear, as nothing that was synced is wrong");
            assert!(recovery.position.offset() as usize >= durable, "lost what was synced");
            // The same to a byte that was synced is damage.
            let byte = map.header_end + random.below(durable - map.header_end);
            bytes.copy_from_slice(&good);
            bytes[byte] ^= 0x10;
            assert!(matches!(recover(&bytes), Err(JournalError::Damaged { .. })), "seed {seed} byte {byte}");
        }
    }
}
