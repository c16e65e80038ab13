//! The fixtures of DBN, written as CSV in both ways, become the same records as DBN itself.

use std::fmt::Write as _;

use cift_tape::{Batch, MemoryInput, Problem, Source};

use super::{DatabentoCsv, is_header};
use crate::dbn::layout::{Column, LEVEL_SIZE, Meaning, Value};
use crate::dbn::tests::fixtures::{files, input};
use crate::dbn::{DbnSource, Next, Reader, Shape, shape_of};
use crate::decompress;
use crate::lines::{DAY_NS, civil_date};

/// Prices, times: as numbers, or as people read them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Plain,
    Pretty,
}

fn price(price: i64, way: Way) -> String {
    match way {
        Way::Plain => price.to_string(),
        Way::Pretty if price == i64::MAX => String::new(),
        Way::Pretty => {
            let (sign, size) = (if price < 0 { "-" } else { "" }, price.unsigned_abs());
            format!("{sign}{}.{:09}", size / 1_000_000_000, size % 1_000_000_000)
        }
    }
}

fn time(ns: u64, way: Way) -> String {
    if way == Way::Plain {
        return ns.to_string();
    }
    if ns == u64::MAX {
        return String::new();
    }
    let ((year, month, day), left) = (civil_date(ns / DAY_NS), ns % DAY_NS);
    let (seconds, ns) = (left / 1_000_000_000, left % 1_000_000_000);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ns:09}Z")
}

fn number(bytes: &[u8]) -> u64 {
    let mut wide = [0; 8];
    wide[..bytes.len()].copy_from_slice(bytes);
    u64::from_le_bytes(wide)
}

/// The header and a line for each record, by the columns of the layout.
fn to_csv(shape: Shape, records: &[Vec<u8>], way: Way) -> String {
    let mut text = String::from("ts_event,rtype,publisher_id,instrument_id");
    let consolidated = matches!(shape, Shape::Cmbp1 | Shape::Cbbo);
    let count = if consolidated { "pb" } else { "ct" };
    for column in shape.columns() {
        match column.meaning {
            Meaning::Levels => {
                for level in 0..column.size / LEVEL_SIZE {
                    for field in [
                        "bid_px",
                        "ask_px",
                        "bid_sz",
                        "ask_sz",
                        &format!("bid_{count}"),
                        &format!("ask_{count}"),
                    ] {
                        write!(text, ",{field}_{level:02}").expect("writes");
                    }
                }
            }
            Meaning::Reserved => {}
            _ => write!(text, ",{}", column.name).expect("writes"),
        }
    }
    text.push_str(",symbol,no_such_column\r\n");
    for record in records {
        text.push_str(&time(number(&record[8..16]), way));
        write!(text, ",{},{},{}", record[1], number(&record[2..4]), number(&record[4..8])).expect("writes");
        for column in shape.columns() {
            push_field(&mut text, column, record, way, if consolidated { 2 } else { 4 });
        }
        text.push_str(",,x\r\n");
    }
    text
}

/// A field, or several of a list of levels, whose counts or publishers have `width` bytes.
fn push_field(text: &mut String, column: &Column, record: &[u8], way: Way, width: usize) {
    let bytes = &record[column.offset..column.offset + column.size];
    let field = match (column.meaning, column.value(record)) {
        (Meaning::Reserved, _) => return,
        (Meaning::Levels, _) => {
            for level in bytes.chunks_exact(LEVEL_SIZE) {
                let (bid, ask) = (number(&level[..8]).cast_signed(), number(&level[8..16]).cast_signed());
                write!(text, ",{},{}", price(bid, way), price(ask, way)).expect("writes");
                for at in [16..20, 20..24, 24..24 + width, 28..28 + width] {
                    write!(text, ",{}", number(&level[at])).expect("writes");
                }
            }
            return;
        }
        (Meaning::Price, _) => price(number(bytes).cast_signed(), way),
        (Meaning::Time, _) => time(number(bytes), way),
        (Meaning::Letter, _) if bytes[0] == 0 => String::new(),
        (Meaning::Letter, _) => char::from(bytes[0]).to_string(),
        (_, Value::Number(value)) => value.to_string(),
        (_, Value::Bytes(value)) => String::from_utf8_lossy(&value).into_owned(),
    };
    write!(text, ",{field}").expect("writes");
}

fn read(name: &str, text: String, lenient: bool) -> Result<(Batch, DatabentoCsv), Problem> {
    let mut source = DatabentoCsv::open(vec![Box::new(MemoryInput::new(name, text.into_bytes()))], lenient)?;
    let mut batch = Batch::default();
    source.read(&mut batch)?;
    Ok((batch, source))
}

