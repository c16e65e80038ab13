//! Records of DBN as records of the tape.

use cift_tape::Batch;
use cift_types::{BookAction, Side};
use cift_wire::{MarketByOrderEvent, MarketByPriceEvent, Quote, Tick};

use super::depth::{self, Change, LEVELS};
use super::layout::{ConsolidatedLevel, Header, Layout, Level};
use super::metadata::{FileMetadata, trimmed};
use super::record::{Shape, rtype};
use super::records::{
    Bbo, Cbbo, Cmbp1, DefinitionV1, DefinitionV2, DefinitionV3, Mbo, Mbp1, Mbp10, SymbolMappingV1,
    SymbolMappingV2, Trade,
};
use super::symbols::{Instruments, text};
use super::times::Times;
use crate::lines::Fault;

/// Flags of DBN: the last record of its event; the best price of a venue that publishes nothing else; a snapshot.
pub const LAST: u8 = 0x80;
pub const TOP_OF_BOOK: u8 = 0x40;
pub const SNAPSHOT: u8 = 0x20;

/// "There is none", of prices and of quantities.
pub const NO_PRICE: i64 = i64::MAX;
const NO_QUANTITY: u32 = u32::MAX;

/// Flags of the tape.
const TAPE_LAST: u16 = 1;
const TAPE_SNAPSHOT: u16 = 2;

/// What stays the same while records of one file after the other are converted.
#[derive(Default)]
pub struct Converter {
    pub instruments: Instruments,
    pub(super) times: Times,
    seq: u64,
    /// Records that have no place on a tape: statistics and messages of the gateway.
    pub left_out: u64,
    pub(super) schema: u16,
    pub(super) phases: Vec<u8>,
    depths: Vec<Option<Box<[Level; LEVELS]>>>,
    changes: Vec<Change>,
    tops: Vec<Option<Box<Quote>>>,
}

/// What records of trades and quotes have in common.
#[derive(Clone, Copy)]
pub struct Common {
    pub instrument: u32,
    pub seq: u64,
    pub time_ns: u64,
    pub received_ns: u64,
    pub venue_seq: u64,
}

impl Converter {
    /// Takes over a file's metadata.
    pub fn begin(&mut self, file: &FileMetadata) {
        self.schema = file.schema;
        self.instruments.learn(file);
        let metadata = &mut self.instruments.metadata;
        if metadata.venue.is_empty() {
            metadata.venue = file.dataset_name();
        }
    }

    /// Takes over a schema's number, `u16::MAX` when it is not known.
    pub const fn begin_schema(&mut self, schema: u16) {
        self.schema = schema;
    }

    /// Appends what a record says. Its bytes are of the shape.
    #[inline]
    pub fn convert(&mut self, shape: Shape, bytes: &[u8], batch: &mut Batch) -> Result<(), Fault> {
        match shape {
            Shape::Mbo => self.mbo(&Mbo::decode(bytes), batch),
            Shape::Trade => self.trade(&Trade::decode(bytes), batch),
            Shape::Mbp1 => self.mbp_1(&Mbp1::decode(bytes), batch),
            Shape::Mbp10 => self.mbp_10(&Mbp10::decode(bytes), batch),
            _ => self.convert_seldom(shape, bytes, batch),
        }
    }

