//! V2 to V9h: the checks of a new order that need nothing but the command, its terms and the time.

use super::order::flag::{
    ALL_OR_NONE, CAP, FUNDS, HELD, HIDDEN, KNOWN, MONEY, POST_ONLY, REDUCE_ONLY, REPRICE, SELF_TRADE, TERMS,
};
use cift_types::{
    EXACT_LIMIT, Link, OrderType, PegReference, Quantity, Reason, Side, TimeInForce, TrailUnit, Trigger,
    TriggerSource,
};
use cift_wire::{Command, OrderTerms};

type Checked = Result<(), Reason>;

/// A new order's command with its enums read.
struct New<'a> {
    command: &'a Command,
    kind: OrderType,
    tif: TimeInForce,
}

/// Terms with their enums read.
struct Terms<'a> {
    record: &'a OrderTerms,
    trigger: Trigger,
    trails_in_points: bool,
    pegged: bool,
    link: Link,
}

/// The reason, where something is wrong.
pub const fn deny(wrong: bool, reason: Reason) -> Checked {
    if wrong { Err(reason) } else { Ok(()) }
}

/// A quantity that can be.
#[must_use]
pub const fn is_quantity(quantity: u64) -> bool {
    quantity > 0 && quantity < EXACT_LIMIT
}

/// V2 to V9h. `kept` are the terms of the command just before.
pub fn check(command: &Command, kept: Option<&OrderTerms>) -> Checked {
    Side::from_u8(command.side).ok_or(Reason::InvalidSide)?; // V2
    let kind = OrderType::from_u8(command.order_type).ok_or(Reason::InvalidOrderType)?; // V3
    let tif = TimeInForce::from_u8(command.time_in_force).ok_or(Reason::InvalidTimeInForce)?; // V4
    let new = New { command, kind, tif };
    let unused = command.param != 0 && tif != TimeInForce::Gtd && !new.has(FUNDS);
    let code = command.flags >> SELF_TRADE & 7;
    deny(command.flags & !KNOWN != 0 || code > 5 || unused, Reason::InvalidFlags)?; // V5
    deny(command.order_id >= EXACT_LIMIT, Reason::InvalidOrderId)?; // V6
    deny(!is_quantity(command.quantity), Reason::InvalidQuantity)?; // V7
    deny(new.contradicts_time(), Reason::InvalidTimeInForce)?; // V8
    deny(new.has_no_price() && command.price != 0, Reason::InvalidPrice)?; // V9
    deny(new.contradicts_flags(), Reason::InvalidFlags)?; // V9a
    let expired = command.param >= EXACT_LIMIT || command.param <= command.time_ns;
    deny(tif == TimeInForce::Gtd && expired, Reason::InvalidExpiry)?; // V9b
    if !new.has(TERMS) {
        return deny(kind == OrderType::Pegged, Reason::InvalidPeg);
    }
    let terms = Terms::read(kept)?; // V9c
    deny(new.wrong_trigger(&terms), Reason::InvalidTrigger)?; // V9d
    deny(new.wrong_peg(&terms), Reason::InvalidPeg)?; // V9e
    deny(new.wrong_display(&terms), Reason::InvalidDisplayQuantity)?; // V9f
    deny(new.wrong_minimum(&terms), Reason::InvalidMinimumQuantity)?; // V9g
    deny(new.wrong_link(&terms), Reason::InvalidLink) // V9h
}

/// V9f: an iceberg of more than a thousand parts.
#[must_use]
pub fn has_too_many_parts(quantity: Quantity, display: Quantity) -> bool {
    display != 0 && u128::from(quantity) > 1000 * u128::from(display)
}

impl<'a> Terms<'a> {
    // V9c
    fn read(kept: Option<&'a OrderTerms>) -> Result<Self, Reason> {
        let terms = kept.ok_or(Reason::InvalidTerms)?;
        let trigger = Trigger::from_u8(terms.trigger).ok_or(Reason::InvalidTerms)?;
        TriggerSource::from_u8(terms.trigger_source).ok_or(Reason::InvalidTerms)?;
        let unit = TrailUnit::from_u8(terms.trail_unit).ok_or(Reason::InvalidTerms)?;
        let peg = PegReference::from_u8(terms.peg).ok_or(Reason::InvalidTerms)?;
        let link = Link::from_u8(terms.link).ok_or(Reason::InvalidTerms)?;
        let enums = terms.trigger != 0 || terms.peg != 0 || terms.link != 0;
        let something = enums || terms.display_quantity != 0 || terms.minimum_quantity != 0;
        deny(terms.reserved16 != 0 || !something, Reason::InvalidTerms)?;
        let pegged = peg != PegReference::None;
        Ok(Self { record: terms, trigger, trails_in_points: unit == TrailUnit::BasisPoints, pegged, link })
    }

