//! The JSON of websocket messages, read in one pass without building anything.
//!
//! It is a scanner of all JSON but for escapes in strings, which no message has: whoever calls it asks `serde_json` to
//! write such a text anew and scans that.

use crate::emit::Level;
use crate::lines::decimal;

/// Powers of ten of the unit of prices and of quantities.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Units {
    pub price: i8,
    pub quantity: i8,
}

/// The members of a message by their names, as they stand in the text, quoted or not.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Raw<'a> {
    pub stream: &'a [u8],
    /// `e`: what kind of message.
    pub event: &'a [u8],
    /// `s`.
    pub symbol: &'a [u8],
    /// `E`: when it was sent.
    pub sent: &'a [u8],
    /// `T`: when it happened.
    pub happened: &'a [u8],
    /// `U`: the first update id of a depth update.
    pub first: &'a [u8],
    /// `u`: the last one.
    pub last: &'a [u8],
    /// `pu`: the last one of the update before.
    pub previous: &'a [u8],
    /// `lastUpdateId`: of a snapshot.
    pub snapshot: &'a [u8],
    /// `t`: a trade's id.
    pub trade: &'a [u8],
    /// `a` and `b` as far as they are no lists of levels: an id, or the best ask's and bid's price.
    pub small_a: &'a [u8],
    pub small_b: &'a [u8],
    /// `A` and `B`.
    pub large_a: &'a [u8],
    pub large_b: &'a [u8],
    /// `p`, `q`: of a trade.
    pub price: &'a [u8],
    pub quantity: &'a [u8],
    /// `m`: whether the buyer was the maker.
    pub buyer_is_maker: &'a [u8],
    /// `bids`, `asks`, or `b`, `a` as lists, were there.
    pub has_levels: bool,
}

/// Scans a message into `raw`, and its levels, bids and asks, into `levels`. `None` when it is not such JSON.
pub fn scan<'a>(text: &'a [u8], units: Units, levels: &mut [Vec<Level>; 2]) -> Option<Raw<'a>> {
    let mut scanner = Scanner { text, at: 0 };
    let mut raw = Raw::default();
    levels.iter_mut().for_each(Vec::clear);
    scanner.space();
    scanner.object(&mut raw, units, levels, true)?;
    scanner.space();
    (scanner.at == text.len()).then_some(raw)
}

struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    #[inline]
    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    #[inline]
    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek() == Some(byte)).then(|| self.at += 1)
    }

    /// A byte with space around it.
    #[inline]
    fn spaced(&mut self, byte: u8) -> Option<()> {
        self.space();
        self.expect(byte)?;
        self.space();
        Some(())
    }

    #[inline]
    fn string(&mut self) -> Option<&'a [u8]> {
        self.expect(b'"')?;
        let start = self.at;
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => return None,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        Some(&self.text[start..self.at - 1])
    }

    /// A string without its quotes, or a number, `true`, `false`, `null` as they are.
    #[inline]
    fn scalar(&mut self) -> Option<&'a [u8]> {
        if self.peek()? == b'"' {
            return self.string();
        }
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'.' | b'+' | b'-')) {
            self.at += 1;
        }
        (self.at > start).then(|| &self.text[start..self.at])
    }

    /// Goes over a value of any kind.
    fn skip(&mut self) -> Option<()> {
        let mut open = 0_u32;
        loop {
            self.space();
            match self.peek()? {
                b'{' | b'[' => {
                    open += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    open = open.checked_sub(1)?;
                    self.at += 1;
                }
                b',' | b':' if open > 0 => self.at += 1,
                _ => {
                    self.scalar()?;
                }
            }
            if open == 0 {
                return Some(());
            }
        }
    }

    fn object(
        &mut self,
        raw: &mut Raw<'a>,
        units: Units,
        levels: &mut [Vec<Level>; 2],
        outer: bool,
    ) -> Option<()> {
        self.spaced(b'{')?;
        if self.expect(b'}').is_some() {
            return Some(());
        }
        loop {
            let name = self.string()?;
            self.spaced(b':')?;
            match (name, self.peek()?) {
                (b"data", b'{') if outer => self.object(raw, units, levels, false)?,
                (b"b" | b"bids", b'[') => self.levels(&mut levels[0], units)?,
                (b"a" | b"asks", b'[') => self.levels(&mut levels[1], units)?,
                (_, b'{' | b'[') => self.skip()?,
                _ => {
                    let value = self.scalar()?;
                    if let Some(member) = member(raw, name) {
                        *member = value;
                    }
                }
            }
            raw.has_levels |= matches!(name, b"bids" | b"asks");
            self.space();
            if self.expect(b',').is_none() {
                return self.expect(b'}');
            }
            self.space();
        }
    }

    /// `[["61793.10","0.018"],…]`; what follows the two in a level is left out.
    fn levels(&mut self, levels: &mut Vec<Level>, units: Units) -> Option<()> {
        levels.clear();
        self.spaced(b'[')?;
        if self.expect(b']').is_some() {
            return Some(());
        }
        loop {
            self.spaced(b'[')?;
            let price = decimal(self.scalar()?, units.price)?;
            self.spaced(b',')?;
            let quantity = u64::try_from(decimal(self.scalar()?, units.quantity)?).ok()?;
            self.space();
            while self.expect(b',').is_some() {
                self.skip()?;
                self.space();
            }
            self.expect(b']')?;
            levels.push(Level { price, quantity });
            self.space();
            if self.expect(b',').is_none() {
                return self.expect(b']');
            }
            self.space();
        }
    }
}

#[inline]
fn member<'r, 'a>(raw: &'r mut Raw<'a>, name: &[u8]) -> Option<&'r mut &'a [u8]> {
    Some(match name {
        b"stream" => &mut raw.stream,
        b"e" => &mut raw.event,
        b"s" => &mut raw.symbol,
        b"E" => &mut raw.sent,
        b"T" => &mut raw.happened,
        b"U" => &mut raw.first,
        b"u" => &mut raw.last,
        b"pu" => &mut raw.previous,
        b"lastUpdateId" => &mut raw.snapshot,
        b"t" => &mut raw.trade,
        b"a" => &mut raw.small_a,
        b"b" => &mut raw.small_b,
        b"A" => &mut raw.large_a,
        b"B" => &mut raw.large_b,
        b"p" => &mut raw.price,
        b"q" => &mut raw.quantity,
        b"m" => &mut raw.buyer_is_maker,
        _ => return None,
    })
}