    fn convert_seldom(&mut self, shape: Shape, bytes: &[u8], batch: &mut Batch) -> Result<(), Fault> {
        match shape {
            Shape::Bbo => self.bbo(&Bbo::decode(bytes), batch),
            Shape::Cmbp1 => self.cmbp_1(&Cmbp1::decode(bytes), batch),
            Shape::Cbbo => self.cbbo(&Cbbo::decode(bytes), batch),
            Shape::Ohlcv => self.bar(&Layout::decode(bytes), batch),
            Shape::Status => self.status(&Layout::decode(bytes), batch),
            Shape::Imbalance => self.imbalance(&Layout::decode(bytes), batch),
            Shape::DefinitionV1 => {
                let record = DefinitionV1::decode(bytes);
                self.define(record.header, record.ts_recv, &record.raw_symbol, record.min_price_increment)
            }
            Shape::DefinitionV2 => {
                let record = DefinitionV2::decode(bytes);
                self.define(record.header, record.ts_recv, &record.raw_symbol, record.min_price_increment)
            }
            Shape::DefinitionV3 => {
                let record = DefinitionV3::decode(bytes);
                self.define(record.header, record.ts_recv, &record.raw_symbol, record.min_price_increment)
            }
            Shape::SymbolMappingV1 => {
                let record = SymbolMappingV1::decode(bytes);
                self.map_symbol(record.header, &record.stype_in_symbol, &record.stype_out_symbol);
                Ok(())
            }
            Shape::SymbolMappingV2 => {
                let record = SymbolMappingV2::decode(bytes);
                self.map_symbol(record.header, &record.stype_in_symbol, &record.stype_out_symbol);
                Ok(())
            }
            _ => {
                self.left_out += 1;
                Ok(())
            }
        }
    }

    /// What a record begins with: instrument, place and times. `sorted_by` is the time that the file is sorted by.
    #[inline]
    pub(super) fn common(
        &mut self,
        header: &Header,
        event: u64,
        received: u64,
        sequence: u32,
    ) -> Result<Common, Fault> {
        let sorted_by = if super::times::is_time(received) { received } else { event };
        let instrument = self.instruments.find(header.publisher_id, header.instrument_id, sorted_by)?;
        let time_ns = match self.times.epoch() {
            Some(epoch) if event >= epoch && super::times::is_time(event) => event - epoch,
            _ => self.first_time(event, received)?,
        };
        let received_ns = self.times.other(received);
        self.seq += 1;
        Ok(Common { instrument, seq: self.seq, time_ns, received_ns, venue_seq: u64::from(sequence) })
    }

    #[cold]
    fn first_time(&mut self, event: u64, received: u64) -> Result<u64, Fault> {
        let time = self.times.time(event, received)?;
        let metadata = &mut self.instruments.metadata;
        metadata.epoch_ns = self.times.epoch().unwrap_or(0).cast_signed();
        metadata.dated = true;
        Ok(time)
    }

    pub(super) const fn next_seq(&mut self) -> u64 {
        self.seq += 1;
        self.seq
    }

    #[inline]
    fn mbo(&mut self, record: &Mbo, batch: &mut Batch) -> Result<(), Fault> {
        // An order in a snapshot has the time at which it came, days ago; it is news when the snapshot is taken.
        let snapshot = record.flags & SNAPSHOT != 0;
        let event = if snapshot && super::times::is_time(record.ts_recv) {
            record.ts_recv
        } else {
            record.header.ts_event
        };
        let action = book_action(record.action)?;
        let side = side(record.side)?;
        let common = self.common(&record.header, event, record.ts_recv, record.sequence)?;
        if record.flags & TOP_OF_BOOK != 0 && !matches!(action, BookAction::Trade | BookAction::Fill) {
            self.top_of_book(record, action, &common, batch);
            return Ok(());
        }
        let priced = record.price != NO_PRICE;
        let rests = matches!(action, BookAction::Add | BookAction::Modify);
        batch.push_market_by_order(MarketByOrderEvent {
            action: action as u8,
            side: side.unwrap_or(Side::Buy) as u8,
            flags: tape_flags(record.flags),
            instrument: common.instrument,
            seq: common.seq,
            time_ns: common.time_ns,
            order_id: record.order_id,
            price: if priced { record.price } else { 0 },
            quantity: if priced || !rests { quantity(record.size) } else { 0 },
            received_ns: common.received_ns,
            venue_seq: common.venue_seq,
        });
        if action == BookAction::Trade {
            let seq = self.next_seq();
            push_tick(Common { seq, ..common }, record.price, record.size, side, record.flags, batch);
        }
        Ok(())
    }

