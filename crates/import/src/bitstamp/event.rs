//! A line of either file.

use cift_types::Side;
use serde_json::{Map, Value};

use crate::emit::Level;
use crate::lines::{Fault, Fields, decimal, quoted, unsigned, why_decimal, why_integer};

/// Prices and quantities are in units of 1e-8.
pub const EXPONENT: i8 = -8;
const HEADER: &[u8] = b"id,timestamp,exchange.timestamp,price,volume,action,direction";

/// Whether a line is the header of an orders file.
#[must_use]
pub fn is_header(line: &[u8]) -> bool {
    line == HEADER
}

/// What happened to an order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    Created,
    Changed,
    Deleted,
}

/// A change of an order; the quantity is what is left of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Order {
    pub action: Action,
    pub id: u64,
    pub side: Side,
    pub level: Level,
}

/// A trade.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Trade {
    pub id: u64,
    pub aggressor: Option<Side>,
    pub level: Level,
    /// Buy and sell order, zero where they are not said.
    pub orders: [u64; 2],
}

/// What a line says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    Order(Order),
    Trade(Trade),
    /// The best levels of the book: bids, asks, best first.
    Book([Vec<Level>; 2]),
}

/// Reads a line of the orders file: the time in nanoseconds and the change.
pub fn orders_line(line: &[u8]) -> Result<(u64, Event), Fault> {
    let mut fields = Fields::new(line, b',');
    let mut next = |name: &'static str| {
        fields.next().ok_or_else(|| Fault::column(name, "is missing: there are seven columns"))
    };
    let id = number("id", next("id")?)?;
    let time_ns = millis(next("timestamp")?)?;
    number("exchange.timestamp", next("exchange.timestamp")?)?;
    let price = fixed("price", next("price")?)?;
    let quantity = number("volume", next("volume")?)?;
    let action = match next("action")? {
        b"created" => Action::Created,
        b"changed" => Action::Changed,
        b"deleted" => Action::Deleted,
        other => return Err(Fault::column("action", format!("{} is none", quoted(other)))),
    };
    let side = match next("direction")? {
        b"bid" => Side::Buy,
        b"ask" => Side::Sell,
        other => return Err(Fault::column("direction", format!("{} is neither bid nor ask", quoted(other)))),
    };
    if fields.next().is_some() {
        return Err(Fault::new("has more than seven columns"));
    }
    Ok((time_ns, Event::Order(Order { action, id, side, level: Level { price, quantity } })))
}

/// Reads a line of the log. `None` is an event that is none of the known ones.
pub fn log_line(line: &[u8]) -> Result<Option<(u64, Event)>, Fault> {
    let mut parts = line.splitn(3, |byte| *byte == b' ');
    let (time, name, json) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    let time_ns = millis(time)?;
    let (Some(name), Some(json)) = (name, json) else {
        return Err(Fault::new("is not a local time, an event and JSON"));
    };
    let action = match name {
        b"order_created" => Some(Action::Created),
        b"order_changed" => Some(Action::Changed),
        b"order_deleted" => Some(Action::Deleted),
        b"trade" | b"order_book" => None,
        _ => return Ok(None),
    };
    let members: Map<String, Value> =
        serde_json::from_slice(json).map_err(|error| Fault::new(format!("has no JSON object: {error}")))?;
    let event = match action {
        Some(action) => Event::Order(order(action, &members)?),
        None if name == b"trade" => Event::Trade(trade(&members)?),
        None => Event::Book([levels("bids", &members)?, levels("asks", &members)?]),
    };
    Ok(Some((time_ns, event)))
}

fn order(action: Action, members: &Map<String, Value>) -> Result<Order, Fault> {
    let id = number("id", text("id", members)?.as_bytes())?;
    let side = side("order_type", &text("order_type", members)?)?;
    let price = fixed("price", text("price", members)?.as_bytes())?;
    let quantity = amount("amount", text("amount", members)?.as_bytes())?;
    Ok(Order { action, id, side, level: Level { price, quantity } })
}

fn trade(members: &Map<String, Value>) -> Result<Trade, Fault> {
    let optional = |name: &str| members.contains_key(name).then(|| text(name, members)).transpose();
    let id = optional("id")?.map_or(Ok(0), |id| number("id", id.as_bytes()))?;
    // The texts are exact where there are any.
    let either = |name: &str, exact: &str| optional(exact)?.map_or_else(|| text(name, members), Ok);
    let price = fixed("price", either("price", "price_str")?.as_bytes())?;
    let quantity = amount("amount", either("amount", "amount_str")?.as_bytes())?;
    let order = |name: &'static str| optional(name)?.map_or(Ok(0), |id| number(name, id.as_bytes()));
    let orders = [order("buy_order_id")?, order("sell_order_id")?];
    let aggressor = match optional("type")? {
        Some(kind) => Some(side("type", &kind)?),
        // The younger order came to the other.
        None if orders[0] > 0 && orders[1] > 0 => {
            Some(if orders[0] > orders[1] { Side::Buy } else { Side::Sell })
        }
        None => None,
    };
    Ok(Trade { id, aggressor, level: Level { price, quantity }, orders })
}

fn levels(name: &'static str, members: &Map<String, Value>) -> Result<Vec<Level>, Fault> {
    let list = members.get(name).and_then(Value::as_array);
    let list = list.ok_or_else(|| Fault::column(name, "is not a list of levels"))?;
    list.iter()
        .map(|level| match level.as_array().map(Vec::as_slice) {
            Some([price, quantity, ..]) => Ok(Level {
                price: fixed(name, plain(name, price)?.as_bytes())?,
                quantity: amount(name, plain(name, quantity)?.as_bytes())?,
            }),
            _ => Err(Fault::column(name, "has a level that is not a price and an amount")),
        })
        .collect()
}

fn text(name: &str, members: &Map<String, Value>) -> Result<String, Fault> {
    members.get(name).map_or_else(|| Err(Fault::column(name, "is missing")), |value| plain(name, value))
}

/// A number, as text or not. What JSON has as a number is a double, whose shortest text are the digits it was read from.
fn plain(name: &str, value: &Value) -> Result<String, Fault> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        other => {
            Err(Fault::column(name, format!("{} is not a number", quoted(other.to_string().as_bytes()))))
        }
    }
}

fn side(name: &'static str, text: &str) -> Result<Side, Fault> {
    match text {
        "0" => Ok(Side::Buy),
        "1" => Ok(Side::Sell),
        other => Err(Fault::column(name, format!("{} is neither 0 nor 1", quoted(other.as_bytes())))),
    }
}

fn number(name: &'static str, text: &[u8]) -> Result<u64, Fault> {
    let number = unsigned(text).filter(|number| *number < 1 << 62);
    number.ok_or_else(|| Fault::column(name, why_integer(text)))
}

fn fixed(name: &'static str, text: &[u8]) -> Result<i64, Fault> {
    decimal(text, EXPONENT).ok_or_else(|| Fault::column(name, why_decimal(text, EXPONENT)))
}

fn amount(name: &'static str, text: &[u8]) -> Result<u64, Fault> {
    let value = fixed(name, text)?;
    u64::try_from(value).map_err(|_| Fault::column(name, format!("{} is negative", quoted(text))))
}

fn millis(text: &[u8]) -> Result<u64, Fault> {
    let time = unsigned(text).and_then(|time| time.checked_mul(1_000_000));
    time.ok_or_else(|| Fault::column("timestamp", format!("{} is no number of milliseconds", quoted(text))))
}
