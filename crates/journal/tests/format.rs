//! What goes in comes out; what does not belong is refused by name; the writer's and the reader's limits.

mod common;

use cift_journal::{
    Blocks, Content, Damage, Header, JournalError, MAX_BLOCK_COMMANDS, MAX_CONFIG_BYTES, MAX_SNAPSHOT_BYTES,
    Reader, Writer, checkpoints, recover,
};
use cift_types::EXACT_LIMIT;
use cift_wire::{Command, StreamDigest, as_bytes};
use common::{HEAD, Map, Random, checkpoint, commands, header, journal, reseal, stream};

fn damage(bytes: &[u8]) -> Damage {
    match recover(bytes) {
        Err(JournalError::Damaged { damage, .. }) => damage,
        other => panic!("not damaged: {other:?}"),
    }
}

#[test]
fn commands_come_back_numbered_however_they_were_cut() {
    let mut random = Random(1);
    let mut all = commands(&mut random, 3 * MAX_BLOCK_COMMANDS + 17);
    let mut writer = Writer::new(&header(1)).unwrap();
    let mut rest = all.as_slice();
    while !rest.is_empty() {
        let (now, later) = rest.split_at((1 + random.below(6000)).min(rest.len()));
        writer.append(now).unwrap();
        rest = later;
    }
    let bytes = writer.take_bytes();
    for (command, seq) in all.iter_mut().zip(1..) {
        command.seq = seq;
    }
    let mut back = Vec::new();
    for block in Blocks::new(&bytes).unwrap() {
        let Content::Commands(commands) = block.unwrap().content else { panic!("not commands") };
        assert_eq!(commands.first_seq, back.len() as u64 + 1);
        back.extend_from_slice(&commands.records());
    }
    assert_eq!(back, all);
    // The bodies are the stream that the run's digest reads (D1).
    let mut digest = StreamDigest::commands(7, 0xABCD);
    digest.update(&back);
    assert_eq!(digest.records(), recover(&bytes).unwrap().position.seq());
}

#[test]
fn everything_else_comes_back_too() {
    let mut random = Random(2);
    let header = Header { base_seq: 500, previous: 77, ..header(2) };
    let mut writer = Writer::new(&header).unwrap();
    writer.snapshot(500, b"state").unwrap();
    writer.append(&commands(&mut random, 5)).unwrap();
    let point = checkpoint(&mut random, 503);
    writer.checkpoint(&point).unwrap();
    writer.snapshot(504, &[]).unwrap();
    writer.close();
    let position = writer.position();
    let bytes = writer.take_bytes();
    let recovery = recover(&bytes).unwrap();
    assert_eq!((&recovery.header, recovery.position), (&header, position));
    assert_eq!((recovery.closed, recovery.tail, recovery.checkpoint), (true, None, Some(point)));
    let snapshot = recovery.snapshot.unwrap();
    assert_eq!((snapshot.seq, snapshot.bytes), (504, 0));
    assert_eq!(checkpoints(&bytes), Ok(vec![point]));
    let blocks: Vec<_> = Blocks::new(&bytes).unwrap().map(|block| block.unwrap().content).collect();
    assert_eq!(blocks[0], Content::Snapshot { seq: 500, state: b"state" });
    assert_eq!(blocks[4], Content::Close);
    let Content::Commands(all) = blocks[1] else { panic!("not commands") };
    let behind = |seq| (all.after(seq).first_seq, all.after(seq).count());
    assert_eq!([0, 500, 503, 505, 900].map(behind), [(501, 5), (501, 5), (504, 2), (506, 0), (506, 0)]);
}

#[test]
fn the_bytes_lie_where_the_document_says() {
    let mut writer = Writer::new(&header(3)).unwrap();
    let one = Command { kind: 1, price: -5, ..Command::default() };
    writer.append(&[one]).unwrap();
    let bytes = writer.take_bytes();
    let word = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap());
    let block = 128 + 192;
    assert_eq!((&bytes[..8], &bytes[block..block + 8]), (b"CIFTJRNL".as_slice(), b"CIFTBLCK".as_slice()));
    assert_eq!((word(8), word(24), word(32), word(40)), (1 | 150 << 32, 7, 0xABCD, 3));
    assert_eq!(&bytes[128..278], header(3).config);
    assert_eq!((word(block + 8), word(block + 16), word(block + 24)), (1 | 64 << 32, 1, 1));
    assert_eq!(word(block + 40), u64::MAX);
    assert_eq!(&bytes[block + HEAD..], as_bytes(&[Command { seq: 1, ..one }]));
}

