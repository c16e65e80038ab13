//! What the auditor knows of an order: what its command asked for, and what events have said since.

use crate::oracle::flag;
use cift_types::{
    CommandKind, FLAG_POST_ONLY, FLAG_RESERVE_PRICE, OrderType, Price, Quantity, SelfTrade, Side,
    TimeInForce, Trigger,
};
use cift_wire::{Command, Event, OrderTerms};

/// An order that is live.
#[allow(clippy::struct_excessive_bools)] // facts about it, each on its own
#[derive(Clone, Copy, Debug)]
pub struct Account {
    /// Its side.
    pub side: u8,
    /// Its price, as last told.
    pub price: Price,
    /// What was entered, or left when it was last replaced: lots, or money.
    pub entered: Quantity,
    /// What of it has traded.
    pub traded: Quantity,
    /// What of it was taken back.
    pub reduced: Quantity,
    /// The price of its last trade with resting orders since it last came in.
    pub took_at: Option<Price>,
    /// Whether it has traded since it last came in.
    pub has_traded: bool,
    /// Its flags.
    pub flags: u32,
    /// What it is; a market-to-limit order with a price is a limit order.
    pub order_type: u8,
    /// How long.
    pub tif: u8,
    /// Its terms, or zeros.
    pub terms: OrderTerms,
    /// Whether it waits outside the book.
    pub waits: bool,
    /// How often it has to be triggered before it is in the market: by its release or its parent's fill, by its trigger.
    pub triggers: u8,
    /// Its place in queues: counts up.
    pub priority: u64,
    /// Whether its price is not known before its command has ended: a market-to-limit order that came in while orders
    /// traded. What is left of it is a limit order at the price of its last trade, or stands as it did (N7).
    pub vague: bool,
    /// Counts up with every accepted order.
    pub entry: u64,
    /// The price at which its funds are set aside: its own, or one that it came with. None, where it has none (R6).
    pub funds_at: Option<Price>,
}

impl Account {
    /// What the events say when an order is accepted.
    pub fn new(command: &Command, terms: Option<OrderTerms>, event: &Event, entry: u64) -> Self {
        let new = command.kind == CommandKind::New as u8;
        let own = if new { *command } else { Command::default() };
        let terms = terms.filter(|_| own.flags & flag::TERMS != 0).unwrap_or_default();
        let mut order = Self {
            side: event.side,
            price: event.price,
            entered: event.quantity,
            traded: 0,
            reduced: 0,
            took_at: None,
            has_traded: false,
            flags: own.flags,
            order_type: own.order_type,
            tif: own.time_in_force,
            terms,
            waits: false,
            triggers: waits_for(&own, &terms),
            priority: entry,
            vague: false,
            entry,
            funds_at: None,
        };
        let own_price = if order.has(FLAG_RESERVE_PRICE) { own.param.cast_signed() } else { event.price };
        order.funds_at = (!order.is_unpriced()).then_some(own_price);
        order
    }

    /// What must still be there.
    pub fn open(&self) -> Result<Quantity, String> {
        let gone = self.traded + self.reduced;
        self.entered.checked_sub(gone).ok_or_else(|| format!("{gone} of {} are gone", self.entered))
    }

    /// Whether a flag is set.
    pub const fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    /// Whether it has this time in force.
    pub const fn is(&self, tif: TimeInForce) -> bool {
        self.tif == tif as u8
    }

    /// Whether it has no price of its own.
    pub const fn is_unpriced(&self) -> bool {
        let market = self.order_type == OrderType::Market as u8 && !self.has(flag::CAP);
        market || self.order_type == OrderType::MarketToLimit as u8
    }

    /// Whether it must not take.
    pub const fn is_post_only(&self) -> bool {
        self.has(FLAG_POST_ONLY)
    }

    /// Whether it displays parts only.
    pub const fn is_iceberg(&self) -> bool {
        self.terms.display_quantity != 0
    }

    /// The most that an iceberg shows.
    pub fn most_shown(&self) -> Quantity {
        self.terms.display_quantity.max(self.terms.display_high_quantity)
    }

    /// Where it stands in the book: market orders before all others.
    pub const fn standing(&self) -> Price {
        if !self.is_unpriced() {
            return self.price;
        }
        if self.side == Side::Buy as u8 { Price::MAX } else { Price::MIN }
    }

    /// Whether it stands where market orders stand. A limit at that end of the numbers may be treated as one (M7).
    pub const fn is_at_market(&self) -> bool {
        let market = if self.side == Side::Buy as u8 { Price::MAX } else { Price::MIN };
        self.standing() == market
    }

    /// It comes in.
    pub const fn come_in(&mut self, continuous: bool) {
        (self.has_traded, self.took_at) = (false, None);
        self.vague |= continuous && self.order_type == OrderType::MarketToLimit as u8;
    }

    /// What is left of it has come to rest.
    pub const fn price_is_known(&mut self) {
        if !self.vague {
            return;
        }
        if let Some(price) = self.took_at {
            (self.order_type, self.price) = (OrderType::Limit as u8, price);
        }
        self.vague = false;
    }

    /// Whether it trades at this price.
    pub const fn takes(&self, price: Price) -> bool {
        let limit = self.standing();
        self.is_unpriced() || if self.side == Side::Buy as u8 { price <= limit } else { price >= limit }
    }

    /// Its own wish for self-trade prevention, or its instrument's.
    pub fn self_trade(&self, usual: SelfTrade) -> SelfTrade {
        let code = (self.flags >> flag::SELF_TRADE & 7) as u8;
        code.checked_sub(1).and_then(SelfTrade::from_u8).unwrap_or(usual)
    }
}

/// What an order has to wait for when it is accepted: its release, its parent, its trigger.
const fn waits_for(command: &Command, terms: &OrderTerms) -> u8 {
    let held = command.flags & flag::HELD != 0;
    held as u8 + (terms.link > 1) as u8 + (terms.trigger != Trigger::None as u8) as u8
}
