//! Records as CSV.
//!
//! One kind of records a file. The columns are those of the record's table (`schemas/generated/tables.json`) with the
//! `symbol` before them. Prices and quantities are decimals, exactly; enumerations are names; times are those of the
//! world, either ISO 8601 in UTC or nanoseconds since 1970. What is not known is empty: the side of a trade, a time of
//! receipt. Ticks, quotes and bars are read again by [`super::open`] without an option.

use std::io::{self, Write};

use cift_tape::{Batch, Decimal, Instrument, Kind, Metadata, Problem, Source};
use cift_types::{BookAction, Phase, Side};
use cift_wire::{AuctionImbalance, Bar, MarketByOrderEvent, MarketByPriceEvent, MarketStatus, Quote, Tick};

use super::calendar::{DAY_NS, date};

/// How times are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Times {
    /// `2024-01-31T23:59:59.500000000Z`.
    #[default]
    Iso,
    /// Nanoseconds since 1970.
    Nanoseconds,
}

/// Why writing ended.
#[derive(Debug)]
pub enum WriteError {
    /// The source has a problem.
    Problem(Problem),
    /// The target does not take more.
    Io(io::Error),
}

impl From<Problem> for WriteError {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Writes all records of a kind that a source has, and says how many.
pub fn write_csv(
    source: &mut dyn Source,
    kind: Kind,
    times: Times,
    target: &mut dyn Write,
) -> Result<u64, WriteError> {
    let mut writer = CsvWriter::new(target, kind, times)?;
    let mut batch = Batch::default();
    while source.read(&mut batch)? {
        writer.write(&batch, source.metadata())?;
    }
    Ok(writer.finish()?)
}

/// Writes records of a kind, a batch at a time.
pub struct CsvWriter<W> {
    target: W,
    kind: Kind,
    times: Times,
    /// Lines not written yet.
    text: Vec<u8>,
    count: u64,
}

/// Lines are handed on when they have so many bytes.
const BLOCK: usize = 1 << 16;

impl<W: Write> CsvWriter<W> {
    /// Begins with the header.
    pub fn new(target: W, kind: Kind, times: Times) -> io::Result<Self> {
        let mut text = Vec::with_capacity(2 * BLOCK);
        writeln!(text, "{}", header(kind))?;
        Ok(Self { target, kind, times, text, count: 0 })
    }

    /// Writes the records of the batch that are of the kind.
    pub fn write(&mut self, batch: &Batch, metadata: &Metadata) -> io::Result<()> {
        match self.kind {
            Kind::MarketByOrder => self.all(&batch.market_by_order, metadata, market_by_order),
            Kind::MarketByPrice => self.all(&batch.market_by_price, metadata, market_by_price),
            Kind::Tick => self.all(&batch.ticks, metadata, tick),
            Kind::Quote => self.all(&batch.quotes, metadata, quote),
            Kind::Bar => self.all(&batch.bars, metadata, bar),
            Kind::Status => self.all(&batch.statuses, metadata, status),
            Kind::Imbalance => self.all(&batch.imbalances, metadata, imbalance),
        }
    }

    fn all<R>(&mut self, records: &[R], metadata: &Metadata, write: fn(&mut Line, &R)) -> io::Result<()> {
        for record in records {
            let mut line = Line { text: &mut self.text, metadata, times: self.times, instrument: None };
            write(&mut line, record);
            self.text.pop();
            self.text.push(b'\n');
            self.count += 1;
            if self.text.len() >= BLOCK {
                self.target.write_all(&self.text)?;
                self.text.clear();
            }
        }
        Ok(())
    }

    /// Writes what is left, and says how many records there were.
    pub fn finish(mut self) -> io::Result<u64> {
        self.target.write_all(&self.text)?;
        self.target.flush()?;
        Ok(self.count)
    }
}

/// The names of a kind's columns.
#[must_use]
pub const fn header(kind: Kind) -> &'static str {
    match kind {
        Kind::MarketByOrder => {
            "symbol,action,side,flags,instrument,seq,time_ns,order_id,price,quantity,received_ns,venue_seq"
        }
        Kind::MarketByPrice => {
            "symbol,action,side,flags,instrument,seq,time_ns,price,quantity,orders,level,received_ns,venue_seq"
        }
        Kind::Tick => {
            "symbol,side,side_unknown,flags,instrument,seq,time_ns,price,quantity,trade_id,received_ns,venue_seq"
        }
        Kind::Quote => {
            "symbol,instrument,flags,seq,time_ns,bid_price,bid_quantity,ask_price,ask_quantity,bid_orders,ask_orders,\
             received_ns,venue_seq"
        }
        Kind::Bar => {
            "symbol,instrument,trades,open_seq,close_seq,open_time_ns,close_time_ns,open,high,low,close,volume,\
             buy_volume,notional_low,notional_high"
        }
        Kind::Status => {
            "symbol,phase,trading,quoting,flags,instrument,seq,time_ns,action,reason,trading_event,received_ns,venue_seq"
        }
        Kind::Imbalance => {
            "symbol,side,side_unknown,auction_type,flags,instrument,seq,time_ns,reference_price,indicative_price,\
             auction_only_price,paired_quantity,imbalance_quantity,market_imbalance_quantity,auction_time_ns,\
             received_ns,venue_seq"
        }
    }
}

