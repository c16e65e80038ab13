//! Any record: which layout its bytes have, its fields, and its bytes again.

use super::layout::{Column, Field, Header, Layout};
use super::records::{
    Bbo, Cbbo, Cmbp1, DefinitionV1, DefinitionV2, DefinitionV3, ErrorV1, ErrorV2, Imbalance, Mbo, Mbp1,
    Mbp10, Ohlcv, StatisticV1, StatisticV3, Status, SymbolMappingV1, SymbolMappingV2, SystemV1, SystemV2,
    Trade,
};

/// The numbers of the kinds of records.
pub mod rtype {
    /// A trade.
    pub const TRADE: u8 = 0x00;
    /// The best bid and offer, with each update or with trades.
    pub const MBP_1: u8 = 0x01;
    /// Ten levels.
    pub const MBP_10: u8 = 0x0a;
    /// A bar of an interval that the record does not say.
    pub const OHLCV_DEPRECATED: u8 = 0x11;
    /// What trading is allowed.
    pub const STATUS: u8 = 0x12;
    /// An instrument's definition.
    pub const DEFINITION: u8 = 0x13;
    /// What an auction would do.
    pub const IMBALANCE: u8 = 0x14;
    /// An error of the gateway.
    pub const ERROR: u8 = 0x15;
    /// A symbol of an instrument.
    pub const SYMBOL_MAPPING: u8 = 0x16;
    /// A message of the gateway.
    pub const SYSTEM: u8 = 0x17;
    /// A statistic.
    pub const STATISTICS: u8 = 0x18;
    /// A bar of a second.
    pub const OHLCV_1S: u8 = 0x20;
    /// A bar of a minute.
    pub const OHLCV_1M: u8 = 0x21;
    /// A bar of an hour.
    pub const OHLCV_1H: u8 = 0x22;
    /// A bar of a day in UTC.
    pub const OHLCV_1D: u8 = 0x23;
    /// A bar of a trading session.
    pub const OHLCV_EOD: u8 = 0x24;
    /// An update of an order.
    pub const MBO: u8 = 0xa0;
    /// The best bid and offer over several venues.
    pub const CMBP_1: u8 = 0xb1;
    /// The same at the end of each second.
    pub const CBBO_1S: u8 = 0xc0;
    /// The same at the end of each minute.
    pub const CBBO_1M: u8 = 0xc1;
    /// The same with trades.
    pub const TCBBO: u8 = 0xc2;
    /// The best bid and offer at the end of each second.
    pub const BBO_1S: u8 = 0xc3;
    /// The best bid and offer at the end of each minute.
    pub const BBO_1M: u8 = 0xc4;
}

/// Bytes of the time of sending that a live stream may append to each record.
pub const TS_OUT_SIZE: usize = 8;

macro_rules! shapes {
    ($($name:ident, $type:ident, $label:literal, $first:literal..=$last:literal, [$($rtype:ident)|*];)*) => {
        /// The layouts of records.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
        pub enum Shape {
            $(
                #[doc = concat!("As [`", stringify!($type), "`].")]
                $name,
            )*
        }

        impl Shape {
            /// The layout of a record of this kind and of so many bytes (without a time of sending).
            #[must_use]
            #[inline]
            pub const fn of(rtype: u8, size: usize) -> Option<Self> {
                match (rtype, size) {
                    $(($(rtype::$rtype)|*, <$type as Layout>::SIZE) => Some(Self::$name),)*
                    _ => None,
                }
            }

            /// What a person calls it.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self {
                    $(Self::$name => $label,)*
                }
            }

            /// The first and the last version that has the layout.
            #[must_use]
            pub const fn versions(self) -> (u8, u8) {
                match self {
                    $(Self::$name => ($first, $last),)*
                }
            }

            /// Bytes, without a time of sending.
            #[must_use]
            pub const fn size(self) -> usize {
                match self {
                    $(Self::$name => <$type as Layout>::SIZE,)*
                }
            }

            /// The fields after the header.
            #[must_use]
            pub const fn columns(self) -> &'static [Column] {
                match self {
                    $(Self::$name => <$type as Layout>::COLUMNS,)*
                }
            }
        }

        /// A record, whatever it is.
        #[derive(Clone, PartialEq, Eq, Debug)]
        pub enum Body {
            $(
                #[doc = concat!("See [`", stringify!($type), "`].")]
                $name(Box<$type>),
            )*
        }

        impl Body {
            fn decode(shape: Shape, bytes: &[u8]) -> Self {
                match shape {
                    $(Shape::$name => Self::$name(Box::new(<$type as Layout>::decode(bytes))),)*
                }
            }

            /// The layout.
            #[must_use]
            pub const fn shape(&self) -> Shape {
                match self {
                    $(Self::$name(_) => Shape::$name,)*
                }
            }

            /// The header.
            #[must_use]
            pub const fn header(&self) -> &Header {
                match self {
                    $(Self::$name(record) => &record.header,)*
                }
            }

            pub(super) const fn header_mut(&mut self) -> &mut Header {
                match self {
                    $(Self::$name(record) => &mut record.header,)*
                }
            }

            fn encode(&self, target: &mut Vec<u8>) {
                match self {
                    $(Self::$name(record) => record.encode(target),)*
                }
            }
        }

        /// The sizes that records of this kind have.
        fn sizes(rtype: u8) -> Vec<usize> {
            let mut sizes = Vec::new();
            $(
                if matches!(rtype, $(rtype::$rtype)|*) {
                    sizes.push(<$type as Layout>::SIZE);
                }
            )*
            sizes
        }
    };
}

