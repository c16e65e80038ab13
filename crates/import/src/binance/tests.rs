#![allow(clippy::print_stderr, reason = "a test says that it is skipped")]

use cift_tape::{Batch, FileInput, MemoryInput, Problem, Source};

use super::*;
use crate::decompress::open;
use crate::emit::{LAST, SNAPSHOT};

fn capture(text: &str, lenient: bool) -> Result<(Batch, Binance), Problem> {
    let members = open(Box::new(MemoryInput::new("capture", text.into())))?;
    let mut source = Binance::open(members, &Options { lenient, symbol: None })?;
    let (mut batch, mut all) = (Batch::default(), Batch::default());
    while source.read(&mut batch)? {
        all.market_by_price.extend(&batch.market_by_price);
        all.ticks.extend(&batch.ticks);
        all.quotes.extend(&batch.quotes);
    }
    Ok((all, source))
}

fn levels(text: &str, lenient: bool) -> Vec<(u8, u8, i64, u64, u16, u64)> {
    let (all, _) = capture(text, lenient).expect("reads");
    let of = all.market_by_price.iter();
    of.map(|event| (event.action, event.side, event.price, event.quantity, event.flags, event.venue_seq))
        .collect()
}

fn problem(text: &str) -> String {
    capture(text, false).err().expect("a problem").to_string()
}

const UNIT: i64 = 100_000_000;
const QUANTITY: u64 = 100_000_000;

fn depth(span: &str, bids: &str, asks: &str) -> String {
    format!(
        "1723161254036052868 {{\"stream\":\"ab@depth\",\"data\":{{\"e\":\"depthUpdate\",\"E\":1723161255308,\"s\":\"AB\",\
         {span},\"b\":[{bids}],\"a\":[{asks}]}}}}\n"
    )
}

fn snapshot(update: u64) -> String {
    let book = "\"bids\":[[\"10.0\",\"1\"],[\"9.5\",\"2\"]],\"asks\":[[\"11\",\"3\"]]";
    format!("1723161254152322667 {{\"lastUpdateId\":{update},{book}}}\n")
}

#[test]
fn whole_captures_agree_at_every_update_that_can_be_compared() {
    for (file, symbol, same_id, between) in
        [("spot_ethusdt_20240808", "ETHUSDT", 577, 2856), ("usdm_btcusdt_20240808", "BTCUSDT", 629, 5918)]
    {
        let path = format!("{}/../../../shared/data/binance_hft/raw/{file}.gz", env!("CARGO_MANIFEST_DIR"));
        let Ok(input) = FileInput::open(&path) else {
            eprintln!("skipped: {path} is not here");
            return;
        };
        let members = open(Box::new(input)).expect("gzip");
        let mut source = Binance::open(members, &Options::default()).expect("opens");
        let report = check(&mut source).expect("reads");
        assert!(report.passed(), "{report:?}");
        assert_eq!(report.symbols, [symbol]);
        let all = |count| Tally { compared: count, equal: count, ..Tally::default() };
        assert_eq!((report.same_id, report.between, report.crossed), (all(same_id), all(between), 0));
        assert_eq!((report.snapshots, report.stale_quotes), (1, 0));
        assert_eq!(source.metadata().epoch_ns, 1_723_075_200_000_000_000);
    }
}

#[test]
fn spot_updates_follow_a_snapshot() {
    let text = [
        depth("\"U\":90,\"u\":99", "[\"8\",\"9\"]", ""),
        depth("\"U\":100,\"u\":104", "[\"10.0\",\"5\"]", "[\"11\",\"0\"],[\"12\",\"1\"]"),
        snapshot(102),
        depth("\"U\":105,\"u\":105", "[\"9.5\",\"0.00000000\"]", ""),
        depth("\"U\":105,\"u\":105", "[\"9.5\",\"7\"]", ""),
    ]
    .concat();
    let unit = UNIT;
    assert_eq!(
        levels(&text, false),
        [
            (6, 0, 0, 0, SNAPSHOT, 102),
            (1, 0, 10 * unit, QUANTITY, SNAPSHOT, 102),
            (1, 0, 9 * unit + unit / 2, 2 * QUANTITY, SNAPSHOT, 102),
            (1, 1, 11 * unit, 3 * QUANTITY, SNAPSHOT | LAST, 102),
            (3, 0, 10 * unit, 5 * QUANTITY, 0, 104),
            (2, 1, 11 * unit, 0, 0, 104),
            (3, 1, 12 * unit, QUANTITY, LAST, 104),
            (2, 0, 9 * unit + unit / 2, 0, LAST, 105),
        ]
    );
}

