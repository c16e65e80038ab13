//! Made-up tables with what goes wrong, and what is allowed to look odd.

use std::fmt::Write as _;

use super::{Options, Order, Shape, TimeFormat, columns, price, problem, read, read_with};

#[test]
fn line_ends_marks_blanks_and_empty_lines() {
    let read = read(
        "\u{feff}time, price ,size\r\n\r\n 2024-01-01 00:00:00 , 1.5,2 \r\n\n# a remark\n2024-01-01 00:00:01,1.25,1e-7,\r\n\r\n",
    );
    assert_eq!(read.ticks.len(), 2);
    assert_eq!(price(&read, read.ticks[1].price), "1.25");
    assert_eq!(
        read.metadata.instruments[0].lot.times(read.ticks[1].quantity as i64).reduced().to_string(),
        "0.0000001"
    );
    assert_eq!(read.metadata.instruments[0].symbol, "up");
}

#[test]
fn quotes_separators_and_lines_within_fields() {
    let text = "\"symbol\",\"time\",\"price\",\"size\"\n\
        \"A,\"\"B\"\"\",2024-01-01T00:00:01Z,\"1\",\"2\"\n\"C\nD\",2024-01-01T00:00:02Z,3,4\n";
    let read = read(text);
    let symbols: Vec<&str> = read.metadata.instruments.iter().map(|one| one.symbol.as_str()).collect();
    assert_eq!((symbols, read.ticks.len()), (vec!["A,\"B\"", "C\nD"], 2));
    assert!(
        problem("time,price,size\n1700000000,1,\"2\n1700000001,1,2\n")
            .contains("line 2: a quoted field does not end")
    );
    assert!(problem("time,price,size\n1700000000,\"1\"2,2\n").contains("followed by something else"));
}

#[test]
fn a_decimal_comma_where_fields_are_apart_by_semicolons() {
    let read = read("date;open;high;low;close\n31.01.2024;1,5;2,5;0,5;1,25\n");
    assert_eq!(price(&read, read.bars[0].close), "1.25");
}

#[test]
fn problems_name_line_column_reason_and_advice() {
    assert_eq!(
        problem("a,b,c\n1,2,3\n"),
        "made/up.csv: no column for the time; say --column time=NAME; the file has: a, b, c"
    );
    assert_eq!(
        problem("time,price,size\n1700000000,1,2\n1700000001,abc,2\n"),
        "made/up.csv, line 3, price: \"abc\" is not a number"
    );
    for (row, reason) in [
        ("1700000001,1", "line 3: has 2 fields where 3 are expected"),
        ("1700000001,1,2,3", "line 3: has 4 fields where 3 are expected"),
        ("1700000001,,2", "line 3, price: has no value"),
        ("1700000001,NaN,2", "line 3, price: has no value"),
        ("1700000001,1,-2", "line 3, size: \"-2\" is negative"),
        ("1700000001,1,1e30", "line 3, size: \"1e30\" has more digits"),
        (",1,2", "line 3, time: has no value"),
        ("17000x0001,1,2", "line 3, time: \"17000x0001\" is not a time"),
    ] {
        let text = format!("time,price,size\n1700000000,1,2\n{row}\n1700000002,1,2\n");
        let sampled = Options { time_format: Some(TimeFormat::Seconds), ..Options::default() };
        let problem = read_with(&text, &sampled).expect_err(row).to_string();
        assert!(problem.contains(reason), "{problem}");
        let lenient = Options { lenient: true, ..sampled };
        let read = read_with(&text, &lenient).unwrap();
        assert_eq!((read.ticks.len(), read.skipped), (2, 1), "{row}");
    }
    assert!(problem("").contains("has no rows"));
    assert!(problem("time\n1700000000\n").contains("no column for the price, nor for bid and ask"));
    assert!(
        problem("time,price,size\nyesterday,1,2\n")
            .contains("no known format of times reads all of \"yesterday\"")
    );
    let days = "time,price,size\n45322.5,1,2\n45323,1,2\n";
    assert!(problem(days).contains("may be days of a spreadsheet or seconds of a day"));
    for (format, seconds) in [(TimeFormat::Excel, 1_706_702_400), (TimeFormat::Seconds, 45_322)] {
        let said = Options { time_format: Some(format), ..Options::default() };
        let read = read_with(days, &said).unwrap();
        let time_ns = read.metadata.epoch_ns + i64::try_from(read.ticks[0].time_ns).unwrap();
        assert_eq!(time_ns / 1_000_000_000, seconds, "{format:?}");
    }
    // A count from 0 on is one of seconds.
    assert_eq!(read("time,price,size\n0,1,2\n20000,1,2\n").ticks.len(), 2);
}

#[test]
fn options_are_checked_against_the_table() {
    let text = "when,what,much\n2024-01-01 10:00:00,5,1\n";
    let options = columns(&[("time", "when"), ("price", "WHAT"), ("size", "3")]);
    assert_eq!(read_with(text, &options).unwrap().ticks.len(), 1);
    let problem = |pairs: &[(&str, &str)]| read_with(text, &columns(pairs)).expect_err("no").to_string();
    assert!(problem(&[("time", "then")]).contains("has no column \"then\"; it has: when, what, much"));
    assert!(problem(&[("tyme", "when")]).contains("\"tyme\" is no role"));
    let quotes = Options { shape: Some(Shape::Quotes), ..options };
    assert!(read_with(text, &quotes).expect_err("no").to_string().contains("no column for the bid"));
}

