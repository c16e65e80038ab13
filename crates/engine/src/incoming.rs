//! An order on its way to the market: a new one, or one that waited.

use cift_book::{Extra, NIL, Slot, Waiting};
use cift_types::{
    AccountId, EXACT_LIMIT, FLAG_ALL_OR_NONE, FLAG_CAP, FLAG_HELD, FLAG_HIDDEN, FLAG_MONEY, FLAG_POST_ONLY,
    FLAG_REDUCE_ONLY, FLAG_REPRICE, FLAG_RESERVE_PRICE, FLAG_TERMS, InstrumentId, Link, OrderId, OrderType,
    PegReference, Price, Quantity, Reason, SELF_TRADE_MASK, SELF_TRADE_SHIFT, SelfTrade, Side, TimeInForce,
    TimeNs, TrailUnit, Trigger, TriggerSource,
};
use cift_wire::{Command, OrderTerms};

/// An order, with all that it asks for.
#[derive(Clone, Copy, Debug)]
pub struct Incoming {
    pub instrument: InstrumentId,
    pub account: AccountId,
    pub id: OrderId,
    /// What is still wanted: lots, or money with [`FLAG_MONEY`].
    pub left: Quantity,
    /// What it has traded since it came.
    pub traded: Quantity,
    /// It has been in the market before, with another price or quantity.
    pub replaced: bool,
    /// It is of a mass quote, which nothing keeps from trading.
    pub quote: bool,
    /// Its cell, where it has one already.
    pub slot: Slot,
    /// Its linked order's id.
    pub linked: OrderId,
    pub extra: Extra,
}

const KNOWN_FLAGS: u32 = FLAG_POST_ONLY
    | FLAG_REPRICE
    | FLAG_ALL_OR_NONE
    | FLAG_REDUCE_ONLY
    | FLAG_HIDDEN
    | FLAG_MONEY
    | FLAG_CAP
    | FLAG_HELD
    | FLAG_TERMS
    | FLAG_RESERVE_PRICE
    | SELF_TRADE_MASK;

/// Ways of staying that end on entry, or belong to one auction.
const fn is_short(time_in_force: TimeInForce) -> bool {
    matches!(time_in_force, TimeInForce::Ioc | TimeInForce::Fok | TimeInForce::AtOpen | TimeInForce::AtClose)
}

/// Whether an iceberg has few enough parts: each is an event, and one order can trade with all of them.
pub const fn parts_fit(quantity: Quantity, display: Quantity) -> bool {
    quantity <= display.saturating_mul(1000)
}

const fn require(holds: bool, reason: Reason) -> Result<(), Reason> {
    if holds { Ok(()) } else { Err(reason) }
}

impl Incoming {
    /// Reads a new order: rules V2 to V9h, in their order.
    pub fn check(command: &Command, terms: Option<&OrderTerms>) -> Result<Self, Reason> {
        let &Command { flags, price, quantity, param, order_id, .. } = command;
        let side = Side::from_u8(command.side).ok_or(Reason::InvalidSide)?;
        let order_type = OrderType::from_u8(command.order_type).ok_or(Reason::InvalidOrderType)?;
        let time_in_force = TimeInForce::from_u8(command.time_in_force).ok_or(Reason::InvalidTimeInForce)?;
        let reserve = flags & FLAG_RESERVE_PRICE != 0;
        let has_param = reserve || time_in_force == TimeInForce::Gtd;
        let known = flags & !KNOWN_FLAGS == 0 && (flags & SELF_TRADE_MASK) >> SELF_TRADE_SHIFT <= 5;
        require(known && (has_param || param == 0), Reason::InvalidFlags)?;
        require(order_id < EXACT_LIMIT, Reason::InvalidOrderId)?;
        require(quantity != 0 && quantity < EXACT_LIMIT, Reason::InvalidQuantity)?;
        let mut extra = Extra::plain(side, price, 0);
        (extra.flags, extra.order_type, extra.time_in_force) = (flags, order_type, time_in_force);
        extra.check_time_in_force()?;
        extra.check_price(price)?;
        if time_in_force == TimeInForce::Gtd {
            require(param < EXACT_LIMIT && param > command.time_ns, Reason::InvalidExpiry)?;
            extra.expire_ns = param;
        }
        extra.reserve_price = reserve.then_some(param.cast_signed());
        let mut linked = 0;
        if flags & FLAG_TERMS != 0 {
            let terms = terms.ok_or(Reason::InvalidTerms)?;
            extra.read_terms(terms)?;
            extra.check_terms(quantity, terms)?;
            linked = terms.linked_order_id;
        } else {
            require(order_type != OrderType::Pegged, Reason::InvalidPeg)?;
        }
        let &Command { instrument, account, .. } = command;
        Ok(Self {
            instrument,
            account,
            id: order_id,
            left: quantity,
            traded: 0,
            replaced: false,
            quote: false,
            slot: NIL,
            linked,
            extra,
        })
    }

