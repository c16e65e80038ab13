//! Batches, and inputs that are read from front to back.

mod common;

use cift_tape::{AnyRecord, Batch, FileInput, Input, InputReader, Kind, MemoryInput, Run, Slice};
use cift_wire::{Quote, Tick};
use common::{Random, any_batch, same};
use std::io::Read;

fn tick(seq: u64) -> Tick {
    Tick { seq, time_ns: seq * 10, ..Tick::default() }
}

fn quote(seq: u64) -> Quote {
    Quote { seq, ..Quote::default() }
}

/// Tick 1, tick 2, quote 3, tick 4.
fn small() -> Batch {
    let mut batch = Batch::default();
    batch.push_tick(tick(1));
    batch.push_tick(tick(2));
    batch.push_quote(quote(3));
    batch.push_tick(tick(4));
    batch
}

#[test]
fn records_are_given_in_order() {
    let batch = small();
    let run = |kind, count| Run { kind, count };
    assert_eq!(batch.runs, [run(Kind::Tick, 2), run(Kind::Quote, 1), run(Kind::Tick, 1)]);
    let mut records = Vec::new();
    batch.for_each(|record| records.push((record.kind(), record.seq(), record.time_ns())));
    let expected = [(Kind::Tick, 1, 10), (Kind::Tick, 2, 20), (Kind::Quote, 3, 0), (Kind::Tick, 4, 40)];
    assert_eq!(records, expected);
    let slices: Vec<Slice<'_>> = batch.slices().collect();
    let [Slice::Tick(first), Slice::Quote(quotes), Slice::Tick(last)] = slices.as_slice() else {
        panic!("{slices:?}")
    };
    assert_eq!(
        (*first, *quotes, *last),
        ([tick(1), tick(2)].as_slice(), [quote(3)].as_slice(), [tick(4)].as_slice())
    );
    assert_eq!(slices[0].split_at(1), (Slice::Tick(&[tick(1)]), Slice::Tick(&[tick(2)])));
}

#[test]
fn a_batch_counts_clears_and_joins() {
    let mut batch = small();
    assert_eq!(
        (batch.len(), batch.is_empty(), batch.count(Kind::Tick), batch.count(Kind::Bar)),
        (4, false, 3, 0)
    );
    batch.extend(&[tick(5), tick(6)]);
    batch.extend::<Quote>(&[]);
    assert_eq!(batch.runs.last(), Some(&Run { kind: Kind::Tick, count: 3 }));
    assert!(batch.is_consistent());
    batch.runs[0].count += 1;
    assert!(!batch.is_consistent());
    // A batch that is not consistent is still read without a panic.
    batch.for_each(|record| assert!(matches!(record, AnyRecord::Tick(_) | AnyRecord::Quote(_))));
    batch.clear();
    assert!(batch.is_empty() && batch.is_consistent());
}

#[test]
fn first_records_are_taken_out_wherever_the_runs_end() {
    let all = any_batch(&mut Random(3), 60, &mut 0, &mut 0);
    for count in 0..70 {
        let mut rest = all.clone();
        rest.remove_first(count);
        let mut expected = Batch::default();
        let mut left = count;
        for slice in all.slices() {
            let (out, kept) = slice.split_at(left);
            left -= out.len();
            expected.extend_slice(kept);
        }
        assert!(same(&rest, &expected) && rest.is_consistent(), "{count}");
    }
}

#[test]
fn kinds_have_the_names_of_their_tables() {
    let tables = include_str!("../../../schemas/generated/tables.json");
    for kind in Kind::ALL {
        assert!(tables.contains(&format!("\"{}\"", kind.name())), "{}", kind.name());
        assert_eq!(Kind::of_number(kind as u8), Some(kind));
    }
    assert_eq!(Kind::of_number(7), None);
}

#[test]
fn a_reader_gives_an_input_or_a_part_of_it() {
    let bytes: Vec<u8> = (0..100).collect();
    let input = || Box::new(MemoryInput::new("bytes", bytes.clone()));
    let mut all = Vec::new();
    let mut reader = InputReader::new(input());
    assert_eq!((reader.name(), reader.position()), ("bytes", 0));
    reader.read_to_end(&mut all).unwrap();
    assert_eq!((all.as_slice(), reader.position()), (bytes.as_slice(), 100));
    assert_eq!(reader.into_input().size(), 100);
    for (start, end, expected) in
        [(10, 20, 10..20), (90, 200, 90..100), (150, 200, 100..100), (20, 10, 20..20)]
    {
        let mut part = Vec::new();
        InputReader::part(input(), start, end).read_to_end(&mut part).unwrap();
        assert_eq!(part, bytes[expected], "{start} to {end}");
    }
}

#[test]
fn a_file_is_read_at_any_place() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let whole = std::fs::read(path).unwrap();
    let mut file = FileInput::open(path).unwrap();
    assert_eq!((file.name(), file.size()), (path, whole.len() as u64));
    let mut some = [0; 16];
    for offset in [40, 0, 16, 32, 5] {
        assert_eq!(file.read_at(offset, &mut some).unwrap(), 16);
        assert_eq!(some, whole[offset as usize..offset as usize + 16]);
    }
    assert_eq!(file.read_at(file.size(), &mut some).unwrap(), 0);
    assert_eq!(file.read_at(file.size() + 100, &mut some).unwrap(), 0);
    assert!(FileInput::open("no such file").is_err());
}
