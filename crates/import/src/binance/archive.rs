//! Depth files of Binance's archive: `symbol,timestamp,first_update_id,last_update_id,side,update_type,price,qty,pu`,
//! a line a level.

use super::message::{Span, number, price, quantity};
use super::scan::Units;
use crate::emit::Level;
use crate::lines::{Fault, Fields, TimeUnit, quoted};

const HEADER: &[u8] = b"symbol,timestamp,first_update_id,last_update_id,side,update_type,price,qty,pu";

/// Whether a line is the header of such a file.
#[must_use]
pub fn is_header(line: &[u8]) -> bool {
    line == HEADER
}

/// A level of a depth update or a snapshot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row<'a> {
    pub symbol: &'a [u8],
    /// From the Unix epoch.
    pub time_ns: u64,
    pub span: Span,
    /// Bids are zero, asks one.
    pub side: usize,
    pub is_snapshot: bool,
    pub level: Level,
}

impl<'a> Row<'a> {
    /// Reads a line.
    pub fn parse(line: &'a [u8], units: Units) -> Result<Self, Fault> {
        let mut fields = Fields::new(line, b',');
        let mut next = |name: &'static str| {
            fields.next().ok_or_else(|| Fault::column(name, "is missing: there are nine columns"))
        };
        let symbol = next("symbol")?;
        let time = number("timestamp", next("timestamp")?)?;
        let first = number("first_update_id", next("first_update_id")?)?;
        let last = number("last_update_id", next("last_update_id")?)?;
        let side = match next("side")? {
            b"b" => 0,
            b"a" => 1,
            other => return Err(Fault::column("side", format!("{} is neither a nor b", quoted(other)))),
        };
        let is_snapshot = match next("update_type")? {
            b"snap" => true,
            b"set" => false,
            other => {
                return Err(Fault::column(
                    "update_type",
                    format!("{} is neither snap nor set", quoted(other)),
                ));
            }
        };
        let price = price("price", next("price")?, units)?;
        let quantity = quantity("qty", next("qty")?, units)?;
        let previous = match next("pu")? {
            b"" | b"-1" => None,
            text => Some(number("pu", text)?),
        };
        if fields.next().is_some() {
            return Err(Fault::new("has more than nine columns"));
        }
        let time_ns = time
            .checked_mul(TimeUnit::guess(time).ns())
            .ok_or_else(|| Fault::column("timestamp", format!("{time} is too large")))?;
        let span = Span { first, last, previous };
        Ok(Self { symbol, time_ns, span, side, is_snapshot, level: Level { price, quantity } })
    }
}