    pub const fn has(&self, flag: u32) -> bool {
        self.extra.flags & flag != 0
    }

    pub const fn side(&self) -> Side {
        self.extra.side
    }

    /// The worst price at which it trades; `None`: any.
    pub const fn limit(&self) -> Option<Price> {
        match self.extra.order_type {
            OrderType::Limit | OrderType::Pegged => Some(self.extra.limit),
            OrderType::Market if self.extra.flags & FLAG_CAP != 0 => Some(self.extra.limit),
            _ => None,
        }
    }

    /// Its own rule for meeting its owner's orders, if it has one.
    pub fn self_trade(&self) -> Option<SelfTrade> {
        let code = (self.extra.flags & SELF_TRADE_MASK) >> SELF_TRADE_SHIFT;
        code.checked_sub(1).and_then(|code| SelfTrade::from_u8(code as u8))
    }

    /// Whether it can go into the book without an extra: nobody will ask for more than its side, price and quantity.
    pub const fn is_plain_when_resting(&self) -> bool {
        let Extra { flags, order_type, time_in_force, .. } = self.extra;
        let keeps = FLAG_POST_ONLY | FLAG_REPRICE | FLAG_ALL_OR_NONE | FLAG_REDUCE_ONLY | FLAG_HIDDEN;
        flags & (keeps | FLAG_RESERVE_PRICE | SELF_TRADE_MASK) == 0
            && matches!(order_type, OrderType::Limit)
            && matches!(time_in_force, TimeInForce::Gtc)
            && self.extra.display == 0
            && !self.extra.unreserved
            && self.slot == NIL
    }

    /// Whether it has to wait for something before it can enter, whatever the market is like.
    pub const fn waits_for(&self) -> Waiting {
        if self.extra.flags & FLAG_HELD != 0 {
            Waiting::Release
        } else if matches!(self.extra.link, Link::OneTriggersOther | Link::Bracket) {
            Waiting::Parent
        } else {
            Waiting::No
        }
    }
}

/// The checks of a new order's own fields.
trait Fields {
    fn has(&self, flag: u32) -> bool;
    fn check_time_in_force(&self) -> Result<(), Reason>;
    fn check_price(&self, price: Price) -> Result<(), Reason>;
    fn read_terms(&mut self, terms: &OrderTerms) -> Result<(), Reason>;
    fn check_terms(&self, quantity: Quantity, terms: &OrderTerms) -> Result<(), Reason>;
    fn check_trigger(&self, unit: TrailUnit) -> Result<(), Reason>;
    fn check_peg(&self) -> Result<(), Reason>;
    fn check_display(&self, quantity: Quantity) -> Result<(), Reason>;
    fn check_minimum(&self, quantity: Quantity) -> Result<(), Reason>;
    fn check_link(&self, linked: OrderId) -> Result<(), Reason>;
}