    /// An update of a venue's best price, which takes the place of what was there.
    fn top_of_book(&mut self, record: &Mbo, action: BookAction, common: &Common, batch: &mut Batch) {
        let tops = slot(&mut self.tops, common.instrument);
        let top = tops.get_or_insert_with(|| Box::new(no_quote()));
        let gone = matches!(action, BookAction::Cancel | BookAction::Clear) || record.price == NO_PRICE;
        let (price, size) = if gone { (0, 0) } else { (record.price, quantity(record.size)) };
        if record.side != b'A' {
            (top.bid_price, top.bid_quantity) = (price, size);
        }
        if record.side != b'B' {
            (top.ask_price, top.ask_quantity) = (price, size);
        }
        let quote = **top;
        batch.push_quote(dated(quote, common, record.flags));
    }

    fn trade(&mut self, record: &Trade, batch: &mut Batch) -> Result<(), Fault> {
        let (action, side) = (book_action(record.action)?, side(record.side)?);
        if action != BookAction::Trade {
            self.left_out += 1;
            return Ok(());
        }
        let common = self.common(&record.header, record.header.ts_event, record.ts_recv, record.sequence)?;
        push_tick(common, record.price, record.size, side, record.flags, batch);
        Ok(())
    }

    fn mbp_1(&mut self, record: &Mbp1, batch: &mut Batch) -> Result<(), Fault> {
        let (action, side) = (book_action(record.action)?, side(record.side)?);
        let common = self.common(&record.header, record.header.ts_event, record.ts_recv, record.sequence)?;
        batch.push_quote(dated(quote_of(&record.levels[0]), &common, record.flags));
        self.tick_after(common, action, (record.price, record.size, side, record.flags), batch);
        Ok(())
    }

    fn cmbp_1(&mut self, record: &Cmbp1, batch: &mut Batch) -> Result<(), Fault> {
        let (action, side) = (book_action(record.action)?, side(record.side)?);
        let common = self.common(&record.header, record.header.ts_event, record.ts_recv, 0)?;
        batch.push_quote(dated(quote_of_consolidated(&record.levels[0]), &common, record.flags));
        self.tick_after(common, action, (record.price, record.size, side, record.flags), batch);
        Ok(())
    }

    /// A trade follows the best bid and offer that stood before it.
    fn tick_after(
        &mut self,
        common: Common,
        action: BookAction,
        (price, size, side, flags): (i64, u32, Option<Side>, u8),
        batch: &mut Batch,
    ) {
        if action == BookAction::Trade {
            let seq = self.next_seq();
            push_tick(Common { seq, ..common }, price, size, side, flags, batch);
        }
    }

    /// The end of an interval is what such a record is of; when the last trade was does not matter here.
    fn bbo(&mut self, record: &Bbo, batch: &mut Batch) -> Result<(), Fault> {
        let common = self.common(
            &record.header,
            interval_end(record.ts_recv, &record.header),
            record.ts_recv,
            record.sequence,
        )?;
        let common = Common { received_ns: 0, ..common };
        batch.push_quote(dated(quote_of(&record.levels[0]), &common, record.flags));
        Ok(())
    }

    fn cbbo(&mut self, record: &Cbbo, batch: &mut Batch) -> Result<(), Fault> {
        let common =
            self.common(&record.header, interval_end(record.ts_recv, &record.header), record.ts_recv, 0)?;
        let common = Common { received_ns: 0, ..common };
        batch.push_quote(dated(quote_of_consolidated(&record.levels[0]), &common, record.flags));
        Ok(())
    }

