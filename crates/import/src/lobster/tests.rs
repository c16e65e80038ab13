#![allow(clippy::print_stderr, reason = "a test says that it is skipped")]

use std::collections::BTreeMap;

use cift_tape::{Batch, FileInput, Input, MemoryInput, Problem, Source};
use cift_types::BookAction;
use cift_wire::MarketByOrderEvent;

use super::*;
use crate::decompress::{Member, open_all};
use crate::emit::{AUCTION, HIDDEN, LAST, SNAPSHOT};

fn zip_of_goog(levels: u32) -> Option<Vec<Member>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/lobster/zips");
    let path = format!("{folder}/LOBSTER_SampleFile_GOOG_2012-06-21_{levels}.zip");
    let Ok(input) = FileInput::open(&path) else {
        eprintln!("skipped: {path} is not here");
        return None;
    };
    Some(open_all(vec![Box::new(input)]).expect("a zip"))
}

fn pair(messages: &str, rows: Option<&str>) -> Vec<Member> {
    let mut inputs: Vec<Box<dyn Input>> =
        vec![Box::new(MemoryInput::new("AB_2012-06-21_0_1_message_2.csv", messages.into()))];
    if let Some(rows) = rows {
        inputs.push(Box::new(MemoryInput::new("AB_2012-06-21_0_1_orderbook_2.csv", rows.into())));
    }
    open_all(inputs).expect("no archives")
}

fn read(members: Vec<Member>, lenient: bool) -> Result<(Batch, u64), Problem> {
    let mut source = Lobster::open(members, &Options { lenient, ..Options::default() })?;
    let (mut batch, mut all) = (Batch::default(), Batch::default());
    while source.read(&mut batch)? {
        all.market_by_order.extend(&batch.market_by_order);
        all.ticks.extend(&batch.ticks);
        all.statuses.extend(&batch.statuses);
    }
    Ok((all, source.tolerance().map_or(0, |tolerance| tolerance.skipped)))
}

fn problem(messages: &str, rows: Option<&str>) -> String {
    read(pair(messages, rows), false).expect_err("a problem").to_string()
}

#[test]
fn whole_days_agree_with_every_row() {
    for (levels, rows, revealed) in [(1, 49_481, 6_169), (10, 147_915, 6_279)] {
        let Some(members) = zip_of_goog(levels) else { return };
        let report = check(members).expect("reads");
        assert!(report.passed(), "{report:?}");
        assert_eq!((report.symbol.as_str(), report.levels), ("GOOG", levels as usize));
        assert_eq!((report.rows, report.revealed, report.wrong), (rows, revealed, 0));
        assert_eq!(
            (report.executions, report.executed_shares, report.hidden_executions),
            (7_765, 492_509, 3_913)
        );
    }
}

/// A book that knows nothing but the records.
#[derive(Default)]
struct Naive {
    orders: BTreeMap<u64, (u8, i64, u64)>,
    sums: [BTreeMap<i64, u64>; 2],
}

impl Naive {
    fn apply(&mut self, event: &MarketByOrderEvent) {
        if event.action == BookAction::Fill as u8 {
            assert!(self.orders.contains_key(&event.order_id), "a fill of an order that stands");
            return;
        }
        let key = if event.side == 0 { -event.price } else { event.price };
        let sums = &mut self.sums[usize::from(event.side)];
        if event.action == BookAction::Add as u8 {
            assert!(self.orders.insert(event.order_id, (event.side, event.price, event.quantity)).is_none());
            *sums.entry(key).or_default() += event.quantity;
            return;
        }
        assert_eq!(event.action, BookAction::Cancel as u8);
        let order = self.orders.get_mut(&event.order_id).expect("an order that stands");
        assert_eq!((order.0, order.1), (event.side, event.price));
        order.2 -= event.quantity;
        if order.2 == 0 {
            self.orders.remove(&event.order_id);
        }
        let sum = sums.get_mut(&key).expect("a level");
        *sum -= event.quantity;
        if *sum == 0 {
            sums.remove(&key);
        }
    }

    fn shown(&self, side: usize, depth: usize) -> Vec<(i64, u64)> {
        self.sums[side].iter().take(depth).map(|(key, sum)| (key.abs(), *sum)).collect()
    }
}