/// Whether a live order can have these fields: checks V5 to V9h, which it has passed when it came. Its price may have changed
/// since, and its quantity, and a market-to-limit order may have become a limit order: all of that passes them too.
pub fn can_be_live(extra: &Extra, open: Quantity) -> bool {
    let flags = extra.flags;
    let known = flags & !KNOWN_FLAGS == 0 && (flags & SELF_TRADE_MASK) >> SELF_TRADE_SHIFT <= 5;
    let most = EXACT_LIMIT - 1;
    known
        && extra.check_time_in_force().is_ok()
        && extra.check_price(extra.limit).is_ok()
        && extra.check_trigger(extra.unit).is_ok()
        && extra.check_peg().is_ok()
        && extra.check_display(most.min(extra.display.saturating_mul(1000))).is_ok()
        && (extra.display == 0 || parts_fit(open, extra.display))
        && extra.check_minimum(most).is_ok()
        && extra.check_link(0).is_ok()
}

impl Fields for Extra {
    fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    /// V8.
    fn check_time_in_force(&self) -> Result<(), Reason> {
        let short = is_short(self.time_in_force);
        let limit = self.order_type == OrderType::Limit;
        let post_only = self.has(FLAG_POST_ONLY);
        require(!post_only || limit && !short, Reason::InvalidTimeInForce)?;
        require(post_only || !self.has(FLAG_REPRICE), Reason::InvalidTimeInForce)?;
        let priced = matches!(self.order_type, OrderType::Limit | OrderType::Pegged);
        require(!self.has(FLAG_HIDDEN) || priced && !short, Reason::InvalidTimeInForce)?;
        let to_limit = self.order_type == OrderType::MarketToLimit;
        let never =
            matches!(self.time_in_force, TimeInForce::Fok | TimeInForce::AtOpen | TimeInForce::AtClose);
        require(!to_limit || !never, Reason::InvalidTimeInForce)?;
        let pegged = self.order_type == OrderType::Pegged;
        require(!pegged || !short, Reason::InvalidTimeInForce)
    }

    /// V9 and V9a.
    fn check_price(&self, price: Price) -> Result<(), Reason> {
        let market = self.order_type == OrderType::Market;
        let priceless = market && !self.has(FLAG_CAP) || self.order_type == OrderType::MarketToLimit;
        require(!priceless || price == 0, Reason::InvalidPrice)?;
        require(market || !self.has(FLAG_CAP), Reason::InvalidFlags)?;
        let auction = matches!(self.time_in_force, TimeInForce::AtOpen | TimeInForce::AtClose);
        let fok = self.time_in_force == TimeInForce::Fok;
        let bare = market && !fok && !auction && !self.has(FLAG_ALL_OR_NONE | FLAG_CAP);
        require(!self.has(FLAG_MONEY) || bare, Reason::InvalidFlags)?;
        let limit = self.order_type == OrderType::Limit;
        let others = FLAG_POST_ONLY | FLAG_HIDDEN | FLAG_REDUCE_ONLY;
        let whole = limit && !fok && !auction && !self.has(others);
        require(!self.has(FLAG_ALL_OR_NONE) || whole, Reason::InvalidFlags)?;
        let buys = limit && self.side == Side::Buy && self.time_in_force != TimeInForce::Gtd;
        require(!self.has(FLAG_RESERVE_PRICE) || buys, Reason::InvalidFlags)
    }

    /// V9c.
    fn read_terms(&mut self, terms: &OrderTerms) -> Result<(), Reason> {
        let bad = Reason::InvalidTerms;
        self.trigger = Trigger::from_u8(terms.trigger).ok_or(bad)?;
        self.source = TriggerSource::from_u8(terms.trigger_source).ok_or(bad)?;
        self.unit = TrailUnit::from_u8(terms.trail_unit).ok_or(bad)?;
        self.peg = PegReference::from_u8(terms.peg).ok_or(bad)?;
        self.link = Link::from_u8(terms.link).ok_or(bad)?;
        require(terms.reserved16 == 0, bad)?;
        self.offset = terms.offset;
        self.display = terms.display_quantity;
        self.display_high = terms.display_high_quantity;
        self.minimum = terms.minimum_quantity;
        let nothing = self.trigger == Trigger::None
            && self.peg == PegReference::None
            && self.link == Link::None
            && self.display == 0
            && self.minimum == 0;
        require(!nothing, bad)
    }