    /// What changed in the ten levels, the best bid and offer where they changed, and the trade.
    fn mbp_10(&mut self, record: &Mbp10, batch: &mut Batch) -> Result<(), Fault> {
        let (action, side) = (book_action(record.action)?, side(record.side)?);
        let mut common =
            self.common(&record.header, record.header.ts_event, record.ts_recv, record.sequence)?;
        let depth = slot(&mut self.depths, common.instrument);
        let first = depth.is_none();
        let depth = depth.get_or_insert_with(|| Box::new(depth::empty()));
        let mut changes = core::mem::take(&mut self.changes);
        changes.clear();
        depth::changes(depth, &record.levels, &mut changes);
        let best_changed = first || depth[0] != record.levels[0];
        **depth = record.levels;
        // What stood there before the first record is told by it.
        let flags = tape_flags(record.flags) | if first { TAPE_SNAPSHOT } else { 0 };
        let mut unused = true;
        for (index, change) in changes.iter().enumerate() {
            if !core::mem::take(&mut unused) {
                common.seq = self.next_seq();
            }
            let last = if index + 1 == changes.len() { flags } else { flags & !TAPE_LAST };
            batch.push_market_by_price(level_event(change, &common, last));
        }
        self.changes = changes;
        if best_changed {
            if !core::mem::take(&mut unused) {
                common.seq = self.next_seq();
            }
            batch.push_quote(dated(quote_of(&record.levels[0]), &common, record.flags));
        }
        if action == BookAction::Trade {
            if !core::mem::take(&mut unused) {
                common.seq = self.next_seq();
            }
            push_tick(common, record.price, record.size, side, record.flags, batch);
        } else if unused {
            self.seq -= 1;
        }
        Ok(())
    }

    fn define(&mut self, header: Header, received: u64, symbol: &[u8], increment: i64) -> Result<(), Fault> {
        let time = if super::times::is_time(received) { received } else { header.ts_event };
        let mut instrument = self.instruments.find(header.publisher_id, header.instrument_id, time)?;
        let unnamed = header.instrument_id.to_string();
        if self.instruments.metadata.instruments[instrument as usize].symbol == unnamed {
            self.instruments.tell(header.instrument_id, &text(symbol));
            instrument = self.instruments.find(header.publisher_id, header.instrument_id, time)?;
        }
        self.instruments.tell_increment(instrument, increment);
        Ok(())
    }

    fn map_symbol(&mut self, header: Header, asked: &[u8], answered: &[u8]) {
        let symbol = if trimmed(answered).is_empty() { asked } else { answered };
        self.instruments.tell(header.instrument_id, &text(symbol));
    }
}

/// The place of an instrument in a list that grows with the instruments.
pub(super) fn slot<T: Default>(list: &mut Vec<T>, instrument: u32) -> &mut T {
    let index = instrument as usize;
    if list.len() <= index {
        list.resize_with(index + 1, T::default);
    }
    &mut list[index]
}

#[inline]
fn book_action(letter: u8) -> Result<BookAction, Fault> {
    Ok(match letter {
        b'A' => BookAction::Add,
        b'C' => BookAction::Cancel,
        b'M' => BookAction::Modify,
        b'T' => BookAction::Trade,
        b'F' => BookAction::Fill,
        b'R' => BookAction::Clear,
        b'N' => BookAction::None,
        other => return Err(unknown("action", other, "A, C, M, R, T, F, N")),
    })
}

/// Bid, ask, or nothing for N.
#[inline]
fn side(letter: u8) -> Result<Option<Side>, Fault> {
    match letter {
        b'B' => Ok(Some(Side::Buy)),
        b'A' => Ok(Some(Side::Sell)),
        b'N' => Ok(None),
        other => Err(unknown("side", other, "A, B, N")),
    }
}

#[cold]
fn unknown(column: &'static str, letter: u8, known: &str) -> Fault {
    Fault::column(column, format!("'{}' is none of {known}", letter.escape_ascii()))
}

#[inline]
fn tape_flags(flags: u8) -> u16 {
    u16::from(flags & LAST != 0) * TAPE_LAST + u16::from(flags & SNAPSHOT != 0) * TAPE_SNAPSHOT
}

/// A quantity, zero when there is none.
#[inline]
pub(super) fn quantity(size: u32) -> u64 {
    if size == NO_QUANTITY { 0 } else { u64::from(size) }
}

