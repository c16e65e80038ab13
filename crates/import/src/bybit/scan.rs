//! The JSON of an order book's message, read in one pass without building anything.

use crate::csv::Number;
use crate::lines::{Fault, quoted, unsigned, why_integer};

/// A message of an order book.
#[derive(Default, Debug)]
pub(crate) struct Message<'a> {
    pub topic: &'a [u8],
    pub symbol: &'a [u8],
    pub kind: &'a [u8],
    /// Milliseconds since 1970.
    pub sent: Option<u64>,
    /// Milliseconds since 1970.
    pub made: Option<u64>,
    pub update: Option<u64>,
    pub cross: Option<u64>,
}

/// Price and size of the levels of bids and asks.
pub(crate) type Levels = [Vec<(Number, Number)>; 2];

/// More levels than any book of theirs has, on one side.
const MOST_LEVELS: usize = 100_000;

/// Reads a message, and its levels into `levels`.
pub(crate) fn scan<'a>(text: &'a [u8], levels: &mut Levels) -> Result<Message<'a>, Fault> {
    levels.iter_mut().for_each(Vec::clear);
    let mut scanner = Scanner { text, at: 0 };
    let mut message = Message::default();
    scanner.object(&mut message, levels, true)?;
    scanner.space();
    if scanner.at < text.len() {
        return Err(scanner.unexpected("the end of the line"));
    }
    Ok(message)
}

struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    #[inline]
    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r')) {
            self.at += 1;
        }
    }

    #[cold]
    fn unexpected(&self, wanted: &str) -> Fault {
        let found = quoted(&self.text[self.at..]);
        let reason = if self.at == self.text.len() {
            format!("is cut off where {wanted} should be")
        } else {
            format!("{found} is there in place of {wanted}")
        };
        Fault::new(reason).advice("a line is one JSON message of the topic orderbook")
    }

    #[inline]
    fn expect(&mut self, byte: u8, wanted: &str) -> Result<(), Fault> {
        self.space();
        if self.peek() != Some(byte) {
            return Err(self.unexpected(wanted));
        }
        self.at += 1;
        self.space();
        Ok(())
    }

    /// Whether the byte is there; then it is gone over.
    #[inline]
    fn found(&mut self, byte: u8) -> bool {
        self.space();
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    #[inline]
    fn string(&mut self) -> Result<&'a [u8], Fault> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("a string"));
        }
        let start = self.at + 1;
        match self.text[start..].iter().position(|byte| matches!(byte, b'"' | b'\\')) {
            Some(length) if self.text[start + length] == b'"' => {
                self.at = start + length + 1;
                Ok(&self.text[start..start + length])
            }
            Some(_) => Err(Fault::new("a string has an escape, which no message of theirs has")),
            None => Err(Fault::new("a string does not end")),
        }
    }

    /// A string without its quotes, or a number or a word.
    #[inline]
    fn scalar(&mut self) -> Result<&'a [u8], Fault> {
        if self.peek() == Some(b'"') {
            return self.string();
        }
        let rest = &self.text[self.at..];
        let part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+');
        let length = rest.iter().position(|byte| !part(byte)).unwrap_or(rest.len());
        if length == 0 {
            return Err(self.unexpected("a value"));
        }
        self.at += length;
        Ok(&rest[..length])
    }

    /// Goes over a value of any kind.
    fn skip(&mut self) -> Result<(), Fault> {
        let mut open = 0_u32;
        loop {
            self.space();
            match self.peek() {
                Some(b'{' | b'[') => open += 1,
                Some(b'}' | b']') if open > 0 => open -= 1,
                Some(b',' | b':') if open > 0 => {}
                _ => {
                    self.scalar()?;
                    self.at -= 1;
                }
            }
            self.at += 1;
            if open == 0 {
                return Ok(());
            }
        }
    }

    fn object(&mut self, message: &mut Message<'a>, levels: &mut Levels, outer: bool) -> Result<(), Fault> {
        self.expect(b'{', "an object")?;
        if self.found(b'}') {
            return Ok(());
        }
        loop {
            let name = self.string()?;
            self.expect(b':', "a colon")?;
            match (name, outer) {
                (b"data", true) => self.object(message, levels, false)?,
                (b"topic", true) => message.topic = self.scalar()?,
                (b"type", true) => message.kind = self.scalar()?,
                (b"ts", true) => message.sent = Some(self.whole("ts")?),
                (b"cts", _) => message.made = Some(self.whole("cts")?),
                (b"s", false) => message.symbol = self.scalar()?,
                (b"u", false) => message.update = Some(self.whole("u")?),
                (b"seq", false) => message.cross = Some(self.whole("seq")?),
                (b"b", false) => self.levels("b", &mut levels[0])?,
                (b"a", false) => self.levels("a", &mut levels[1])?,
                _ => self.skip()?,
            }
            if !self.found(b',') {
                return self.expect(b'}', "the end of an object");
            }
            self.space();
        }
    }

    fn whole(&mut self, name: &str) -> Result<u64, Fault> {
        let text = self.scalar()?;
        unsigned(text).ok_or_else(|| Fault::column(name, why_integer(text)))
    }

    /// `[["1.9531","6203"],…]`.
    fn levels(&mut self, name: &str, levels: &mut Vec<(Number, Number)>) -> Result<(), Fault> {
        self.expect(b'[', "a list of levels")?;
        if self.found(b']') {
            return Ok(());
        }
        loop {
            self.expect(b'[', "a level")?;
            let price = self.number(name)?;
            self.expect(b',', "a comma")?;
            let size = self.number(name)?;
            if size.mantissa < 0 {
                return Err(Fault::column(name, "a size is negative"));
            }
            self.expect(b']', "the end of a level")?;
            if levels.len() == MOST_LEVELS {
                return Err(Fault::column(name, "has more than 100,000 levels"));
            }
            levels.push((price, size));
            if !self.found(b',') {
                return self.expect(b']', "the end of the levels");
            }
        }
    }

    #[inline]
    fn number(&mut self, name: &str) -> Result<Number, Fault> {
        let text = self.scalar()?;
        Number::parse(text, b'.')
            .map_err(|_| Fault::column(name, format!("{} is not a number of 64 bits", quoted(text))))
    }
}
