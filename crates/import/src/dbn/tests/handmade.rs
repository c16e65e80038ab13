//! Files made by hand: every layout in every version, and what is wrong with files.

use cift_tape::{Batch, MemoryInput, Problem, Source};

use super::super::DbnSource;
use super::super::check::check;
use super::super::metadata::{FileMetadata, Interval, Mapping};
use super::super::record::{Shape, TS_OUT_SIZE, rtype};

/// Metadata of a version, which names one symbol.
pub fn metadata(version: u8) -> FileMetadata {
    let interval = Interval { start_date: 20_240_101, end_date: 20_240_201, symbol: b"17".to_vec() };
    let mut metadata = FileMetadata {
        version,
        dataset: b"XTST.DATA".to_vec(),
        schema: u16::MAX,
        start: 1,
        end: u64::MAX,
        limit: 0,
        record_count: (version == 1).then_some(u64::MAX),
        stype_in: 1,
        stype_out: 0,
        ts_out: 0,
        symbol_cstr_len: if version == 1 { 22 } else { 71 },
        reserved: vec![0; if version == 1 { 47 } else { 53 }],
        schema_definition: Vec::new(),
        symbols: vec![b"AAA".to_vec()],
        partial: Vec::new(),
        not_found: vec![b"BBB".to_vec()],
        mappings: vec![Mapping { raw_symbol: b"AAA".to_vec(), intervals: vec![interval] }],
        padding: Vec::new(),
    };
    if version == 3 {
        metadata.padding = metadata.upgrade().padding;
    }
    metadata
}

/// A random number generator.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, limit: usize) -> usize {
        ((self.next() >> 32) as usize) % limit.max(1)
    }
}

const ALL: [(u8, Shape); 32] = [
    (rtype::MBO, Shape::Mbo),
    (rtype::TRADE, Shape::Trade),
    (rtype::MBP_1, Shape::Mbp1),
    (rtype::MBP_10, Shape::Mbp10),
    (rtype::BBO_1S, Shape::Bbo),
    (rtype::BBO_1M, Shape::Bbo),
    (rtype::CMBP_1, Shape::Cmbp1),
    (rtype::TCBBO, Shape::Cmbp1),
    (rtype::CBBO_1S, Shape::Cbbo),
    (rtype::CBBO_1M, Shape::Cbbo),
    (rtype::OHLCV_DEPRECATED, Shape::Ohlcv),
    (rtype::OHLCV_1S, Shape::Ohlcv),
    (rtype::OHLCV_1M, Shape::Ohlcv),
    (rtype::OHLCV_1H, Shape::Ohlcv),
    (rtype::OHLCV_1D, Shape::Ohlcv),
    (rtype::OHLCV_EOD, Shape::Ohlcv),
    (rtype::STATUS, Shape::Status),
    (rtype::IMBALANCE, Shape::Imbalance),
    (rtype::STATISTICS, Shape::StatisticV1),
    (rtype::STATISTICS, Shape::StatisticV3),
    (rtype::ERROR, Shape::ErrorV1),
    (rtype::ERROR, Shape::ErrorV2),
    (rtype::SYSTEM, Shape::SystemV1),
    (rtype::SYSTEM, Shape::SystemV2),
    (rtype::SYMBOL_MAPPING, Shape::SymbolMappingV1),
    (rtype::SYMBOL_MAPPING, Shape::SymbolMappingV2),
    (rtype::DEFINITION, Shape::DefinitionV1),
    (rtype::DEFINITION, Shape::DefinitionV2),
    (rtype::DEFINITION, Shape::DefinitionV3),
    (rtype::MBO, Shape::Mbo),
    (rtype::TRADE, Shape::Trade),
    (rtype::MBP_1, Shape::Mbp1),
];

/// A record of random bytes, but with a header that makes sense.
pub fn record(kind: u8, shape: Shape, ts_out: bool, random: &mut Random) -> Vec<u8> {
    let size = shape.size() + if ts_out { TS_OUT_SIZE } else { 0 };
    let mut bytes: Vec<u8> = (0..size).map(|_| random.next() as u8).collect();
    bytes[0] = (size / 4) as u8;
    bytes[1] = kind;
    bytes[2..8].copy_from_slice(&[1, 0, 17, 0, 0, 0]);
    // 2024-01-02.
    bytes[8..16].copy_from_slice(&1_704_153_600_000_000_123_u64.to_le_bytes());
    bytes
}