#[test]
fn a_recovered_journal_goes_on_where_it_stood() {
    let mut random = Random(4);
    let whole = journal(4, 5000, true);
    for length in (320..whole.len()).step_by(97).chain([whole.len()]) {
        let before = recover(&whole[..length]).unwrap();
        let mut bytes = whole[..before.position.offset() as usize].to_vec();
        let mut writer = Writer::resume(before.position);
        writer.append(&commands(&mut random, 10)).unwrap();
        bytes.extend(writer.take_bytes());
        let after = recover(&bytes).unwrap();
        assert_eq!(after.position.seq(), before.position.seq() + 10);
        assert_eq!((after.tail, after.closed, after.position), (None, false, writer.position()));
    }
}

#[test]
fn bytes_may_be_taken_in_parts() {
    let mut random = Random(5);
    let list = commands(&mut random, 300);
    let (mut parts, mut at_once) = (Writer::new(&header(5)).unwrap(), Writer::new(&header(5)).unwrap());
    let (mut bytes, mut expected) = (Vec::new(), Vec::new());
    for some in list.chunks(30) {
        at_once.append(some).unwrap();
        expected.extend(at_once.take_bytes());
        parts.append(some).unwrap();
        let count = random.below(parts.pending().len());
        bytes.extend_from_slice(&parts.pending()[..count]);
        parts.written(count);
    }
    bytes.extend(parts.take_bytes());
    assert_eq!((bytes, parts.pending_bytes()), (expected, 0));
}

#[test]
fn a_wrong_call_of_the_writer_changes_nothing() {
    let mut random = Random(6);
    let mut writer = Writer::new(&header(6)).unwrap();
    writer.append(&commands(&mut random, 10)).unwrap();
    let (mut twin, mut wrong) = (writer.clone(), commands(&mut random, 3));
    wrong[2].seq = 12;
    assert_eq!(writer.append(&wrong), Err(JournalError::Sequence { expected: 13, found: 12 }));
    let ahead = JournalError::Place { found: 11, lowest: 0, highest: 10 };
    assert_eq!(writer.checkpoint(&checkpoint(&mut random, 11)), Err(ahead));
    assert_eq!(writer.snapshot(11, &[]), Err(ahead));
    assert_eq!(writer.take_bytes(), twin.take_bytes());
    writer.checkpoint(&checkpoint(&mut random, 8)).unwrap();
    let back = JournalError::Place { found: 7, lowest: 8, highest: 10 };
    assert_eq!(writer.checkpoint(&checkpoint(&mut random, 7)), Err(back));
    let large = Header { config: vec![0; MAX_CONFIG_BYTES + 1], ..Header::default() };
    assert!(matches!(Writer::new(&large), Err(JournalError::TooLarge { part: "configuration", .. })));
    let far = Header { base_seq: EXACT_LIMIT, ..Header::default() };
    assert!(matches!(Writer::new(&far), Err(JournalError::Place { .. })));
}

#[test]
fn other_versions_and_layouts_are_refused_by_name() {
    let good = journal(7, 1000, false);
    let changed = |at: usize| {
        let mut bytes = good.clone();
        bytes[at] ^= 0x40;
        reseal(&mut bytes[..128]);
        recover(&bytes).unwrap_err()
    };
    assert!(matches!(changed(8), JournalError::Version { found: 0x41, known: 1 }));
    assert!(matches!(changed(16), JournalError::Semantics { .. }));
    assert!(matches!(changed(20), JournalError::Layout { .. }));
    assert!(matches!(changed(15), JournalError::TooLarge { part: "configuration", .. }));
    assert_eq!(changed(70), JournalError::HeaderDamaged { offset: 0 });
    assert_eq!(recover(b"{}"), Err(JournalError::NotAJournal));
    assert_eq!(recover(b"CIFT"), Err(JournalError::HeaderCutOff { bytes: 4, expected: 128 }));
    let codes = [changed(8).code(), changed(16).code(), changed(20).code()];
    assert_eq!(codes, ["JOURNAL_VERSION", "JOURNAL_SEMANTICS", "JOURNAL_LAYOUT"]);
}

