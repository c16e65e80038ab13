//! What is written comes back, whatever it is.

mod common;

use cift_tape::{
    Arrangement, Batch, Instrument, Kind, Metadata, Options, Reader, Run, Source, WriteError, Writer,
};
use cift_wire::{MarketByOrderEvent, Tick};
use common::{Random, any_batch, flow, input, joined, metadata, open, read_all, same, tape_of};

#[test]
fn records_of_all_kinds_in_any_order_come_back() {
    for seed in 0..300 {
        let mut random = Random(seed);
        let (mut seq, mut time) = (random.below(5) as u64, random.below(1 << 40) as u64);
        let batches: Vec<Batch> = (0..random.below(6))
            .map(|_| {
                let records = random.below(700);
                any_batch(&mut random, records, &mut seq, &mut time)
            })
            .collect();
        let arrangement = if seed % 5 == 0 { Arrangement::Message } else { Arrangement::Columns };
        let options = Options { chunk_records: 1 + random.below(500), arrangement };
        let (bytes, summary) = tape_of(&batches, options);
        let all = joined(&batches);
        let mut reader = open(&bytes).unwrap();
        assert!(same(&read_all(&mut reader).unwrap(), &all), "seed {seed}");
        assert_eq!(summary.bytes, bytes.len() as u64);
        assert_eq!((reader.totals(), reader.identity()), (&summary.totals, Some(summary.identity)));
        assert_eq!(reader.totals().records, all.len() as u64);
        for kind in Kind::ALL {
            assert_eq!(reader.totals().counts[kind as usize], all.count(kind) as u64);
        }
        assert_eq!(*reader.metadata(), metadata());
        let mut recovered = Reader::recover(input(&bytes)).unwrap();
        assert!(same(&read_all(&mut recovered).unwrap(), &all), "seed {seed}");
    }
}

#[test]
fn the_same_records_make_the_same_bytes_however_they_come() {
    let mut random = Random(1);
    let (mut seq, mut time) = (0, 0);
    let batches: Vec<Batch> = (0..7).map(|_| any_batch(&mut random, 321, &mut seq, &mut time)).collect();
    let options = Options { chunk_records: 100, ..Options::default() };
    assert_eq!(tape_of(&batches, options), tape_of(&[joined(&batches)], options));
}

#[test]
fn the_arrangement_changes_bytes_but_not_the_identity() {
    let mut random = Random(2);
    let batch = flow(&mut random, 20_000, &mut 0, &mut 0);
    let of =
        |arrangement| tape_of(std::slice::from_ref(&batch), Options { arrangement, ..Options::default() });
    let (columns, message) = (of(Arrangement::Columns), of(Arrangement::Message));
    assert_eq!(columns.1.identity, message.1.identity);
    assert!(columns.0.len() * 3 < message.0.len(), "{} {}", columns.0.len(), message.0.len());
}

#[test]
fn instruments_may_join() {
    let mut writer = Writer::new(Vec::new(), &Metadata::default()).unwrap();
    let tick = |seq| {
        let mut batch = Batch::default();
        batch.push_tick(Tick { seq, ..Tick::default() });
        batch
    };
    writer.append(&tick(1)).unwrap();
    writer.metadata(&Metadata::default()).unwrap();
    writer.metadata(&metadata()).unwrap();
    writer.append(&tick(2)).unwrap();
    let mut last = metadata();
    last.instruments.push(Instrument { symbol: "MSFT".to_owned(), ..last.instruments[0].clone() });
    let (bytes, _) = writer.finish(&last).unwrap();
    assert_eq!(*open(&bytes).unwrap().metadata(), last);
    // Without the footer, what was known when the last records were written.
    assert_eq!(*Reader::recover(input(&bytes[..bytes.len() - 200])).unwrap().metadata(), metadata());
}

#[test]
fn an_empty_tape_is_one() {
    let (bytes, summary) = tape_of(&[], Options::default());
    let mut reader = open(&bytes).unwrap();
    assert!(!reader.read(&mut Batch::default()).unwrap());
    assert_eq!(summary.totals.records, 0);
    reader.seek_time(5).unwrap();
    assert!(!reader.read(&mut Batch::default()).unwrap());
}

#[test]
fn nonsense_is_refused_and_nothing_of_it_taken() {
    let mut writer = Writer::new(Vec::new(), &metadata()).unwrap();
    let event = |seq, time_ns| MarketByOrderEvent { seq, time_ns, ..MarketByOrderEvent::default() };
    let of = |events: &[MarketByOrderEvent]| {
        let mut batch = Batch::default();
        batch.extend(events);
        batch
    };
    writer.append(&of(&[event(5, 10)])).unwrap();
    let mut refused = |batch: &Batch| writer.append(batch).expect_err("nonsense").to_string();
    let order = "a record has place 5 on the tape, behind 5: places rise from record to record";
    assert_eq!(refused(&of(&[event(5, 11)])), order);
    assert_eq!(refused(&of(&[event(6, 11), event(5, 12)])), order.replace("behind 5", "behind 6"));
    assert!(refused(&of(&[event(6, 1 << 63)])).contains("beyond 2^63"));
    let mut wrong = of(&[event(6, 11)]);
    wrong.runs.push(Run { kind: Kind::Tick, count: 1 });
    assert!(matches!(writer.append(&wrong), Err(WriteError::Runs { kind: Kind::Tick })));
    // Times may fall.
    writer.append(&of(&[event(6, 9)])).unwrap();
    let (bytes, summary) = writer.finish(&metadata()).unwrap();
    assert_eq!((summary.totals.records, summary.totals.times_back), (2, 1));
    assert_eq!(read_all(&mut open(&bytes).unwrap()).unwrap().market_by_order, [event(5, 10), event(6, 9)]);
}

/// Fails once, and takes bytes again then.
struct Failing(usize);

impl std::io::Write for Failing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += 1;
        if self.0 == 4 { Err(std::io::ErrorKind::StorageFull.into()) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_tape_with_a_hole_is_never_finished() {
    let mut writer = Writer::new(Failing(0), &metadata()).unwrap();
    writer.append(&flow(&mut Random(1), 100, &mut 0, &mut 0)).unwrap();
    assert!(matches!(writer.flush(), Err(WriteError::Io(_))));
    assert!(matches!(writer.flush(), Err(WriteError::Failed)));
    assert!(matches!(writer.append(&Batch::default()), Err(WriteError::Failed)));
    assert!(writer.finish(&metadata()).is_err());
}

/// The bytes of format version 1: where they change, `schemas/tape.md` and its version do. WebAssembly gives the same.
#[test]
fn the_bytes_of_a_tape_are_these() {
    let mut random = Random(2026);
    let (mut seq, mut time) = (0, 0);
    let batches =
        [any_batch(&mut random, 3000, &mut seq, &mut time), flow(&mut random, 3000, &mut seq, &mut time)];
    let (bytes, summary) = tape_of(&batches, Options { chunk_records: 1000, ..Options::default() });
    let found = (bytes.len(), summary.identity, crc32c::crc32c(&bytes));
    assert_eq!(found, (82_331, 0x498c_26d4_1be6_dd4f, 0x78f1_bbcb), "{found:#x?}");
}
