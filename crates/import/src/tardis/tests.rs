//! Tardis' own examples, and made-up rows.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests say what they skip and how much they did"
)]

use std::collections::BTreeMap;

use cift_tape::{Batch, FileInput, Input, MemoryInput, Metadata, Problem, Source};
use cift_types::BookAction;
use cift_wire::{MarketByPriceEvent, Quote, Tick};

use super::{TardisSource, open};

#[derive(Default, Debug)]
struct Read {
    updates: Vec<MarketByPriceEvent>,
    ticks: Vec<Tick>,
    quotes: Vec<Quote>,
    metadata: Metadata,
    skipped: u64,
}

fn read_all(mut source: TardisSource) -> Result<Read, Problem> {
    let (mut all, mut batch) = (Read::default(), Batch::default());
    while source.read(&mut batch)? {
        all.updates.extend_from_slice(&batch.market_by_price);
        all.ticks.extend_from_slice(&batch.ticks);
        all.quotes.extend_from_slice(&batch.quotes);
    }
    all.metadata = source.metadata().clone();
    all.skipped = source.tolerance().map_or(0, |tolerance| tolerance.skipped);
    Ok(all)
}

fn read_named(name: &str, text: &str, lenient: bool) -> Result<Read, Problem> {
    let input: Box<dyn Input> = Box::new(MemoryInput::new(name, text.as_bytes().to_vec()));
    read_all(open(vec![input], lenient)?)
}

fn read(text: &str) -> Read {
    read_named("made-up.csv", text, false).unwrap_or_else(|problem| panic!("{problem}"))
}

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/bars/tardis/");

fn real(path: &str) -> Option<(Read, String)> {
    let path = format!("{DATA}{path}");
    let Ok(input) = FileInput::open(&path) else {
        eprintln!("skipped: {path} is not there");
        return None;
    };
    let read = open(vec![Box::new(input)], false).and_then(read_all);
    Some((read.unwrap_or_else(|problem| panic!("{problem}")), std::fs::read_to_string(path).unwrap()))
}

/// The levels of a book by applying updates.
#[derive(Default)]
struct Book([BTreeMap<i64, u64>; 2]);

impl Book {
    fn apply(&mut self, update: &MarketByPriceEvent) {
        let side = &mut self.0[usize::from(update.side)];
        match update.action {
            action if action == BookAction::Clear as u8 => *self = Self::default(),
            action if action == BookAction::None as u8 => {}
            _ if update.quantity == 0 => drop(side.remove(&update.price)),
            _ => drop(side.insert(update.price, update.quantity)),
        }
    }
}

#[test]
fn after_each_row_of_a_snapshot_file_the_book_is_the_row() {
    for (name, depth) in [
        ("binance-futures_book_snapshot_25_BTCUSDT.csv", 25),
        ("binance-futures_book_snapshot_5_BTCUSDT.csv", 5),
    ] {
        let Some((read, text)) = real(name) else { return };
        let instrument = &read.metadata.instruments[0];
        assert_eq!(
            (read.metadata.venue.as_str(), instrument.symbol.as_str()),
            ("binance-futures", "BTCUSDT")
        );
        assert_eq!((instrument.tick.exponent, instrument.lot.exponent), (-9, -9));
        let (mut book, mut updates) = (Book::default(), read.updates.iter());
        for row in text.lines().skip(1) {
            loop {
                let update = updates.next().unwrap();
                book.apply(update);
                if update.flags & 1 != 0 {
                    break;
                }
            }
            let cells: Vec<&str> = row.split(',').collect();
            let units = |text: &str| crate::lines::decimal(text.as_bytes(), -9).unwrap();
            let side = |offset: usize| (0..depth).map(move |level| 4 + level * 4 + offset);
            let asks: BTreeMap<i64, u64> =
                side(0).map(|at| (units(cells[at]), units(cells[at + 1]).cast_unsigned())).collect();
            let bids: BTreeMap<i64, u64> =
                side(2).map(|at| (units(cells[at]), units(cells[at + 1]).cast_unsigned())).collect();
            assert_eq!((&book.0[0], &book.0[1]), (&bids, &asks));
        }
        assert!(updates.next().is_none());
        let all = text.lines().count() * depth * 2;
        assert!(read.updates.len() * 3 < all, "{} updates for {all} levels", read.updates.len());
    }
}

#[test]
fn updates_begin_by_a_clear_and_end_by_the_last_flag() {
    let Some((read, _)) = real("deribit_incremental_book_L2_BTC-PERPETUAL.csv") else { return };
    let flags: Vec<u16> = read.updates.iter().map(|update| update.flags).collect();
    assert_eq!((read.updates.len(), flags[0], flags[15]), (16, 2, 3));
    assert_eq!(read.updates[0].action, BookAction::Clear as u8);
    let first = read.updates[1];
    assert_eq!((first.side, first.price, first.quantity), (1, 6_421_500_000_000, 18_640_000_000_000));
    assert_eq!(read.metadata.epoch_ns, 1_585_699_200_000_000_000);
    assert_eq!((first.time_ns, first.received_ns), (245_000_000, 355_684_000));
}