/// A file with each layout of a version.
pub fn file(version: u8, ts_out: bool) -> Vec<u8> {
    let mut random = Random(99 + u64::from(version));
    let mut bytes = Vec::new();
    FileMetadata { ts_out: u8::from(ts_out), ..metadata(version) }.encode(&mut bytes);
    for (kind, shape) in ALL {
        let (first, last) = shape.versions();
        if (first..=last).contains(&version) {
            bytes.extend_from_slice(&record(kind, shape, ts_out, &mut random));
        }
    }
    bytes
}

#[test]
fn every_layout_of_every_version_comes_back() {
    for version in 1..=3 {
        for ts_out in [false, true] {
            let input = MemoryInput::new("x", file(version, ts_out));
            let check = check(Box::new(input)).expect("reads").remove(0);
            assert!(check.passed(), "version {version}: {check:#?}");
            assert_eq!((check.version, check.other_versions), (version, 0));
            assert_eq!(check.records, 26);
            let upgraded = match version {
                1 => 5,
                2 => 2,
                _ => 0,
            };
            assert_eq!(check.upgraded_equal, upgraded, "version {version}");
            let dropped: Vec<_> = check.fields_dropped.iter().copied().collect();
            let expected = [
                "md_security_trading_status",
                "settl_price_type",
                "trading_reference_date",
                "trading_reference_price",
            ];
            assert_eq!(dropped, if version < 3 { &expected[..] } else { &[] });
        }
    }
}

#[test]
fn fields_lie_where_the_specification_says() {
    let at = |shape: Shape, name: &str| {
        let column = shape.columns().iter().find(|column| column.name == name).expect("a field");
        (column.offset, column.size)
    };
    assert_eq!(at(Shape::Mbo, "order_id"), (16, 8));
    assert_eq!(at(Shape::Mbo, "flags"), (36, 1));
    assert_eq!(at(Shape::Mbo, "action"), (38, 1));
    assert_eq!(at(Shape::Mbo, "sequence"), (52, 4));
    assert_eq!(at(Shape::Mbp10, "levels"), (48, 320));
    assert_eq!(at(Shape::Bbo, "sequence"), (44, 4));
    assert_eq!(at(Shape::Status, "is_trading"), (30, 1));
    assert_eq!(at(Shape::Imbalance, "paired_qty"), (88, 4));
    assert_eq!(at(Shape::StatisticV1, "quantity"), (40, 4));
    assert_eq!(at(Shape::StatisticV3, "stat_type"), (56, 2));
    assert_eq!(at(Shape::SymbolMappingV2, "stype_out_symbol"), (89, 71));
    assert_eq!(at(Shape::DefinitionV1, "raw_symbol"), (200, 22));
    assert_eq!(at(Shape::DefinitionV1, "strike_price"), (328, 8));
    assert_eq!(at(Shape::DefinitionV2, "raw_symbol"), (200, 71));
    assert_eq!(at(Shape::DefinitionV3, "raw_symbol"), (238, 71));
    assert_eq!(at(Shape::DefinitionV3, "leg_side"), (502, 1));
}

fn open(bytes: Vec<u8>, lenient: bool) -> Result<DbnSource, Problem> {
    DbnSource::open(vec![Box::new(MemoryInput::new("x", bytes))], lenient)
}

/// Records of all batches, or the problem.
fn count(bytes: Vec<u8>, lenient: bool) -> Result<(usize, u64), Problem> {
    let mut source = open(bytes, lenient)?;
    let (mut batch, mut records) = (Batch::default(), 0);
    while source.read(&mut batch)? {
        records += batch.len();
    }
    Ok((records, source.tolerance().map_or(0, |all| all.skipped)))
}

/// Two trades.
fn trades() -> Vec<u8> {
    let mut bytes = Vec::new();
    metadata(3).encode(&mut bytes);
    for _ in 0..2 {
        let mut trade = record(rtype::TRADE, Shape::Trade, false, &mut Random(5));
        trade[28..30].copy_from_slice(b"TB");
        bytes.extend_from_slice(&trade);
    }
    bytes
}

#[test]
fn files_that_are_cut_off_say_so() {
    let whole = trades();
    let records = whole.len() - 96;
    for length in 0..whole.len() {
        let strict = count(whole[..length].to_vec(), false);
        if length == records || length == records + 48 {
            assert_eq!(strict.expect("whole records"), ((length - records) / 48, 0));
        } else {
            let problem = strict.expect_err("a problem").to_string();
            assert!(problem.contains("ends") || problem.contains("no file of"), "{length}: {problem}");
        }
        if length > records {
            let (read, skipped) = count(whole[..length].to_vec(), true).expect("lenient");
            assert_eq!(
                read as u64 + skipped,
                if length == records + 48 { 1 } else { 1 + u64::from(length > records + 48) }
            );
        }
    }
}

