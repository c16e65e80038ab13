#![allow(clippy::print_stderr, reason = "a test says that it is skipped")]

use std::io::Read;

use cift_tape::{Batch, FileInput, MemoryInput, Problem, Source};

use super::*;
use crate::decompress::{Member, open};

const HEADER: &str = "id,timestamp,exchange.timestamp,price,volume,action,direction\n";

pub(super) fn members(text: &str) -> Vec<Member> {
    open(Box::new(MemoryInput::new("log", text.into()))).expect("plain")
}

fn read(text: &str, lenient: bool) -> Result<(Batch, u64), Problem> {
    let mut source = Bitstamp::open(members(text), &Options { lenient, symbol: None })?;
    let (mut batch, mut all) = (Batch::default(), Batch::default());
    while source.read(&mut batch)? {
        all.market_by_order.extend(&batch.market_by_order);
        all.ticks.extend(&batch.ticks);
    }
    Ok((all, source.tolerance().map_or(0, |tolerance| tolerance.skipped)))
}

fn orders(text: &str) -> Vec<(u8, u8, u64, i64, u64)> {
    let (all, _) = read(text, false).expect("reads");
    let events = all.market_by_order.iter();
    events.map(|event| (event.action, event.side, event.order_id, event.price, event.quantity)).collect()
}

fn orders_file() -> Option<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/bitstamp_l3/raw/orders.csv.xz");
    let Ok(input) = FileInput::open(path) else {
        eprintln!("skipped: {path} is not here");
        return None;
    };
    let mut text = String::new();
    open(Box::new(input)).expect("xz")[0].read_to_string(&mut text).expect("text");
    Some(text)
}

/// A row of the orders file.
pub(super) struct Row {
    pub id: u64,
    pub time: u64,
    pub seconds: u64,
    pub price: String,
    pub satoshi: u64,
    pub action: String,
    pub is_ask: bool,
}

fn row(line: &str) -> Row {
    let fields: Vec<_> = line.split(',').collect();
    let number = |at: usize| fields[at].parse::<u64>().expect("a number");
    Row {
        id: number(0),
        time: number(1),
        seconds: number(2) / 1000,
        price: fields[3].to_owned(),
        satoshi: number(4),
        action: fields[5].to_owned(),
        is_ask: fields[6] == "ask",
    }
}

/// All rows of the day, where it is here.
pub(super) fn day() -> Option<Vec<Row>> {
    orders_file().map(|text| text.lines().skip(1).map(row).collect())
}

/// A row as the log has it, without the time.
pub(super) fn as_log(row: &Row) -> String {
    let Row { id, seconds, price, satoshi, action, is_ask, .. } = row;
    let (whole, rest) = (satoshi / 100_000_000, satoshi % 100_000_000);
    format!(
        "order_{action} {{\"price\": \"{price}\", \"amount\": \"{whole}.{rest:08}\", \"datetime\": \"{seconds}\", \
         \"id\": {id}, \"order_type\": {}}}\n",
        u8::from(*is_ask),
    )
}

#[test]
fn a_day_of_orders_is_consistent_and_the_log_of_it_is_the_same() {
    let Some(text) = orders_file() else { return };
    let report = check(members(&text)).expect("reads");
    assert!(report.passed(), "{report:?}");
    let found = &report.orders;
    assert_eq!((found.created, found.changed, found.deleted), (24_894, 602, 24_918));
    assert_eq!((found.late, found.changed_unknown, found.deleted_unknown), (27, 3, 184));
    assert!(found.longest_crossed_ns < 1_000_000_000, "{report:?}");
    assert_eq!((report.trades.fills, report.trades.fills_paired), (1160, 1138));
    let mut log = String::new();
    for row in text.lines().skip(1).map(row) {
        log.extend([&*row.time.to_string(), " ", &as_log(&row)]);
    }
    let (from_log, _) = read(&log, false).expect("reads");
    let (from_file, _) = read(&text, false).expect("reads");
    assert_eq!(from_log.market_by_order.len(), 51_353);
    assert!(from_log.market_by_order == from_file.market_by_order);
    assert_eq!(check(members(&log)).map(|report| report.trades), Ok(report.trades));
}

#[test]
fn a_log_is_known_by_its_first_line() {
    for line in [
        "1430438404518 order_created {\"id\": 1}",
        "1430438404518 trade {}",
        "1 pusher:connection_established {\"socket_id\": \"1\"}",
    ] {
        assert!(is_log_line(line.as_bytes()), "{line}");
    }
    for line in ["1430438404518 {\"e\": 1}", "x trade {}", "1 trade", " trade {}", "1 2 {}"] {
        assert!(!is_log_line(line.as_bytes()), "{line}");
    }
}