    fn waits_for_another(&self) -> bool {
        self.link == Link::OneTriggersOther || self.link == Link::Bracket
    }
}

impl New<'_> {
    const fn has(&self, flags: u32) -> bool {
        self.command.flags & flags != 0
    }

    fn is_immediate(&self) -> bool {
        self.tif == TimeInForce::Ioc || self.tif == TimeInForce::Fok
    }

    fn is_for_auction(&self) -> bool {
        self.tif == TimeInForce::AtOpen || self.tif == TimeInForce::AtClose
    }

    fn is_market(&self) -> bool {
        self.kind == OrderType::Market || self.kind == OrderType::MarketToLimit
    }

    // V8
    fn contradicts_time(&self) -> bool {
        let passes = self.is_immediate() || self.is_for_auction();
        let post_only = self.has(POST_ONLY | REPRICE);
        let pegged = self.kind == OrderType::Pegged;
        post_only && (self.is_market() || pegged || passes)
            || self.has(REPRICE) && !self.has(POST_ONLY)
            || self.has(HIDDEN) && (passes || self.is_market())
            || self.kind == OrderType::MarketToLimit
                && (self.tif == TimeInForce::Fok || self.is_for_auction())
            || pegged && passes
    }

    // V9
    fn has_no_price(&self) -> bool {
        self.kind == OrderType::MarketToLimit || self.kind == OrderType::Market && !self.has(CAP)
    }

    // V9a
    fn contradicts_flags(&self) -> bool {
        let market = self.kind == OrderType::Market;
        let limit = self.kind == OrderType::Limit;
        let fok = self.tif == TimeInForce::Fok;
        let money = !market || fok || self.has(ALL_OR_NONE | CAP) || self.is_for_auction();
        let whole = !limit || fok || self.is_for_auction() || self.has(POST_ONLY | HIDDEN | REDUCE_ONLY);
        let funds = !limit || self.command.side != Side::Buy as u8 || self.tif == TimeInForce::Gtd;
        self.has(CAP) && !market
            || self.has(MONEY) && money
            || self.has(ALL_OR_NONE) && whole
            || self.has(FUNDS) && funds
    }

    // V9d
    fn wrong_trigger(&self, terms: &Terms<'_>) -> bool {
        let OrderTerms { trigger_source, trail_unit, offset, .. } = *terms.record;
        if terms.trigger == Trigger::None {
            return trigger_source != 0 || trail_unit != 0;
        }
        let trailing = terms.trigger == Trigger::Trailing;
        let too_far = terms.trails_in_points && offset > 10_000;
        self.kind == OrderType::Pegged
            || self.has(HELD | POST_ONLY)
            || self.is_for_auction()
            || !trailing && trail_unit != 0
            || trailing && (offset < 1 || too_far)
    }

    // V9e
    fn wrong_peg(&self, terms: &Terms<'_>) -> bool {
        let OrderTerms { offset, display_quantity, minimum_quantity, .. } = *terms.record;
        let parts = display_quantity != 0 || minimum_quantity != 0;
        (self.kind == OrderType::Pegged) != terms.pegged
            || terms.pegged && (self.has(ALL_OR_NONE | POST_ONLY | HIDDEN) || parts)
            || offset != 0 && terms.trigger == Trigger::None && !terms.pegged
    }

    // V9f
    fn wrong_display(&self, terms: &Terms<'_>) -> bool {
        let (low, high) = (terms.record.display_quantity, terms.record.display_high_quantity);
        if low == 0 {
            return high != 0;
        }
        let passes = self.is_immediate() || self.is_for_auction();
        self.kind != OrderType::Limit
            || passes
            || self.has(ALL_OR_NONE | HIDDEN)
            || low > self.command.quantity
            || has_too_many_parts(self.command.quantity, low)
            || high != 0 && (high < low || high > self.command.quantity)
    }

    // V9g
    fn wrong_minimum(&self, terms: &Terms<'_>) -> bool {
        let minimum = terms.record.minimum_quantity;
        let kind = self.kind == OrderType::MarketToLimit || self.kind == OrderType::Pegged;
        let tif = self.tif == TimeInForce::Fok || self.is_for_auction();
        let flags = self.has(ALL_OR_NONE | POST_ONLY | MONEY);
        minimum != 0 && (minimum > self.command.quantity || kind || tif || flags)
    }

    // V9h
    fn wrong_link(&self, terms: &Terms<'_>) -> bool {
        let linked = terms.record.linked_order_id;
        if terms.link == Link::None {
            return linked != 0;
        }
        let other = self.has(HELD) || self.is_for_auction() || terms.pegged;
        linked >= EXACT_LIMIT || self.has(ALL_OR_NONE) || terms.waits_for_another() && other
    }
}