#[test]
fn lengths_that_cannot_be_are_no_records() {
    let whole = trades();
    let first = whole.len() - 96;
    for (length, reason) in [(0, "a record of 0 bytes"), (3, "a record of 12 bytes"), (255, "ends after 96")]
    {
        let mut bytes = whole.clone();
        bytes[first] = length;
        let problem = count(bytes.clone(), false).expect_err("a problem");
        assert!(problem.reason.contains(reason), "{problem}");
        assert_eq!(problem.place, cift_tape::Place::Byte(first as u64));
        assert_eq!(count(bytes, true).expect("lenient"), (0, 1));
    }
    // A length that another kind of record could have.
    let mut bytes = whole;
    bytes[first] = 24;
    assert!(count(bytes, false).expect_err("a problem").reason.contains("has 96 bytes, not 48"));
}

#[test]
fn unknown_kinds_actions_and_sides_are_left_out_by_the_lenient() {
    let whole = trades();
    let first = whole.len() - 96;
    for (at, byte, reason) in
        [(1, 0x77, "kind 0x77"), (28, b'?', "'?' is none of A"), (29, b'X', "'X' is none of A, B")]
    {
        let mut bytes = whole.clone();
        bytes[first + at] = byte;
        let problem = count(bytes.clone(), false).expect_err("a problem");
        assert!(problem.reason.contains(reason), "{problem}");
        assert_eq!(count(bytes, true).expect("lenient"), (1, 1));
    }
}

#[test]
fn versions_and_claims_that_cannot_be_are_refused() {
    for version in [0, 4, 255] {
        let mut bytes = trades();
        bytes[3] = version;
        let problem = count(bytes, true).expect_err("a problem");
        assert!(problem.reason.contains(&format!("is of version {version}")), "{problem}");
    }
    for length in [u32::MAX, 400 * 1024 * 1024, 99] {
        let mut bytes = trades();
        bytes[4..8].copy_from_slice(&length.to_le_bytes());
        assert!(count(bytes, false).is_err(), "{length}");
    }
    // The count of symbols, after the fixed part and the length of definitions.
    for claimed in [u32::MAX, 5_000_000] {
        let mut bytes = trades();
        bytes[112..116].copy_from_slice(&claimed.to_le_bytes());
        let problem = count(bytes, false).expect_err("a problem");
        assert!(problem.reason.contains(&format!("claims {claimed} symbols")), "{problem}");
    }
    assert!(count(b"GIF89a".to_vec(), true).is_err());
    assert!(count(Vec::new(), true).is_err());
}

#[test]
fn records_of_newer_layouts_in_older_files_are_read() {
    let mut bytes = Vec::new();
    metadata(1).encode(&mut bytes);
    let mut random = Random(3);
    for shape in [Shape::DefinitionV1, Shape::DefinitionV3] {
        bytes.extend_from_slice(&record(rtype::DEFINITION, shape, false, &mut random));
    }
    let check = check(Box::new(MemoryInput::new("x", bytes))).expect("reads").remove(0);
    assert!(check.passed(), "{check:#?}");
    assert_eq!((check.records, check.other_versions), (2, 1));
}

#[test]
fn files_one_after_the_other_are_read_as_one() {
    let both = [trades(), trades()].concat();
    assert_eq!(count(both.clone(), false).expect("reads"), (4, 0));
    let check = check(Box::new(MemoryInput::new("x", both))).expect("reads").remove(0);
    assert!(check.passed() && check.records == 4, "{check:#?}");
}

#[test]
fn fragments_have_records_only() {
    let whole = trades();
    let records = whole[whole.len() - 96..].to_vec();
    assert_eq!(count(records.clone(), false).expect("reads"), (2, 0));
    let found = check(Box::new(MemoryInput::new("x", records))).expect("reads").remove(0);
    assert!(found.passed() && found.metadata_bytes_equal.is_none(), "{found:#?}");
    let mut random = Random(6);
    let definition = record(rtype::DEFINITION, Shape::DefinitionV1, true, &mut random);
    let found = check(Box::new(MemoryInput::new("x", definition))).expect("reads").remove(0);
    assert!(found.passed() && found.version == 1 && found.upgraded_equal == 1, "{found:#?}");
}