/// A line that is written, each field with a comma after it.
struct Line<'a> {
    text: &'a mut Vec<u8>,
    metadata: &'a Metadata,
    times: Times,
    instrument: Option<&'a Instrument>,
}

impl Line<'_> {
    fn symbol(&mut self, instrument: u32) {
        self.instrument = self.metadata.instruments.get(instrument as usize);
        let symbol = self.instrument.map_or("", |instrument| instrument.symbol.as_str());
        // A reader would take the blanks at its ends off a field without quotes, and a line that begins so for a remark.
        let quotes =
            symbol.contains([',', '"', '\n', '\r']) || symbol.starts_with('#') || symbol.trim() != symbol;
        if quotes {
            self.text.push(b'"');
            self.text.extend_from_slice(symbol.replace('"', "\"\"").as_bytes());
            self.text.push(b'"');
        } else {
            self.text.extend_from_slice(symbol.as_bytes());
        }
        self.text.push(b',');
    }

    fn word(&mut self, word: Option<&str>, number: u8) {
        match word {
            Some(word) => {
                self.text.extend_from_slice(word.as_bytes());
                self.text.push(b',');
            }
            None => self.number(u64::from(number)),
        }
    }

    fn side(&mut self, side: u8, unknown: u8) {
        self.word(if unknown == 0 { Side::from_u8(side).map(Side::name) } else { Some("") }, side);
    }

    fn number(&mut self, number: u64) {
        put_digits(self.text, number);
        self.text.push(b',');
    }

    fn price(&mut self, ticks: i64) {
        let tick = self.instrument.map_or(Decimal::ONE, |instrument| instrument.tick);
        put_decimal(self.text, i128::from(ticks), tick);
        self.text.push(b',');
    }

    fn quantity(&mut self, lots: u64) {
        let lot = self.instrument.map_or(Decimal::ONE, |instrument| instrument.lot);
        put_decimal(self.text, i128::from(lots), lot);
        self.text.push(b',');
    }

    fn time(&mut self, time: u64) {
        let since_1970 = i64::try_from(time).ok().and_then(|time| self.metadata.epoch_ns.checked_add(time));
        match (self.times, since_1970) {
            (Times::Iso, Some(time)) => put_iso(self.text, time),
            _ => put_decimal(self.text, i128::from(self.metadata.epoch_ns) + i128::from(time), Decimal::ONE),
        }
        self.text.push(b',');
    }

    /// A time that may not be known.
    fn known_time(&mut self, time: u64) {
        if time == 0 {
            self.text.push(b',');
        } else {
            self.time(time);
        }
    }
}

fn market_by_order(line: &mut Line, record: &MarketByOrderEvent) {
    line.symbol(record.instrument);
    line.word(BookAction::from_u8(record.action).map(BookAction::name), record.action);
    line.side(record.side, 0);
    line.number(u64::from(record.flags));
    line.number(u64::from(record.instrument));
    line.number(record.seq);
    line.time(record.time_ns);
    line.number(record.order_id);
    line.price(record.price);
    line.quantity(record.quantity);
    line.known_time(record.received_ns);
    line.number(record.venue_seq);
}

fn market_by_price(line: &mut Line, record: &MarketByPriceEvent) {
    line.symbol(record.instrument);
    line.word(BookAction::from_u8(record.action).map(BookAction::name), record.action);
    line.side(record.side, 0);
    line.number(u64::from(record.flags));
    line.number(u64::from(record.instrument));
    line.number(record.seq);
    line.time(record.time_ns);
    line.price(record.price);
    line.quantity(record.quantity);
    line.number(u64::from(record.orders));
    line.number(u64::from(record.level));
    line.known_time(record.received_ns);
    line.number(record.venue_seq);
}

fn tick(line: &mut Line, record: &Tick) {
    line.symbol(record.instrument);
    line.side(record.side, record.side_unknown);
    line.number(u64::from(record.side_unknown));
    line.number(u64::from(record.flags));
    line.number(u64::from(record.instrument));
    line.number(record.seq);
    line.time(record.time_ns);
    line.price(record.price);
    line.quantity(record.quantity);
    line.number(record.trade_id);
    line.known_time(record.received_ns);
    line.number(record.venue_seq);
}

