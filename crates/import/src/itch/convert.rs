//! Messages of ITCH as records of the tape.

use std::collections::{BTreeMap, BTreeSet};

use cift_tape::{Batch, Decimal, Instrument, Metadata, Problem};
use cift_types::{BookAction, Phase, Side};
use cift_wire::{MarketByOrderEvent, Tick};

use super::messages::{Header, Message, Stock};
use super::orders::{Order, Orders};
use crate::lines::{DAY_NS, Fault};
use crate::select::not_there;

/// Prices count 1e-4.
const PRICE_UNIT: Decimal = Decimal::power_of_ten(-4);
/// Flags of the tape.
const LAST: u16 = 1;
const HIDDEN: u16 = 4;
const AUCTION: u16 = 8;
/// A security's number is one of so many.
const LOCATES: usize = 1 << 16;
/// A security whose messages are left out.
pub(super) const NOT_WANTED: u32 = u32::MAX - 1;
const UNSEEN: u32 = u32::MAX;
/// The most nanoseconds from midnight: the clock of a day does not go on for two.
const MOST_TIME: u64 = 2 * DAY_NS;

/// What stays the same from message to message.
pub struct Converter {
    pub metadata: Metadata,
    /// Symbols that are wanted; all when there is none.
    wanted: Vec<String>,
    /// Symbols that are not.
    unwanted: BTreeSet<String>,
    /// Instruments by the day's numbers.
    locates: Vec<u32>,
    by_symbol: BTreeMap<String, u32>,
    orders: Orders,
    /// The letters of trading in each instrument.
    pub(super) states: Vec<u8>,
    pub(super) session: Phase,
    /// How far the day has come: the place of its last event among `super::sessions::EVENTS`, from 1.
    pub(super) event: usize,
    /// From the file's midnight in New York to the tape's time zero.
    pub(super) offset: u64,
    pub(super) seq: u64,
    /// The messages of the file so far.
    pub message: u64,
    /// Messages that have no place on a tape, and those of securities that are not wanted.
    pub left_out: u64,
}

/// What records have in common.
pub(super) struct Common {
    pub(super) instrument: u32,
    pub(super) time_ns: u64,
    pub(super) venue_seq: u64,
}

impl Converter {
    pub fn new(metadata: Metadata, wanted: Vec<String>) -> Self {
        Self {
            metadata,
            wanted,
            unwanted: BTreeSet::new(),
            locates: vec![UNSEEN; LOCATES],
            by_symbol: BTreeMap::new(),
            orders: Orders::default(),
            states: Vec::new(),
            session: Phase::PreOpen,
            event: 0,
            offset: 0,
            seq: 0,
            message: 0,
            left_out: 0,
        }
    }

    /// Another file begins: its numbers are its own.
    pub fn begin(&mut self, offset: u64) {
        self.locates.fill(UNSEEN);
        self.orders.clear();
        self.states.fill(0);
        self.session = Phase::PreOpen;
        self.event = 0;
        self.offset = offset;
        self.message = 0;
    }

    /// At the end: what was asked for has to have been there.
    pub fn check(&self) -> Result<(), Problem> {
        let Some(missing) = self.wanted.iter().find(|wanted| !self.by_symbol.contains_key(*wanted)) else {
            return Ok(());
        };
        let known = self.by_symbol.keys();
        let there: Vec<_> = known.chain(&self.unwanted).map(String::as_str).collect();
        Err(not_there(&self.metadata, missing, &there))
    }

    /// Orders in the books.
    pub const fn resting(&self) -> usize {
        self.orders.count()
    }

    /// Appends what a message says.
    #[inline]
    pub fn convert(&mut self, bytes: &[u8], batch: &mut Batch) -> Result<(), Fault> {
        self.message += 1;
        // Most of a whole market's messages are of securities that are not wanted.
        if let [_, high, low, ..] = bytes {
            let locate = usize::from(u16::from_be_bytes([*high, *low]));
            if self.locates[locate] == NOT_WANTED && bytes[0] != b'R' {
                self.left_out += 1;
                return Ok(());
            }
        }
        let message = Message::decode(bytes).map_err(|reason| Fault::column("message_type", reason))?;
        let header = Header::decode(bytes);
        if header.timestamp >= MOST_TIME {
            let reason = format!("{} nanoseconds are more than a day from midnight", header.timestamp);
            return Err(Fault::column("timestamp", reason));
        }
        self.dispatch(&header, &message, batch)
    }

