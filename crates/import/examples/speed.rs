//! How fast inputs are read: `cargo run --release -p cift-import --example speed -- FILE…` tells for each file bytes of
//! its text, records, and both per second; the best of some runs.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::float_arithmetic,
    reason = "a benchmark tells times"
)]
#![allow(clippy::cast_precision_loss, reason = "rates are rounded")]

use std::io::Read;
use std::time::{Duration, Instant};

use cift_import::decompress;
use cift_import::detect::{Options, open};
use cift_tape::{Batch, Input, MemoryInput, Problem};

const RUNS: usize = 5;

fn input(path: &str, bytes: &[u8]) -> Box<dyn Input> {
    Box::new(MemoryInput::new(path, bytes.to_vec()))
}

/// Bytes after decompression, and the time of that alone.
fn unpack(path: &str, bytes: &[u8]) -> Result<(u64, Duration), Problem> {
    let start = Instant::now();
    let (mut total, mut room) = (0, vec![0; 1 << 18]);
    for mut member in decompress::open(input(path, bytes))? {
        while let Ok(count @ 1..) = member.read(&mut room) {
            total += count as u64;
        }
    }
    Ok((total, start.elapsed()))
}

fn read(path: &str, bytes: &[u8]) -> Result<(u64, Duration), Problem> {
    let start = Instant::now();
    let mut source = open(vec![input(path, bytes)], &Options::default())?;
    let (mut batch, mut records) = (Batch::default(), 0);
    while source.read(&mut batch)? {
        records += batch.len() as u64;
    }
    Ok((records, start.elapsed()))
}

fn main() -> Result<(), Problem> {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).unwrap_or_default();
        let (text, unpacking) = unpack(&path, &bytes)?;
        let (mut records, mut best) = (0, Duration::MAX);
        for _ in 0..RUNS {
            let (count, time) = read(&path, &bytes)?;
            (records, best) = (count, best.min(time));
        }
        let seconds = best.as_secs_f64();
        println!(
            "{path}: {records} records, {:.1} MB of text, {:.0} ms ({:.0} ms of it unpacking), {:.0} MB/s, {:.2} M records/s",
            text as f64 / 1e6,
            seconds * 1e3,
            unpacking.as_secs_f64() * 1e3,
            text as f64 / 1e6 / seconds,
            records as f64 / 1e6 / seconds,
        );
    }
    Ok(())
}