#[test]
fn trades_have_sides_and_no_number_of_an_id_that_is_none() {
    let Some((read, _)) = real("bitmex_trades_XBTUSD.csv") else { return };
    let first = read.ticks[0];
    assert_eq!((read.ticks.len(), first.side, first.side_unknown, first.trade_id), (10, 1, 0, 0));
    assert_eq!((first.price, first.quantity), (8_531_500_000_000, 2_152_000_000_000));
}

const UPDATES: &str = "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\n\
    x,A,1000000,2000000,true,bid,10,1\nx,B,1000000,2000000,true,bid,20,1\n\
    x,A,1000001,2000001,false,bid,10,0\nx,A,1000001,2000001,false,ask,11,2.5\ny,A,1000002,2000002,false,ask,11,3\n\
    x,A,900000,2000003,true,bid,10,1\n";

#[test]
fn instruments_take_turns_and_clocks_go_back() {
    let read = read(UPDATES);
    let symbols: Vec<&str> = read.metadata.instruments.iter().map(|one| one.symbol.as_str()).collect();
    assert_eq!(symbols, ["A", "B", "y:A"]);
    let shown: Vec<(u8, u32, u16)> =
        read.updates.iter().map(|update| (update.action, update.instrument, update.flags)).collect();
    let (add, cancel, modify, clear) = (1, 2, 3, 6);
    assert_eq!(
        shown,
        [
            (clear, 0, 2),
            (add, 0, 3),
            (clear, 1, 2),
            (add, 1, 3),
            (cancel, 0, 0),
            (modify, 0, 1),
            (modify, 2, 1),
            (clear, 0, 2),
            (add, 0, 3)
        ]
    );
    assert_eq!(read.updates.iter().map(|update| update.seq).collect::<Vec<_>>(), (1..=9).collect::<Vec<_>>());
    assert_eq!(read.updates[8].time_ns, 900_000_000);
}

#[test]
fn quotes_may_lack_a_side() {
    let read = read(
        "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount\nx,A,1,2,3,101,,\n",
    );
    let quote = read.quotes[0];
    assert_eq!(
        (quote.bid_quantity, quote.ask_price, quote.ask_quantity),
        (0, 101_000_000_000, 3_000_000_000)
    );
}

#[test]
fn what_is_no_record_is_refused() {
    let head = "exchange,symbol,timestamp,local_timestamp";
    let problem = |name: &str, text: &str| read_named(name, text, false).expect_err(text).to_string();
    assert!(
        problem("a", &format!("{head},funding_timestamp,funding_rate\n")).contains("is a derivative ticker")
    );
    assert!(
        problem("a", &format!("{head},type,strike_price,bid_price,ask_price\n"))
            .contains("is an option chain")
    );
    assert!(
        problem("x_liquidations_B.csv", &format!("{head},id,side,price,amount\n"))
            .contains("has liquidations")
    );
    assert!(problem("a", "time,price\n").contains("is not a header of Tardis' CSV files"));
    for (row, reason) in [
        ("x,A,1,2,maybe,bid,1,1", "line 2, is_snapshot: \"maybe\" is neither true nor false"),
        ("x,A,1,2,true,buy,1,1", "line 2, side: \"buy\" is neither bid nor ask"),
        (
            "x,A,1.5,2,true,bid,1,1",
            "line 2, timestamp: \"1.5\" is not a whole number; times are microseconds",
        ),
        ("x,A,1,2,true,bid,1,-1", "line 2, amount: \"-1\" is negative"),
        ("x,A,1,2,true,bid,1", "line 2: has 7 fields where 8 are expected"),
    ] {
        let text = format!("{head},is_snapshot,side,price,amount\n{row}\nx,A,1,2,false,bid,1,1\n");
        assert!(problem("a", &text).contains(reason), "{}", problem("a", &text));
        assert_eq!(
            read_named("a", &text, true).map(|read| (read.updates.len(), read.skipped)).ok(),
            Some((1, 1))
        );
    }
}

#[test]
fn mutated_files_are_read_or_refused() {
    const RUNS: usize = 100_000;
    let head = "exchange,symbol,timestamp,local_timestamp";
    let seeds = [
        UPDATES.to_owned(),
        format!("{head},id,side,price,amount\nx,A,1583020803145000,1583020803307160,9,sell,8531.5,2152\n"),
        format!("{head},ask_amount,ask_price,bid_price,bid_amount\nx,A,1,2,3,101,,\nx,A,1,2,3,101,100,1\n"),
        format!(
            "{head},asks[0].price,asks[0].amount,bids[0].price,bids[0].amount\nx,A,1,2,11,1,10,2\nx,A,2,3,12,1,10,2\n"
        ),
    ];
    let (mut mutator, mut read) = (crate::csv::mutate::Mutator::new(3), 0);
    for run in 0..RUNS {
        let text = String::from_utf8_lossy(&mutator.mutate(&seeds)).into_owned();
        read += usize::from(read_named("fuzz", &text, run % 2 == 0).is_ok());
    }
    println!("tardis: {RUNS} mutated files, {read} read");
    assert!(read > RUNS / 10 && read < RUNS);
}
