use std::io::Cursor;

use cift_tape::MemoryInput;

use super::*;
use crate::decompress::open;

fn lines(bytes: &[u8], longest: usize) -> Result<Vec<(u64, String)>, String> {
    let member = open(Box::new(MemoryInput::new("x", bytes.to_vec()))).expect("no archive").remove(0);
    let mut lines = Lines::with_longest(member, longest);
    let mut all = Vec::new();
    while let Some(line) = lines.next_line().map_err(|problem| problem.to_string())? {
        all.push((line.number, String::from_utf8_lossy(line.text).into_owned()));
    }
    assert_eq!(lines.next_line(), Ok::<_, Problem>(None).map(|none: Option<Line<'_>>| none));
    Ok(all)
}

impl PartialEq for Line<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.number == other.number
    }
}

#[test]
fn lines_end_in_every_way() {
    let expected = vec![(1, "a".to_owned()), (2, String::new()), (3, "b".to_owned())];
    for text in ["a\n\nb\n", "a\r\n\r\nb\r\n", "a\n\nb", "\u{feff}a\n\nb", "a\r\n\nb\r"] {
        assert_eq!(lines(text.as_bytes(), 100), Ok(expected.clone()), "{text:?}");
    }
    assert_eq!(lines(b"", 100), Ok(vec![]));
    assert_eq!(lines(b"\n", 100), Ok(vec![(1, String::new())]));
    assert_eq!(lines("\u{feff}".as_bytes(), 100), Ok(vec![]));
}

#[test]
fn lines_longer_than_the_buffer_are_whole_and_too_long_ones_are_problems() {
    let long = "x".repeat(3_000_000);
    let text = format!("a\n{long}\nb\n");
    let read = lines(text.as_bytes(), 4_000_000).expect("long lines");
    assert_eq!((read.len(), read[1].1.len(), read[2].0), (3, 3_000_000, 3));
    let problem = lines(text.as_bytes(), 100_000).expect_err("too long");
    assert!(problem.starts_with("x, line 2: is longer than 100000 bytes; "), "{problem}");
}

#[test]
fn a_failed_read_names_the_line() {
    let mut packed = Vec::new();
    let mut encoder = flate2::read::GzEncoder::new(Cursor::new("a\n".repeat(9)), flate2::Compression::none());
    std::io::Read::read_to_end(&mut encoder, &mut packed).expect("memory");
    packed.truncate(packed.len() - 9);
    let problem = lines(&packed, 100).expect_err("cut off");
    assert!(problem.contains("cut off"), "{problem}");
}

#[test]
fn fields_split() {
    let all: Vec<_> = Fields::new(b"a,,b,", b',').collect();
    assert_eq!(all, [&b"a"[..], b"", b"b", b""]);
    assert_eq!(Fields::new(b"", b',').count(), 1);
    let mut quoted = Vec::new();
    split_quoted(b"\"a,b\",c,\"say \"\"x\"\"\",\"\"", b',', &mut quoted).expect("well formed");
    assert_eq!(quoted, [&b"a,b"[..], b"c", b"say \"\"x\"\"", b""]);
    assert_eq!(unquote(quoted[2]).as_ref(), b"say \"x\"");
    split_quoted(b"a,", b',', &mut quoted).expect("well formed");
    assert_eq!(quoted, [&b"a"[..], b""]);
    assert!(split_quoted(b"\"a,b", b',', &mut quoted).is_err());
    assert!(split_quoted(b"\"a\"b,c", b',', &mut quoted).is_err());
}

#[test]
fn whole_numbers() {
    for (text, value) in
        [("0", Some(0)), ("18446744073709551615", Some(u64::MAX)), ("00000000000000000000001", Some(1))]
    {
        assert_eq!(unsigned(text.as_bytes()), value, "{text}");
    }
    for text in ["", "-1", "+1", " 1", "1 ", "1.0", "18446744073709551616", "9999999999999999999999", "１"] {
        assert_eq!(unsigned(text.as_bytes()), None, "{text}");
    }
    assert_eq!(integer(b"-9223372036854775808"), Some(i64::MIN));
    assert_eq!(integer(b"9223372036854775808"), None);
    assert_eq!(integer(b"--1"), None);
    assert_eq!(why_integer(b"12x"), "\"12x\" is not a whole number");
    assert_eq!(why_integer(b"-1"), "\"-1\" is negative or too small");
}

