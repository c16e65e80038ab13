//! What a caller may say about a table.

use super::assemble::{Order, Step};
use super::time::TimeFormat;

/// The records that rows become.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// Trades: time, price, size.
    Ticks,
    /// Best bids and offers.
    Quotes,
    /// Bars: open, high, low, close, volume; or a close alone, which then is all four.
    Bars,
}

impl Shape {
    /// The shape of `ticks`, `quotes` or `bars`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "ticks" | "trades" => Some(Self::Ticks),
            "quotes" => Some(Self::Quotes),
            "bars" => Some(Self::Bars),
            _ => None,
        }
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ticks => "ticks",
            Self::Quotes => "quotes",
            Self::Bars => "bars",
        }
    }
}

/// What a caller may say about a table. What is not said is found out from the first rows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// The records that rows become.
    pub shape: Option<Shape>,
    /// Role ([`super::Role::name`]) and column: a name of the header, or a number from 1. For `symbol` several of them
    /// with `+` between; their values are joined by points. Without a column, nothing is read for that role.
    pub columns: Vec<(String, String)>,
    /// How times are written.
    pub time_format: Option<TimeFormat>,
    /// How far the times' clock is ahead of UTC, in nanoseconds, where they name no zone.
    pub offset_ns: i64,
    /// Whether the first row has the columns' names.
    pub header: Option<bool>,
    /// What stands between fields.
    pub delimiter: Option<u8>,
    /// The symbol of rows that have none; the input's name without its endings when it is not said.
    pub symbol: Option<String>,
    /// How long bars last that say only when they begin.
    pub step: Option<Step>,
    /// Round numbers to so many decimals, half away from zero: for what a float has left behind, `1.5576099999999999`.
    pub decimals: Option<u8>,
    /// The order in which records are handed out.
    pub order: Order,
    /// Leave out rows that do not read, and count them.
    pub lenient: bool,
}

/// Reads `+02:00`, `-0500`, `+5` or `UTC` for [`Options::offset_ns`].
#[must_use]
pub fn parse_offset(text: &str) -> Option<i64> {
    super::time::read_offset(text)
}

/// Reads `500ms`, `1s`, `5m`, `1h`, `1d`, `1w`, `1mo`, `1q`, `1y` for [`Options::step`].
#[must_use]
pub fn parse_step(text: &str) -> Option<Step> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let count = text[..digits].parse::<i64>().ok().filter(|count| *count > 0)?;
    let step = match &text[digits..] {
        "ns" => Step::Nanoseconds(count),
        "us" => Step::Nanoseconds(count.checked_mul(1_000)?),
        "ms" => Step::Nanoseconds(count.checked_mul(1_000_000)?),
        "s" => Step::Nanoseconds(count.checked_mul(1_000_000_000)?),
        "m" | "min" => Step::Nanoseconds(count.checked_mul(60_000_000_000)?),
        "h" => Step::Nanoseconds(count.checked_mul(3_600_000_000_000)?),
        "d" => Step::Nanoseconds(count.checked_mul(86_400_000_000_000)?),
        "w" => Step::Nanoseconds(count.checked_mul(604_800_000_000_000)?),
        "mo" => Step::Months(count),
        "q" => Step::Months(count.checked_mul(3)?),
        "y" => Step::Months(count.checked_mul(12)?),
        _ => return None,
    };
    match step {
        Step::Months(count) if count > 12_000 => None,
        step => Some(step),
    }
}
