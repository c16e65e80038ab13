//! A live order, as its events tell.

use crate::book::ids::hash;
use cift_types::{
    AccountId, FLAG_CAP, FLAG_HELD, FLAG_HIDDEN, FLAG_TERMS, InstrumentId, Link, OrderId, OrderType, Side,
    TimeInForce, Trigger,
};
use cift_wire::{Command, Event, OrderTerms};

/// It waits for its release.
const RELEASE: u8 = 1;
/// It waits for another order.
const PARENT: u8 = 1 << 1;
/// It waits for its trigger.
const TRIGGER: u8 = 1 << 2;
/// It waits for the closing auction.
pub(super) const CLOSE: u8 = 1 << 3;
/// It waits for a price to follow.
pub(super) const PRICE: u8 = 1 << 4;

#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools)] // independent properties, not states
pub(super) struct Live {
    /// The venue's number; zero when the slot is free.
    pub number: u64,
    pub instrument: InstrumentId,
    account: AccountId,
    id: OrderId,
    pub side: u8,
    order_type: u8,
    pub tif: u8,
    capped: bool,
    pub hidden: bool,
    /// What must happen before it is in the market.
    pub waits_for: u8,
    /// Its own price, once it has one.
    pub price: i64,
    /// Whether a market-to-limit order has got its price.
    pub settled: bool,
    pub open: u64,
    /// Since it came in.
    pub traded: u64,
    /// The price of its last trade since it came in.
    pub last_price: Option<i64>,
    /// What an iceberg shows at most; zero: all.
    pub display: u64,
    /// Whether it has been in the book before: then it shows a whole part.
    rested: bool,
    /// What is displayed now.
    pub shown: u64,
}

/// What names an order besides its id.
pub(super) const fn owner_of(instrument: InstrumentId, account: AccountId) -> u64 {
    (account as u64) << 32 | instrument as u64
}

impl Live {
    pub fn new(
        number: u64,
        command: &Command,
        terms: Option<OrderTerms>,
        event: &Event,
        closing: bool,
    ) -> Self {
        let terms = terms.filter(|_| command.flags & FLAG_TERMS != 0).unwrap_or_default();
        let mut live = Self {
            number,
            instrument: event.instrument,
            account: event.account,
            id: event.order_id,
            side: event.side,
            order_type: command.order_type,
            tif: command.time_in_force,
            capped: command.flags & FLAG_CAP != 0,
            hidden: command.flags & FLAG_HIDDEN != 0,
            waits_for: 0,
            price: event.price,
            settled: false,
            open: event.quantity,
            traded: 0,
            last_price: None,
            display: terms.display_quantity,
            rested: false,
            shown: 0,
        };
        live.set_waiting(RELEASE, command.flags & FLAG_HELD != 0);
        live.set_waiting(PARENT, terms.link > Link::OneCancelsOther as u8);
        live.set_waiting(TRIGGER, terms.trigger != Trigger::None as u8);
        live.set_waiting(CLOSE, live.tif == TimeInForce::AtClose as u8 && !closing);
        live
    }

    pub fn is(&self, instrument: InstrumentId, account: AccountId, id: OrderId) -> bool {
        self.id == id && self.account == account && self.instrument == instrument
    }

    pub fn hash(&self) -> u32 {
        hash(self.id, owner_of(self.instrument, self.account))
    }

    pub fn set_waiting(&mut self, what: u8, waits: bool) {
        self.waits_for = self.waits_for & !what | if waits { what } else { 0 };
    }

    /// It was released, its parent filled, or its trigger fired: the first of those that it waits for.
    pub fn triggered(&mut self, closing: bool) {
        let first = [RELEASE, PARENT, TRIGGER].into_iter().find(|&what| self.waits_for & what != 0);
        self.set_waiting(first.unwrap_or(0), false);
        if closing {
            self.set_waiting(CLOSE, false);
        }
    }

    /// Whether it has no price of its own.
    const fn is_unpriced(&self) -> bool {
        let market = self.order_type == OrderType::Market as u8 && !self.capped;
        market || self.order_type == OrderType::MarketToLimit as u8 && !self.settled
    }

    /// Where it stands in the book: market orders before all others.
    pub const fn standing(&self) -> i64 {
        if !self.is_unpriced() {
            return self.price;
        }
        if self.side == Side::Buy as u8 { i64::MAX } else { i64::MIN }
    }

    /// What it displays when it comes to rest.
    pub fn first_part(&self) -> u64 {
        if self.display == 0 {
            return self.open;
        }
        let part = if self.rested { self.display } else { self.display - self.traded % self.display };
        part.min(self.open)
    }

    /// A market-to-limit order that has traded becomes a limit order at that price.
    pub const fn come_to_rest(&mut self) {
        self.rested = true;
        if self.order_type == OrderType::MarketToLimit as u8
            && let Some(price) = self.last_price
        {
            self.price = price;
            self.settled = true;
        }
    }
}