#[test]
fn a_gap_is_a_problem_or_waits_for_the_next_snapshot() {
    let before = [snapshot(100), depth("\"U\":101,\"u\":103", "[\"10\",\"4\"]", "")].concat();
    let gap = format!("{before}{}", depth("\"U\":105,\"u\":106", "[\"10\",\"5\"]", ""));
    assert_eq!(
        problem(&gap),
        "capture, line 3, U: begins at update 105, and the one before it here is 103: some are missing; --lenient \
         goes on at the next snapshot"
    );
    let resumed = format!("{gap}{}", snapshot(105));
    let (_, source) = capture(&resumed, true).expect("lenient");
    assert_eq!(source.tolerance().map(|tolerance| tolerance.skipped), Some(1));
    let all = levels(&resumed, true);
    assert_eq!(all.iter().filter(|event| event.0 == 6).count(), 3);
    assert_eq!(all.last(), Some(&(3, 0, 10 * UNIT, 5 * QUANTITY, LAST, 106)));
    // An old snapshot changes nothing, one that is too old for what waited is a gap.
    assert_eq!(levels(&format!("{before}{}", snapshot(103)), false).len(), levels(&before, false).len());
    let late = [depth("\"U\":105,\"u\":106", "[\"10\",\"5\"]", ""), snapshot(100)].concat();
    assert!(problem(&late).contains("line 2, U: begins at update 105"));
}

#[test]
fn futures_follow_by_the_update_before() {
    let first = depth("\"U\":90,\"u\":120,\"pu\":80", "[\"10\",\"4\"]", "");
    let next = depth("\"U\":140,\"u\":150,\"pu\":120", "[\"10\",\"5\"]", "");
    let text = [snapshot(100), first.clone(), next.clone()].concat();
    assert_eq!(levels(&text, false).last(), Some(&(3, 0, 10 * UNIT, 5 * QUANTITY, LAST, 150)));
    let gap = [snapshot(100), first, depth("\"U\":140,\"u\":150,\"pu\":130", "", "")].concat();
    assert!(problem(&gap).contains("line 3, pu: follows update 130, and the one before it here is 120"));
    let apart = [snapshot(100), depth("\"U\":140,\"u\":150,\"pu\":130", "", "")].concat();
    assert!(problem(&apart).contains("line 2, pu"));
}

#[test]
fn updates_without_any_snapshot_begin_on_their_own() {
    let text =
        [depth("\"U\":1,\"u\":2", "[\"10\",\"4\"]", ""), depth("\"U\":3,\"u\":3", "", "[\"11\",\"1\"]")]
            .concat();
    assert_eq!(levels(&text, false).len(), 2);
}

#[test]
fn trades_and_quotes() {
    let text = "1723161254036052868 {\"data\":{\"m\":true,\"q\":\"0.006\",\"p\":\"61800.30\",\"t\":5,\"s\":\"AB\",\
        \"T\":1723161256322,\"E\":1723161256323,\"e\":\"trade\",\"X\":\"MARKET\"},\"stream\":\"ab@trade\"}\n\
        {\"e\":\"aggTrade\",\"E\":1723161256323,\"s\":\"AB\",\"a\":7,\"p\":\"1\",\
        \"q\":\"1\",\"f\":1,\"l\":2,\"T\":1723161256322,\"m\":false,\"M\":true}\n\
        1723161254036052999 {\"stream\":\"ab@bookTicker\",\"data\":{\"u\":9,\"s\":\"AB\",\
        \"b\":\"2.5\",\"B\":\"3\",\"a\":\"2.6\",\"A\":\"4\"}}\n\
        1723161254036052999 {\"stream\":\"ab@kline_1m\",\"data\":{\"e\":\"kline\",\"k\":{\"t\":[1,{\"x\":null}]}}}\n\
        {\"result\":null,\"id\":1}\n";
    let (all, source) = capture(text, false).expect("reads");
    assert_eq!(all.ticks.len(), 1);
    let tick = all.ticks[0];
    assert_eq!((tick.side, tick.trade_id, tick.quantity, tick.price), (1, 5, 600_000, 6_180_030_000_000));
    assert_eq!(tick.time_ns, 1_723_161_256_322_000_000 - 1_723_075_200_000_000_000);
    assert_eq!(tick.received_ns, 1_723_161_254_036_052_868 - 1_723_075_200_000_000_000);
    let quote = all.quotes[0];
    assert_eq!((quote.venue_seq, quote.bid_price, quote.ask_quantity), (9, 5 * UNIT / 2, 4 * QUANTITY));
    assert_eq!(
        quote.time_ns,
        tick.time_ns + 1_000_000,
        "a quote without a time has the latest that was sent"
    );
    assert_eq!(source.metadata().instruments.len(), 1);
    // Alone, aggregated trades are trades.
    let (all, _) = capture(text.lines().nth(1).expect("a line"), false).expect("reads");
    assert_eq!((all.ticks.len(), all.ticks[0].trade_id, all.ticks[0].side), (1, 7, 0));
}