fn push_tick(common: Common, price: i64, size: u32, side: Option<Side>, flags: u8, batch: &mut Batch) {
    let priced = price != NO_PRICE;
    batch.push_tick(Tick {
        side: side.unwrap_or(Side::Buy) as u8,
        side_unknown: u8::from(side.is_none()),
        flags: tape_flags(flags) & TAPE_LAST,
        instrument: common.instrument,
        seq: common.seq,
        time_ns: common.time_ns,
        price: if priced { price } else { 0 },
        quantity: if priced { quantity(size) } else { 0 },
        trade_id: 0,
        received_ns: common.received_ns,
        venue_seq: common.venue_seq,
    });
}

const fn no_quote() -> Quote {
    Quote {
        instrument: 0,
        flags: 0,
        seq: 0,
        time_ns: 0,
        bid_price: 0,
        bid_quantity: 0,
        ask_price: 0,
        ask_quantity: 0,
        bid_orders: 0,
        ask_orders: 0,
        received_ns: 0,
        venue_seq: 0,
        reserved0: 0,
        reserved1: 0,
        reserved2: 0,
        reserved3: 0,
        reserved4: 0,
        reserved5: 0,
    }
}

/// Price, quantity and count of orders of one side; all zero when there is no price.
fn side_of(price: i64, size: u32, orders: u32) -> (i64, u64, u32) {
    if price == NO_PRICE { (0, 0, 0) } else { (price, quantity(size), orders) }
}

fn quote_of(level: &Level) -> Quote {
    let mut quote = no_quote();
    (quote.bid_price, quote.bid_quantity, quote.bid_orders) =
        side_of(level.bid_px, level.bid_sz, level.bid_ct);
    (quote.ask_price, quote.ask_quantity, quote.ask_orders) =
        side_of(level.ask_px, level.ask_sz, level.ask_ct);
    quote
}

fn quote_of_consolidated(level: &ConsolidatedLevel) -> Quote {
    let mut quote = no_quote();
    (quote.bid_price, quote.bid_quantity, _) = side_of(level.bid_px, level.bid_sz, 0);
    (quote.ask_price, quote.ask_quantity, _) = side_of(level.ask_px, level.ask_sz, 0);
    quote
}

fn dated(quote: Quote, common: &Common, flags: u8) -> Quote {
    Quote {
        instrument: common.instrument,
        flags: u32::from(tape_flags(flags)),
        seq: common.seq,
        time_ns: common.time_ns,
        received_ns: common.received_ns,
        venue_seq: common.venue_seq,
        ..quote
    }
}

fn level_event(change: &Change, common: &Common, flags: u16) -> MarketByPriceEvent {
    MarketByPriceEvent {
        action: change.action as u8,
        side: change.side as u8,
        flags,
        instrument: common.instrument,
        seq: common.seq,
        time_ns: common.time_ns,
        price: change.price,
        quantity: u64::from(change.quantity),
        orders: change.orders,
        level: change.level,
        received_ns: common.received_ns,
        venue_seq: common.venue_seq,
    }
}

const fn interval_end(received: u64, header: &Header) -> u64 {
    if super::times::is_time(received) { received } else { header.ts_event }
}

/// Nanoseconds of a bar's interval.
pub(super) const fn interval(kind: u8, schema: u16) -> u64 {
    const SECOND: u64 = 1_000_000_000;
    match (kind, schema) {
        (rtype::OHLCV_1S, _) | (rtype::OHLCV_DEPRECATED, 5) => SECOND,
        (rtype::OHLCV_1M, _) | (rtype::OHLCV_DEPRECATED, 6) => 60 * SECOND,
        (rtype::OHLCV_1H, _) | (rtype::OHLCV_DEPRECATED, 7) => 3600 * SECOND,
        (rtype::OHLCV_1D | rtype::OHLCV_EOD, _) | (rtype::OHLCV_DEPRECATED, 8 | 13) => 86_400 * SECOND,
        _ => 0,
    }
}
