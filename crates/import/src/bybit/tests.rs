//! Bybit's own file, and made-up messages.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests say what they skip and how much they did"
)]

use std::collections::BTreeMap;

use cift_tape::{Batch, FileInput, Input, MemoryInput, Metadata, Problem, Source};
use cift_types::BookAction;
use cift_wire::{MarketByPriceEvent, Tick};

use super::{is_book, is_trades, open, open_trades};

#[derive(Default, Debug)]
struct Read {
    updates: Vec<MarketByPriceEvent>,
    ticks: Vec<Tick>,
    metadata: Metadata,
    skipped: u64,
}

fn read_all(mut source: impl Source) -> Result<Read, Problem> {
    let (mut all, mut batch) = (Read::default(), Batch::default());
    while source.read(&mut batch)? {
        all.updates.extend_from_slice(&batch.market_by_price);
        all.ticks.extend_from_slice(&batch.ticks);
    }
    all.metadata = source.metadata().clone();
    all.skipped = source.tolerance().map_or(0, |tolerance| tolerance.skipped);
    Ok(all)
}

fn read(text: &str, lenient: bool) -> Result<Read, Problem> {
    let input: Box<dyn Input> = Box::new(MemoryInput::new("made-up.data", text.as_bytes().to_vec()));
    read_all(open(vec![input], lenient)?)
}

