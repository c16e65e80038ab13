//! What records become.

use std::collections::BTreeMap;

use cift_tape::{Batch, MemoryInput, Source};
use cift_types::{BookAction, Side};

use super::super::DbnSource;
use super::super::depth::{self, LEVELS};
use super::super::layout::Level;
use super::super::metadata::{FileMetadata, Interval, Mapping};
use super::super::record::{Shape, rtype};
use super::handmade::{Random, metadata, record};

const DAY_NS: u64 = 86_400_000_000_000;
/// 2024-01-02.
const START: u64 = 1_704_153_600_000_000_000;

fn read(metadata: &FileMetadata, records: &[Vec<u8>]) -> (Batch, DbnSource) {
    let mut bytes = Vec::new();
    metadata.encode(&mut bytes);
    bytes.extend(records.concat());
    let mut source = DbnSource::open(vec![Box::new(MemoryInput::new("x", bytes))], false).expect("opens");
    let mut batch = Batch::default();
    source.read(&mut batch).expect("reads");
    (batch, source)
}

/// A record of zeros but for the header and some fields.
fn with(kind: u8, shape: Shape, number: u32, publisher: u16, time: u64, fields: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = vec![0; shape.size()];
    bytes[0] = (shape.size() / 4) as u8;
    bytes[1] = kind;
    bytes[2..4].copy_from_slice(&publisher.to_le_bytes());
    bytes[4..8].copy_from_slice(&number.to_le_bytes());
    bytes[8..16].copy_from_slice(&time.to_le_bytes());
    for (name, value) in fields {
        let column = shape.columns().iter().find(|column| column.name == *name).expect("a field");
        bytes[column.offset..column.offset + value.len()].copy_from_slice(value);
    }
    bytes
}

fn trade(number: u32, publisher: u16, time: u64) -> Vec<u8> {
    let received = (time + 5).to_le_bytes();
    let fields: &[(&str, &[u8])] = &[
        ("price", &5_i64.to_le_bytes()),
        ("size", &[2]),
        ("action", b"T"),
        ("side", b"A"),
        ("ts_recv", &received),
    ];
    with(rtype::TRADE, Shape::Trade, number, publisher, time, fields)
}

#[test]
fn instruments_are_symbols_whatever_their_numbers_are() {
    let interval =
        |start_date, end_date, number: &[u8]| Interval { start_date, end_date, symbol: number.to_vec() };
    let mut file = metadata(3);
    file.mappings = vec![
        Mapping {
            raw_symbol: b"AAA".to_vec(),
            intervals: vec![interval(20_240_102, 20_240_103, b"17"), interval(20_240_103, 20_240_104, b"18")],
        },
        Mapping {
            raw_symbol: b"BBB".to_vec(),
            intervals: vec![interval(20_240_102, 20_240_103, b"18"), interval(20_240_103, 20_240_104, b"17")],
        },
    ];
    file.padding = file.upgrade().padding;
    let records = [
        trade(17, 1, START),
        trade(18, 1, START + 1),
        trade(17, 2, START + 2),
        trade(17, 1, START + DAY_NS),
        trade(18, 1, START + DAY_NS),
        trade(99, 1, START + DAY_NS),
    ];
    let (batch, source) = read(&file, &records);
    let symbols: Vec<_> = source.metadata().instruments.iter().map(|one| one.symbol.as_str()).collect();
    assert_eq!(symbols, ["AAA", "BBB", "AAA@2", "99"]);
    let seen: Vec<_> = batch.ticks.iter().map(|tick| tick.instrument).collect();
    assert_eq!(seen, [0, 1, 2, 1, 0, 3]);
    assert_eq!(source.metadata().epoch_ns, START.cast_signed());
    let tick = &batch.ticks[3];
    assert_eq!((tick.time_ns, tick.received_ns, tick.seq), (DAY_NS, DAY_NS + 5, 4));
    assert_eq!((tick.side, tick.side_unknown, tick.price, tick.quantity), (Side::Sell as u8, 0, 5, 2));
    // Of a series of contracts each number is an instrument.
    file.stype_in = 3;
    let (_, source) = read(&file, &records);
    assert_eq!(source.metadata().instruments.len(), 6);
}

#[test]
fn definitions_and_mappings_name_instruments() {
    let mut file = metadata(3);
    file.mappings.clear();
    file.padding = file.upgrade().padding;
    let time = START.to_le_bytes();
    let quarter = 250_000_000_i64.to_le_bytes();
    let named: &[(&str, &[u8])] =
        &[("ts_recv", &time), ("raw_symbol", b"ESH4"), ("min_price_increment", &quarter)];
    let mapping: &[(&str, &[u8])] = &[("stype_in_symbol", b"ES.c.0"), ("stype_out_symbol", b"ESM4")];
    let records = [
        trade(5, 1, START),
        with(rtype::DEFINITION, Shape::DefinitionV3, 5, 1, START, named),
        with(rtype::SYMBOL_MAPPING, Shape::SymbolMappingV2, 6, 0, START, mapping),
        trade(6, 1, START),
        trade(5, 1, START),
        with(rtype::STATISTICS, Shape::StatisticV3, 5, 1, START, &[]),
    ];
    let (batch, source) = read(&file, &records);
    let symbols: Vec<_> = source.metadata().instruments.iter().map(|one| one.symbol.as_str()).collect();
    assert_eq!(symbols, ["ESH4", "ESM4"]);
    assert_eq!((source.increment(0), source.increment(1)), (Some(250_000_000), None));
    let seen: Vec<_> = batch.ticks.iter().map(|tick| tick.instrument).collect();
    assert_eq!((seen, source.left_out()), (vec![0, 1, 0], 1));
}