#[test]
fn a_role_without_a_column_is_not_read() {
    // Where no lot is said, quantities are counted in billionths.
    const LOT: u64 = 1_000_000_000;
    let text = "time,symbol,price,size,side\n2024-01-01 10:00:00,ACME,5,7,sell\n";
    let read = |pairs: &[(&str, &str)]| {
        let read = read_with(text, &columns(pairs)).unwrap();
        let tick = read.ticks[0];
        (tick.quantity / LOT, tick.side, read.metadata.instruments[0].symbol.clone())
    };
    assert_eq!(read(&[]), (7, 1, "ACME".to_owned()));
    assert_eq!(read(&[("size", "")]), (1, 1, "ACME".to_owned()));
    assert_eq!(read(&[("side", ""), ("symbol", "")]), (7, 0, "up".to_owned()));
    let problem = read_with(text, &columns(&[("time", "")])).expect_err("no").to_string();
    assert!(problem.contains("no column for the time"), "{problem}");
    let bare = "2024-01-01 10:00:00;5;7\n2024-01-01 10:00:01;6;8\n";
    assert_eq!(read_with(bare, &columns(&[])).unwrap().ticks[1].quantity / LOT, 8);
    assert_eq!(read_with(bare, &columns(&[("size", "")])).unwrap().ticks[1].quantity / LOT, 1);
}

#[test]
fn without_a_header_columns_are_numbers() {
    let text = "5;1;2024-01-01 10:00:00\n6;1;2024-01-01 10:00:01\n";
    let options = columns(&[("time", "3"), ("price", "1"), ("size", "2")]);
    assert_eq!(read_with(text, &options).unwrap().ticks.len(), 2);
    assert!(problem("5;1\n6;1\n").contains("columns count from 1: 1, 2"));
}

#[test]
fn times_that_go_back() {
    let newest_first = "time,price,size\n1700000002,3,1\n1700000001,2,1\n1700000000,1,1\n";
    let read = read_with(newest_first, &Options::default()).unwrap();
    assert!(read.ticks.is_sorted_by_key(|tick| tick.price));
    let as_they_stand = Options { order: Order::Input, ..Options::default() };
    let read = read_with(newest_first, &as_they_stand).unwrap();
    assert!(read.ticks.is_sorted_by_key(|tick| core::cmp::Reverse(tick.price)));
    // In order for longer than anybody looks ahead, then back.
    let mut long = String::from("time,price,size\n");
    for second in 0..70_000 {
        writeln!(long, "{},1,1", 1_700_000_000 + second).unwrap();
    }
    long.push_str("1700000000,1,1\n1700080000,1,1\n");
    assert!(
        problem(&long)
            .contains("line 70002, time: the time goes back by 69999000000000 ns; sort by --order time")
    );
    let sorted = Options { order: Order::Time, ..Options::default() };
    assert_eq!(read_with(&long, &sorted).unwrap().ticks.len(), 70_002);
    let lenient = Options { lenient: true, ..Options::default() };
    let read = read_with(&long, &lenient).unwrap();
    assert_eq!((read.ticks.len(), read.skipped), (70_001, 1));
}

#[test]
fn units_have_room_for_large_and_for_small_numbers() {
    let read = read("time,price,size\n1700000000,0.00000000123,12345678901234\n1700000001,0.00000000124,1\n");
    assert_eq!(price(&read, read.ticks[0].price), "0.00000000123");
    assert_eq!(
        read.metadata.instruments[0].lot.times(read.ticks[0].quantity as i64).reduced().to_string(),
        "12345678901234"
    );
    let float = "time,price,size\n1700000000,1.5576099999999999,1\n";
    let rounded = Options { decimals: Some(5), ..Options::default() };
    let read = read_with(float, &rounded).unwrap();
    assert_eq!(price(&read, read.ticks[0].price), "1.55761");
    assert!(problem("time,open,high,low,close\n2024-01-01,1,0.5,2,1\n").contains("high: is below low"));
}

#[test]
fn prices_alone_are_ticks_in_a_day_and_bars_over_days() {
    assert_eq!(read("time,price\n1700000000,1\n").ticks.len(), 1);
    assert_eq!(read("date,price\n2024-01-01,1\n2024-01-02,1\n").bars.len(), 2);
    assert_eq!(read("DATE,VALUE\n2024-01-01,1\n2024-01-02,1\n").bars.len(), 2);
    assert_eq!(read(",open,high,low,close\n2024-01-01,1,1,1,1\n").bars.len(), 1);
}

#[test]
fn huge_fields_and_lines_without_end() {
    let long = "9".repeat(1 << 20);
    assert!(
        problem(&format!("time,price,size\n1700000000,{long},1\n"))
            .contains("has more digits than 64 bits hold")
    );
    assert!(
        problem(&format!("time,price,size\n1700000000,1,1\n{}", "x".repeat(20 << 20)))
            .contains("is longer than 16777216 bytes")
    );
    let zeros = format!("time,price,size\n1700000000,{}1.5{},1\n", "0".repeat(1 << 16), "0".repeat(1 << 16));
    assert_eq!(read(&zeros).ticks.len(), 1);
}
