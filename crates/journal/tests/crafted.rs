//! Bytes that no damage makes: CRCs and chain are right, and still a writer of ours would not have written them. They
//! are made from `schemas/journal.md`, without the crate's own code.

mod common;

use cift_journal::{Damage, JournalError, Reader, Writer, recover};
use cift_wire::{Words, Xxh3};
use common::{HEAD, Map, Random, commands, crc32c, header, journal, reseal, stream};

const NO_COMMANDS: [u8; 0] = [];

fn words(bytes: &[u8]) -> Vec<Words> {
    let word = |bytes: &[u8]| u64::from_le_bytes(bytes.try_into().unwrap());
    bytes.chunks(64).map(|line| core::array::from_fn(|i| word(&line[8 * i..8 * i + 8]))).collect()
}

fn put(bytes: &mut [u8], at: usize, value: &[u8]) {
    bytes[at..at + value.len()].copy_from_slice(value);
}

/// A block of this kind, sequence and body behind a journal of one block.
fn craft(journal: &[u8], kind: u32, seq: u64, body: &[u8], body_bytes: u32) -> Vec<u8> {
    let start = Map::of(journal).starts[0];
    let mut head = journal[start..start + HEAD].to_vec();
    let before: [u8; 8] = head[48..56].try_into().unwrap();
    put(&mut head, 8, &kind.to_le_bytes());
    put(&mut head, 12, &body_bytes.to_le_bytes());
    put(&mut head, 16, &2_u64.to_le_bytes());
    put(&mut head, 24, &seq.to_le_bytes());
    put(&mut head, 48, &[0; 16]);
    let mut lines = vec![[0; 8]; 4];
    lines[0][..2].copy_from_slice(&[u64::from_le_bytes(*b"CIFTCHN1"), u64::from_le_bytes(before)]);
    lines.extend(words(body));
    lines.extend(words(&head));
    let mut hash = Xxh3::new(lines[..4].try_into().unwrap());
    hash.update(&lines[4..]);
    put(&mut head, 48, &hash.digest().to_le_bytes());
    put(&mut head, 56, &crc32c(body).to_le_bytes());
    reseal(&mut head);
    [journal, &head, body].concat()
}

/// A journal of the commands 1 to 3, one block.
fn three() -> Vec<u8> {
    let mut writer = Writer::new(&header(1)).unwrap();
    writer.append(&commands(&mut Random(1), 3)).unwrap();
    writer.take_bytes()
}

fn record(seq: u64) -> [u8; 64] {
    let mut bytes = [1; 64];
    put(&mut bytes, 8, &seq.to_le_bytes());
    bytes
}

fn answer(kind: u32, seq: u64, body: &[u8], body_bytes: usize) -> Result<(), Damage> {
    let bytes = craft(&three(), kind, seq, body, body_bytes as u32);
    let answer = recover(&bytes);
    assert_eq!(stream(&bytes, || 33).1, answer);
    match answer {
        Ok(recovery) => {
            assert_eq!((recovery.position.offset() as usize, recovery.tail), (bytes.len(), None));
            Ok(())
        }
        Err(JournalError::Damaged { block: 2, damage, .. }) => Err(damage),
        other => panic!("{other:?}"),
    }
}

#[test]
fn sequence_numbers_have_no_gap_within_blocks_and_between_them() {
    let pair = |a, b| [record(a), record(b)].concat();
    assert_eq!(answer(1, 4, &pair(4, 5), 128), Ok(()));
    assert_eq!(answer(1, 4, &pair(4, 6), 128), Err(Damage::Sequence { found: 6 }));
    assert_eq!(answer(1, 4, &pair(0, 5), 128), Err(Damage::Sequence { found: 0 }));
    assert_eq!(answer(1, 5, &pair(5, 6), 128), Err(Damage::Sequence { found: 5 }));
    assert_eq!(answer(1, 3, &pair(3, 4), 128), Err(Damage::Sequence { found: 3 }));
    assert_eq!(answer(1, u64::MAX, &pair(u64::MAX, 0), 128), Err(Damage::Sequence { found: u64::MAX }));
}

