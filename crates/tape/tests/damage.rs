//! Every truncation and every flipped bit of a small tape: each is found and named, and no wrong record is ever given.

mod common;

use cift_tape::{Arrangement, Batch, Metadata, Options, Place, Reader, Source, Writer};
use cift_wire::Tick;
use common::{Random, any_batch, input, joined, metadata, open, read_all, same, tape_of};

/// A tape of some chunks, its records, and where its chunks of records begin.
struct Good {
    bytes: Vec<u8>,
    all: Batch,
    chunks: Vec<usize>,
}

fn good(records: usize, chunk_records: usize, arrangement: Arrangement) -> Good {
    let mut random = Random(42);
    let batch = any_batch(&mut random, records, &mut 0, &mut 1000);
    let (bytes, _) = tape_of(std::slice::from_ref(&batch), Options { chunk_records, arrangement });
    let chunks = (0..bytes.len() - 12).filter(|at| bytes[*at..].starts_with(b"CIFTCHNK\x01\0\0\0")).collect();
    Good { bytes, all: joined(&[batch]), chunks }
}

/// Whether records are those of the tape from the first on, as many as there are.
fn is_prefix(all: &Batch, some: &Batch) -> bool {
    let mut head = all.clone();
    let mut rest = all.clone();
    rest.remove_first(some.len());
    let kept = all.len() - rest.len();
    // What is left of the whole when its end is taken off.
    let mut first = Batch::default();
    let mut left = kept;
    for slice in head.slices() {
        let (now, _) = slice.split_at(left);
        first.extend_slice(now);
        left -= now.len();
    }
    head.clear();
    same(&first, some)
}

/// Whether every record is one of the tape, in its order, and how many there are.
fn is_part(all: &Batch, some: &Batch) -> bool {
    let mut others = Vec::new();
    all.for_each(|record| others.push(record));
    let (mut at, mut sound) = (0, true);
    some.for_each(|record| {
        while others.get(at).is_some_and(|other| other.seq() < record.seq()) {
            at += 1;
        }
        sound &= others.get(at) == Some(&record);
        at += 1;
    });
    sound
}

/// All records that a strict reader gives before its error, and that.
fn until_error(mut reader: Reader) -> (Batch, Option<cift_tape::Problem>) {
    let (mut all, mut batch) = (Batch::default(), Batch::default());
    loop {
        match reader.read(&mut batch) {
            Ok(true) => batch.slices().for_each(|slice| all.extend_slice(slice)),
            Ok(false) => return (all, None),
            Err(problem) => return (all, Some(problem)),
        }
    }
}

#[test]
fn every_truncation_is_found_and_the_whole_chunks_are_read() {
    let Good { bytes, all, chunks } = good(160, 40, Arrangement::Columns);
    let mut end = |chunk: usize| {
        let size = u32::from_le_bytes(bytes[chunks[chunk] + 12..chunks[chunk] + 16].try_into().unwrap());
        chunks[chunk] + 128 + size as usize
    };
    let ends: Vec<usize> = (0..chunks.len()).map(&mut end).collect();
    for length in 0..bytes.len() {
        let cut = &bytes[..length];
        let problem = open(cut).err().unwrap_or_else(|| panic!("{length} bytes were opened"));
        assert!(!problem.advice.is_empty() && problem.input == "test.cift", "{problem}");
        match Reader::recover(input(cut)) {
            Err(_) => assert!(length < chunks[0], "{length}"),
            Ok(reader) => {
                let whole = ends.iter().filter(|end| **end <= length).count();
                let missing = reader.cut().unwrap();
                assert!(missing.offset as usize <= length && missing.offset + missing.bytes == length as u64);
                let (records, problem) = until_error(reader);
                assert_eq!(problem, None, "{length}");
                assert_eq!(records.len(), whole * 40, "{length}");
                assert!(is_prefix(&all, &records), "{length}");
            }
        }
    }
}