shapes! {
    Mbo, Mbo, "mbo", 1..=3, [MBO];
    Trade, Trade, "trade", 1..=3, [TRADE];
    Mbp1, Mbp1, "mbp-1", 1..=3, [MBP_1];
    Mbp10, Mbp10, "mbp-10", 1..=3, [MBP_10];
    Bbo, Bbo, "bbo", 1..=3, [BBO_1S | BBO_1M];
    Cmbp1, Cmbp1, "cmbp-1", 1..=3, [CMBP_1 | TCBBO];
    Cbbo, Cbbo, "cbbo", 1..=3, [CBBO_1S | CBBO_1M];
    Ohlcv, Ohlcv, "ohlcv", 1..=3, [OHLCV_DEPRECATED | OHLCV_1S | OHLCV_1M | OHLCV_1H | OHLCV_1D | OHLCV_EOD];
    Status, Status, "status", 1..=3, [STATUS];
    Imbalance, Imbalance, "imbalance", 1..=3, [IMBALANCE];
    StatisticV1, StatisticV1, "statistics (v1)", 1..=2, [STATISTICS];
    StatisticV3, StatisticV3, "statistics (v3)", 3..=3, [STATISTICS];
    ErrorV1, ErrorV1, "error (v1)", 1..=1, [ERROR];
    ErrorV2, ErrorV2, "error (v2)", 2..=3, [ERROR];
    SystemV1, SystemV1, "system (v1)", 1..=1, [SYSTEM];
    SystemV2, SystemV2, "system (v2)", 2..=3, [SYSTEM];
    SymbolMappingV1, SymbolMappingV1, "symbol mapping (v1)", 1..=1, [SYMBOL_MAPPING];
    SymbolMappingV2, SymbolMappingV2, "symbol mapping (v2)", 2..=3, [SYMBOL_MAPPING];
    DefinitionV1, DefinitionV1, "definition (v1)", 1..=1, [DEFINITION];
    DefinitionV2, DefinitionV2, "definition (v2)", 2..=2, [DEFINITION];
    DefinitionV3, DefinitionV3, "definition (v3)", 3..=3, [DEFINITION];
}

/// A record with all that its bytes say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// The fields.
    pub body: Body,
    /// When a live gateway sent the record, in nanoseconds from the Unix epoch, where the stream says so.
    pub ts_out: Option<u64>,
}

impl Record {
    /// Reads a record; `bytes` are all of its bytes and no more. The error says what is wrong with them.
    pub fn decode(bytes: &[u8], ts_out: bool) -> Result<Self, String> {
        let (shape, size) = shape_of(bytes, ts_out)?;
        let ts_out = (bytes.len() > size).then(|| u64::get(&bytes[size..size + TS_OUT_SIZE]));
        Ok(Self { body: Body::decode(shape, bytes), ts_out })
    }

    /// Appends the record's bytes.
    pub fn encode(&self, target: &mut Vec<u8>) {
        self.body.encode(target);
        if let Some(ts_out) = self.ts_out {
            ts_out.put(target);
        }
    }
}

/// The layout of a record's bytes, and its size without a time of sending.
#[inline]
pub fn shape_of(bytes: &[u8], ts_out: bool) -> Result<(Shape, usize), String> {
    let appended = if ts_out { TS_OUT_SIZE } else { 0 };
    if bytes.len() < Header::SIZE + appended {
        return Err(format!("a record of {} bytes is shorter than a header", bytes.len()));
    }
    let size = bytes.len() - appended;
    Shape::of(bytes[1], size).map(|shape| (shape, size)).ok_or_else(|| no_shape(bytes[1], size))
}

#[cold]
fn no_shape(rtype: u8, size: usize) -> String {
    let sizes = sizes(rtype);
    if sizes.is_empty() {
        return format!("a record of the kind 0x{rtype:02x} is none of versions 1 to 3");
    }
    let known: Vec<String> = sizes.iter().map(ToString::to_string).collect();
    format!("a record of the kind 0x{rtype:02x} has {size} bytes, not {}", known.join(" or "))
}