#[test]
fn changes_become_records() {
    let rows = "1,1000,1000,10.5,300,created,bid\n\
        1,1001,1000,10.5,200,changed,bid\n\
        1,1002,1000,10.5,0,deleted,bid\n\
        2,1003,1000,11,50,created,ask\n\
        2,1004,1000,11,50,deleted,ask\n\
        3,1005,1000,12,70,created,ask\n\
        3,1006,1000,11.5,60,changed,ask\n\
        3,1006,1000,11.5,20,deleted,ask\n\
        3,1007,1000,11.5,20,changed,ask\n\
        4,1008,1000,9,8,changed,bid\n\
        5,1009,1000,9,8,deleted,bid\n\
        5,1009,1000,9,8,created,bid\n";
    let price = |text: i64| text * 10_000_000;
    assert_eq!(
        orders(&format!("{HEADER}{rows}")),
        [
            (1, 0, 1, price(105), 300),
            (5, 0, 1, price(105), 100),
            (2, 0, 1, price(105), 100),
            (5, 0, 1, price(105), 200),
            (2, 0, 1, price(105), 200),
            (1, 1, 2, price(110), 50),
            (2, 1, 2, price(110), 50),
            (1, 1, 3, price(120), 70),
            (3, 1, 3, price(115), 70),
            (5, 1, 3, price(115), 10),
            (2, 1, 3, price(115), 10),
            (5, 1, 3, price(115), 40),
            (2, 1, 3, price(115), 40),
            (2, 1, 3, price(115), 20),
            (1, 0, 4, price(90), 8),
        ]
    );
    let report = check(members(&format!("{HEADER}{rows}"))).expect("reads");
    let found = report.orders;
    assert_eq!((found.late, found.changed_unknown, found.deleted_unknown, found.deleted_short), (2, 1, 1, 1));
    assert_eq!((report.trades.fills, report.standing), (5, 1));
}

#[test]
fn changes_that_are_told_late_are_left_out() {
    let text = [
        line(1000, "created", 1, 0, "10", "5"),
        line(1010, "changed", 1, 0, "10", "3"),
        // Of before.
        line(1020, "changed", 1, 0, "10", "4"),
        line(1030, "deleted", 1, 0, "10", "2"),
        // It tells what the deletion did not.
        line(1040, "changed", 1, 0, "10", "2"),
        line(9000, "created", 2, 0, "10", "1"),
    ]
    .concat();
    let satoshi = |amount: u64| amount * 100_000_000;
    let quantities: Vec<_> = orders(&text).iter().map(|order| (order.0, order.4)).collect();
    let [add, cancel, fill] = [1, 2, 5];
    assert_eq!(
        quantities,
        [(add, 5), (fill, 2), (cancel, 2), (fill, 1), (cancel, 1), (cancel, 2), (add, 1)]
            .map(|(action, amount)| (action, satoshi(amount)))
    );
    let report = check(members(&text)).expect("reads");
    let found = report.orders;
    assert_eq!((found.late, found.deleted_short, found.short_unexplained), (2, 1, 0));
    assert!(report.passed(), "{report:?}");
}

fn line(time: u64, event: &str, id: u64, side: u8, price: &str, amount: &str) -> String {
    format!(
        "{time} order_{event} {{\"price\": \"{price}\", \"amount\": \"{amount}\", \"datetime\": \"1\", \
         \"id\": {id}, \"order_type\": {side}}}\n"
    )
}

