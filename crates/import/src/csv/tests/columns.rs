//! Typed columns, as Parquet has them.

use cift_tape::{Batch, Source};
use cift_wire::{Bar, Tick};

use super::super::{Column, ColumnSource, Options, Values};
use crate::lines::TimeUnit;

fn column<'a>(name: &'a str, values: Values<'a>) -> Column<'a> {
    Column { name, values, valid: None }
}

fn drain(source: &mut ColumnSource) -> (Vec<Tick>, Vec<Bar>) {
    let (mut all, mut batch) = ((Vec::new(), Vec::new()), Batch::default());
    while source.read(&mut batch).unwrap() {
        all.0.extend_from_slice(&batch.ticks);
        all.1.extend_from_slice(&batch.bars);
    }
    all
}

#[test]
fn doubles_are_the_decimals_they_stand_for() {
    let times = [1_700_000_000_000_000, 1_700_000_001_000_000];
    let prices = [0.1, 0.1 + 0.2];
    let sizes = [1e-7, 12_345_678.0];
    let names = [0_u32, 4, 8];
    let mut source = ColumnSource::new(&["dir/trades.parquet"], "parquet", &Options::default());
    source
        .push(&[
            column("ts", Values::Time(&times, TimeUnit::Micros)),
            column("price", Values::Float64(&prices)),
            column("qty", Values::Float64(&sizes)),
            column("symbol", Values::Text(b"ABCDEFGH", &names[1..])),
        ])
        .unwrap();
    assert!(drain(&mut source).0.is_empty(), "more may come");
    source.finish();
    let (ticks, _) = drain(&mut source);
    assert_eq!((ticks[0].price, ticks[1].price), (100_000_000, 300_000_000));
    assert_eq!((ticks[0].quantity, ticks[1].quantity), (10, 1_234_567_800_000_000));
    assert_eq!((ticks[1].time_ns - ticks[0].time_ns, ticks[1].instrument), (1_000_000_000, 1));
    let symbols: Vec<&str> = source.metadata().instruments.iter().map(|one| one.symbol.as_str()).collect();
    assert_eq!((symbols, source.metadata().format.as_str()), (vec!["ABCD", "EFGH"], "parquet"));
}

#[test]
fn bars_in_chunks_with_what_is_missing() {
    let options = Options { lenient: true, ..Options::default() };
    let mut source = ColumnSource::new(&["bars.parquet"], "parquet", &options);
    for chunk in 0..3_i64 {
        let times: Vec<i64> = (0..40_000).map(|row| 1_700_000_000 + (chunk * 40_000 + row) * 60).collect();
        let prices = vec![1.5_f32; 40_000];
        let mut closes = vec![1.5_f64; 40_000];
        closes[7] = f64::NAN;
        let volumes = vec![3_i64; 40_000];
        let mut valid = vec![1_u8; 40_000];
        valid[9] = 0;
        let mut columns = vec![column("time", Values::Int64(&times))];
        columns.extend(["open", "high", "low"].map(|name| column(name, Values::Float32(&prices))));
        columns.push(column("close", Values::Float64(&closes)));
        columns.push(Column { name: "volume", values: Values::Int64(&volumes), valid: Some(&valid) });
        source.push(&columns).unwrap();
        let (_, bars) = drain(&mut source);
        assert_eq!(bars.len(), [0, 79_996, 39_998][usize::try_from(chunk).unwrap()]);
        assert!(
            bars.iter()
                .all(|bar| bar.open == bar.close && bar.close_time_ns - bar.open_time_ns == 60_000_000_000)
        );
    }
    source.finish();
    assert!(drain(&mut source).1.is_empty());
    assert_eq!(source.tolerance().unwrap().skipped, 6);
    assert!(source.understood()[0].contains("bars, times as s"));
    assert_eq!(
        source.tolerance().unwrap().first.as_ref().unwrap().to_string(),
        "bars.parquet, line 8, close: has no value; leave such rows out by --lenient"
    );
}

#[test]
fn chunks_are_checked() {
    let mut source = ColumnSource::new(&["x"], "parquet", &Options::default());
    let (times, prices) = ([1_700_000_000_i64], [1.0, 2.0]);
    let unequal = [column("time", Values::Int64(&times)), column("price", Values::Float64(&prices))];
    assert!(source.push(&unequal).unwrap_err().reason.contains("different lengths"));
    let good = [column("time", Values::Int64(&times)), column("price", Values::Float64(&prices[..1]))];
    source.push(&good).unwrap();
    assert!(source.push(&good[..1]).unwrap_err().reason.contains("other columns"));
    let mut source = ColumnSource::new(&["x"], "parquet", &Options::default());
    assert!(source.push(&good[..1]).unwrap_err().to_string().contains("no column for the price"));
    let mut source = ColumnSource::new(&["x"], "parquet", &Options::default());
    let text =
        [column("time", Values::Text(b"abc", &[9])), column("price", Values::Float64(&[f64::INFINITY]))];
    assert!(source.push(&text).is_err());
}
