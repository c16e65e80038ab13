//! The rules of `schemas/semantics.md` once more, as plainly as they can be said: one vector of all resting orders in
//! the order of their arrival, searched from end to end. Written from the rules alone, not from the engine.

use crate::case::Setup;
use cift_engine::{Fault, Limits};
use cift_types::{
    AccountId, CommandKind, EXACT_LIMIT, EventKind, FLAG_MAKER_DONE, FLAG_POST_ONLY, FLAG_TAKER_DONE,
    InstrumentId, OrderId, OrderType, Price, Quantity, Reason, Seq, Side, TimeInForce, TimeNs,
};
use cift_wire::{Command, Event};
use std::collections::BTreeSet;

/// An order that rests.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Resting {
    /// Of which instrument.
    pub instrument: InstrumentId,
    /// Whose it is.
    pub account: AccountId,
    /// The participant's id.
    pub id: OrderId,
    /// Which side of the book.
    pub side: Side,
    /// Its limit.
    pub price: Price,
    /// What is still open.
    pub quantity: Quantity,
}

/// A naive venue.
#[derive(Clone, Debug)]
pub struct Oracle {
    /// Every live order of every instrument, first to arrive first.
    pub orders: Vec<Resting>,
    /// How much the session may hold.
    pub limits: Limits,
    /// The last command's number.
    pub seq: Seq,
    /// The last command's time.
    pub time_ns: TimeNs,
    instruments: u32,
    events: Vec<Event>,
}

impl Resting {
    /// Whether the order is of this account and id on this instrument.
    fn is(&self, command: &Command) -> bool {
        self.instrument == command.instrument
            && self.account == command.account
            && self.id == command.order_id
    }

    // L1: 64 neighbouring prices of one side of one instrument; bids count theirs as −1 − price.
    fn page(&self) -> (InstrumentId, bool, i64) {
        let number = if self.side == Side::Buy { -1 - self.price } else { self.price };
        (self.instrument, self.side == Side::Buy, number.div_euclid(64))
    }

    /// Whether it would trade before `other`, of the same side, because of its price.
    fn is_better(&self, other: &Self) -> bool {
        if self.side == Side::Buy { self.price > other.price } else { self.price < other.price }
    }

    // M2: at or below the limit for a buy, at or above it for a sell; a market order has none.
    fn satisfies(&self, taker: Side, limit: Option<Price>) -> bool {
        match (limit, taker) {
            (None, _) => true,
            (Some(limit), Side::Buy) => self.price <= limit,
            (Some(limit), Side::Sell) => self.price >= limit,
        }
    }
}

impl Oracle {
    /// An empty venue.
    #[must_use]
    pub const fn new(setup: &Setup) -> Self {
        let Setup { instruments, limits, .. } = *setup;
        Self { orders: Vec::new(), limits, seq: 0, time_ns: 0, instruments, events: Vec::new() }
    }

    /// Applies a command and returns what it caused (O4), or why it has no place in the stream (O3).
    pub fn apply(&mut self, command: &Command) -> Result<Vec<Event>, Fault> {
        self.place(command)?;
        let checked = match CommandKind::from_u8(command.kind) {
            Some(CommandKind::New) => self.check_new(command).map(|()| self.enter(command)),
            Some(CommandKind::Cancel) => self.check_change(command).map(|at| self.cancel(at)),
            Some(CommandKind::Reduce) => {
                self.check_resize(command).map(|at| self.reduce(at, command.quantity))
            }
            Some(CommandKind::Replace) => self.check_resize(command).map(|at| self.replace(at, command)),
            Some(CommandKind::None) | None => Err(Reason::UnknownCommand), // V1
        };
        if let Err(reason) = checked {
            self.reject(command, reason);
        }
        Ok(core::mem::take(&mut self.events))
    }

    // O1, O2, O3. The rules do not say which comes first when both are broken; here it is the number.
    fn place(&mut self, command: &Command) -> Result<(), Fault> {
        let (expected, actual) = (self.seq + 1, command.seq);
        if actual != 0 && actual != expected {
            return Err(Fault::Sequence { expected, actual });
        }
        let (last_ns, actual_ns) = (self.time_ns, command.time_ns);
        if actual_ns < last_ns || actual_ns >= EXACT_LIMIT {
            return Err(Fault::Time { last_ns, actual_ns });
        }
        (self.seq, self.time_ns) = (expected, actual_ns);
        Ok(())
    }

