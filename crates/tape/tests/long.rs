//! A long tape: written with bounded memory, and opened at any time at once. `CIFT_LONG=100000000` sets its length.

#![allow(clippy::disallowed_methods, clippy::print_stdout)] // it measures

mod common;

use cift_tape::{Batch, FileInput, Metadata, Options, Reader, Source, Writer};
use common::{Counted, Random, flow};
use std::cell::Cell;
use std::io::BufWriter;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// Writes the tape; gives the time of each ten thousandth record.
fn write(path: &str, records: u64) -> (u64, Vec<u64>) {
    let metadata = Metadata { instruments: vec![], ..common::metadata() };
    let out = BufWriter::new(std::fs::File::create(path).unwrap());
    let mut writer = Writer::with(out, &metadata, Options::default()).unwrap();
    let (mut seq, mut time, mut times) = (0, 0, Vec::new());
    // One day of random flow is drawn, and then the same with later times and places.
    let day = flow(&mut Random(1), 100_000, &mut seq, &mut time);
    let (day_records, day_time) = (seq, time);
    let mut batch = day.clone();
    let mut done = 0;
    while done < records {
        for (record, first) in batch.market_by_order.iter_mut().zip(&day.market_by_order) {
            record.seq = first.seq + done;
            record.time_ns = first.time_ns + done / day_records * day_time;
            if record.seq % 10_000 == 0 {
                times.push(record.time_ns);
            }
        }
        writer.append(&batch).unwrap();
        done += day_records;
    }
    let (out, summary) = writer.finish(&metadata).unwrap();
    out.into_inner().unwrap().sync_all().unwrap();
    println!("{done} records in {} bytes, {} chunks", summary.bytes, summary.totals.chunks);
    assert_eq!((summary.totals.records, summary.totals.times_back), (done, 0));
    (done, times)
}

#[test]
fn a_seek_reads_little_however_long_the_tape_is() {
    let records = std::env::var("CIFT_LONG").map_or(10_000_000, |text| text.parse().expect("a number"));
    let path = format!("{}/long-{}.cift", std::env::temp_dir().display(), std::process::id());
    let (records, times) = write(&path, records);
    let bytes = Rc::new(Cell::new(0));
    let mut random = Random(2);
    let mut batch = Batch::default();
    let mut elapsed: Vec<Duration> = Vec::new();
    let mut most_bytes = 0;
    for _ in 0..40 {
        let at = random.below(times.len());
        let file = FileInput::open(&path).unwrap();
        bytes.set(0);
        let start = Instant::now();
        let mut reader = Reader::open(Counted::input(file, &bytes)).unwrap();
        reader.seek_time(times[at]).unwrap();
        assert!(reader.read(&mut batch).unwrap());
        elapsed.push(start.elapsed());
        most_bytes = most_bytes.max(bytes.get());
        let first = batch.market_by_order[0];
        assert!(
            first.time_ns >= times[at]
                && first.seq <= (at as u64 + 1) * 10_000
                && first.seq + 3 > (at as u64 + 1) * 10_000
        );
    }
    std::fs::remove_file(&path).unwrap();
    elapsed.sort_unstable();
    let (median, worst) = (elapsed[20], elapsed[39]);
    println!(
        "{records} records: open, seek and read {median:?} in the middle, {worst:?} at most, {most_bytes} bytes"
    );
    // The footer, a page of the index and a chunk: the rest is never read. The time is that of a loaded machine.
    assert!(most_bytes < 600_000, "{most_bytes}");
    assert!(median < Duration::from_millis(50), "{median:?}");
}