#[test]
fn unexpected_shapes_are_read_by_the_other_parser() {
    let plain = depth("\"U\":1,\"u\":2", "[\"10\",\"4\"]", "");
    let escaped = plain.replace("\"AB\"", "\"\\u0041B\"").replace("[\"10\",\"4\"]", "[ \"10\" , \"4\", [] ]");
    assert_eq!(levels(&escaped, false), levels(&plain, false));
    let (_, source) = capture(&escaped, false).expect("reads");
    assert_eq!(source.metadata().instruments[0].symbol, "AB");
}

#[test]
fn large_quantities_take_a_larger_unit() {
    let text = depth("\"U\":1,\"u\":2", "[\"0.00001234\",\"123456789012.50\"]", "");
    let (all, source) = capture(&text, false).expect("reads");
    assert_eq!(source.metadata().instruments[0].lot.exponent, -5);
    assert_eq!(all.market_by_price[0].quantity, 12_345_678_901_250_000);
}

#[test]
fn what_does_not_read_says_where_and_why() {
    let good = depth("\"U\":1,\"u\":2", "[\"10\",\"4\"]", "");
    for (text, expected) in [
        ("1723161254036052868 {\"e\":", "line 2: is not JSON: EOF while parsing"),
        ("1723161254036052868 {\"e\":\"depthUpdate\",\"U\":3}", "line 2, u: \"\" is not a whole number"),
        ("x", "line 2, timestamp: is missing: there are nine columns"),
        (
            "1 {\"e\":\"trade\",\"s\":\"AB\",\"t\":1,\"p\":\"1\",\"q\":\"1\",\"m\":3}",
            "line 2, m: \"3\" is neither true nor false",
        ),
        (
            "1 {\"e\":\"trade\",\"s\":\"AB\",\"t\":1,\"p\":\"x\",\"q\":\"1\",\"m\":true}",
            "line 2, p: \"x\" is not a decimal number",
        ),
        (
            "1 {\"e\":\"trade\",\"s\":\"AB\",\"t\":1,\"p\":\"1\",\"q\":\"-1\",\"m\":true}",
            "line 2, q: \"-1\" is negative",
        ),
        (
            "1 {\"e\":\"trade\",\"s\":\"AB\",\"t\":1,\"p\":\"1.123456789\",\"q\":\"1\",\"m\":true}",
            "line 2, p: \"1.123456789\" has more than 8 decimal places",
        ),
    ] {
        let found = problem(&format!("{good}{text}\n"));
        assert!(found.starts_with(&format!("capture, {expected}")), "{found}");
        let (_, source) = capture(&format!("{good}{text}"), true).expect("lenient");
        assert_eq!(source.tolerance().map(|tolerance| tolerance.skipped), Some(1), "{text}");
    }
    assert_eq!(levels(&format!("\u{feff}{}\r\n\r\n", good.trim_end()), false).len(), 1);
    assert_eq!(levels("", false), []);
}

#[test]
fn archive_files_are_read() {
    let header = "symbol,timestamp,first_update_id,last_update_id,side,update_type,price,qty,pu\n";
    let text = "AB,1667346579146,10,10,b,snap,20377.00,1.770,-1\nAB,1667346579146,10,10,a,snap,20378.00,2,-1\n\
        AB,1667346579246,11,12,b,set,20377.00,0.000,10\n";
    let all = levels(&format!("{header}{text}"), false);
    assert_eq!(all.len(), 4);
    assert_eq!(all[2], (1, 1, 20_378 * UNIT, 2 * QUANTITY, SNAPSHOT | LAST, 10));
    assert_eq!(all[3], (2, 0, 20_377 * UNIT, 0, LAST, 12));
    assert!(
        problem(&format!("{header}AB,1,1,1,c,set,1,1,1\n"))
            .contains("line 2, side: \"c\" is neither a nor b")
    );
    assert!(
        problem(&format!("{header}{text}AB,1667346579346,21,22,b,set,1,1,20\n"))
            .contains("pu: follows update 20")
    );
    for file in ["btcusdt-depth-snap.csv", "btcusdt-depth-update.csv"] {
        let path = format!("{}/../../../shared/data/bars/binance/{file}", env!("CARGO_MANIFEST_DIR"));
        let Ok(text) = std::fs::read_to_string(&path) else {
            eprintln!("skipped: {path} is not here");
            return;
        };
        let rows = text.lines().count() - 1;
        assert_eq!(levels(&text, false).len(), rows + usize::from(file.contains("snap")));
    }
}

mod partial;