    fn check_new(&self, command: &Command) -> Result<(), Reason> {
        let side = Side::from_u8(command.side).ok_or(Reason::InvalidSide)?; // V2
        let order_type = OrderType::from_u8(command.order_type).ok_or(Reason::InvalidOrderType)?; // V3
        let tif = TimeInForce::from_u8(command.time_in_force).ok_or(Reason::InvalidTimeInForce)?; // V4
        let post_only = command.flags == FLAG_POST_ONLY;
        let market = order_type == OrderType::Market;
        deny((command.flags != 0 && !post_only) || command.reserved != 0, Reason::InvalidFlags)?; // V5
        deny(command.order_id >= EXACT_LIMIT, Reason::InvalidOrderId)?; // V6
        deny(!is_quantity(command.quantity), Reason::InvalidQuantity)?; // V7
        deny(post_only && (market || tif != TimeInForce::Gtc), Reason::InvalidTimeInForce)?; // V8
        deny(market && command.price != 0, Reason::InvalidPrice)?; // V9
        deny(command.instrument >= self.instruments, Reason::UnknownInstrument)?; // V10
        deny(self.orders.iter().any(|order| order.is(command)), Reason::DuplicateOrderId)?; // V11
        let takes = || self.best_within(command.instrument, side, Some(command.price)).is_some();
        deny(post_only && takes(), Reason::PostOnlyWouldTrade) // V12
    }

    /// Where the order is that a command wants to change.
    fn check_change(&self, command: &Command) -> Result<usize, Reason> {
        deny(command.flags != 0 || command.reserved != 0, Reason::InvalidFlags)?; // V13
        deny(command.order_id >= EXACT_LIMIT, Reason::InvalidOrderId)?; // V14
        deny(command.instrument >= self.instruments, Reason::UnknownInstrument)?; // V15
        self.orders.iter().position(|order| order.is(command)).ok_or(Reason::UnknownOrder) // V16
    }

    fn check_resize(&self, command: &Command) -> Result<usize, Reason> {
        let at = self.check_change(command)?;
        deny(!is_quantity(command.quantity), Reason::InvalidQuantity).map(|()| at) // V17
    }

    fn enter(&mut self, command: &Command) {
        let side = if command.side == Side::Buy as u8 { Side::Buy } else { Side::Sell };
        let &Command { instrument, account, order_id: id, price, quantity, .. } = command;
        let order = Resting { instrument, account, id, side, price, quantity };
        let market = command.order_type == OrderType::Market as u8;
        let limit = if market { None } else { Some(price) };
        self.tell(EventKind::Accepted, Reason::None, &order); // N1
        if command.time_in_force == TimeInForce::Fok as u8 && !self.holds(&order, limit) {
            return self.tell(EventKind::Cancelled, Reason::FillOrKill, &order); // N2
        }
        let rest = self.trade(order, limit);
        if rest.quantity == 0 {
            return;
        }
        // N3; nothing is left of a fok that got here.
        if command.time_in_force == TimeInForce::Ioc as u8 {
            self.tell(EventKind::Cancelled, Reason::ImmediateRemainder, &rest);
        } else if market {
            self.tell(EventKind::Cancelled, Reason::NoLiquidity, &rest);
        } else {
            self.rest(rest);
        }
    }

    // C1
    fn cancel(&mut self, at: usize) {
        let order = self.orders.remove(at);
        self.tell(EventKind::Cancelled, Reason::Requested, &order);
    }

    // C2
    fn reduce(&mut self, at: usize, by: Quantity) {
        if by < self.orders[at].quantity {
            self.orders[at].quantity -= by;
            let order = self.orders[at];
            self.tell(EventKind::Reduced, Reason::None, &order);
        } else {
            let order = self.orders.remove(at);
            self.tell(EventKind::Cancelled, Reason::ReducedToZero, &order);
        }
    }

    // C3
    fn replace(&mut self, at: usize, command: &Command) {
        let old = self.orders.remove(at);
        let new = Resting { price: command.price, quantity: command.quantity, ..old };
        self.tell(EventKind::Replaced, Reason::None, &new);
        let rest = self.trade(new, Some(new.price));
        if rest.quantity > 0 {
            self.rest(rest);
        }
    }

    // M1: the best price, and there who has rested longest, that is who stands first in the vector.
    fn best_within(&self, instrument: InstrumentId, taker: Side, limit: Option<Price>) -> Option<usize> {
        let mut best: Option<usize> = None;
        for (at, order) in self.orders.iter().enumerate() {
            if order.instrument == instrument && order.side != taker && order.satisfies(taker, limit) {
                best = best.filter(|&best| !order.is_better(&self.orders[best])).or(Some(at));
            }
        }
        best
    }

