//! A real day of orders, told as the exchange's log would tell it: with trades, and with shown books that are not in step.
//! Whatever is changed in it is found.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::check;
use super::tests::{Row, as_log, day, members};
use crate::lines::decimal;

/// Trades are told after their two orders, books now and then.
const BOOK_EVERY: usize = 7;
const LEVELS: usize = 20;

/// Something done to a log.
type Change = fn(&mut Vec<(u64, String)>);
/// Orders by id: side, price as text, satoshi.
type Orders = BTreeMap<u64, (bool, String, u64)>;

/// What stood there before the first line, as far as lines tell: of an order that only trades, a bitcoin.
fn before(rows: &[Row]) -> Orders {
    let mut known = BTreeSet::new();
    let mut before = Orders::new();
    for row in rows {
        if row.action == "created" {
            known.insert(row.id);
        } else if known.insert(row.id) && row.id < rows[0].id {
            let more = if row.action == "changed" || row.satoshi == 0 { 100_000_000 } else { 0 };
            before.insert(row.id, (row.is_ask, row.price.clone(), row.satoshi + more));
        }
    }
    before
}

fn cents(price: &str) -> i64 {
    decimal(price.as_bytes(), -2).expect("a price")
}

fn book_line(orders: &Orders) -> Option<String> {
    let mut sides = [BTreeMap::new(), BTreeMap::new()];
    for (is_ask, price, satoshi) in orders.values() {
        let key = if *is_ask { cents(price) } else { -cents(price) };
        let sum: &mut (String, u64) =
            sides[usize::from(*is_ask)].entry(key).or_insert_with(|| (price.clone(), 0));
        sum.1 += satoshi;
    }
    // A crossed book is never shown: its trades are under way.
    let (bid, ask) = (sides[0].keys().next()?, sides[1].keys().next()?);
    let side = |side: &BTreeMap<i64, (String, u64)>| {
        let levels = side.values().take(LEVELS);
        let texts = levels.map(|(price, satoshi)| format!("[\"{price}\", \"{}\"]", bitcoin(*satoshi)));
        texts.collect::<Vec<_>>().join(", ")
    };
    let text =
        || format!("order_book {{\"bids\": [{}], \"asks\": [{}]}}\n", side(&sides[0]), side(&sides[1]));
    (-bid < *ask).then(text)
}

fn bitcoin(satoshi: u64) -> String {
    format!("{}.{:08}", satoshi / 100_000_000, satoshi % 100_000_000)
}

/// Lines of the log, each with its time.
fn log(rows: &[Row]) -> Vec<(u64, String)> {
    let mut orders = before(rows);
    let mut lines: Vec<(u64, String)> = Vec::new();
    let mut late: VecDeque<(usize, String)> = VecDeque::new();
    let mut ended = BTreeSet::new();
    let mut last_fill: Option<(u64, bool)> = None;
    for (number, row) in rows.iter().enumerate() {
        let known = orders.remove(&row.id);
        lines.push((row.time, as_log(row)));
        if row.action == "deleted" {
            ended.insert(row.id);
        } else if row.satoshi > 0 && !ended.contains(&row.id) {
            orders.insert(row.id, (row.is_ask, row.price.clone(), row.satoshi));
        }
        let was = known.map_or(row.satoshi, |known| known.2);
        if row.action != "created" && was > row.satoshi {
            let traded = was - row.satoshi;
            if last_fill.is_some_and(|(other, is_ask)| is_ask != row.is_ask && other.abs_diff(traded) <= 2) {
                let price = rows[number - 1].price.clone().min(row.price.clone());
                let text = format!(
                    "trade {{\"price\": {price}, \"amount\": {}, \"id\": {number}}}\n",
                    bitcoin(traded)
                );
                lines.push((row.time, text));
                last_fill = None;
            } else {
                last_fill = Some((traded, row.is_ask));
            }
        }
        if number % BOOK_EVERY == 0
            && let Some(text) = book_line(&orders)
        {
            match number % 3 {
                0 => lines.push((row.time, text)),
                // Some lines before it is told what it shows, and some after.
                1 if lines.len() > 3 => {
                    let at = lines.len() - 3;
                    lines.insert(at, (lines[at].0, text));
                }
                _ => late.push_back((number + 4, text)),
            }
        }
        while late.front().is_some_and(|(due, _)| *due <= number) {
            if let Some((_, text)) = late.pop_front() {
                lines.push((row.time, text));
            }
        }
    }
    lines
}

fn report(lines: &[(u64, String)]) -> super::Report {
    let mut text = String::new();
    for (time, line) in lines {
        text.extend([&*time.to_string(), " ", line]);
    }
    check(members(&text)).expect("reads")
}

