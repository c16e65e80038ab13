//! How fast tables are read and written: `cargo run --release -p cift-import --example csv_speed`.

#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::time::Instant;

use cift_import::{bybit, csv, tardis};
use cift_tape::{Batch, Input, Kind, MemoryInput, Problem, Source};

/// Bytes of each text, about.
const BYTES: usize = 64 << 20;

fn repeated(head: &str, mut row: impl FnMut(u64, &mut String)) -> String {
    let mut text = format!("{head}\n");
    for number in 0.. {
        row(number, &mut text);
        if text.len() > BYTES {
            break;
        }
    }
    text
}

fn bars(number: u64, text: &mut String) {
    let (minute, price) = (number % 1_440, 46_000 + number % 977);
    let day = number / 1_440;
    let (month, day) = (day / 28 % 12 + 1, day % 28 + 1);
    let year = 2_000 + number / (1_440 * 336);
    let _ = writeln!(
        text,
        "{year}-{month:02}-{day:02} {:02}:{:02}:00.000000,{price}.0,{price}.5,{price}.0,{price}.25,{}.7295",
        minute / 60,
        minute % 60,
        number * 7_919 % 2_300_413
    );
}

fn ticks(number: u64, text: &mut String) {
    let _ = writeln!(
        text,
        "{},{}.{},0.{:04},buy",
        1_700_000_000_000 + number,
        42_000 + number % 500,
        number % 10,
        number % 9_973 + 1
    );
}

fn updates(number: u64, text: &mut String) {
    let time = 1_600_000_000_000_000 + number / 4 * 1_000;
    let _ = writeln!(
        text,
        "deribit,BTC-PERPETUAL,{time},{},false,ask,{}.5,{}",
        time + 99,
        6_400 + number % 500,
        number % 7_919
    );
}

fn messages(number: u64, text: &mut String) {
    let kind = if number == 0 { "snapshot" } else { "delta" };
    let _ = write!(
        text,
        r#"{{"topic":"orderbook.500.XRPUSDT","type":"{kind}","ts":{},"data":{{"s":"XRPUSDT","b":["#,
        1_733_011_200_691 + number
    );
    for level in 0..16 {
        let _ = write!(
            text,
            r#"{}["1.{:04}","{}"]"#,
            if level == 0 { "" } else { "," },
            9_000 + level * 7 + number % 300,
            number * 31 % 20_000
        );
    }
    let _ = writeln!(
        text,
        r#"],"a":[],"u":{},"seq":{}}},"cts":{}}}"#,
        number + 5,
        number * 3,
        1_733_011_200_589 + number
    );
}

fn measure(
    name: &str,
    text: &str,
    open: impl Fn(Vec<Box<dyn Input>>) -> Result<Box<dyn Source>, Problem>,
) -> Result<(), Problem> {
    let mut best = f64::INFINITY;
    let mut records = 0;
    for _ in 0..3 {
        let input: Box<dyn Input> = Box::new(MemoryInput::new("speed.csv", text.as_bytes().to_vec()));
        let start = Instant::now();
        let mut source = open(vec![input])?;
        let mut batch = Batch::default();
        records = 0;
        while source.read(&mut batch)? {
            records += batch.len();
        }
        best = best.min(start.elapsed().as_secs_f64());
    }
    report(name, text.len(), records, best);
    Ok(())
}

#[expect(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "figures for people")]
fn report(name: &str, bytes: usize, records: usize, seconds: f64) {
    let line = format!(
        "{name:24} {:6.0} MB/s {:6.2} M records/s",
        bytes as f64 / 1e6 / seconds,
        records as f64 / 1e6 / seconds
    );
    let _ = writeln!(io::stdout(), "{line}");
}

fn main() -> Result<(), Problem> {
    let options = csv::Options::default();
    let table = |inputs| csv::open(inputs, &options).map(|source| Box::new(source) as Box<dyn Source>);
    let text = repeated("timestamp,open,high,low,close,volume", bars);
    measure("csv bars", &text, table)?;
    let input: Box<dyn Input> = Box::new(MemoryInput::new("speed.csv", text.into_bytes()));
    let mut source = csv::open(vec![input], &options)?;
    let (mut written, start) = (Vec::new(), Instant::now());
    let count = csv::write_csv(&mut source, Kind::Bar, csv::Times::Iso, &mut written);
    report(
        "csv bars, read and write",
        written.len(),
        count.unwrap_or(0) as usize,
        start.elapsed().as_secs_f64(),
    );
    measure("csv ticks", &repeated("time,price,size,side", ticks), table)?;
    let head = "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount";
    measure("tardis updates", &repeated(head, updates), |inputs| {
        tardis::open(inputs, false).map(|source| Box::new(source) as Box<dyn Source>)
    })?;
    measure("bybit book", &repeated("", messages), |inputs| {
        bybit::open(inputs, false).map(|source| Box::new(source) as Box<dyn Source>)
    })
}