fn message(kind: &str, update: u64, cross: u64, levels: &str) -> String {
    let data = format!(r#"{{"s":"AB",{levels},"u":{update},"seq":{cross}}}"#);
    format!(r#"{{"topic":"orderbook.500.AB","type":"{kind}","ts":1000002,"data":{data},"cts":1000001}}"#)
}

#[test]
fn the_real_file() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/bars/bybit/xrpusdt-ob500.data.zip");
    let Ok(input) = FileInput::open(path) else {
        eprintln!("skipped: {path} is not there");
        return;
    };
    let read = open(vec![Box::new(input)], false).and_then(read_all).unwrap();
    assert_eq!(
        (read.metadata.venue.as_str(), read.metadata.instruments[0].symbol.as_str()),
        ("bybit", "XRPUSDT")
    );
    let packets = read.updates.iter().filter(|update| update.flags & 1 != 0).count();
    assert_eq!((packets, read.updates[0].action), (50, BookAction::Clear as u8));
    assert_eq!((read.updates[0].time_ns, read.updates[0].received_ns), (589_000_000, 691_000_000));
    assert_eq!((read.updates[1].price, read.updates[1].quantity), (1_953_100_000, 6_203_000_000_000));
    let mut book: [BTreeMap<i64, u64>; 2] = Default::default();
    for update in &read.updates[1..] {
        let side = &mut book[usize::from(update.side)];
        if update.quantity == 0 {
            assert!(side.remove(&update.price).is_some(), "only what is there is removed");
        } else {
            side.insert(update.price, update.quantity);
        }
        if update.flags & 1 != 0 {
            let (bid, ask) = (book[0].last_key_value().unwrap(), book[1].first_key_value().unwrap());
            assert!(bid.0 < ask.0, "never crossed after a message");
            assert_eq!((book[0].len(), book[1].len()), (500, 500));
        }
    }
    let mut bytes = std::fs::read(path).unwrap();
    let at = bytes.iter().position(|byte| *byte == b'{').unwrap();
    assert!(is_book(&bytes.split_off(at)));
}

#[test]
fn snapshots_deltas_and_what_is_between_them() {
    let text = [
        message("snapshot", 7, 70, r#""b":[["10.5","1"]],"a":[["11","2"]]"#),
        message("delta", 8, 80, r#""b":[["10.5","0"]],"a":[]"#),
        message("delta", 9, 90, r#""b":[],"a":[]"#),
        String::new(),
        message("snapshot", 1, 91, r#""a":[] , "b" : [ ["1e-3", 5 ] ],"x":{"y":[1,{"z":null}]}"#),
    ];
    let read = read(&text.join("\r\n"), false).unwrap();
    let shown: Vec<(u8, u16, u64, i64, u64)> = read
        .updates
        .iter()
        .map(|update| {
            (
                update.action,
                update.flags,
                update.venue_seq,
                update.price / 1_000_000,
                update.quantity / 1_000_000_000,
            )
        })
        .collect();
    let (none, add, cancel, clear) = (0, 1, 2, 6);
    assert_eq!(
        shown,
        [
            (clear, 2, 7, 0, 0),
            (add, 2, 7, 10_500, 1),
            (add, 3, 7, 11_000, 2),
            (cancel, 1, 8, 10_500, 0),
            (none, 1, 9, 0, 0),
            (clear, 2, 1, 0, 0),
            (add, 3, 1, 1, 5),
        ]
    );
    assert_eq!(
        (read.updates[0].time_ns, read.updates[0].received_ns),
        (1_000_001_000_000, 1_000_002_000_000)
    );
}

#[test]
fn the_rules_of_sequence() {
    let levels = r#""b":[["10","1"]],"a":[]"#;
    let start = message("snapshot", 7, 70, levels);
    for (next, reason, records) in [
        (
            message("delta", 9, 90, levels),
            "line 2, u: update 9 follows 7: 1 are missing; --lenient counts",
            4,
        ),
        (message("delta", 7, 90, levels), "line 2, u: update 7 comes after 7", 3),
        (message("delta", 8, 60, levels), "line 2, seq: the cross sequence goes back from 70", 3),
        (message("what", 8, 80, levels), "line 2, type: \"what\" is neither snapshot nor delta", 3),
        (message("delta", 8, 80, r#""b":[["x","1"]]"#), "line 2, b: \"x\" is not a number", 3),
        (message("delta", 8, 80, r#""b":[["1","-1"]]"#), "line 2, b: a size is negative", 3),
        ("{\"topic\":\"tickers.AB\"}".to_owned(), "line 2, topic: \"tickers.AB\" is no order book", 3),
        ("{\"topic\":".to_owned(), "line 2: is cut off where a value should be", 3),
        ("nonsense".to_owned(), "line 2: \"nonsense\" is there in place of an object", 3),
    ] {
        let text =
            format!("{start}\n{next}\n{}\n", message("delta", if records == 4 { 10 } else { 8 }, 95, levels));
        let problem = read(&text, false).expect_err(reason).to_string();
        assert!(problem.contains(reason), "{problem}");
        let lenient = read(&text, true).unwrap();
        assert_eq!((lenient.updates.len(), lenient.skipped), (records, 1), "{reason}");
    }
    let delta_first = read(&message("delta", 8, 80, levels), false).expect_err("no").to_string();
    assert!(delta_first.contains("a delta comes before any snapshot"));
}

#[test]
fn trades() {
    let text = "timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,homeNotional,foreignNotional\n\
        1585180700.0647,BTCUSDT,Buy,0.042,6698.5,PlusTick,7f8b9d3e-1,28133700000.0,0.042,281.337\n\
        1585180699.9,BTCUSDT,Sell,3,6698,ZeroMinusTick,x,1,3,20094\n";
    assert!(is_trades(text.lines().next().unwrap()));
    let input: Box<dyn Input> = Box::new(MemoryInput::new("BTCUSDT2020-03-25.csv", text.as_bytes().to_vec()));
    let read = open_trades(vec![input], None, false).and_then(read_all).unwrap();
    assert_eq!(
        (read.metadata.format.as_str(), read.metadata.instruments[0].symbol.as_str()),
        ("bybit", "BTCUSDT")
    );
    // The newest came first.
    assert_eq!((read.ticks[0].side, read.ticks[1].side), (1, 0));
    assert_eq!(read.ticks[1].time_ns - read.ticks[0].time_ns, 164_700_000);
    assert_eq!((read.ticks[1].price, read.ticks[1].quantity), (6_698_500_000_000, 42_000_000));
}

#[test]
fn mutated_messages_are_read_or_refused() {
    const RUNS: usize = 100_000;
    let seeds = [
        format!(
            "{}\n{}",
            message("snapshot", 7, 70, r#""b":[["10.5","1"]],"a":[["11","2"]]"#),
            message("delta", 8, 80, r#""b":[["10.5","0"]],"a":[]"#)
        ),
        message("snapshot", 1, 91, r#""a":[] , "b" : [ ["1e-3", 5 ] ],"x":{"y":[1,{"z":null}]}"#),
    ];
    let (mut mutator, mut done) = (crate::csv::mutate::Mutator::new(5), 0);
    for run in 0..RUNS {
        let text = String::from_utf8_lossy(&mutator.mutate(&seeds)).into_owned();
        done += usize::from(read(&text, run % 2 == 0).is_ok());
    }
    println!("bybit: {RUNS} mutated messages, {done} read");
    assert!(done > RUNS / 10 && done < RUNS);
}