    fn check_terms(&self, quantity: Quantity, terms: &OrderTerms) -> Result<(), Reason> {
        self.check_trigger(self.unit)?;
        self.check_peg()?;
        self.check_display(quantity)?;
        self.check_minimum(quantity)?;
        self.check_link(terms.linked_order_id)
    }

    /// V9d.
    fn check_trigger(&self, unit: TrailUnit) -> Result<(), Reason> {
        let bad = Reason::InvalidTrigger;
        if self.trigger == Trigger::None {
            return require(self.source == TriggerSource::Last && unit == TrailUnit::Ticks, bad);
        }
        let auction = matches!(self.time_in_force, TimeInForce::AtOpen | TimeInForce::AtClose);
        let clash = self.order_type == OrderType::Pegged || auction || self.has(FLAG_HELD | FLAG_POST_ONLY);
        require(!clash, bad)?;
        if self.trigger != Trigger::Trailing {
            return require(unit == TrailUnit::Ticks, bad);
        }
        let most = if unit == TrailUnit::BasisPoints { 10_000 } else { i64::MAX };
        require((1..=most).contains(&self.offset), bad)
    }

    /// V9e.
    fn check_peg(&self) -> Result<(), Reason> {
        let bad = Reason::InvalidPeg;
        let pegged = self.order_type == OrderType::Pegged;
        require(pegged == (self.peg != PegReference::None), bad)?;
        let clash = self.has(FLAG_ALL_OR_NONE | FLAG_POST_ONLY | FLAG_HIDDEN)
            || self.display != 0
            || self.minimum != 0;
        require(!pegged || !clash, bad)?;
        require(pegged || self.trigger != Trigger::None || self.offset == 0, bad)
    }

    /// V9f.
    fn check_display(&self, quantity: Quantity) -> Result<(), Reason> {
        let bad = Reason::InvalidDisplayQuantity;
        if self.display == 0 {
            return require(self.display_high == 0, bad);
        }
        let whole = self.has(FLAG_ALL_OR_NONE | FLAG_HIDDEN) || is_short(self.time_in_force);
        require(self.order_type == OrderType::Limit && !whole, bad)?;
        require(self.display <= quantity && parts_fit(quantity, self.display), bad)?;
        let range = self.display_high == 0 || (self.display..=quantity).contains(&self.display_high);
        require(range, bad)
    }

    /// V9g.
    fn check_minimum(&self, quantity: Quantity) -> Result<(), Reason> {
        let bad = Reason::InvalidMinimumQuantity;
        if self.minimum == 0 {
            return Ok(());
        }
        require(self.minimum <= quantity, bad)?;
        let plain = matches!(self.order_type, OrderType::Limit | OrderType::Market);
        let never =
            matches!(self.time_in_force, TimeInForce::Fok | TimeInForce::AtOpen | TimeInForce::AtClose);
        require(plain && !never && !self.has(FLAG_ALL_OR_NONE | FLAG_POST_ONLY | FLAG_MONEY), bad)
    }

    /// V9h.
    fn check_link(&self, linked: OrderId) -> Result<(), Reason> {
        let bad = Reason::InvalidLink;
        if self.link == Link::None {
            return require(linked == 0, bad);
        }
        require(linked < EXACT_LIMIT && !self.has(FLAG_ALL_OR_NONE), bad)?;
        if self.link == Link::OneCancelsOther {
            return Ok(());
        }
        let auction = matches!(self.time_in_force, TimeInForce::AtOpen | TimeInForce::AtClose);
        let free = !self.has(FLAG_HELD) && !auction && self.peg == PegReference::None;
        require(free, bad)
    }
}

/// When, and in which command's name, something happens.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    pub seq: u64,
    pub time_ns: TimeNs,
    /// When it was due: what begins now ends so much later. A command's time, or a timer's.
    pub since_ns: TimeNs,
}