#[test]
fn records_alone_make_every_row() {
    for levels in [1, 10] {
        let (Some(members), Some(again)) = (zip_of_goog(levels), zip_of_goog(levels)) else { return };
        let rows = again.into_iter().find(|member| is_pair_name(&member.name) == Some("orderbook"));
        let mut rows = crate::lines::Lines::new(rows.expect("a member"));
        let mut source = Lobster::open(members, &Options::default()).expect("opens");
        let (mut book, mut row, mut messages) = (Naive::default(), message::Row::default(), 0);
        while source.step().expect("agrees") {
            source.take_batch().market_by_order.iter().for_each(|event| book.apply(event));
            if messages % 7 == 0 || levels == 1 {
                let line = rows.next_line().expect("reads").expect("a row");
                row.parse(line.text).expect("a row");
                for side in 0..2 {
                    let shown: Vec<_> =
                        row.sides[side].iter().map(|level| (level.price, level.quantity)).collect();
                    assert_eq!(book.shown(side, row.depth), shown, "row {}", line.number);
                }
            } else {
                rows.next_line().expect("reads");
            }
            messages += 1;
            if messages == 40_000 {
                break;
            }
        }
    }
}

const MESSAGES: &str = "34200.1,1,11,10,1000000,1\n\
    34200.2,1,12,5,1000100,-1\n\
    34200.2,4,11,4,1000000,1\n\
    34200.25,5,0,7,1000050,1\n\
    34200.3,3,11,6,1000000,1\n\
    34200.4,2,99,1,999900,1\n\
    34200.5,6,0,50,1000000,-1\n\
    34200.6,7,0,0,-1,-1\n\
    34200.7,7,0,0,0,-1\n\
    34200.8,7,0,0,1,-1\n\
    34200.9,4,12,5,1000100,-1\n";
const ROWS: &str = "1000200,3,1000000,10,9999999999,0,999900,8\n\
    1000100,5,1000000,10,1000200,3,999900,8\n\
    1000100,5,1000000,6,1000200,3,999900,8\n\
    1000100,5,1000000,6,1000200,3,999900,8\n\
    1000100,5,999900,8,1000200,3,999800,2\n\
    1000100,5,999900,7,1000200,3,999800,2\n\
    1000100,5,999900,7,1000200,3,999800,2\n\
    1000100,5,999900,7,1000200,3,999800,2\n\
    1000100,5,999900,7,1000200,3,999800,2\n\
    1000100,5,999900,7,1000200,3,999800,2\n\
    1000200,3,999900,7,9999999999,0,999800,2\n";

#[test]
fn messages_become_records() {
    let (all, _) = read(pair(MESSAGES, Some(ROWS)), false).expect("reads");
    let orders: Vec<_> = all
        .market_by_order
        .iter()
        .map(|event| (event.action, event.side, event.order_id, event.price, event.quantity, event.flags))
        .collect();
    let own = book::FIRST_OWN_ID;
    assert_eq!(
        orders,
        [
            (1, 0, own, 999_900, 8, SNAPSHOT),
            (1, 1, own + 1, 1_000_200, 3, SNAPSHOT | LAST),
            (1, 0, 11, 1_000_000, 10, LAST),
            (1, 1, 12, 1_000_100, 5, LAST),
            (5, 0, 11, 1_000_000, 4, 0),
            (2, 0, 11, 1_000_000, 4, LAST),
            (2, 0, 11, 1_000_000, 6, 0),
            (1, 0, own + 2, 999_800, 2, SNAPSHOT | LAST),
            (2, 0, own, 999_900, 1, LAST),
            (5, 1, 12, 1_000_100, 5, 0),
            (2, 1, 12, 1_000_100, 5, LAST),
        ]
    );
    let ticks: Vec<_> = all
        .ticks
        .iter()
        .map(|tick| (tick.side, tick.side_unknown, tick.price, tick.quantity, tick.flags))
        .collect();
    assert_eq!(
        ticks,
        [
            (1, 0, 1_000_000, 4, 0),
            (1, 0, 1_000_050, 7, HIDDEN | LAST),
            (0, 1, 1_000_000, 50, AUCTION | LAST),
            (0, 0, 1_000_100, 5, 0),
        ]
    );
    let statuses: Vec<_> =
        all.statuses.iter().map(|status| (status.phase, status.trading, status.quoting)).collect();
    assert_eq!(statuses, [(4, 0, 0), (1, 0, 1), (0, 1, 1)]);
    assert_eq!(all.ticks[0].time_ns, 34_200_200_000_000);
    let report = check(pair(MESSAGES, Some(ROWS))).expect("reads");
    assert_eq!((report.rows, report.equal, report.revealed, report.injected), (10, 9, 1, 1));
}