fn every_flip(good: &Good) {
    let Good { bytes, all, chunks } = good;
    let mut damaged = bytes.clone();
    for bit in 0..bytes.len() * 8 {
        let byte = bit / 8;
        damaged[byte] ^= 1 << (bit % 8);
        match open(&damaged) {
            Err(problem) => {
                let within = byte < 64 || byte > *chunks.last().unwrap();
                assert!(within, "bit {bit}: {problem}");
            }
            Ok(reader) => {
                let (records, problem) = until_error(reader);
                let problem = problem.unwrap_or_else(|| panic!("bit {bit} was not found"));
                assert!(is_prefix(all, &records), "bit {bit}");
                check_named(good, byte, &records, &problem);
                let mut lenient = Reader::open_lenient(input(&damaged)).unwrap();
                let rest = read_all(&mut lenient).unwrap();
                assert!(is_part(all, &rest), "bit {bit}");
                assert_eq!(lenient.tolerance().unwrap().skipped, 1, "bit {bit}");
                // The numbers have gaps of up to a thousand here, and those count as missing.
                assert!(lenient.lost().records >= (all.len() - rest.len()) as u64, "bit {bit}");
                let least =
                    if chunks.iter().any(|chunk| byte >= *chunk) { all.len() - 40 } else { all.len() };
                assert!(rest.len() >= least, "bit {bit}: only {} are left", rest.len());
            }
        }
        damaged[byte] ^= 1 << (bit % 8);
    }
}

/// The chunk that has the byte is the one that is named, with what is missing.
fn check_named(good: &Good, byte: usize, records: &Batch, problem: &cift_tape::Problem) {
    let Place::Byte(place) = problem.place else { panic!("{problem}") };
    assert!(place as usize <= byte, "byte {byte}: {problem}");
    assert!(problem.reason.contains("chunk "), "{problem}");
    if good.chunks.contains(&(place as usize)) {
        let mut next = good.all.clone();
        next.remove_first(records.len());
        let mut last = 0;
        records.for_each(|record| last = record.seq());
        assert!(problem.reason.contains(&format!("records {} to ", last + 1)), "{problem}");
        assert_eq!(records.len() % 40, 0);
    } else {
        assert!(problem.reason.contains("no records are missing"), "{problem}");
    }
}

#[test]
fn every_flipped_bit_is_found_and_named() {
    every_flip(&good(120, 40, Arrangement::Columns));
}

#[test]
fn every_flipped_bit_of_plain_messages_is_found_and_named() {
    every_flip(&good(80, 40, Arrangement::Message));
}

#[test]
fn chunks_that_are_missing_doubled_or_in_another_order_are_found() {
    let Good { bytes, all, chunks } = good(160, 40, Arrangement::Columns);
    let piece = |chunk: usize| &bytes[chunks[chunk]..chunks[chunk + 1]];
    let before = &bytes[..chunks[1]];
    let behind = &bytes[chunks[3]..];
    let cases = [
        [before, piece(2), behind].concat(),
        [before, piece(1), piece(1), piece(2), behind].concat(),
        [before, piece(2), piece(1), behind].concat(),
    ];
    for case in cases {
        // The trailer says how long the tape is, so most do not even open.
        if let Ok(reader) = open(&case) {
            let (records, problem) = until_error(reader);
            assert!(case.len() == bytes.len() && is_prefix(&all, &records) && problem.is_some());
        }
        let (records, problem) = until_error(Reader::recover(input(&case)).unwrap());
        assert!(is_prefix(&all, &records) && problem.is_some());
        let mut lenient = Reader::recover(input(&case)).unwrap().lenient();
        assert!(is_part(&all, &read_all(&mut lenient).unwrap()));
    }
}

#[test]
fn two_tapes_in_one_file_are_not_one() {
    let Good { bytes, all, .. } = good(80, 40, Arrangement::Columns);
    let both = [bytes.clone(), bytes].concat();
    assert!(open(&both).is_err());
    let (records, problem) = until_error(Reader::recover(input(&both)).unwrap());
    assert!(same(&records, &all) && problem.is_some());
}

#[test]
fn problems_say_what_and_where() {
    let Good { mut bytes, chunks, .. } = good(120, 40, Arrangement::Columns);
    let says = |bytes: &[u8]| open(bytes).err().map(|problem| problem.to_string()).unwrap();
    assert!(
        says(b"PK\x03\x04")
            .contains("byte 0: it does not begin with \"CIFTTAPE\", so it is no tape; check the path")
    );
    assert!(says(&bytes[..1000]).contains("the tape's end is missing or damaged"));
    let place = chunks[1];
    bytes[place + 200] ^= 1;
    let (_, problem) = until_error(open(&bytes).unwrap());
    let text = problem.unwrap().to_string();
    assert!(
        text.starts_with(&format!("test.cift, byte {place}: chunk 3 is damaged: its bytes are not those")),
        "{text}"
    );
}

