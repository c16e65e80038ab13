//! An order as the oracle keeps it: everything that was asked for, and where it is now.

use cift_types::{
    AccountId, InstrumentId, Link, OrderId, OrderType, PegReference, Price, Quantity, SelfTrade, Side,
    TimeInForce, TimeNs, TrailUnit, Trigger, TriggerSource,
};
use cift_wire::{Command, OrderTerms};

/// Flags of a new order's command.
pub mod flag {
    /// Must not take liquidity.
    pub const POST_ONLY: u32 = 1;
    /// Moves away instead of being rejected.
    pub const REPRICE: u32 = 1 << 1;
    /// Trades in full or not at all, also when it rests.
    pub const ALL_OR_NONE: u32 = 1 << 2;
    /// Only makes a position smaller.
    pub const REDUCE_ONLY: u32 = 1 << 3;
    /// Not to be seen.
    pub const HIDDEN: u32 = 1 << 4;
    /// The quantity is money.
    pub const MONEY: u32 = 1 << 5;
    /// The price caps a market order.
    pub const CAP: u32 = 1 << 6;
    /// Waits for a release.
    pub const HELD: u32 = 1 << 7;
    /// The kept terms are its own.
    pub const TERMS: u32 = 1 << 8;
    /// `param` is a price.
    pub const FUNDS: u32 = 1 << 9;
    /// Where the code of self-trade prevention begins.
    pub const SELF_TRADE: u32 = 12;
    /// All that are defined.
    pub const KNOWN: u32 = 0x73FF;
}

/// Where an order is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// On its way in.
    Incoming,
    /// In the book, displayed or hidden.
    Book,
    /// Waits for its trigger.
    Trigger,
    /// Waits for its release.
    Held,
    /// Waits for another order to be filled.
    Parent,
    /// Waits for the closing auction.
    Close,
    /// Waits for a reference price.
    Peg,
}

/// A live order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Order {
    /// Counts up with every accepted order of the session: the order of entry.
    pub number: u64,
    /// Of which instrument.
    pub instrument: InstrumentId,
    /// Whose it is.
    pub account: AccountId,
    /// The participant's id.
    pub id: OrderId,
    /// Buy or sell.
    pub side: Side,
    /// A market-to-limit order becomes a limit order when it has a price.
    pub order_type: OrderType,
    /// How long.
    pub tif: TimeInForce,
    /// Of the command.
    pub flags: u32,
    /// Its price, as events tell it.
    pub price: Price,
    /// A pegged order's bound.
    pub bound: Price,
    /// What is open, all of it: lots, or money.
    pub open: Quantity,
    /// What of it is displayed, where it is an iceberg in the book.
    pub shown: Quantity,
    /// The terms, or none.
    pub terms: OrderTerms,
    /// The price at which it is triggered, where it has one.
    pub trigger_price: Option<Price>,
    /// Of which ring; zero: none.
    pub ring: u64,
    /// The number of the order that it waits for; zero: none.
    pub parent: u64,
    /// Where it is.
    pub place: Place,
    /// Since when it is there: the place in its queue.
    pub since: u64,
    /// When it expires.
    pub expiry: TimeNs,
    /// What it has traded since it came in. After a replace it does not count (C3).
    pub traded: Quantity,
    /// Whether it was replaced while it was in the book.
    pub replaced: bool,
}

impl Order {
    /// The order of a command that has passed the checks of its fields.
    #[must_use]
    pub fn new(command: &Command, terms: Option<&OrderTerms>, number: u64) -> Self {
        let terms = terms.copied().unwrap_or_default();
        let trigger = terms.trigger != Trigger::None as u8 && terms.trigger != Trigger::Trailing as u8;
        Self {
            number,
            instrument: command.instrument,
            account: command.account,
            id: command.order_id,
            side: if command.side == Side::Buy as u8 { Side::Buy } else { Side::Sell },
            order_type: OrderType::from_u8(command.order_type).unwrap_or(OrderType::Limit),
            tif: TimeInForce::from_u8(command.time_in_force).unwrap_or(TimeInForce::Gtc),
            flags: command.flags,
            price: command.price,
            bound: command.price,
            open: command.quantity,
            shown: 0,
            terms,
            trigger_price: trigger.then_some(terms.offset),
            ring: 0,
            parent: 0,
            place: Place::Incoming,
            since: 0,
            expiry: command.param,
            traded: 0,
            replaced: false,
        }
    }