#[test]
fn checkpoints_snapshots_and_the_close_are_of_places_that_there_are() {
    for seq in [4, u64::MAX] {
        assert_eq!(answer(3, seq, &NO_COMMANDS, 0), Err(Damage::Sequence { found: seq }));
        assert_eq!(answer(4, seq, &NO_COMMANDS, 0), Err(Damage::Sequence { found: seq }));
    }
    assert_eq!(answer(4, 2, &NO_COMMANDS, 0), Err(Damage::Sequence { found: 2 }));
    assert_eq!((answer(3, 0, &NO_COMMANDS, 0), answer(4, 3, &NO_COMMANDS, 0)), (Ok(()), Ok(())));
}

#[test]
fn a_checkpoints_words_belong_together() {
    let mut writer = Writer::new(&header(1)).unwrap();
    writer.append(&commands(&mut Random(1), 3)).unwrap();
    writer.checkpoint(&common::checkpoint(&mut Random(2), 2)).unwrap();
    let bytes = writer.take_bytes();
    let body = &bytes[bytes.len() - 64..];
    assert_eq!(answer(2, 2, body, 64), Ok(()));
    assert_eq!(answer(2, 3, body, 64), Err(Damage::Content));
    for byte in 8..64 {
        let mut wrong = body.to_vec();
        wrong[byte] ^= 1;
        assert_eq!(answer(2, 2, &wrong, 64), Err(Damage::Content), "byte {byte}");
    }
}

#[test]
fn a_body_is_filled_up_with_zeros() {
    let mut body = [0; 64];
    body[..5].copy_from_slice(b"state");
    assert_eq!(answer(3, 3, &body, 5), Ok(()));
    assert_eq!(answer(3, 3, &body, 4), Err(Damage::Content));
    let mut bytes = three();
    bytes[128 + 191] = 1;
    let crc = crc32c(&bytes[128..128 + 192]);
    put(&mut bytes, 120, &crc.to_le_bytes());
    reseal(&mut bytes[..128]);
    assert_eq!(recover(&bytes), Err(JournalError::HeaderDamaged { offset: 128 }));
}

#[test]
fn heads_say_what_was_synced() {
    let mut writer = Writer::new(&header(2)).unwrap();
    let mut bytes = Vec::new();
    let mut group = |writer: &mut Writer| {
        writer.append(&commands(&mut Random(1), 2)).unwrap();
        let half = writer.pending().len() / 2;
        for part in [half, writer.pending().len() - half] {
            bytes.extend_from_slice(&writer.pending()[..part]);
            writer.written(part);
            writer.synced();
        }
        // Half of a block that was not written yet.
        writer.close();
        bytes.extend_from_slice(&writer.pending()[..32]);
        writer.written(32);
        writer.synced();
        bytes.len() as u64
    };
    let synced = group(&mut writer);
    writer.close();
    bytes.extend(writer.take_bytes());
    let last = bytes.len() - HEAD;
    assert_eq!(bytes[last + 40..last + 48], synced.to_le_bytes());
    assert!(recover(&bytes).unwrap().closed);
}

#[test]
fn a_reader_keeps_no_more_than_it_needs() {
    let good = journal(3, 60_000, true);
    let largest = Map::of(&good);
    let largest = (0..largest.starts.len()).map(|i| largest.end(i) - largest.starts[i]).max().unwrap();
    let mut torn = good;
    let keep = torn.len() - 10;
    torn.truncate(keep);
    torn.extend(Random(3).bytes(200_000));
    let mut reader = Reader::new();
    for piece in torn.chunks(100) {
        reader.feed(piece);
        while reader.next_block().unwrap().is_some() {}
        assert!(reader.buffered() < largest.max(192) + piece.len(), "{} bytes kept", reader.buffered());
    }
    assert!(reader.finish().unwrap().tail.is_some());
}