#[test]
fn decimals_are_exact() {
    for (text, exponent, value) in [
        ("12.5", -2, Some(1250)),
        ("12.500", -2, Some(1250)),
        ("12.505", -2, None),
        ("12.5", 0, None),
        ("1250", 1, Some(125)),
        ("1255", 1, None),
        ("-0.01", -2, Some(-1)),
        (".5", -1, Some(5)),
        ("5.", -1, Some(50)),
        ("1.5e-7", -8, Some(15)),
        ("1.5E+3", 0, Some(1500)),
        ("100.00001e5", 0, Some(10_000_001)),
        ("0.000000000000000000000", -9, Some(0)),
        ("12345678901.123456789", -9, None),
        ("1234567890.123456789", -9, Some(1_234_567_890_123_456_789)),
        ("92233720368", -9, None),
        ("9223372036", -9, Some(9_223_372_036_000_000_000)),
        ("0", -18, Some(0)),
        ("1e99999999999", 0, None),
        ("1e", 0, None),
        ("", 0, None),
        (".", -1, None),
        ("-", -1, None),
        ("-.", -1, None),
        ("1.2.3", -3, None),
        ("nan", -3, None),
        ("1,5", -3, None),
    ] {
        assert_eq!(decimal(text.as_bytes(), exponent), value, "{text} at {exponent}");
    }
    assert_eq!(why_decimal(b"12.505", -2), "\"12.505\" has more than 2 decimal places");
    assert_eq!(why_decimal(b"x", -2), "\"x\" is not a decimal number");
    assert_eq!(why_decimal(b"92233720368", -9), "\"92233720368\" is too large");
    assert_eq!(digits(b"-12.50"), Some(Digits { mantissa: -125, exponent: -1 }));
}

#[test]
fn times() {
    let noon = 1_715_169_600_000_000_000;
    for text in [
        "2024-05-08T12:00:00Z",
        "2024-05-08 12:00:00.000000000",
        "2024-05-08T12:00",
        "20240508T14:00:00+02:00",
        "2024-05-08T07:00:00.0-0500",
        "2024-05-08 13:00:00 +01",
    ] {
        assert_eq!(iso8601(text.as_bytes()), Some(noon), "{text}");
    }
    assert_eq!(iso8601(b"2024-05-08T12:00:00.123456789Z"), Some(noon + 123_456_789));
    for text in
        ["", "2024-13-01", "2023-02-29", "2024-05-08T25:00", "2024-05-08x", "2024-05-08T12:00:00Zx", "12:00"]
    {
        assert_eq!(iso8601(text.as_bytes()), None, "{text}");
    }
    assert_eq!(parse_date(b"1970-01-01"), Some(0));
    for days in (0..190_000).step_by(17) {
        let (year, month, day) = civil_date(days);
        assert_eq!(days_from_civil(year, month, day), Some(days));
    }
    for (value, unit) in [
        (1_715_169_600, TimeUnit::Seconds),
        (1_715_169_600_000, TimeUnit::Millis),
        (1_715_169_600_000_000, TimeUnit::Micros),
        (noon, TimeUnit::Nanos),
    ] {
        assert_eq!(TimeUnit::guess(value), unit);
        assert_eq!(unit.parse(value.to_string().as_bytes()), Some(noon));
    }
    assert_eq!(TimeUnit::Seconds.parse(b"34200.015105074"), Some(34_200_015_105_074));
    assert_eq!(TimeUnit::Millis.parse(b"1.5"), Some(1_500_000));
    assert_eq!(TimeUnit::Seconds.parse(b"1.x"), None);
    assert_eq!(TimeUnit::Seconds.parse(b"99999999999999"), None);
}

#[test]
fn a_tape_begins_at_midnight() {
    let epoch = Epoch::before(DAY_NS * 3 + 5);
    assert_eq!(epoch.time(DAY_NS * 3 + 5), Some(5));
    assert_eq!(epoch.time(DAY_NS * 3 - 1), Some(0));
    assert_eq!(epoch.time(DAY_NS * 2), None);
    assert_eq!(epoch.time(u64::MAX), None);
}