#[test]
fn shown_books_put_in_what_was_there_before_and_are_compared_later() {
    let book = |time: u64, bids: &str| {
        format!("{time} order_book {{\"bids\": [{bids}], \"asks\": [[\"12\", \"1\"]]}}\n")
    };
    let text = [
        line(1000, "created", 1, 0, "10", "2.0"),
        book(1001, "[\"11\", \"4\"], [\"10\", \"5.0\"]"),
        // The second look is the better one, as long as the prices are new.
        book(2000, "[\"11\", \"5\"], [\"10\", \"2\"]"),
        // Of the unknown five, one goes.
        line(7000, "deleted", 0, 0, "11", "1.0"),
        book(7100, "[\"11\", \"4\"], [\"10\", \"2\"]"),
        // The book is shown before the change is logged.
        book(7200, "[\"11\", \"4\"]"),
        book(7300, "[\"11\", \"4\"], [\"9\", \"3\"]"),
        line(7400, "deleted", 1, 0, "10", "2.0"),
        // And after.
        book(7500, "[\"11\", \"4\"], [\"10\", \"2\"]"),
        // And never: less of what was there before is no contradiction, more of what is logged is one.
        line(8000, "created", 20, 0, "10", "1.0"),
        book(9000, "[\"11\", \"2\"], [\"10\", \"4\"]"),
        line(20000, "created", 30, 0, "9", "1.0"),
    ]
    .concat();
    assert_eq!(
        orders(&text)[1..6].iter().map(|order| (order.0, order.1, order.3, order.4)).collect::<Vec<_>>(),
        [
            (1, 0, 1_000_000_000, 300_000_000),
            (1, 0, 1_100_000_000, 400_000_000),
            (1, 1, 1_200_000_000, 100_000_000),
            (2, 0, 1_000_000_000, 300_000_000),
            (3, 0, 1_100_000_000, 500_000_000),
        ]
    );
    let report = check(members(&text)).expect("reads");
    let shown = report.snapshots;
    assert_eq!((shown.books, shown.equal, shown.uncompared, shown.at_end), (7, 3, 3, 0));
    assert_eq!((shown.levels, shown.levels_bounded), (11, 8));
    assert_eq!((shown.levels_before, shown.levels_after), (1, 1));
    assert_eq!((shown.levels_over, shown.levels_short, shown.levels_now), (0, 1, 8));
    assert_eq!(
        report.first,
        [
            "line 11: 4.00000000 is shown at bid 10.00000000, the orders make 1.00000000, at no time within 5 s the same"
        ]
    );
}

#[test]
fn trades_find_their_orders() {
    let text = [
        line(1000, "created", 1, 0, "10", "2.0"),
        line(1010, "created", 2, 1, "10", "0.5"),
        line(1020, "changed", 1, 0, "10", "1.5"),
        "1025 trade {\"price\": 10.0, \"amount\": 0.5, \"id\": 77, \"buy_order_id\": 1, \"sell_order_id\": 2}\n".to_owned(),
        line(1030, "deleted", 2, 1, "10", "0"),
        "1040 trade {\"price\": 10.0, \"amount\": 0.00000001, \"id\": 78}\n".to_owned(),
        "1050 subscription_succeeded {}\n".to_owned(),
    ]
    .concat();
    let (all, _) = read(&text, false).expect("reads");
    let ticks: Vec<_> = all
        .ticks
        .iter()
        .map(|tick| (tick.side, tick.side_unknown, tick.price, tick.quantity, tick.trade_id))
        .collect();
    assert_eq!(ticks, [(1, 0, 1_000_000_000, 50_000_000, 77), (0, 1, 1_000_000_000, 1, 78)]);
    let report = check(members(&text)).expect("reads");
    let found = report.trades;
    assert_eq!((found.trades, found.both, found.one, found.none, found.at_ends), (2, 1, 0, 0, 1));
    assert_eq!((found.fills, found.fills_paired, report.others, report.orders.crossed), (2, 2, 1, 2));
}

#[test]
fn what_does_not_read_says_where_and_why() {
    for (text, expected) in [
        ("1,x,1000,10.5,300,created,bid", "line 2, timestamp: \"x\" is no number of milliseconds"),
        ("-1,1000,1000,10.5,300,created,bid", "line 2, id: \"-1\" is negative or too small"),
        ("1,1000,1000,10.5,1.5,created,bid", "line 2, volume: \"1.5\" is not a whole number"),
        ("1,1000,1000,10.5,300,made,bid", "line 2, action: \"made\" is none"),
        ("1,1000,1000,10.5,300,created,up", "line 2, direction: \"up\" is neither bid nor ask"),
        ("1,1000,1000,10.5,300,created", "line 2, direction: is missing: there are seven columns"),
        ("1,1000,1000,10.5,300,created,bid,1", "line 2: has more than seven columns"),
        ("1,1000,1000,99999999999,300,created,bid", "line 2, price: \"99999999999\" is too large"),
        ("1000 order_created {\"id\": 1}", "line 2, order_type: is missing"),
        ("1000 order_created {", "line 2: has no JSON object: EOF"),
        (
            "1000 order_book {\"bids\": [[1]], \"asks\": []}",
            "line 2, bids: has a level that is not a price and an amount",
        ),
        ("{}", "line 2, timestamp: \"{}\" is no number"),
    ] {
        let text = format!("{HEADER}{text}");
        let found = read(&text, false).expect_err("a problem").to_string();
        assert!(found.starts_with(&format!("log, {expected}")), "{found}");
        assert_eq!(read(&text, true).map(|(_, skipped)| skipped), Ok(1));
    }
    let rows = "\u{feff}id,timestamp,exchange.timestamp,price,volume,action,direction\r\n\r\n1,1000,1000,10.5,300,created,bid";
    assert_eq!(orders(rows).len(), 1);
}