fn quote(line: &mut Line, record: &Quote) {
    line.symbol(record.instrument);
    line.number(u64::from(record.instrument));
    line.number(u64::from(record.flags));
    line.number(record.seq);
    line.time(record.time_ns);
    line.price(record.bid_price);
    line.quantity(record.bid_quantity);
    line.price(record.ask_price);
    line.quantity(record.ask_quantity);
    line.number(u64::from(record.bid_orders));
    line.number(u64::from(record.ask_orders));
    line.known_time(record.received_ns);
    line.number(record.venue_seq);
}

fn bar(line: &mut Line, record: &Bar) {
    line.symbol(record.instrument);
    line.number(u64::from(record.instrument));
    line.number(u64::from(record.trades));
    line.number(record.open_seq);
    line.number(record.close_seq);
    line.time(record.open_time_ns);
    line.time(record.close_time_ns);
    for price in [record.open, record.high, record.low, record.close] {
        line.price(price);
    }
    line.quantity(record.volume);
    line.quantity(record.buy_volume);
    line.number(record.notional_low);
    put_decimal(line.text, i128::from(record.notional_high), Decimal::ONE);
    line.text.push(b',');
}

fn status(line: &mut Line, record: &MarketStatus) {
    line.symbol(record.instrument);
    line.word(Phase::from_u8(record.phase).map(Phase::name), record.phase);
    line.number(u64::from(record.trading));
    line.number(u64::from(record.quoting));
    line.number(u64::from(record.flags));
    line.number(u64::from(record.instrument));
    line.number(record.seq);
    line.time(record.time_ns);
    line.number(u64::from(record.action));
    line.number(u64::from(record.reason));
    line.number(u64::from(record.trading_event));
    line.known_time(record.received_ns);
    line.number(record.venue_seq);
}

fn imbalance(line: &mut Line, record: &AuctionImbalance) {
    line.symbol(record.instrument);
    line.side(record.side, record.side_unknown);
    line.number(u64::from(record.side_unknown));
    line.number(u64::from(record.auction_type));
    line.number(u64::from(record.flags));
    line.number(u64::from(record.instrument));
    line.number(record.seq);
    line.time(record.time_ns);
    for price in [record.reference_price, record.indicative_price, record.auction_only_price] {
        line.price(price);
    }
    for quantity in [record.paired_quantity, record.imbalance_quantity, record.market_imbalance_quantity] {
        line.quantity(quantity);
    }
    line.known_time(record.auction_time_ns);
    line.known_time(record.received_ns);
    line.number(record.venue_seq);
}

fn put_digits(text: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0; 20];
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    text.extend_from_slice(&digits[start..]);
}

/// `count` units as a decimal, without zeros at the end of its fraction.
fn put_decimal(text: &mut Vec<u8>, count: i128, unit: Decimal) {
    // 64 bits times 64 bits fit.
    let mut digits = count * i128::from(unit.mantissa);
    let mut exponent = if digits == 0 { 0 } else { unit.exponent };
    while exponent < 0 && digits % 10 == 0 {
        digits /= 10;
        exponent += 1;
    }
    if digits < 0 {
        text.push(b'-');
    }
    let start = text.len();
    put_wide(text, digits.unsigned_abs());
    if exponent >= 0 {
        text.extend(core::iter::repeat_n(b'0', exponent.unsigned_abs() as usize));
        return;
    }
    let places = exponent.unsigned_abs() as usize;
    let length = text.len() - start;
    if length <= places {
        text.splice(start..start, core::iter::repeat_n(b'0', places + 1 - length));
    }
    text.insert(text.len() - places, b'.');
}

/// Digits of more than 64 bits too.
fn put_wide(text: &mut Vec<u8>, number: u128) {
    const PART: u128 = 1_000_000_000_000_000_000;
    if number < PART {
        return put_digits(text, number as u64);
    }
    put_wide(text, number / PART);
    let rest = (number % PART) as u64;
    text.extend((0..18).rev().map(|place| b'0' + (rest / 10_u64.pow(place) % 10) as u8));
}

fn put_iso(text: &mut Vec<u8>, time: i64) {
    let (year, month, day) = date(time.div_euclid(DAY_NS));
    let of_day = time.rem_euclid(DAY_NS);
    let seconds = of_day / 1_000_000_000;
    for (number, places, after) in [
        (year, 4, b'-'),
        (month, 2, b'-'),
        (day, 2, b'T'),
        (seconds / 3_600, 2, b':'),
        (seconds / 60 % 60, 2, b':'),
        (seconds % 60, 2, b'.'),
        (of_day % 1_000_000_000, 9, b'Z'),
    ] {
        text.extend(
            (0..places).rev().map(|place| b'0' + (number.cast_unsigned() / 10_u64.pow(place) % 10) as u8),
        );
        text.push(after);
    }
}

/// A time since 1970 as text.
pub(crate) fn iso(time: i64) -> String {
    let mut text = Vec::new();
    put_iso(&mut text, time);
    String::from_utf8_lossy(&text).into_owned()
}
