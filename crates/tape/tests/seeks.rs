//! Seeks give what a naive scan gives.

mod common;

use cift_tape::{Batch, MemoryInput, Options, Reader, Source};
use common::{Counted, Random, any_batch, flow, input, joined, open, read_all, same, tape_of};
use std::cell::Cell;
use std::rc::Rc;

/// A tape of random records, and the last of their sequences and times.
struct Drawn {
    random: Random,
    all: Batch,
    bytes: Vec<u8>,
    seq: u64,
    time: u64,
}

fn draw(seed: u64) -> Drawn {
    let mut random = Random(seed);
    let (mut seq, mut time) = (0, 5_000_000);
    let batches: Vec<Batch> = (0..4).map(|_| any_batch(&mut random, 600, &mut seq, &mut time)).collect();
    let all = joined(&batches);
    // Chunks of few records, so that the index has several pages.
    let options = Options { chunk_records: 1 + random.below(7), ..Options::default() };
    let (bytes, _) = tape_of(&batches, options);
    Drawn { random, all, bytes, seq, time }
}

/// Naive: the whole tape without what is before the first record that `found` takes.
fn from_first(all: &Batch, mut found: impl FnMut(u64, u64) -> bool) -> Batch {
    let (mut before, mut is) = (0, false);
    all.for_each(|record| {
        is |= found(record.seq(), record.time_ns());
        before += usize::from(!is);
    });
    let mut rest = all.clone();
    rest.remove_first(before);
    rest
}

#[test]
fn seeks_equal_a_naive_scan() {
    for seed in 0..20 {
        let Drawn { mut random, all, bytes, seq, time } = draw(seed);
        let mut whole = open(&bytes).unwrap();
        let mut recovered = Reader::recover(input(&bytes)).unwrap();
        for round in 0..60 {
            let reader = if round % 4 == 0 { &mut recovered } else { &mut whole };
            let expected = if round % 2 == 0 {
                let goal = random.below(time as usize + 10_000) as u64;
                reader.seek_time(goal).unwrap();
                from_first(&all, |_, time| time >= goal)
            } else {
                let goal = random.below(seq as usize + 20) as u64;
                reader.seek_seq(goal).unwrap();
                from_first(&all, |seq, _| seq >= goal)
            };
            assert!(same(&read_all(reader).unwrap(), &expected), "seed {seed} round {round}");
        }
        whole.rewind();
        assert!(same(&read_all(&mut whole).unwrap(), &all));
    }
}

#[test]
fn a_damaged_page_of_the_index_is_named_or_done_without() {
    let batch = flow(&mut Random(3), 2000, &mut 0, &mut 0);
    let (mut bytes, _) =
        tape_of(std::slice::from_ref(&batch), Options { chunk_records: 2, ..Options::default() });
    let pages: Vec<usize> =
        (0..bytes.len() - 12).filter(|at| bytes[*at..].starts_with(b"CIFTCHNK\x03\0\0\0")).collect();
    assert_eq!(pages.len(), 4);
    bytes[pages[1] + 300] ^= 4;
    let mut reader = open(&bytes).unwrap();
    reader.seek_seq(100).unwrap();
    let problem = reader.seek_seq(700).unwrap_err();
    assert!(problem.reason.contains("the page of the index in chunk 515 is damaged"), "{problem}");
    let mut lenient = open(&bytes).unwrap().lenient();
    lenient.seek_seq(700).unwrap();
    assert!(same(&read_all(&mut lenient).unwrap(), &from_first(&batch, |seq, _| seq >= 700)));
}

#[test]
fn a_seek_into_a_damaged_chunk_finds_what_comes_next() {
    let batch = flow(&mut Random(4), 1000, &mut 0, &mut 0);
    let (mut bytes, _) =
        tape_of(std::slice::from_ref(&batch), Options { chunk_records: 100, ..Options::default() });
    let chunks: Vec<usize> =
        (0..bytes.len() - 12).filter(|at| bytes[*at..].starts_with(b"CIFTCHNK\x01\0\0\0")).collect();
    bytes[chunks[4] + 300] ^= 1;
    let mut reader = open(&bytes).unwrap();
    reader.seek_seq(450).unwrap();
    let problem = reader.read(&mut Batch::default()).unwrap_err();
    assert!(problem.reason.contains("records 401 to 500 are missing"), "{problem}");
    let mut lenient = open(&bytes).unwrap().lenient();
    lenient.seek_seq(450).unwrap();
    assert!(same(&read_all(&mut lenient).unwrap(), &from_first(&batch, |seq, _| seq > 500)));
    assert_eq!((lenient.lost().places, lenient.lost().records), (1, 100));
}

/// The records before a time, which are all that somebody wants who stops there.
fn before(all: &Batch, time: u64) -> Batch {
    let mut some = Batch::default();
    all.for_each(|record| {
        if record.time_ns() < time {
            some.push(record);
        }
    });
    some
}

#[test]
fn stops_leave_nothing_out_that_is_before_them() {
    for seed in 0..20 {
        let Drawn { mut random, all, bytes, time, .. } = draw(seed);
        let mut reached_the_end = 0;
        for round in 0..40 {
            let mut reader =
                if round % 4 == 0 { Reader::recover(input(&bytes)).unwrap() } else { open(&bytes).unwrap() };
            let stop = random.below(time as usize + 10_000) as u64;
            let from = if round % 2 == 0 { 0 } else { random.below(stop as usize + 1) as u64 };
            reader.stop_before(stop).unwrap();
            reader.seek_time(from).unwrap();
            let read = read_all(&mut reader).unwrap();
            let expected = before(&from_first(&all, |_, time| time >= from), stop);
            assert!(same(&before(&read, stop), &expected), "seed {seed} round {round}");
            let (done, of) = reader.progress();
            assert!(done <= of && of <= bytes.len() as u64, "{done} of {of}");
            reached_the_end += usize::from(all.len() == read.len());
        }
        assert!(reached_the_end < 20, "seed {seed}: {reached_the_end} stops stopped nothing");
    }
}

#[test]
fn a_window_reads_little_of_a_long_tape() {
    let batch = flow(&mut Random(6), 200_000, &mut 0, &mut 0);
    let last_time = batch.market_by_order.last().unwrap().time_ns;
    let (tape, summary) =
        tape_of(std::slice::from_ref(&batch), Options { chunk_records: 1000, ..Options::default() });
    let bytes = Rc::new(Cell::new(0));
    let mut reader = Reader::open(Counted::input(MemoryInput::new("tape", tape), &bytes)).unwrap();
    let (from, to) = (last_time / 100 * 40, last_time / 100 * 42);
    reader.stop_before(to).unwrap();
    reader.seek_time(from).unwrap();
    let read = read_all(&mut reader).unwrap();
    // One in fifty of the records, and what of its first and last chunk is beyond.
    let wanted = before(&from_first(&batch, |_, time| time >= from), to).len();
    assert!(wanted > 3000 && (wanted..wanted + 2000).contains(&read.len()), "{wanted} {}", read.len());
    // Footer and page of the index are 17 KB of it.
    assert!(bytes.get() < 20_000 + summary.bytes / 25, "{} of {}", bytes.get(), summary.bytes);
    assert!(!reader.read(&mut Batch::default()).unwrap());
}