#[test]
fn what_is_missing_is_said_with_its_times() {
    let mut batch = Batch::default();
    for seq in 1..=30 {
        let (time_ns, price) = (seq * 500_000_000, 100);
        batch.push_tick(Tick { seq, time_ns, price, ..Tick::default() });
    }
    let (good, _) = tape_of(&[batch], Options { chunk_records: 10, ..Options::default() });
    let chunks: Vec<usize> =
        (0..good.len() - 12).filter(|at| good[*at..].starts_with(b"CIFTCHNK\x01\0\0\0")).collect();
    let damaged = |chunk: usize, byte: usize| {
        let mut bytes = good.clone();
        bytes[chunks[chunk] + byte] ^= 1;
        until_error(open(&bytes).unwrap()).1.unwrap().reason
    };
    let body = damaged(1, 150);
    let says = "records 11 to 20 are missing, of 2012-06-21 00:00:05.5 to 2012-06-21 00:00:10";
    assert!(body.ends_with(says), "{body}");
    // Without a head that tells, from the record before to the one behind; at both ends from and to those of the tape.
    let head = damaged(1, 50);
    assert!(head.ends_with("of 2012-06-21 00:00:05 to 2012-06-21 00:00:10.5"), "{head}");
    let first = damaged(0, 50);
    assert!(first.ends_with("of 2012-06-21 00:00:00.5 to 2012-06-21 00:00:05.5"), "{first}");
    let last = damaged(2, 50);
    assert!(last.ends_with("of 2012-06-21 00:00:10 to 2012-06-21 00:00:15"), "{last}");
}

#[test]
fn a_lenient_reader_counts_a_missing_end() {
    let Good { bytes, all, chunks } = good(120, 40, Arrangement::Columns);
    let cut = &bytes[..chunks[2] + 77];
    let mut reader = Reader::open_lenient(input(cut)).unwrap();
    let read = read_all(&mut reader).unwrap();
    assert!(read.len() == 80 && is_prefix(&all, &read));
    let tolerance = reader.tolerance().unwrap();
    assert_eq!(tolerance.skipped, 1);
    let first = tolerance.first.as_ref().unwrap().to_string();
    assert!(first.contains("end is missing or damaged"), "{first}");
    assert!(first.contains("; 77 bytes behind its last whole chunk are left out"), "{first}");
    let mut whole = Reader::open_lenient(input(&bytes)).unwrap();
    assert!(same(&read_all(&mut whole).unwrap(), &all));
    assert_eq!(whole.tolerance().unwrap().skipped, 0);
    // A damaged footer is one place, though its head is sound.
    let footer = (0..bytes.len() - 12).rfind(|at| bytes[*at..].starts_with(b"CIFTCHNK\x04\0\0\0")).unwrap();
    let mut damaged = bytes;
    damaged[footer + 140] ^= 1;
    let mut reader = Reader::open_lenient(input(&damaged)).unwrap();
    assert!(same(&read_all(&mut reader).unwrap(), &all));
    let tolerance = reader.tolerance().unwrap();
    assert_eq!(tolerance.skipped, 1);
    assert!(tolerance.first.as_ref().unwrap().reason.starts_with("the tape's footer is damaged; "));
    assert!(tolerance.first.as_ref().unwrap().advice.is_empty());
}

#[test]
fn of_a_tape_without_its_trailer_what_was_said_last_is_known() {
    let mut writer = Writer::new(Vec::new(), &Metadata::default()).unwrap();
    writer.append(&any_batch(&mut Random(1), 10, &mut 0, &mut 0)).unwrap();
    let (bytes, _) = writer.finish(&metadata()).unwrap();
    let reader = Reader::recover(input(&bytes[..bytes.len() - 10])).unwrap();
    assert_eq!(*reader.metadata(), metadata());
    let reader = Reader::recover(input(&bytes[..bytes.len() - 200])).unwrap();
    assert_eq!(*reader.metadata(), Metadata::default());
}
