//! A line of a message file, and of an orderbook file.

use cift_types::Side;

use crate::emit::Level;
use crate::lines::{Fault, Fields, TimeUnit, integer, quoted, unsigned, why_integer};

/// Prices beyond this are none that anybody asks: what an empty level has is as far out.
const MOST_PRICE: i64 = 1_000_000_000_000;
const MOST_SIZE: u64 = 1 << 40;

/// What happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    /// A new limit order.
    New,
    /// A part of an order is cancelled.
    Reduce,
    /// An order is deleted.
    Delete,
    /// A displayed order traded.
    Execute,
    /// A hidden order traded.
    ExecuteHidden,
    /// An auction's trade.
    Cross,
    /// Trading or quoting stops or resumes: the price says which.
    Halt,
}

/// A line of the message file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Message {
    /// Nanoseconds after midnight, the exchange's time.
    pub time_ns: u64,
    pub event: Event,
    pub order_id: u64,
    /// Of the resting order.
    pub side: Side,
    /// What is added, taken away or traded, at its price.
    pub level: Level,
}

impl Message {
    /// Reads `34200.01,4,15818974,4,5794000,1`. A seventh column, the participant, may follow.
    pub fn parse(line: &[u8]) -> Result<Self, Fault> {
        let mut fields = Fields::new(line, b',');
        let mut next = |name: &'static str| {
            fields.next().ok_or_else(|| Fault::column(name, "is missing: a message has six columns"))
        };
        let time = next("time")?;
        let time_ns =
            TimeUnit::Seconds.parse(time).filter(|time| *time < 2 * crate::lines::DAY_NS).ok_or_else(
                || Fault::column("time", format!("{} is no number of seconds after midnight", quoted(time))),
            )?;
        let event = event(next("type")?)?;
        let id = next("order id")?;
        let order_id = unsigned(id).ok_or_else(|| Fault::column("order id", why_integer(id)))?;
        let size = next("size")?;
        let price = next("price")?;
        let direction = next("direction")?;
        if fields.count() > 1 {
            return Err(Fault::new("has more than seven columns: it is not a LOBSTER message"));
        }
        let level = Level { price: parse_price(price, "price")?, quantity: parse_size(size, "size")? };
        if level.quantity == 0 && event != Event::Halt {
            return Err(Fault::column("size", "is zero"));
        }
        Ok(Self { time_ns, event, order_id, side: side(direction)?, level })
    }
}

fn event(text: &[u8]) -> Result<Event, Fault> {
    Ok(match text {
        b"1" => Event::New,
        b"2" => Event::Reduce,
        b"3" => Event::Delete,
        b"4" => Event::Execute,
        b"5" => Event::ExecuteHidden,
        b"6" => Event::Cross,
        b"7" => Event::Halt,
        _ => return Err(Fault::column("type", format!("{} is no event type from 1 to 7", quoted(text)))),
    })
}

fn side(text: &[u8]) -> Result<Side, Fault> {
    match text {
        b"1" => Ok(Side::Buy),
        b"-1" => Ok(Side::Sell),
        _ => Err(Fault::column("direction", format!("{} is neither 1 nor -1", quoted(text)))),
    }
}

fn parse_price(text: &[u8], name: &'static str) -> Result<i64, Fault> {
    let price = integer(text).ok_or_else(|| Fault::column(name, why_integer(text)))?;
    if price.abs() > MOST_PRICE {
        return Err(Fault::column(name, format!("{price} is too large")));
    }
    Ok(price)
}

fn parse_size(text: &[u8], name: &'static str) -> Result<u64, Fault> {
    let size = unsigned(text).ok_or_else(|| Fault::column(name, why_integer(text)))?;
    if size > MOST_SIZE {
        return Err(Fault::column(name, format!("{size} is too large")));
    }
    Ok(size)
}

/// A line of the orderbook file: the levels of both sides, best first, without empty ones.
#[derive(Clone, Default, Debug)]
pub struct Row {
    /// Bids, asks.
    pub sides: [Vec<Level>; 2],
    /// How many levels a side has, empty ones counted.
    pub depth: usize,
}

impl Row {
    /// Reads a line into this, whose room is used again.
    pub fn parse(&mut self, line: &[u8]) -> Result<(), Fault> {
        match self.parse_plain(line) {
            Some(()) => Ok(()),
            None => self.parse_slowly(line),
        }
    }

    fn clear(&mut self) {
        self.sides.iter_mut().for_each(Vec::clear);
        self.depth = 0;
    }

    /// The usual row, in one pass: it is most of a day's bytes. `None` leaves it to the other way to say what is wrong.
    fn parse_plain(&mut self, line: &[u8]) -> Option<()> {
        self.clear();
        let (mut rest, mut last) = (line, [i64::MAX, i64::MIN]);
        while !rest.is_empty() {
            for side in [Side::Sell, Side::Buy] {
                let (price, after) = plain_number(rest)?;
                let (size, after) = plain_number(after)?;
                rest = after;
                let quantity = u64::try_from(size).ok().filter(|size| *size <= MOST_SIZE)?;
                let (level, last) = (Level { price, quantity }, &mut last[side as usize]);
                if quantity > 0 {
                    (price.abs() <= MOST_PRICE && crate::emit::is_better(side, *last, price)).then_some(())?;
                    *last = price;
                    self.sides[side as usize].push(level);
                }
            }
            self.depth += 1;
        }
        (self.depth > 0 && line.last() != Some(&b',')).then_some(())
    }

    #[cold]
    fn parse_slowly(&mut self, line: &[u8]) -> Result<(), Fault> {
        self.clear();
        let mut fields = Fields::new(line, b',');
        let [bids, asks] = &mut self.sides;
        while fields.rest().is_some() {
            read_level(&mut fields, asks, Side::Sell)?;
            read_level(&mut fields, bids, Side::Buy)?;
            self.depth += 1;
        }
        Ok(())
    }
}

/// A whole number of at most 18 digits at the front, and what follows its comma.
#[inline]
fn plain_number(text: &[u8]) -> Option<(i64, &[u8])> {
    let negative = text.first() == Some(&b'-');
    let digits = &text[usize::from(negative)..];
    let mut value = 0_i64;
    for (at, byte) in digits.iter().enumerate().take(19) {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            let rest = (*byte == b',' && at > 0).then(|| &digits[at + 1..])?;
            return Some((if negative { -value } else { value }, rest));
        }
        value = value.wrapping_mul(10).wrapping_add(i64::from(digit));
    }
    (!digits.is_empty() && digits.len() <= 18).then_some((if negative { -value } else { value }, &[]))
}

fn read_level(fields: &mut Fields<'_>, levels: &mut Vec<Level>, side: Side) -> Result<(), Fault> {
    const NAMES: [[&str; 2]; 2] = [["bid price", "bid size"], ["ask price", "ask size"]];
    let names = NAMES[side as usize];
    let (price, size) = (fields.next(), fields.next());
    let (Some(price), Some(size)) = (price, size) else {
        return Err(Fault::new("does not have four columns a level: it is no row of a LOBSTER orderbook"));
    };
    let level = Level { price: parse_price(price, names[0])?, quantity: parse_size(size, names[1])? };
    if level.quantity == 0 {
        return Ok(());
    }
    if levels.last().is_some_and(|better| !crate::emit::is_better(side, better.price, level.price)) {
        return Err(Fault::column(names[0], format!("{} is not behind the level before", level.price)));
    }
    levels.push(level);
    Ok(())
}