#[test]
fn text_may_end_its_lines_as_it_likes() {
    let (expected, _) = read(pair(MESSAGES, Some(ROWS)), false).expect("reads");
    let windows = format!("\u{feff}{}", MESSAGES.replace('\n', "\r\n"));
    for (messages, rows) in [
        (windows.as_str(), ROWS.replace('\n', "\r\n")),
        (MESSAGES.trim_end(), ROWS.trim_end().to_owned()),
        (&MESSAGES.replace('\n', "\n\n"), format!("\n{}\n", ROWS.replace('\n', "\r\n\r\n"))),
        (&MESSAGES.replace(",1\n", ",1,null\n"), ROWS.to_owned()),
    ] {
        let (all, skipped) = read(pair(messages, Some(&rows)), false).expect("reads");
        assert_eq!(
            (all.market_by_order, all.ticks, skipped),
            (expected.market_by_order.clone(), expected.ticks.clone(), 0)
        );
    }
}

#[test]
fn messages_alone_are_read_too() {
    let (all, _) = read(pair(MESSAGES, None), false).expect("reads");
    assert_eq!(all.market_by_order.len(), 7);
    assert_eq!(all.ticks.len(), 4);
    assert!(check(pair(MESSAGES, None)).is_err());
}

#[test]
fn a_level_that_was_out_of_sight_is_put_right() {
    // Two orders at 10 go out of sight at level 2; one of them is deleted there; then the level is back.
    let messages = "1,1,1,5,120000,1\n1,1,2,5,100000,1\n1,1,3,7,100000,1\n1,1,4,1,110000,1\n1,3,4,1,110000,1\n1,3,3,7,100000,1\n";
    let none = "9999999999,0";
    let row = |levels: &str| format!("{none},{levels}\n").replace('|', &format!(",{none},"));
    let rows = [
        row("120000,5|-9999999999,0"),
        row("120000,5|100000,5"),
        row("120000,5|100000,12"),
        row("120000,5|110000,1"),
        row("120000,5|100000,7"),
        row("120000,5|-9999999999,0"),
    ]
    .concat();
    let (all, _) = read(pair(messages, Some(&rows)), false).expect("agrees");
    let withdrawn: Vec<_> = all.market_by_order.iter().filter(|event| event.flags & SNAPSHOT != 0).collect();
    assert_eq!(withdrawn.len(), 1);
    // Of the two orders, the one whose quantity explains it.
    assert_eq!((withdrawn[0].action, withdrawn[0].order_id, withdrawn[0].quantity), (2, 2, 5));
    let report = check(pair(messages, Some(&rows))).expect("reads");
    assert_eq!((report.equal, report.revealed, report.wrong, report.withdrawn), (4, 1, 0, 1));
}

#[test]
fn rows_that_contradict_are_problems() {
    let wrong = ROWS.replacen("1000000,6", "1000000,5", 1);
    assert_eq!(
        problem(MESSAGES, Some(&wrong)),
        "AB_2012-06-21_0_1_orderbook_2.csv, line 3, bid level 1: shows 5 at 1000000, and by the messages it is 6 at \
         1000000; the two files are not of the same day and level, or --lenient goes on with what the row shows"
    );
    let (_, skipped) = read(pair(MESSAGES, Some(&wrong)), true).expect("lenient");
    assert_eq!(skipped, 2);
    let report = check(pair(MESSAGES, Some(&wrong))).expect("reads");
    assert_eq!((report.wrong, report.unread, report.first.len(), report.passed()), (2, 0, 2, false));
    // A level that is new at the bottom without any other that went is wrong, too.
    let wrong = ROWS.replacen("6,1000200,3,999900", "6,1000200,3,999950", 1);
    assert!(problem(MESSAGES, Some(&wrong)).contains("line 3, bid level 2"));
}

