//! What tapes cost: `cargo run --release -p cift-tape --example speed`.
//!
//! Writes and reads a day of real orders (`../shared/data/lobster`, where it is there) and ten million records of the
//! same kind, and seeks in those.

#![allow(clippy::print_stdout, clippy::disallowed_methods)] // a measurement: a clock, and a report

use cift_tape::{Arrangement, Batch, Input, Metadata, Options, Problem, Reader, Source, WriteError, Writer};
use cift_wire::MarketByOrderEvent;
use std::io::Read;
use std::rc::Rc;
use std::time::{Duration, Instant};

const DAY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/lobster/GOOG_10_ops.csv.gz");
const RECORDS: u64 = 10_000_000;
const ROUNDS: usize = 5;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let (batch, csv_bytes) = read_day().unwrap_or_else(|error| {
        println!("{DAY} is not there ({error}): random orders instead");
        (synthetic(155_873, 0), 0)
    });
    for arrangement in [Arrangement::Columns, Arrangement::Message] {
        measure(&batch, csv_bytes, arrangement)?;
    }
    long_tape(&batch)
}

/// The day's operations as market-by-order records, and the bytes of its CSV.
fn read_day() -> Result<(Batch, usize), Failure> {
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(std::fs::File::open(DAY)?).read_to_string(&mut text)?;
    let mut batch = Batch::default();
    for (seq, line) in (1..).zip(text.lines().skip(1)) {
        let fields: Vec<&str> = line.split(',').collect();
        let &[_, time, op, order_id, side, price, size, _] = fields.as_slice() else {
            return Err(line.into());
        };
        batch.push_market_by_order(MarketByOrderEvent {
            action: match op {
                "S" | "A" => 1,
                "C" | "D" => 2,
                _ => 4,
            },
            side: u8::from(side != "1"),
            flags: 1,
            seq,
            time_ns: time.parse()?,
            order_id: order_id.parse()?,
            price: price.parse::<i64>()? / 100,
            quantity: size.parse()?,
            ..MarketByOrderEvent::default()
        });
    }
    Ok((batch, text.len()))
}

fn synthetic(records: u64, from: u64) -> Batch {
    let mut batch = Batch::default();
    let mut word = from;
    for seq in from + 1..=from + records {
        word = word.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        batch.push_market_by_order(MarketByOrderEvent {
            action: 1 + (word >> 63) as u8,
            side: (word >> 62 & 1) as u8,
            seq,
            time_ns: seq * 150_000 + (word >> 46 & 0xFFFF),
            order_id: seq - (word >> 40 & 63).min(seq),
            price: 57_000 + (word >> 32 & 127) as i64,
            quantity: 100,
            ..MarketByOrderEvent::default()
        });
    }
    batch
}

/// A tape in memory that is not copied to be opened.
struct Shared(Rc<[u8]>);

impl Input for Shared {
    fn name(&self) -> &'static str {
        "tape"
    }

    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_at(&mut self, offset: u64, target: &mut [u8]) -> std::io::Result<usize> {
        (&self.0[(offset as usize).min(self.0.len())..]).read(target)
    }
}

fn open(tape: &Rc<[u8]>) -> Result<Reader, Problem> {
    Reader::open(Box::new(Shared(Rc::clone(tape))))
}

fn write(batches: &[&Batch], options: Options) -> Result<Vec<u8>, WriteError> {
    let mut writer = Writer::with(Vec::new(), &Metadata::default(), options)?;
    for batch in batches {
        writer.append(batch)?;
    }
    Ok(writer.finish(&Metadata::default())?.0)
}

fn read(tape: &Rc<[u8]>) -> Result<u64, Problem> {
    let mut reader = open(tape)?;
    let (mut batch, mut records) = (Batch::default(), 0);
    while reader.read(&mut batch)? {
        records += batch.len() as u64;
    }
    Ok(records)
}

fn best(mut run: impl FnMut() -> Result<(), Failure>) -> Result<Duration, Failure> {
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        run()?;
        best = best.min(start.elapsed());
    }
    Ok(best)
}

fn report(what: &str, records: u64, time: Duration) {
    let nanos = time.as_nanos().max(1) as u64;
    let per_second = records.saturating_mul(1_000_000_000) / nanos;
    println!(
        "  {what}: {} million records/s, {} MB/s of records",
        per_second / 1_000_000,
        per_second * 64 / 1_000_000
    );
}

fn measure(batch: &Batch, csv_bytes: usize, arrangement: Arrangement) -> Result<(), Failure> {
    let options = Options { arrangement, ..Options::default() };
    let tape: Rc<[u8]> = Rc::from(write(&[batch], options)?);
    let records = batch.len() as u64;
    println!(
        "{arrangement:?}: {records} records in {} bytes, {} a thousand records",
        tape.len(),
        tape.len() as u64 * 1000 / records
    );
    if let Some(share) = (tape.len() * 1000).checked_div(csv_bytes) {
        println!("  {share} thousandths of the CSV's {csv_bytes} bytes");
    }
    report("written", records, best(|| write(&[batch], options).map(drop).map_err(Failure::from))?);
    report("read", records, best(|| read(&tape).map(|_| ()).map_err(Failure::from))?);
    Ok(())
}

/// Ten million records: the day again and again.
fn long_tape(day: &Batch) -> Result<(), Failure> {
    let mut writer = Writer::new(Vec::new(), &Metadata::default())?;
    let (mut batch, mut written, mut time) = (day.clone(), 0, 0);
    let start = Instant::now();
    while written < RECORDS {
        let (first, mut last) = (time, 0);
        for (record, of_day) in batch.market_by_order.iter_mut().zip(&day.market_by_order) {
            written += 1;
            record.seq = written;
            record.time_ns = first + of_day.time_ns;
            last = record.time_ns;
        }
        time = last;
        writer.append(&batch)?;
    }
    let (tape, summary) = writer.finish(&Metadata::default())?;
    let tape: Rc<[u8]> = Rc::from(tape);
    println!("{written} records in {} bytes", summary.bytes);
    report("written", written, start.elapsed());
    report("read", written, best(|| read(&tape).map(|_| ()).map_err(Failure::from))?);
    let mut word = 1_u64;
    let (mut batch, mut elapsed) = (Batch::default(), Vec::new());
    for _ in 0..200 {
        word = word.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let goal = word % time;
        let start = Instant::now();
        let mut reader = open(&tape)?;
        reader.seek_time(goal)?;
        reader.read(&mut batch)?;
        elapsed.push(start.elapsed());
    }
    elapsed.sort_unstable();
    let (median, worst) = (elapsed[100].as_micros(), elapsed[199].as_micros());
    println!("  open, seek to a time and read: {median} µs in the middle of 200, {worst} µs at most");
    Ok(())
}