#[test]
fn claimed_lengths_are_refused_before_anything_is_kept_for_them() {
    let good = journal(8, 1000, false);
    let start = Map::of(&good).starts[0];
    let claim = |kind: u8, body: u32| {
        let mut bytes = good.clone();
        bytes[start + 8] = kind;
        bytes[start + 12..start + 16].copy_from_slice(&body.to_le_bytes());
        reseal(&mut bytes[start..start + HEAD]);
        let error = recover(&bytes).unwrap_err();
        let mut reader = Reader::new();
        reader.feed(&bytes[..start + HEAD]);
        assert_eq!(reader.next_block(), Err(error));
        error
    };
    let commands = (MAX_BLOCK_COMMANDS * 64) as u32;
    assert!(matches!(claim(1, commands + 64), JournalError::TooLarge { part: "block of commands", .. }));
    assert!(matches!(
        claim(3, MAX_SNAPSHOT_BYTES as u32 + 1),
        JournalError::TooLarge { part: "snapshot", .. }
    ));
    assert!(matches!(claim(2, u32::MAX), JournalError::TooLarge { part: "checkpoint", .. }));
    assert!(matches!(claim(1, 0), JournalError::Damaged { damage: Damage::Content, .. }));
    assert!(matches!(claim(1, 65), JournalError::Damaged { damage: Damage::Content, .. }));
    assert!(matches!(claim(9, 64), JournalError::Unsupported { block: 1, kind: 9, .. }));
}

#[test]
fn blocks_cannot_be_taken_out_moved_doubled_or_swapped() {
    let good = journal(9, 8000, true);
    let map = Map::of(&good);
    let block = |i: usize| &good[map.starts[i]..map.end(i)];
    for i in 0..map.starts.len() - 2 {
        let number = |number: usize| Damage::Number { found: number as u64 };
        let (before, behind) = (&good[..map.starts[i]], &good[map.end(i)..]);
        assert_eq!(damage(&[before, behind].concat()), number(i + 2), "taken out");
        assert_eq!(damage(&[before, block(i), block(i), behind].concat()), number(i + 1), "doubled");
        let swapped = [before, block(i + 1), block(i), &good[map.end(i + 1)..]].concat();
        assert_eq!(damage(&swapped), number(i + 2), "swapped");
    }
}

#[test]
fn blocks_of_another_journal_cannot_be_put_in() {
    let (good, other) = (journal(10, 8000, true), journal(110, 8000, true));
    let (map, others) = (Map::of(&good), Map::of(&other));
    for (i, &start) in map.starts.iter().enumerate().take(others.starts.len()) {
        let theirs = &other[others.starts[i]..others.end(i)];
        let bytes = [&good[..start], theirs, &good[map.end(i)..]].concat();
        let answer = recover(&bytes);
        let offset = start as u64;
        assert!(matches!(answer, Err(JournalError::Foreign { other, .. }) if other == offset), "{answer:?}");
    }
}

#[test]
fn a_block_of_another_run_of_the_same_session_breaks_the_chain() {
    let run = |flow: u64| {
        let mut random = Random(flow);
        let mut writer = Writer::new(&header(11)).unwrap();
        let mut bytes = writer.take_bytes();
        for _ in 0..4 {
            writer.append(&commands(&mut random, 8)).unwrap();
            bytes.extend(writer.take_bytes());
        }
        bytes
    };
    let (mut good, other) = (run(1), run(2));
    let map = Map::of(&good);
    let second = map.starts[1]..map.end(1);
    good[second.clone()].copy_from_slice(&other[second]);
    assert_eq!(damage(&good), Damage::Chain);
    // The last one too: a whole block is never a torn one.
    let last = map.starts[3]..map.end(3);
    let mut good = run(1);
    good[last.clone()].copy_from_slice(&other[last]);
    assert_eq!(damage(&good), Damage::Chain);
}

#[test]
fn commands_that_look_like_journals_fool_nobody_who_drew_a_session_number() {
    // Bytes of another journal as a snapshot, and a torn write in the midst of it.
    let other = journal(12, 2000, false);
    let mut writer = Writer::new(&header(13)).unwrap();
    writer.append(&commands(&mut Random(13), 4)).unwrap();
    writer.snapshot(4, &other).unwrap();
    let bytes = writer.take_bytes();
    assert!(recover(&bytes).unwrap().tail.is_none());
    for cut in 1..other.len() {
        let cut = &bytes[..bytes.len() - cut];
        let recovery = recover(cut).unwrap();
        assert_eq!((recovery.position.seq(), recovery.tail.is_some()), (4, true));
    }
    let mut torn = bytes;
    let end = torn.len() - 70;
    torn[end] ^= 1;
    let whole = recover(&torn);
    assert!(whole.as_ref().unwrap().tail.is_some());
    assert_eq!(stream(&torn, || 50).1, whole);
}

#[test]
fn messages_say_what_is_wrong_where_and_what_to_do() {
    let mut bytes = journal(14, 2000, false);
    let map = Map::of(&bytes);
    bytes[map.starts[1] + 70] ^= 1;
    let text = recover(&bytes).unwrap_err().to_string();
    let expected = format!(
        "the journal is damaged at byte {} (block 2): it does not read, and a block written after it stands at byte \
         {}; commands from sequence 2 on are not safe, restore the file from a copy",
        map.starts[1], map.starts[2]
    );
    assert_eq!(text, expected);
}