    fn dispatch(&mut self, header: &Header, message: &Message, batch: &mut Batch) -> Result<(), Fault> {
        match message {
            Message::AddOrder(add) => {
                self.add(header, add.stock, (add.order, add.side, add.shares, add.price), batch)
            }
            Message::AddOrderMpid(add) => {
                self.add(header, add.stock, (add.order, add.side, add.shares, add.price), batch)
            }
            Message::OrderExecuted(executed) => {
                let order = self.order(executed.order)?;
                self.execute(
                    header,
                    order,
                    (executed.shares, order.price, executed.match_number, true),
                    batch,
                )
            }
            Message::OrderExecutedWithPrice(executed) => {
                let order = self.order(executed.order)?;
                let printed = executed.printable != b'N';
                self.execute(
                    header,
                    order,
                    (executed.shares, executed.price, executed.match_number, printed),
                    batch,
                )
            }
            Message::OrderCancel(cancel) => {
                let order = self.order(cancel.order)?;
                self.reduce(header, order, cancel.shares, LAST, batch)
            }
            Message::OrderDelete(delete) => {
                let order = self.order(delete.order)?;
                self.reduce(header, order, order.shares, LAST, batch)
            }
            Message::OrderReplace(replace) => {
                let order = self.order(replace.order)?;
                self.enter_checks(replace.new_order, replace.shares)?;
                self.reduce(header, order, order.shares, 0, batch)?;
                let new =
                    Order { id: replace.new_order, price: replace.price, shares: replace.shares, ..order };
                self.enter(header, new, batch);
                Ok(())
            }
            Message::Trade(trade) => {
                // Whether the buyer or the seller came later is not said: the field is a B throughout, since 2014.
                let common = self.common(header, Some(trade.stock))?;
                self.tick(
                    &common,
                    (trade.price, u64::from(trade.shares), trade.match_number),
                    None,
                    HIDDEN | LAST,
                    batch,
                );
                Ok(())
            }
            Message::CrossTrade(cross) => {
                let common = self.common(header, Some(cross.stock))?;
                // A cross in which nothing traded is published too.
                if cross.shares > 0 {
                    self.tick(
                        &common,
                        (cross.price, cross.shares, cross.match_number),
                        None,
                        AUCTION | LAST,
                        batch,
                    );
                }
                Ok(())
            }
            other => self.dispatch_seldom(header, other, batch),
        }
    }

    fn dispatch_seldom(
        &mut self,
        header: &Header,
        message: &Message,
        batch: &mut Batch,
    ) -> Result<(), Fault> {
        match message {
            Message::StockDirectory(directory) => {
                self.locates[usize::from(header.stock_locate)] = UNSEEN;
                self.common(header, Some(directory.stock)).map(drop)
            }
            Message::StockTradingAction(action) => {
                let common = self.common(header, Some(action.stock))?;
                if common.instrument != NOT_WANTED {
                    self.states[common.instrument as usize] = action.trading_state;
                    let [a, b, c, d] = action.reason;
                    let reason = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
                    self.status(&common, action.trading_state, reason, batch);
                }
                Ok(())
            }
            Message::OperationalHalt(halt) => {
                let common = self.common(header, Some(halt.stock))?;
                if common.instrument != NOT_WANTED {
                    // One market is halted: trading elsewhere goes on, here it does not.
                    let state = if halt.action == b'H' { b'H' } else { b'T' };
                    self.states[common.instrument as usize] = state;
                    self.status(&common, b'h', (u16::from(halt.market_code), u16::from(halt.action)), batch);
                }
                Ok(())
            }
            Message::SystemEvent(event) => self.system_event(header, event.event_code, batch),
            Message::Imbalance(imbalance) => {
                let common = self.common(header, Some(imbalance.stock))?;
                self.imbalance(&common, imbalance, batch);
                Ok(())
            }
            _ => {
                self.left_out += 1;
                Ok(())
            }
        }
    }

    fn common(&mut self, header: &Header, stock: Option<Stock>) -> Result<Common, Fault> {
        let instrument = match self.locates[usize::from(header.stock_locate)] {
            UNSEEN => self.instrument(header.stock_locate, stock)?,
            known => known,
        };
        if instrument == NOT_WANTED {
            self.left_out += 1;
        }
        Ok(self.at(header, instrument))
    }

    pub(super) const fn at(&self, header: &Header, instrument: u32) -> Common {
        Common { instrument, time_ns: self.offset + header.timestamp, venue_seq: self.message }
    }

    /// The instrument of a security that has no number yet.
    fn instrument(&mut self, locate: u16, stock: Option<Stock>) -> Result<u32, Fault> {
        let letters = stock.as_ref().map_or(&[][..], |stock| stock.trim_ascii_end());
        if letters.is_empty() || !letters.iter().all(u8::is_ascii_graphic) {
            let shown = stock.map(|stock| stock.escape_ascii().to_string()).unwrap_or_default();
            return Err(Fault::column("stock", format!("\"{shown}\" is no symbol")));
        }
        let symbol = String::from_utf8_lossy(letters).into_owned();
        let wanted = self.wanted.is_empty() || self.wanted.contains(&symbol);
        let index = if !wanted {
            self.unwanted.insert(symbol);
            NOT_WANTED
        } else if let Some(&known) = self.by_symbol.get(&symbol) {
            known
        } else {
            let index = self.metadata.instruments.len() as u32;
            let (source_id, lot) = (u64::from(locate), Decimal::ONE);
            self.by_symbol.insert(symbol.clone(), index);
            self.metadata.instruments.push(Instrument { symbol, source_id, tick: PRICE_UNIT, lot });
            self.states.push(0);
            index
        };
        self.locates[usize::from(locate)] = index;
        Ok(index)
    }

