//! Mutated inputs of the text formats and of compressed ones: each is read or refused, and nothing panics or hangs.
#![allow(clippy::print_stderr, reason = "a test tells how many inputs it tried")]

use std::io::Read;

use cift_tape::{Batch, Decimal, Input, MemoryInput, Source};

use crate::csv::mutate::Mutator;
use crate::decompress::open_all;
use crate::rescale::{Rescale, Scale};
use crate::select::Select;
use crate::{binance, bitstamp, decompress, lobster};

/// Reads to the end or to the first problem; returns the number of records.
fn drain(source: &mut dyn Source) -> u64 {
    let (mut batch, mut records) = (Batch::default(), 0);
    while let Ok(true) = source.read(&mut batch) {
        records += batch.len() as u64;
        assert_eq!(batch.runs.iter().map(|run| u64::from(run.count)).sum::<u64>(), batch.len() as u64);
    }
    records
}

fn input(name: &str, bytes: Vec<u8>) -> Vec<Box<dyn Input>> {
    vec![Box::new(MemoryInput::new(name, bytes))]
}

fn report(format: &str, inputs: u64, records: u64) {
    eprintln!("{format}: {inputs} mutated inputs, {records} records");
}

#[test]
fn lobster_pairs() {
    const INPUTS: u64 = 200_000;
    let messages = "34200.1,1,11,10,1000000,1\n34200.2,1,12,5,1000100,-1\n34200.2,4,11,4,1000000,1\n34200.25,5,0,7,1000050,1\n\
        34200.3,3,11,6,1000000,1\n34200.4,2,99,1,999900,1\n34200.6,7,0,0,-1,-1\n";
    let rows = "1000200,3,1000000,10,9999999999,0,999900,8\n1000100,5,1000000,10,1000200,3,999900,8\n\
        1000100,5,1000000,6,1000200,3,999900,8\n1000100,5,1000000,6,1000200,3,999900,8\n\
        1000100,5,999900,8,1000200,3,999800,2\n1000100,5,999900,7,1000200,3,999800,2\n1000100,5,999900,7,1000200,3,999800,2\n";
    let (mut mutator, mut records) = (Mutator::new(51), 0);
    for index in 0..INPUTS {
        let message = if index % 3 == 0 { messages.into() } else { mutator.mutate(&[messages]) };
        let row = if index % 3 == 1 { rows.into() } else { mutator.mutate(&[rows]) };
        let members = || {
            let mut inputs = input("A_message_2.csv", message.clone());
            inputs.extend(input("A_orderbook_2.csv", row.clone()));
            open_all(inputs)
        };
        if index % 8 == 0 {
            let Ok(members) = members() else { continue };
            if let Ok(report) = lobster::check(members) {
                assert_eq!(report.rows, report.equal + report.revealed + report.wrong);
            }
        }
        let options = lobster::Options { lenient: index % 2 == 0, ..lobster::Options::default() };
        let Ok(source) = members().and_then(|members| lobster::Lobster::open(members, &options)) else {
            continue;
        };
        records += drain(&mut Rescale::new(Box::new(source), Scale::default()));
    }
    report("lobster", INPUTS, records);
}