#[test]
fn a_day_told_as_a_log_agrees_with_its_trades_and_books() {
    let Some(rows) = day() else { return };
    let lines = log(&rows);
    let whole = report(&lines);
    assert!(whole.passed(), "{whole:?}");
    assert!(whole.snapshots.books > 6_000 && whole.snapshots.levels > 200_000, "{whole:?}");
    assert!(whole.snapshots.levels_before > 0 && whole.snapshots.levels_after > 0, "{whole:?}");
    assert!(whole.trades.trades > 400 && whole.trades.none == 0, "{whole:?}");
    assert_eq!(whole.trades.fills_untraded, whole.trades.fills - 2 * whole.trades.both);
}

/// The first line from the middle on that has all of these words.
fn line_with(lines: &[(u64, String)], words: &[&str]) -> usize {
    let from = lines.len() / 2;
    let found = lines[from..].iter().position(|(_, line)| words.iter().all(|word| line.contains(word)));
    from + found.expect("a line")
}

#[test]
fn whatever_is_changed_in_it_is_found() {
    let Some(rows) = day() else { return };
    let lines = log(&rows);
    let changes: [(&str, Change); 11] = [
        ("is nowhere created", |lines| {
            let at = line_with(lines, &["order_created"]);
            lines.remove(at);
        }),
        ("the orders make", |lines| {
            // An order whose end is not told stands where it is not shown.
            let at = line_with(lines, &["order_deleted"]);
            lines.remove(at);
        }),
        ("is deleted, and", |lines| {
            let at = line_with(lines, &["order_deleted", "\"amount\": \"1."]);
            lines[at].1 = lines[at].1.replace("\"amount\": \"1.", "\"amount\": \"21.");
        }),
        ("left, and more was known of it", |lines| {
            let at = line_with(lines, &["order_deleted", "\"amount\": \"2."]);
            lines[at].1 = lines[at].1.replace("\"amount\": \"2.", "\"amount\": \"1.");
        }),
        ("had less, or was of the other side", |lines| {
            // An order that stands for long, and grows.
            let line = |at: u64, kind: &str, amount: u64| {
                let text = "\"price\": \"1\", \"id\": 65699999, \"order_type\": 0";
                (at, format!("order_{kind} {{{text}, \"amount\": \"{amount}\"}}\n"))
            };
            let at = line_with(lines, &["order_created"]);
            let now = lines[at].0;
            let later = lines.partition_point(|(time, _)| *time < now + 6_000);
            lines.insert(later, line(now + 6_000, "changed", 2));
            lines.insert(at, line(now, "created", 1));
        }),
        ("no order changed by the trade", |lines| {
            let at = line_with(lines, &["trade"]);
            lines[at].1 = lines[at].1.replace("\"amount\": ", "\"amount\": 1");
        }),
        ("no order changed by the trade", |lines| {
            let at = line_with(lines, &["trade"]);
            lines[at].1 = lines[at].1.replace("\"price\": 2", "\"price\": 7");
        }),
        ("had ended long before", |lines| {
            let at = line_with(lines, &["order_changed"]);
            let (time, line) = (lines[at].0 + 60_000, lines[at].1.clone());
            let later = lines.partition_point(|(other, _)| *other < time);
            lines.insert(later, (time, line.replace("changed", "deleted")));
            lines.insert(later + 1, (time + 6_000, line));
        }),
        ("crossed from here on", |lines| {
            // An order above all asks that neither trades nor ends.
            let at = line_with(lines, &["order_created"]);
            let line = "order_created {\"price\": \"900\", \"amount\": \"1\", \"id\": 65699999, \"order_type\": 0}\n";
            lines.insert(at, (lines[at].0, line.to_owned()));
        }),
        ("is shown at bid", |lines| {
            let at = line_with(lines, &["order_book"]);
            lines[at].1 = lines[at].1.replacen("\", \"", "\", \"4", 1);
        }),
        ("is shown at", |lines| {
            // A level is missing, far enough from the best ones to stand for a while.
            let at = line_with(lines, &["order_book"]);
            let level = |number: usize| lines[at].1.match_indices("[\"").nth(number).expect("a level").0;
            let (from, to) = (level(15), level(16));
            lines[at].1.replace_range(from..to, "");
        }),
    ];
    for (expected, change) in changes {
        let mut changed = lines.clone();
        change(&mut changed);
        let found = report(&changed);
        assert!(!found.passed(), "{expected}: {found:?}");
        assert!(found.first.iter().any(|line| line.contains(expected)), "{expected}: {:?}", found.first);
    }
}