#[test]
fn market_by_order_keeps_its_flags_and_snapshots_their_time() {
    let mbo = |action: &[u8], side: &[u8], flags: u8, price: i64, time: u64| {
        let received = START.to_le_bytes();
        let price = price.to_le_bytes();
        let fields: &[(&str, &[u8])] = &[
            ("order_id", &[9]),
            ("price", &price),
            ("size", &[4]),
            ("flags", &[flags]),
            ("action", action),
            ("side", side),
            ("ts_recv", &received),
            ("sequence", &[77]),
        ];
        with(rtype::MBO, Shape::Mbo, 17, 1, time, fields)
    };
    let records = [
        mbo(b"R", b"N", 0x20, i64::MAX, START - 3 * DAY_NS),
        mbo(b"A", b"B", 0xa0, 100, START - 2 * DAY_NS),
        mbo(b"T", b"A", 0, 100, START - 1),
        mbo(b"F", b"B", 0, 100, START),
        mbo(b"C", b"B", 0x80, 100, START),
    ];
    let (batch, _) = read(&metadata(3), &records);
    let events: Vec<_> = batch
        .market_by_order
        .iter()
        .map(|event| (event.action, event.flags, event.price, event.quantity, event.time_ns))
        .collect();
    let action = |action: BookAction| action as u8;
    let expected = [
        (action(BookAction::Clear), 2, 0, 4, 0),
        (action(BookAction::Add), 3, 100, 4, 0),
        (action(BookAction::Trade), 0, 100, 4, 0),
        (action(BookAction::Fill), 0, 100, 4, 0),
        (action(BookAction::Cancel), 1, 100, 4, 0),
    ];
    assert_eq!(events, expected);
    assert_eq!((batch.ticks.len(), batch.ticks[0].seq, batch.market_by_order[4].seq), (1, 4, 6));
    // A venue that publishes its best prices only.
    let tops = [
        mbo(b"A", b"B", 0xc0, 100, START),
        mbo(b"A", b"A", 0xc0, 102, START),
        mbo(b"A", b"B", 0xc0, i64::MAX, START),
    ];
    let (batch, _) = read(&metadata(3), &tops);
    let quotes: Vec<_> = batch
        .quotes
        .iter()
        .map(|quote| (quote.bid_price, quote.bid_quantity, quote.ask_price, quote.ask_quantity))
        .collect();
    assert_eq!(quotes, [(100, 4, 0, 0), (100, 4, 102, 4), (0, 0, 102, 4)]);
    assert!(batch.market_by_order.is_empty());
}

#[test]
fn a_trade_follows_the_quote_before_it() {
    let mut tbbo = record(rtype::MBP_1, Shape::Mbp1, false, &mut Random(4));
    tbbo[24..30].copy_from_slice(&[3, 0, 0, 0, b'T', b'N']);
    tbbo[48..56].copy_from_slice(&i64::MAX.to_le_bytes());
    let (batch, _) = read(&metadata(3), &[tbbo]);
    assert_eq!((batch.quotes[0].seq, batch.ticks[0].seq), (1, 2));
    assert_eq!(
        (batch.quotes[0].bid_price, batch.quotes[0].bid_quantity, batch.quotes[0].bid_orders),
        (0, 0, 0)
    );
    assert_eq!((batch.ticks[0].side_unknown, batch.ticks[0].quantity), (1, 3));
}

#[test]
fn changes_of_levels_lead_from_one_state_to_the_next() {
    let mut random = Random(8);
    let mut before = depth::empty();
    let mut book = [BTreeMap::new(), BTreeMap::new()];
    for _ in 0..2000 {
        let after = levels(&mut random);
        let mut changes = Vec::new();
        depth::changes(&before, &after, &mut changes);
        for change in &changes {
            let side: &mut BTreeMap<i64, (u32, u32)> = &mut book[change.side as usize];
            let known = if change.quantity == 0 {
                side.remove(&change.price)
            } else {
                side.insert(change.price, (change.quantity, change.orders))
            };
            assert_eq!(known.is_some(), change.action != BookAction::Add);
        }
        let mut expected = [BTreeMap::new(), BTreeMap::new()];
        for level in after.iter().filter(|level| level.bid_px != i64::MAX && level.bid_sz > 0) {
            expected[0].insert(level.bid_px, (level.bid_sz, level.bid_ct));
        }
        for level in after.iter().filter(|level| level.ask_px != i64::MAX && level.ask_sz > 0) {
            expected[1].insert(level.ask_px, (level.ask_sz, level.ask_ct));
        }
        assert_eq!(book, expected);
        before = after;
    }
}

/// Ten levels, some of which there are not.
fn levels(random: &mut Random) -> [Level; LEVELS] {
    let mut levels = depth::empty();
    let (mut bid, mut ask) = (100, 101);
    let (bids, asks) = (random.below(LEVELS + 1), random.below(LEVELS + 1));
    for (index, level) in levels.iter_mut().enumerate() {
        bid -= 1 + random.below(2) as i64;
        ask += 1 + random.below(2) as i64;
        if index < bids {
            (level.bid_px, level.bid_sz, level.bid_ct) = (bid, random.below(4) as u32, 1);
        }
        if index < asks {
            (level.ask_px, level.ask_sz, level.ask_ct) = (ask, 1 + random.below(3) as u32, 2);
        }
    }
    levels
}
