//! Streams of the best few levels.

use super::*;
use crate::emit::{LAST, SNAPSHOT};

/// As spot markets send them: without an event, a time or a symbol.
fn best_spot(depth: usize, update: u64, bids: &str, asks: &str) -> String {
    format!(
        "1723161254000000000 {{\"stream\":\"ab@depth{depth}@100ms\",\"data\":{{\"lastUpdateId\":{update},\"bids\":[{bids}],\
         \"asks\":[{asks}]}}}}\n"
    )
}

/// As futures markets send them.
fn best_futures(depth: usize, update: u64, bids: &str, asks: &str) -> String {
    depth_of_stream(&format!("ab@depth{depth}"), &format!("\"U\":1,\"u\":{update},\"pu\":0"), bids, asks)
}

fn depth_of_stream(stream: &str, span: &str, bids: &str, asks: &str) -> String {
    depth(span, bids, asks).replace("ab@depth", stream)
}

/// Action, side, price in whole units, quantity in whole units, rank, flags, update.
fn ranked(text: &str) -> Vec<(u8, u8, i64, u64, u32, u16, u64)> {
    let (all, source) = capture(text, false).expect("reads");
    assert_eq!(source.metadata().instruments.len(), 1);
    assert_eq!(source.metadata().instruments[0].symbol, "AB");
    let of = all.market_by_price.iter();
    of.map(|event| {
        let (price, quantity) = (event.price / UNIT, event.quantity / QUANTITY);
        (event.action, event.side, price, quantity, event.level, event.flags, event.venue_seq)
    })
    .collect()
}

fn checked(text: &str) -> Report {
    let members = open(Box::new(MemoryInput::new("capture", text.into()))).expect("opens");
    check(&mut Binance::open(members, &Options::default()).expect("opens")).expect("reads")
}

#[test]
fn they_are_the_book_as_what_differs() {
    let first = ("[\"10\",\"1\"],[\"9\",\"2\"]", "[\"11\",\"3\"]");
    let next = ("[\"10\",\"4\"],[\"8\",\"5\"]", "[\"11\",\"3\"]");
    let expected = [
        (6, 0, 0, 0, 0, SNAPSHOT, 100),
        (1, 0, 9, 2, 1, SNAPSHOT, 100),
        (1, 0, 10, 1, 0, SNAPSHOT, 100),
        (1, 1, 11, 3, 0, SNAPSHOT | LAST, 100),
        (2, 0, 9, 0, 1, 0, 103),
        (1, 0, 8, 5, 1, 0, 103),
        (3, 0, 10, 4, 0, LAST, 103),
    ];
    for best in [best_spot, best_futures] {
        let text = [
            best(5, 100, first.0, first.1),
            best(5, 103, next.0, next.1),
            // The same levels, and old ones, change nothing.
            best(5, 104, next.0, next.1),
            best(5, 102, first.0, first.1),
        ];
        assert_eq!(ranked(&text.concat()), expected);
    }
    // A bare stream says neither what it is nor of which symbol.
    let bare = |update: u64, (bids, asks): (&str, &str)| {
        format!("1723161254000000000 {{\"lastUpdateId\":{update},\"bids\":[{bids}],\"asks\":[{asks}]}}\n")
    };
    let ticker =
        "1723161254000000000 {\"u\":99,\"s\":\"AB\",\"b\":\"10\",\"B\":\"1\",\"a\":\"11\",\"A\":\"1\"}\n";
    assert_eq!(ranked(&[ticker, &bare(100, first), &bare(103, next)].concat()), expected);
}

#[test]
fn of_several_the_deepest_is_the_book() {
    let text = [
        best_spot(5, 100, "[\"10\",\"1\"]", "[\"11\",\"3\"]"),
        best_spot(10, 101, "[\"10\",\"1\"],[\"9\",\"1\"]", "[\"11\",\"3\"]"),
        best_spot(5, 102, "[\"10\",\"2\"]", "[\"11\",\"3\"]"),
    ]
    .concat();
    assert_eq!(ranked(&text).len(), 4, "all of the second");
    let report = checked(&text);
    assert_eq!((report.depth.compared, report.depth_not_comparable), (0, 2));
}

#[test]
fn updates_win_and_they_are_compared() {
    let bids = "[\"10.0\",\"1\"],[\"9.5\",\"2\"]";
    let text = |third: &str| {
        [
            // Before the snapshot there is no other book.
            best_spot(5, 100, "[\"10\",\"7\"]", "[\"11\",\"3\"]"),
            snapshot(102),
            depth("\"U\":100,\"u\":104", "[\"10.0\",\"5\"]", "[\"11\",\"0\"],[\"12\",\"1\"]"),
            best_spot(5, 104, "[\"10\",\"5\"],[\"9.5\",\"2\"]", "[\"12\",\"1\"]"),
            // Before its updates, at an id within a group, and where only the best ones count.
            best_spot(5, 106, bids, third),
            best_spot(5, 105, bids, third),
            depth("\"U\":105,\"u\":106", "[\"10\",\"1\"]", "[\"12\",\"0\"],[\"13\",\"4\"]"),
            best_spot(1, 106, "[\"10.0\",\"1\"]", third),
        ]
        .concat()
    };
    let good = checked(&text("[\"13\",\"4\"]"));
    assert!(good.passed(), "{good:?}");
    assert_eq!(good.depth, Tally { compared: 3, equal: 3, ..Tally::default() });
    assert_eq!((good.depth_not_comparable, good.snapshots, good.updates), (1, 2, 2));
    let quantity = checked(&text("[\"13\",\"5\"]"));
    assert_eq!((quantity.passed(), quantity.depth.equal, quantity.depth.quantity_differs), (false, 1, 2));
    assert_eq!(quantity.first.len(), 2);
    assert!(
        quantity.first[0].starts_with("at update 106, ask 1: book 400000000 at"),
        "{}",
        quantity.first[0]
    );
    let price = checked(&text("[\"13\",\"4\"],[\"14\",\"1\"]"));
    assert_eq!((price.passed(), price.depth.price_differs), (false, 1));
}