    /// Whether a flag of the command is set.
    #[must_use]
    pub const fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    /// Whether it displays parts only.
    #[must_use]
    pub const fn is_iceberg(&self) -> bool {
        self.terms.display_quantity != 0
    }

    /// What is to be seen of it in the book.
    #[must_use]
    pub const fn displayed(&self) -> Quantity {
        if self.is_iceberg() { self.shown } else { self.open }
    }

    /// Whether it is in the book.
    #[must_use]
    pub fn rests(&self) -> bool {
        self.place == Place::Book
    }

    /// Whether it is in the book and to be seen.
    #[must_use]
    pub fn is_displayed(&self) -> bool {
        self.rests() && !self.has(flag::HIDDEN)
    }

    /// Whether it is a market order by what was asked for and has no price.
    #[must_use]
    pub fn is_unpriced(&self) -> bool {
        match self.order_type {
            OrderType::Market => !self.has(flag::CAP),
            OrderType::MarketToLimit => true,
            OrderType::Limit | OrderType::Pegged => false,
        }
    }

    /// Whether it stands where market orders stand (M7).
    #[must_use]
    pub fn is_at_market(&self) -> bool {
        self.price == market_price(self.side)
    }

    /// The way its trigger fires: with rising prices, or with falling ones.
    #[must_use]
    pub fn fires_upwards(&self) -> bool {
        let touched = self.terms.trigger == Trigger::Touched as u8;
        (self.side == Side::Buy) != touched
    }

    /// Whether it has a trigger, which may have fired.
    #[must_use]
    pub const fn has_trigger(&self) -> bool {
        self.terms.trigger != Trigger::None as u8
    }

    /// Whether its trigger follows the price.
    #[must_use]
    pub const fn is_trailing(&self) -> bool {
        self.terms.trigger == Trigger::Trailing as u8
    }

    /// What its trigger looks at.
    #[must_use]
    pub fn source(&self) -> TriggerSource {
        TriggerSource::from_u8(self.terms.trigger_source).unwrap_or(TriggerSource::Last)
    }

    /// Whether its trailing distance is in basis points.
    #[must_use]
    pub const fn trails_in_points(&self) -> bool {
        self.terms.trail_unit == TrailUnit::BasisPoints as u8
    }

    /// What it follows, where it is pegged.
    #[must_use]
    pub fn peg(&self) -> PegReference {
        PegReference::from_u8(self.terms.peg).unwrap_or(PegReference::None)
    }

    /// How it hangs together with another.
    #[must_use]
    pub fn link(&self) -> Link {
        Link::from_u8(self.terms.link).unwrap_or(Link::None)
    }

    /// Its own wish for self-trade prevention.
    #[must_use]
    pub fn self_trade(&self) -> Option<SelfTrade> {
        let code = (self.flags >> flag::SELF_TRADE & 7) as u8;
        code.checked_sub(1).and_then(SelfTrade::from_u8)
    }

    /// Whether it would trade before `other`, of the same side: price, then what is displayed, then time.
    #[must_use]
    pub fn is_before(&self, other: &Self) -> bool {
        self.rank() < other.rank()
    }

    /// Smallest first. The oldest of the best price comes first; hidden orders come behind displayed ones (M5).
    #[must_use]
    pub fn rank(&self) -> (i128, bool, u64) {
        let price = i128::from(self.price);
        let price = if self.side == Side::Buy { -price } else { price };
        (price, self.has(flag::HIDDEN), self.since)
    }

    /// L1: 64 neighbouring prices of one side; bids count theirs as −1 − price.
    #[must_use]
    pub const fn page(&self) -> (bool, i64) {
        let buy = matches!(self.side, Side::Buy);
        let number = if buy { -1 - self.price } else { self.price };
        (buy, number.div_euclid(64))
    }
}

/// Where market orders stand (M7).
#[must_use]
pub const fn market_price(side: Side) -> Price {
    if matches!(side, Side::Buy) { Price::MAX } else { Price::MIN }
}

/// M2: at or below the limit for a buy, at or above it for a sell.
#[must_use]
pub const fn within(price: Price, taker: Side, limit: Option<Price>) -> bool {
    match (limit, taker) {
        (None, _) => true,
        (Some(limit), Side::Buy) => price <= limit,
        (Some(limit), Side::Sell) => price >= limit,
    }
}