    // N2
    fn holds(&self, taker: &Resting, limit: Option<Price>) -> bool {
        let counts = |order: &&Resting| {
            order.instrument == taker.instrument
                && order.side != taker.side
                && order.satisfies(taker.side, limit)
        };
        let held: u128 = self.orders.iter().filter(counts).map(|order| u128::from(order.quantity)).sum();
        held >= u128::from(taker.quantity)
    }

    // M1, M2, M3, M4. Returns what is left.
    fn trade(&mut self, mut taker: Resting, limit: Option<Price>) -> Resting {
        while taker.quantity > 0 {
            let Some(at) = self.best_within(taker.instrument, taker.side, limit) else { break };
            let quantity = taker.quantity.min(self.orders[at].quantity);
            taker.quantity -= quantity;
            self.orders[at].quantity -= quantity;
            let maker = self.orders[at];
            let taker_done = if taker.quantity == 0 { FLAG_TAKER_DONE } else { 0 };
            let maker_done = if maker.quantity == 0 { FLAG_MAKER_DONE } else { 0 };
            self.tell(EventKind::Trade, Reason::None, &Resting { price: maker.price, quantity, ..taker });
            if let Some(event) = self.events.last_mut() {
                event.flags = taker_done | maker_done;
                (event.counter_order_id, event.counter_account) = (maker.id, maker.account);
            }
            if maker.quantity == 0 {
                self.orders.remove(at);
            }
        }
        taker
    }

    // N3, N4
    fn rest(&mut self, order: Resting) {
        let full = self.orders.len() as u64 >= u64::from(self.limits.orders);
        if full || self.has_no_page(&order) || self.level_is_full(&order) {
            self.tell(EventKind::Cancelled, Reason::Capacity, &order);
        } else {
            self.orders.push(order);
        }
    }

    // L1: a page counts while one of its prices has orders.
    fn has_no_page(&self, order: &Resting) -> bool {
        let open = self.orders.iter().any(|other| other.page() == order.page());
        !open && self.pages() >= self.limits.pages
    }

    // N4: a level's total stays below 2^53.
    fn level_is_full(&self, order: &Resting) -> bool {
        let same = |other: &&Resting| {
            (other.instrument, other.side, other.price) == (order.instrument, order.side, order.price)
        };
        let total: u64 = self.orders.iter().filter(same).map(|other| other.quantity).sum();
        total + order.quantity >= EXACT_LIMIT
    }

    fn tell(&mut self, kind: EventKind, reason: Reason, order: &Resting) {
        self.events.push(Event {
            kind: kind as u8,
            side: order.side as u8,
            reason: reason as u8,
            instrument: order.instrument,
            seq: self.seq,
            time_ns: self.time_ns,
            order_id: order.id,
            price: order.price,
            quantity: order.quantity,
            account: order.account,
            ..Event::default()
        });
    }

    // V: everything as it came.
    fn reject(&mut self, command: &Command, reason: Reason) {
        self.events.push(Event {
            kind: EventKind::Rejected as u8,
            side: command.side,
            flags: command.kind,
            reason: reason as u8,
            instrument: command.instrument,
            seq: self.seq,
            time_ns: self.time_ns,
            order_id: command.order_id,
            price: command.price,
            quantity: command.quantity,
            account: command.account,
            ..Event::default()
        });
    }

    /// The orders of one side of a book, first to trade first.
    #[must_use]
    pub fn book(&self, instrument: InstrumentId, side: Side) -> Vec<Resting> {
        let of_side = self.orders.iter().filter(|order| order.instrument == instrument && order.side == side);
        let mut orders: Vec<Resting> = of_side.copied().collect();
        // Stable: the order of arrival stays within a price.
        orders.sort_by_key(|order| if side == Side::Buy { !order.price } else { order.price });
        orders
    }

    /// How many price pages hold orders (L1).
    #[must_use]
    pub fn pages(&self) -> u32 {
        self.orders.iter().map(Resting::page).collect::<BTreeSet<_>>().len() as u32
    }
}

const fn is_quantity(quantity: Quantity) -> bool {
    quantity > 0 && quantity < EXACT_LIMIT
}

const fn deny(wrong: bool, reason: Reason) -> Result<(), Reason> {
    if wrong { Err(reason) } else { Ok(()) }
}