#[test]
fn they_stand_in_after_a_gap() {
    let text = [
        snapshot(100),
        depth("\"U\":101,\"u\":103", "[\"10\",\"4\"]", ""),
        depth("\"U\":105,\"u\":106", "[\"10\",\"5\"]", ""),
        best_spot(5, 106, "[\"10\",\"5\"]", "[\"11\",\"3\"]"),
        depth("\"U\":107,\"u\":108", "[\"10\",\"6\"]", ""),
        snapshot(107),
        best_spot(5, 109, "[\"10\",\"9\"]", "[\"11\",\"3\"]"),
    ]
    .concat();
    let all = levels(&text, true);
    let updates: Vec<_> = all.iter().map(|event| (event.0, event.5)).collect();
    let expected = [(6, 103), (6, 106), (1, 106), (1, 106), (6, 107), (1, 107), (1, 107), (1, 107), (3, 108)];
    assert_eq!(updates[5..], expected, "{all:?}");
}

#[test]
fn snapshots_between_are_cut_to_their_levels() {
    let text = [
        best_spot(1, 100, "[\"10\",\"1\"]", "[\"11\",\"3\"]"),
        snapshot(105),
        snapshot(99),
        best_spot(1, 107, "[\"10\",\"1\"]", "[\"12\",\"1\"]"),
    ]
    .concat();
    let all = ranked(&text);
    assert_eq!(all.len(), 5, "the snapshot's best are those before: {all:?}");
    assert_eq!(all[3..], [(2, 1, 11, 0, 0, 0, 107), (1, 1, 12, 1, 0, LAST, 107)]);
}

#[test]
fn updates_that_no_snapshot_begins_do_not_change_them() {
    let text = [
        best_spot(5, 100, "[\"10\",\"1\"]", "[\"11\",\"3\"]"),
        depth("\"U\":101,\"u\":103", "[\"9\",\"4\"]", ""),
    ]
    .concat();
    assert_eq!(ranked(&text).len(), 3);
    // Without them, updates are all that there is.
    assert_eq!(ranked(&text[text.find('\n').expect("a line") + 1..]).len(), 1);
}

#[test]
fn what_nothing_is_made_of_is_counted() {
    let text = [
        "{\"result\":null,\"id\":1}\n",
        "1723161254000000000 {\"stream\":\"ab@kline_1m\",\"data\":{\"e\":\"kline\",\"E\":1,\"s\":\"AB\",\"k\":{}}}\n",
        "1723161254000000000 {\"stream\":\"ab@miniTicker\",\"data\":{\"e\":\"24hrMiniTicker\",\"s\":\"AB\"}}\n",
    ];
    for line in text {
        assert!(is_capture_line(line.trim().as_bytes()), "{line}");
    }
    let report = checked(&text.concat());
    assert_eq!((report.others, report.passed()), (3, false));
}

#[test]
fn a_snapshot_is_of_the_symbol_whose_updates_are_nearest() {
    let other =
        depth("\"U\":9000,\"u\":9001", "[\"10\",\"4\"]", "").replace("AB", "CD").replace("ab@", "cd@");
    let text = [depth("\"U\":90,\"u\":99", "[\"8\",\"9\"]", ""), other, snapshot(9000)].concat();
    let (all, source) = capture(&text, false).expect("reads");
    let symbols: Vec<_> =
        source.metadata().instruments.iter().map(|instrument| instrument.symbol.as_str()).collect();
    assert_eq!(symbols, ["AB", "CD"]);
    let clear = all.market_by_price.iter().find(|event| event.action == 6).expect("a snapshot");
    assert_eq!(clear.instrument, 1);
    // Before any update it is of the one that is given, if that is in the capture.
    for (given, expected) in [(None, 0), (Some("CD"), 1), (Some("EF"), 0)] {
        let text = format!("{}{text}", snapshot(89));
        let members = open(Box::new(MemoryInput::new("capture", text.into_bytes()))).expect("opens");
        let options = Options { lenient: true, symbol: given.map(str::to_owned) };
        let mut source = Binance::open(members, &options).expect("opens");
        let mut batch = Batch::default();
        assert!(source.read(&mut batch).expect("reads"));
        let first = batch.market_by_price[0];
        assert_eq!(source.metadata().instruments[first.instrument as usize].symbol, ["AB", "CD"][expected]);
    }
}