#[test]
fn binance_captures() {
    const INPUTS: u64 = 200_000;
    let depth = |local: u64, first: u64, last: u64| {
        format!(
            "{local} {{\"stream\":\"ab@depth\",\"data\":{{\"e\":\"depthUpdate\",\"E\":1723161255308,\"s\":\"AB\",\"U\":{first},\
             \"u\":{last},\"pu\":{},\"b\":[[\"10.5\",\"3.02\"]],\"a\":[[\"11\",\"0\"],[\"12.25\",\"1\"]]}}}}\n",
            first - 1
        )
    };
    let spot = [
        depth(1_723_161_254_024_619_568, 90, 100).replace(",\"pu\":89", ""),
        "1723161254152322667 {\"lastUpdateId\":99,\"bids\":[[\"10\",\"1\"]],\"asks\":[[\"11\",\"2\"]]}\n"
            .to_owned(),
        "1723161254091857168 {\"stream\":\"ab@bookTicker\",\"data\":{\"u\":100,\"s\":\"AB\",\
         \"b\":\"10.5\",\"B\":\"3.02\",\"a\":\"12.25\",\"A\":\"1\"}}\n"
            .to_owned(),
    ]
    .concat();
    let futures = [
        "1723161254152322667 {\"lastUpdateId\":99,\"E\":1723161256501,\"bids\":[[\"10\",\"1\"]],\"asks\":[]}\n".to_owned(),
        depth(1_723_161_254_124_619_568, 90, 100),
        depth(1_723_161_254_224_619_568, 101, 104),
        "{\"e\":\"trade\",\"E\":1723161256322,\"T\":1723161256322,\"s\":\"AB\",\
         \"t\":5,\"p\":\"61800.30\",\"q\":\"0.006\",\"m\":false}\n".to_owned(),
    ]
    .concat();
    let archive = "symbol,timestamp,first_update_id,last_update_id,side,update_type,price,qty,pu\n\
        AB,1667346579146,10,10,b,snap,20377.00,1.770,-1\nAB,1667346579246,11,12,a,set,20377.00,0.000,10\n"
        .to_owned();
    let best = |stream: &str, update: u64| {
        format!(
            "1723161254152322667 {{\"stream\":\"{stream}\",\"data\":{{\"lastUpdateId\":{update},\"bids\":[[\"10\",\"1\"]],\
             \"asks\":[[\"11\",\"2\"],[\"12\",\"{update}\"]]}}}}\n"
        )
    };
    let partial = [
        best("ab@depth5@100ms", 90),
        depth(1_723_161_254_124_619_568, 90, 100)
            .replace("ab@depth", "cd@depth10")
            .replace("\"AB\"", "\"CD\""),
        best("ab@depth5", 95),
        best("x@kline_1m", 97).replace("\"data\":", "\"x\":"),
        "1723161254152322667 {\"lastUpdateId\":101,\"bids\":[[\"10\",\"1\"]],\"asks\":[[\"11\",\"2\"]]}\n"
            .to_owned(),
    ]
    .concat();
    let both =
        [best("ab@depth5", 80), futures.clone(), best("ab@depth20", 104), best("ab@depth1", 105)].concat();
    let seeds = [spot, futures, archive, partial, both];
    let (mut mutator, mut records) = (Mutator::new(52), 0);
    for index in 0..INPUTS {
        let Ok(members) = open_all(input("x", mutator.mutate(&seeds))) else { continue };
        let symbol = (index % 16 == 1).then(|| "CD".to_owned());
        let options = binance::Options { lenient: index % 2 == 0, symbol };
        let Ok(mut source) = binance::Binance::open(members, &options) else { continue };
        if index % 8 == 0 {
            if let Ok(report) = binance::check(&mut source) {
                records += report.levels;
            }
            continue;
        }
        let source: Box<dyn Source> = if index % 4 == 1 {
            Box::new(Select::new(Box::new(source), vec!["CD".to_owned()]))
        } else {
            Box::new(source)
        };
        records += drain(&mut Rescale::new(source, Scale::default()));
    }
    report("binance", INPUTS, records);
}

#[test]
fn bitstamp_logs() {
    const INPUTS: u64 = 150_000;
    let file = "id,timestamp,exchange.timestamp,price,volume,action,direction\n1,1000,1000,10.5,300,created,bid\n\
        2,1001,1000,10.5,100,created,ask\n1,1001,1000,10.5,200,changed,bid\n2,1002,1000,10.5,0,deleted,ask\n";
    let log = "1000 order_created {\"price\": \"10\", \"amount\": \"2.0\", \"datetime\": \"1\", \"id\": 1, \"order_type\": 0}\n\
        1000 order_book {\"bids\": [[\"10\", \"5.0\"]], \"asks\": [[\"12\", \"1\"]]}\n\
        1001 order_deleted {\"price\": \"10\", \"amount\": \"1.0\", \"datetime\": \"1\", \"id\": 1, \"order_type\": 0}\n\
        1002 trade {\"price\": 10.0, \"amount\": 0.5, \"id\": 77}\n\
        1003 order_book {\"bids\": [[\"10\", \"3.0\"]], \"asks\": [[\"12\", \"1\"]]}\n\
        8003 order_book {\"bids\": [[\"10\", \"2.0\"]], \"asks\": [[\"12\", \"1\"]]}\n\
        8004 order_changed {\"price\": \"10\", \"amount\": \"1.0\", \"datetime\": \"1\", \"id\": 0, \"order_type\": 0}\n\
        9003 order_book {\"bids\": [[\"10\", \"7.0\"]], \"asks\": [[\"11\", \"1\"]]}\n";
    let (mut mutator, mut records) = (Mutator::new(53), 0);
    for index in 0..INPUTS {
        let text = mutator.mutate(&[file, log]);
        if index % 8 == 0 {
            if let Ok(report) = open_all(input("x", text)).and_then(bitstamp::check) {
                records += report.orders.created;
            }
            continue;
        }
        let options = bitstamp::Options { lenient: index % 2 == 0, symbol: None };
        let source =
            open_all(input("x", text)).and_then(|members| bitstamp::Bitstamp::open(members, &options));
        let Ok(source) = source else { continue };
        let tick = (index % 5 == 0).then_some(Decimal::power_of_ten(-2));
        records += drain(&mut Rescale::new(Box::new(source), Scale { tick, lot: None }));
    }
    report("bitstamp", INPUTS, records);
}

#[test]
fn compressed_inputs() {
    const INPUTS: u64 = 150_000;
    let seeds = decompress::samples();
    let (mut mutator, mut bytes, mut room) = (Mutator::new(54), 0, vec![0; 4096]);
    for _ in 0..INPUTS {
        let Ok(members) = open_all(input("x", mutator.mutate(&seeds))) else { continue };
        for mut member in members {
            // A few bytes can stand for very many; it is enough to see the first ones.
            for _ in 0..64 {
                match member.read(&mut room) {
                    Ok(count @ 1..) => bytes += count as u64,
                    _ => break,
                }
            }
        }
    }
    report("compressed", INPUTS, bytes);
}