#[test]
fn csv_says_what_dbn_says() {
    for (name, path) in files().into_iter().filter(|(name, _)| name.contains(".v3.") || name.contains(".dbz"))
    {
        let member = decompress::open(input(&path)).expect("opens").remove(0);
        let mut reader = Reader::open(member.name.clone(), Box::new(member)).expect("metadata");
        let mut records = Vec::new();
        let mut shape = Shape::Mbo;
        while let Next::Record(bytes) = reader.next_record().expect("a record") {
            shape = shape_of(bytes, false).expect("a layout").0;
            records.push(bytes.to_vec());
        }
        let mut dbn = DbnSource::open(vec![input(&path)], false).expect("opens");
        let mut expected = Batch::default();
        dbn.read(&mut expected).expect("reads");
        for way in [Way::Plain, Way::Pretty] {
            let text = to_csv(shape, &records, way);
            assert!(is_header(text.lines().next().expect("a header").as_bytes()), "{text}");
            // Bars of files before DBN do not say their interval; the name does.
            let (batch, source) = read(&format!("xnas-{name}.csv"), text.clone(), false).expect(&name);
            assert_eq!(format!("{batch:?}"), format!("{expected:?}"), "{name}\n{text}");
            assert_eq!(source.metadata().epoch_ns, dbn.metadata().epoch_ns);
        }
    }
}

#[test]
fn every_layout_has_a_header_that_is_known() {
    for (shape, text) in [
        (Shape::StatisticV3, to_csv(Shape::StatisticV3, &[], Way::Plain)),
        (Shape::DefinitionV3, to_csv(Shape::DefinitionV3, &[], Way::Plain)),
        (Shape::SymbolMappingV2, to_csv(Shape::SymbolMappingV2, &[], Way::Plain)),
        (Shape::Cbbo, to_csv(Shape::Cbbo, &[], Way::Plain)),
        (Shape::Bbo, to_csv(Shape::Bbo, &[], Way::Plain)),
        (Shape::Imbalance, to_csv(Shape::Imbalance, &[], Way::Plain)),
    ] {
        let columns = super::Columns::read(text.lines().next().expect("a header").as_bytes());
        assert_eq!(columns.map(|columns| columns.shape), Some(shape));
    }
    for text in ["", "a,b", "time,open,high,low,close", "ts_event", "ts_event,price"] {
        assert!(!is_header(text.as_bytes()), "{text}");
    }
}

#[test]
fn symbols_name_instruments_with_numbers_or_without() {
    let header = "ts_recv,ts_event,action,side,price,size,flags,symbol\n";
    let text =
        format!("{header}1,2,T,B,5.000000000,1,0,\"AA,A\"\n3,4,T,A,5.25,1,0,BBB\n5,6,T,N,,1,128,BBB\n");
    let (batch, source) = read("x", text, false).expect("reads");
    let symbols: Vec<_> = source.metadata().instruments.iter().map(|one| one.symbol.as_str()).collect();
    assert_eq!(symbols, ["AA,A", "BBB"]);
    let ticks: Vec<_> = batch.ticks.iter().map(|tick| (tick.instrument, tick.price, tick.quantity)).collect();
    assert_eq!(ticks, [(0, 5_000_000_000, 1), (1, 5_250_000_000, 1), (1, 0, 0)]);
}

#[test]
fn lines_that_do_not_read_say_why_and_where() {
    let header = "ts_event,instrument_id,action,side,price,size,flags";
    for (line, said) in [
        ("1,1,T,B,5x,1,0", "x, line 2, price: \"5x\" is no price in units of 1e-9"),
        (
            "1,1,T,B,5,4294967296,0",
            "line 2, size: \"4294967296\" is no whole number of 32 bits without a sign",
        ),
        ("1,1,TT,B,5,1,0", "line 2, action: \"TT\" is no single letter"),
        ("1,1,?,B,5,1,0", "line 2, action: '?' is none of A"),
        (
            "yesterday,1,T,B,5,1,0",
            "line 2, ts_event: \"yesterday\" is neither nanoseconds nor a date and time",
        ),
        ("1,1,T,B,5,1", "line 2: has 6 fields, and the header has 7"),
        (",1,T,B,5,1,0", "line 2, ts_event: is no time"),
    ] {
        let text = format!("{header}\n{line}\n1,1,T,B,5,1,0\n");
        let problem = read("x", text.clone(), false).err().expect("a problem").to_string();
        assert!(problem.contains(said), "{problem}");
        let (batch, source) = read("x", text, true).expect("lenient");
        assert_eq!((batch.ticks.len(), source.tolerance().map(|all| all.skipped)), (1, Some(1)));
    }
    let problem = read("x", "a,b\n1,2\n".to_owned(), true).err().expect("a problem").to_string();
    assert!(problem.contains("line 1: is no header of Databento's"), "{problem}");
}