    fn order(&mut self, id: u64) -> Result<Order, Fault> {
        self.orders.get(id).copied().ok_or_else(|| {
            let reason = format!("{id} is the number of no order in the book");
            Fault::column("order_reference_number", reason)
                .advice("the file does not begin with its day's beginning")
        })
    }

    /// What would make a new order impossible.
    fn enter_checks(&mut self, id: u64, shares: u32) -> Result<(), Fault> {
        if shares == 0 {
            return Err(Fault::column("shares", "an order has none"));
        }
        if self.orders.get(id).is_some() {
            let reason = format!("{id} is the number of an order that is in the book");
            return Err(Fault::column("order_reference_number", reason));
        }
        Ok(())
    }

    fn add(
        &mut self,
        header: &Header,
        stock: Stock,
        (id, side, shares, price): (u64, u8, u32, u32),
        batch: &mut Batch,
    ) -> Result<(), Fault> {
        let side = match side {
            b'B' => Side::Buy,
            b'S' => Side::Sell,
            other => {
                let reason = format!("'{}' is neither B nor S", other.escape_ascii());
                return Err(Fault::column("buy_sell_indicator", reason));
            }
        };
        self.enter_checks(id, shares)?;
        let common = self.common(header, Some(stock))?;
        if common.instrument == NOT_WANTED {
            return Ok(());
        }
        self.enter(header, Order { id, price, shares, instrument: common.instrument, side }, batch);
        Ok(())
    }

    fn enter(&mut self, header: &Header, order: Order, batch: &mut Batch) {
        self.orders.add(order);
        self.event(header, &order, (BookAction::Add, order.price, order.shares, LAST), batch);
    }

    /// A fill, and the cancellation of what was filled.
    fn execute(
        &mut self,
        header: &Header,
        order: Order,
        (shares, price, match_number, printed): (u32, u32, u64, bool),
        batch: &mut Batch,
    ) -> Result<(), Fault> {
        if shares > order.shares {
            return Err(too_much(shares, &order));
        }
        if printed {
            // What took liquidity is on the other side.
            let aggressor = if order.side == Side::Buy { Side::Sell } else { Side::Buy };
            let common = self.at(header, order.instrument);
            self.tick(&common, (price, u64::from(shares), match_number), Some(aggressor), 0, batch);
        }
        self.event(header, &order, (BookAction::Fill, price, shares, 0), batch);
        self.reduce(header, order, shares, LAST, batch)
    }

    fn reduce(
        &mut self,
        header: &Header,
        order: Order,
        shares: u32,
        flags: u16,
        batch: &mut Batch,
    ) -> Result<(), Fault> {
        if shares > order.shares {
            return Err(too_much(shares, &order));
        }
        if shares == order.shares {
            self.orders.remove(order.id);
        } else if let Some(left) = self.orders.get(order.id) {
            left.shares -= shares;
        }
        self.event(header, &order, (BookAction::Cancel, order.price, shares, flags), batch);
        Ok(())
    }

    #[inline]
    fn event(
        &mut self,
        header: &Header,
        order: &Order,
        (action, price, shares, flags): (BookAction, u32, u32, u16),
        batch: &mut Batch,
    ) {
        self.seq += 1;
        batch.push_market_by_order(MarketByOrderEvent {
            action: action as u8,
            side: order.side as u8,
            flags,
            instrument: order.instrument,
            seq: self.seq,
            time_ns: self.offset + header.timestamp,
            order_id: order.id,
            price: i64::from(price),
            quantity: u64::from(shares),
            received_ns: 0,
            venue_seq: self.message,
        });
    }

    fn tick(
        &mut self,
        common: &Common,
        (price, shares, match_number): (u32, u64, u64),
        side: Option<Side>,
        flags: u16,
        batch: &mut Batch,
    ) {
        if common.instrument == NOT_WANTED {
            return;
        }
        self.seq += 1;
        batch.push_tick(Tick {
            side: side.unwrap_or(Side::Buy) as u8,
            side_unknown: u8::from(side.is_none()),
            flags,
            instrument: common.instrument,
            seq: self.seq,
            time_ns: common.time_ns,
            price: i64::from(price),
            quantity: shares,
            trade_id: match_number,
            received_ns: 0,
            venue_seq: common.venue_seq,
        });
    }
}

#[cold]
fn too_much(shares: u32, order: &Order) -> Fault {
    let reason = format!("{shares} are more than the {} that are left of order {}", order.shares, order.id);
    Fault::column("shares", reason)
}
