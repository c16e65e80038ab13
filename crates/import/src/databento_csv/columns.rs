//! Which field of a record each column of a CSV file is.

use crate::dbn::layout::{LEVEL_SIZE, Meaning};
use crate::dbn::{Shape, rtype};

/// Where a column's value goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// Into the record's bytes.
    Field {
        /// Bytes from the record's start.
        offset: usize,
        /// Bytes.
        size: usize,
        /// Whether it may be below zero.
        signed: bool,
        /// What it means.
        meaning: Meaning,
    },
    /// The instrument's symbol.
    Symbol,
    /// Nowhere.
    Nowhere,
}

/// The columns of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Columns {
    /// The layout of its records.
    pub shape: Shape,
    /// The kind of its records, where no column says it.
    pub rtype: u8,
    /// Where each column's value goes.
    pub targets: Vec<Target>,
    /// The columns' names.
    pub names: Vec<String>,
    /// Whether a column has the instrument's number.
    pub numbered: bool,
}

/// Whether a line is the header of a file in Databento's CSV encoding.
#[must_use]
pub fn is_header(line: &[u8]) -> bool {
    Columns::read(line).is_some()
}

impl Columns {
    /// Reads a header; `None` when it is none of Databento's.
    #[must_use]
    pub fn read(line: &[u8]) -> Option<Self> {
        let line = core::str::from_utf8(line.strip_suffix(b"\r").unwrap_or(line)).ok()?;
        let names: Vec<String> = line.split(',').map(|name| plain(name).to_owned()).collect();
        if !names.iter().any(|name| name == "ts_event" || name == "ts_recv") {
            return None;
        }
        let (shape, rtype) = shape(&names)?;
        let targets: Vec<Target> = names.iter().map(|name| target(shape, name)).collect();
        let numbered = names.iter().any(|name| name == "instrument_id");
        Some(Self { shape, rtype, targets, names, numbered })
    }
}

/// A column's name as the newest encoding writes it.
fn plain(name: &str) -> &str {
    match name.trim().trim_matches('"') {
        "price_1e9" => "price",
        "product_id" => "instrument_id",
        "trading_status" => "action",
        other => other,
    }
}

/// The layout that has these fields, and the kind of record that it most likely is.
fn shape(names: &[String]) -> Option<(Shape, u8)> {
    let has = |name: &str| names.iter().any(|other| other == name);
    let found = if has("order_id") && has("action") {
        (Shape::Mbo, rtype::MBO)
    } else if has("bid_px_09") {
        (Shape::Mbp10, rtype::MBP_10)
    } else if has("bid_px_00") && (has("bid_pb_00") || has("ask_pb_00")) {
        if has("action") { (Shape::Cmbp1, rtype::CMBP_1) } else { (Shape::Cbbo, rtype::CBBO_1S) }
    } else if has("bid_px_00") {
        if has("action") { (Shape::Mbp1, rtype::MBP_1) } else { (Shape::Bbo, rtype::BBO_1S) }
    } else if has("open") && has("high") && has("low") && has("close") {
        (Shape::Ohlcv, rtype::OHLCV_DEPRECATED)
    } else if has("is_trading") || has("is_quoting") {
        (Shape::Status, rtype::STATUS)
    } else if has("auction_type") || has("paired_qty") {
        (Shape::Imbalance, rtype::IMBALANCE)
    } else if has("stat_type") {
        (Shape::StatisticV3, rtype::STATISTICS)
    } else if has("min_price_increment") && has("raw_symbol") {
        (Shape::DefinitionV3, rtype::DEFINITION)
    } else if has("stype_out_symbol") {
        (Shape::SymbolMappingV2, rtype::SYMBOL_MAPPING)
    } else if has("price") && has("size") && has("action") {
        (Shape::Trade, rtype::TRADE)
    } else {
        return None;
    };
    Some(found)
}

fn target(shape: Shape, name: &str) -> Target {
    let number = |offset, size| Target::Field { offset, size, signed: false, meaning: Meaning::Number };
    match name {
        "symbol" => return Target::Symbol,
        "rtype" => return number(1, 1),
        "publisher_id" => return number(2, 2),
        "instrument_id" => return number(4, 4),
        "ts_event" => return Target::Field { offset: 8, size: 8, signed: false, meaning: Meaning::Time },
        _ => {}
    }
    if let Some(level) = level_target(shape, name) {
        return level;
    }
    let found = shape.columns().iter().find(|column| column.name == name);
    found.filter(|column| !matches!(column.meaning, Meaning::Levels | Meaning::Reserved)).map_or(
        Target::Nowhere,
        |column| Target::Field {
            offset: column.offset,
            size: column.size,
            signed: column.signed,
            meaning: column.meaning,
        },
    )
}

/// `bid_px_00` and the like.
fn level_target(shape: Shape, name: &str) -> Option<Target> {
    let levels = shape.columns().iter().find(|column| column.meaning == Meaning::Levels)?;
    let (field, level) = name.rsplit_once('_')?;
    let level: usize = level.parse().ok().filter(|&level| level < levels.size / LEVEL_SIZE)?;
    let (within, size, signed, meaning) = match field {
        "bid_px" => (0, 8, true, Meaning::Price),
        "ask_px" => (8, 8, true, Meaning::Price),
        "bid_sz" => (16, 4, false, Meaning::Number),
        "ask_sz" => (20, 4, false, Meaning::Number),
        "bid_ct" => (24, 4, false, Meaning::Number),
        "ask_ct" => (28, 4, false, Meaning::Number),
        "bid_pb" => (24, 2, false, Meaning::Number),
        "ask_pb" => (28, 2, false, Meaning::Number),
        _ => return None,
    };
    Some(Target::Field { offset: levels.offset + level * LEVEL_SIZE + within, size, signed, meaning })
}