#[test]
fn what_does_not_read_says_where_and_why() {
    let line = |text: &str| problem(&format!("34200.1,1,11,10,1000000,1\n{text}\n"), None);
    for (text, expected) in [
        ("34200,1,11,10,1000000", "line 2, direction: is missing: a message has six columns"),
        ("x,1,11,10,1000000,1", "line 2, time: \"x\" is no number of seconds after midnight"),
        ("34200.2,9,11,10,1000000,1", "line 2, type: \"9\" is no event type from 1 to 7"),
        ("34200.2,1,11,-10,1000000,1", "line 2, size: \"-10\" is negative or too small"),
        ("34200.2,1,11,0,1000000,1", "line 2, size: is zero"),
        (
            "34200.2,1,11,99999999999999999999,1000000,1",
            "line 2, size: \"99999999999999999999\" is too large",
        ),
        ("34200.2,1,11,10,1e6,1", "line 2, price: \"1e6\" is not a whole number"),
        ("34200.2,1,11,10,1000000,0", "line 2, direction: \"0\" is neither 1 nor -1"),
        ("34200.0,1,11,10,1000000,1", "line 2, time: is earlier than the line before"),
        ("34200.2,1,11,10,1000000,1,a,b", "line 2: has more than seven columns: it is not a LOBSTER message"),
    ] {
        assert_eq!(line(text), format!("AB_2012-06-21_0_1_message_2.csv, {expected}"), "{text}");
    }
    let few = ROWS.lines().take(4).collect::<Vec<_>>().join("\n");
    assert!(problem(MESSAGES, Some(&few)).contains("line 4: is the last row, and there are more messages"));
    let many = format!("{ROWS}1000200,3,999900,7,9999999999,0,999800,2\n");
    assert!(problem(MESSAGES, Some(&many)).contains("line 12: is one row more than there are messages"));
    assert!(problem(MESSAGES, Some(&ROWS.replacen(",999900,8", "", 1))).contains("four columns a level"));
    let wider = ROWS.replacen("\n1000100,5", "\n1000050,1,1000010,1,1000100,5", 1);
    assert!(problem(MESSAGES, Some(&wider)).contains("has 3 levels, and the rows before 2"));
    let Err(none) = Lobster::open(Vec::new(), &Options::default()) else { panic!("no files") };
    assert!(none.reason.contains("0 message"));
}

#[test]
fn the_day_is_in_the_names() {
    const DAY: i64 = 15_512 * 86_400_000_000_000;
    let (message, row) = ("34200.1,1,11,10,1000000,1\n", "1000100,5,1000000,10\n");
    let opened = |names: [&str; 2], date_ns: Option<i64>| {
        let inputs: Vec<Box<dyn Input>> = vec![
            Box::new(MemoryInput::new(names[0], message.into())),
            Box::new(MemoryInput::new(names[1], row.into())),
        ];
        let source =
            Lobster::open(open_all(inputs).expect("no archives"), &Options { date_ns, ..Options::default() });
        let source = source.map_err(|problem| problem.to_string())?;
        Ok::<_, String>((source.metadata().dated, source.metadata().epoch_ns))
    };
    let (named, other) = (
        "d/AB_2012-06-21_34201231_57600000_message_1.csv",
        "AB_2012-06-21_34201231_57600000_orderbook_1.csv",
    );
    assert_eq!(opened([named, other], None), Ok((true, DAY)));
    // Either name says it, what is given wins, and milliseconds are no day.
    assert_eq!(opened(["AB_message_1.csv", other], None), Ok((true, DAY)));
    assert_eq!(opened([named, "orderbook.csv"], None), Ok((true, DAY)));
    assert_eq!(opened([named, other], Some(0)), Ok((true, 0)));
    assert_eq!(opened(["AB_34201231_message_1.csv", "AB_34201231_orderbook_1.csv"], None), Ok((false, 0)));
    let problem =
        opened([named, "AB_2012-06-22_34201231_57600000_orderbook_1.csv"], None).expect_err("a problem");
    assert!(
        problem.contains("is of another day than AB_2012-06-21_34201231_57600000_message_1.csv"),
        "{problem}"
    );
    let Some(members) = zip_of_goog(1) else { return };
    let source = Lobster::open(members, &Options::default()).expect("opens");
    assert_eq!((source.metadata().dated, source.metadata().epoch_ns), (true, DAY));
}
