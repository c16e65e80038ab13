//! A record before units are known: numbers as they were written, times since 1970.

use cift_tape::Kind;

use super::number::Number;

/// `Draft::second` of a record that has no second time.
pub(crate) const NO_TIME: i64 = i64::MIN;
/// `Draft::side` of a trade whose aggressor is not known.
pub(crate) const UNKNOWN_SIDE: u8 = 2;

/// A record as its source wrote it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draft {
    /// Where it was read.
    pub line: u64,
    /// Which of the inputs.
    pub input: u32,
    /// Its number among the symbols.
    pub instrument: u32,
    /// Tick, quote, bar or market by price.
    pub kind: Kind,
    /// 0 buy, 1 sell, 2 not known.
    pub side: u8,
    /// The action of a book update.
    pub action: u8,
    pub flags: u16,
    /// The trades of a bar; the level of a book update; the orders of a quote's bid.
    pub count: u32,
    /// The orders of a quote's ask.
    pub other_count: u32,
    /// When it happened: nanoseconds since 1970. A bar's beginning.
    pub time: i64,
    /// When it was received; a bar's end. Or [`NO_TIME`].
    pub second: i64,
    /// The id of a trade.
    pub id: u64,
    pub venue_seq: u64,
    /// The price; bid and ask; open, high, low, close.
    pub prices: [Number; 4],
    /// The quantity; of bid and ask; volume and buy volume.
    pub sizes: [Number; 2],
}

impl Draft {
    /// With nothing in it.
    pub const fn new(kind: Kind, input: u32, line: u64) -> Self {
        const ZERO: Number = Number { mantissa: 0, digits: 0 };
        Self {
            line,
            input,
            instrument: 0,
            kind,
            side: UNKNOWN_SIDE,
            action: 0,
            flags: 0,
            count: 0,
            other_count: 0,
            time: 0,
            second: NO_TIME,
            id: 0,
            venue_seq: 0,
            prices: [ZERO; 4],
            sizes: [ZERO; 2],
        }
    }

    /// Appends one with nothing in it, to be filled where it stays.
    #[inline]
    pub fn begin(drafts: &mut Vec<Self>, kind: Kind, input: u32, line: u64) -> &mut Self {
        let at = drafts.len();
        drafts.push(Self::new(kind, input, line));
        &mut drafts[at]
    }

    /// The names of the numbers, for a person.
    pub const fn names(&self) -> ([&'static str; 4], [&'static str; 2]) {
        match self.kind {
            Kind::Quote => (["bid", "ask", "", ""], ["bid size", "ask size"]),
            Kind::Bar => (["open", "high", "low", "close"], ["volume", "buy volume"]),
            _ => (["price", "", "", ""], ["size", ""]),
        }
    }
}
