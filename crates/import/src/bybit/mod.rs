//! Bybit's public files: order books and trades.
//!
//! - *Order books*, `2024-12-01_XRPUSDT_ob500.data.zip`: a websocket message of the topic `orderbook.N.SYMBOL` a line. A
//!   `snapshot` becomes a `clear` and its levels, flagged as a snapshot; a `delta` the levels that it changes, where a
//!   size of zero removes one. The last level of a message has the flag of the last of a packet, and a delta without
//!   levels becomes one record with the action `none`. The time is `cts`, when the matching engine made it, or `ts`
//!   where there is none; `ts`, when it was sent, becomes the time of receipt. `venue_seq` is the update id `u`.
//! - *Sequence.* The `u` of a delta is one above that before it; a snapshot begins anew. A gap, a delta before any
//!   snapshot, and a cross sequence `seq` that goes back are problems; leniently they are counted: what comes after a
//!   gap is applied all the same, what was there before is left out.
//! - *Trades*, CSV with `timestamp, symbol, side, size, price, …, trdMatchID`: a table like others.

mod book;
mod scan;

pub use book::{BybitSource, open};

use cift_tape::{Input, Problem};

use crate::csv::{CsvSource, Options, Shape};
use crate::decompress::open as decompress;

/// Opens files of trades, compressed or not. Those of spot markets do not say their symbol.
pub fn open_trades(
    inputs: Vec<Box<dyn Input>>,
    symbol: Option<String>,
    lenient: bool,
) -> Result<CsvSource, Problem> {
    let mut members = Vec::new();
    for input in inputs {
        members.extend(decompress(input)?);
    }
    let options = Options { shape: Some(Shape::Ticks), symbol, lenient, ..Options::default() };
    CsvSource::new(members, "bybit", "bybit", &options)
}

/// Whether the first bytes of a text are a message of an order book.
#[must_use]
pub fn is_book(first: &[u8]) -> bool {
    let first = first.trim_ascii_start();
    let start = &first[..first.len().min(200)];
    first.starts_with(b"{") && memchr::memmem::find(start, b"\"orderbook.").is_some()
}

/// Whether a header is one of the trades' files.
#[must_use]
pub fn is_trades(header: &str) -> bool {
    header.contains("trdMatchID") || header.trim_end() == "id,timestamp,price,volume,side"
}

#[cfg(test)]
mod tests;
