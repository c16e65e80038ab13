//! What a message says, out of its members.

use std::borrow::Cow;

use cift_types::Side;

use super::scan::{Raw, Units};
use crate::emit::Level;
use crate::lines::{Fault, TimeUnit, decimal, quoted, unsigned, why_decimal, why_integer};

/// More levels than any stream of the best few has.
const MOST_DEPTH: usize = 1_000;

/// A message; the levels of depth updates and snapshots are beside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Message {
    /// `depthUpdate`: the levels that changed from the update `first` to `last`.
    Depth(Span),
    /// All levels of the book after an update.
    Snapshot { update: u64 },
    /// `@depth5` and the like: the best `depth` levels of each side after an update.
    Partial { update: u64, depth: usize },
    /// `bookTicker`: the best bid and offer after an update.
    Best { update: u64, bid: Level, ask: Level },
    /// `trade`, or `aggTrade`: all fills of an order at one price.
    Trade { id: u64, aggressor: Side, level: Level, aggregated: bool },
    /// Anything else: candles, mark prices, answers to subscriptions.
    Other,
}

/// The update ids that a depth update is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    pub first: u64,
    pub last: u64,
    /// The last of the update before, which futures markets say.
    pub previous: Option<u64>,
}

/// When a message happened or was sent, in nanoseconds from the Unix epoch.
pub fn time(raw: &Raw<'_>) -> Result<Option<u64>, Fault> {
    let (name, text) = if raw.happened.is_empty() { ("E", raw.sent) } else { ("T", raw.happened) };
    if text.is_empty() {
        return Ok(None);
    }
    let value = number(name, text)?;
    // Milliseconds, or microseconds for those who asked for these.
    let unit = TimeUnit::guess(value);
    value.checked_mul(unit.ns()).map(Some).ok_or_else(|| Fault::column(name, why_integer(text)))
}

/// The symbol of a message: it says it, or its stream does (`bnbbtc@depth5`).
pub fn symbol<'a>(raw: &Raw<'a>) -> Cow<'a, [u8]> {
    if !raw.symbol.is_empty() {
        return Cow::Borrowed(raw.symbol);
    }
    let name = raw.stream.split(|byte| *byte == b'@').next().unwrap_or_default();
    Cow::Owned(name.to_ascii_uppercase())
}

/// How many levels a stream of the best few has, by its name: `bnbbtc@depth5@100ms`.
fn depth_of(stream: &[u8]) -> Option<usize> {
    let at = memchr::memmem::find(stream, b"@depth")? + b"@depth".len();
    let digits = stream[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let depth = unsigned(&stream[at..at + digits])?;
    usize::try_from(depth).ok().filter(|depth| (1..=MOST_DEPTH).contains(depth))
}

/// Reads a message.
pub fn message(raw: &Raw<'_>, units: Units) -> Result<Message, Fault> {
    match raw.event {
        b"depthUpdate" => {
            if let Some(depth) = depth_of(raw.stream) {
                return Ok(Message::Partial { update: number("u", raw.last)?, depth });
            }
            let previous = if raw.previous.is_empty() { None } else { Some(number("pu", raw.previous)?) };
            let span = Span { first: number("U", raw.first)?, last: number("u", raw.last)?, previous };
            if span.last < span.first || previous.is_some_and(|previous| previous > span.last) {
                return Err(Fault::column("u", format!("{} is before the update's first", span.last)));
            }
            Ok(Message::Depth(span))
        }
        b"trade" | b"aggTrade" => trade(raw, units),
        b"bookTicker" => best(raw, units),
        b"" if !raw.snapshot.is_empty() && raw.has_levels => {
            let update = number("lastUpdateId", raw.snapshot)?;
            Ok(match depth_of(raw.stream) {
                Some(depth) => Message::Partial { update, depth },
                None => Message::Snapshot { update },
            })
        }
        b"" if !raw.last.is_empty() && !raw.small_b.is_empty() => best(raw, units),
        _ => Ok(Message::Other),
    }
}

fn trade(raw: &Raw<'_>, units: Units) -> Result<Message, Fault> {
    let aggregated = raw.event == b"aggTrade";
    let (name, id) = if aggregated { ("a", raw.small_a) } else { ("t", raw.trade) };
    let aggressor = match raw.buyer_is_maker {
        b"true" => Side::Sell,
        b"false" => Side::Buy,
        text => return Err(Fault::column("m", format!("{} is neither true nor false", quoted(text)))),
    };
    let level = Level { price: price("p", raw.price, units)?, quantity: quantity("q", raw.quantity, units)? };
    Ok(Message::Trade { id: number(name, id)?, aggressor, level, aggregated })
}

fn best(raw: &Raw<'_>, units: Units) -> Result<Message, Fault> {
    Ok(Message::Best {
        update: number("u", raw.last)?,
        bid: Level { price: price("b", raw.small_b, units)?, quantity: quantity("B", raw.large_b, units)? },
        ask: Level { price: price("a", raw.small_a, units)?, quantity: quantity("A", raw.large_a, units)? },
    })
}

pub(super) fn number(name: &'static str, text: &[u8]) -> Result<u64, Fault> {
    // Ids are counted on from; none comes near this.
    let number = unsigned(text).filter(|number| *number < 1 << 62);
    number.ok_or_else(|| Fault::column(name, why_integer(text)))
}

pub(super) fn price(name: &'static str, text: &[u8], units: Units) -> Result<i64, Fault> {
    decimal(text, units.price).ok_or_else(|| Fault::column(name, why_decimal(text, units.price)))
}

pub(super) fn quantity(name: &'static str, text: &[u8], units: Units) -> Result<u64, Fault> {
    let value = decimal(text, units.quantity)
        .ok_or_else(|| Fault::column(name, why_decimal(text, units.quantity)))?;
    u64::try_from(value).map_err(|_| Fault::column(name, format!("{} is negative", quoted(text))))
}
