//! C: cancel, reduce, replace, release, and cancels of many.

use super::fields::{deny, is_quantity};
use super::market::{Floor, is_call};
use super::marks::Mark;
use super::order::flag::{HELD, HIDDEN};
use super::order::{Order, Place};
use cift_engine::ReplacePriority;
use cift_types::{AccountId, EXACT_LIMIT, EventKind, OrderType, Phase, Price, Quantity, Reason, Side};
use cift_wire::Command;

type Checked = Result<(), Reason>;

/// Which orders a mass cancel takes.
#[derive(Clone, Copy, Debug)]
pub struct Matching {
    /// Of this account; `None`: of all.
    pub account: Option<AccountId>,
    /// Of this side; `None`: of both.
    pub side: Option<Side>,
    /// With prices from here to there.
    pub prices: (Price, Price),
}

impl Matching {
    /// All orders of an account.
    #[must_use]
    pub const fn account(account: AccountId) -> Self {
        Self { account: Some(account), side: None, prices: (Price::MIN, Price::MAX) }
    }

    // C4: of waiting orders, the limit price counts.
    fn takes(&self, order: &Order) -> bool {
        let waiting_peg = order.order_type == OrderType::Pegged && !order.rests();
        let price = if waiting_peg { order.bound } else { order.price };
        self.account.is_none_or(|account| account == order.account)
            && self.side.is_none_or(|side| side == order.side)
            && (self.prices.0..=self.prices.1).contains(&price)
    }
}

impl Floor<'_> {
    // V16
    fn named(&self, command: &Command) -> Result<Order, Reason> {
        self.live(command.account, command.order_id).ok_or(Reason::UnknownOrder)
    }

    /// C1.
    pub fn cancel(&mut self, command: &Command) -> Checked {
        let order = self.named(command)?;
        if !order.rests() {
            self.mark(Mark::WaitingCancelled);
        }
        self.leave(order.number, Reason::Requested);
        Ok(())
    }

    /// C2.
    pub fn reduce(&mut self, command: &Command) -> Checked {
        let order = self.named(command)?;
        deny(!is_quantity(command.quantity), Reason::InvalidQuantity)?; // V17
        if command.quantity >= order.open {
            self.leave(order.number, Reason::ReducedToZero);
        } else {
            self.shrink(order.number, order.open - command.quantity);
            self.tell(EventKind::Reduced, Reason::None, order.number);
        }
        Ok(())
    }

    /// C3.
    pub fn replace(&mut self, command: &Command) -> Checked {
        let order = self.named(command)?;
        deny(!is_quantity(command.quantity), Reason::InvalidQuantity)?; // V17
        self.check_replace(&order, command)?; // V17a
        let price = if order.order_type == OrderType::Limit { command.price } else { order.price };
        if self.keeps_place(&order, price, command.quantity) {
            self.keep_place(&order, command.quantity);
            return Ok(());
        }
        let (number, place) = (order.number, order.place);
        self.change(number, |order| {
            (order.price, order.open, order.shown) = (price, command.quantity, 0);
            order.place = if place == Place::Book { Place::Incoming } else { place };
        });
        self.tell(EventKind::Replaced, Reason::None, number);
        if place == Place::Book {
            // A minimum counts on entry only.
            self.change(number, |order| (order.terms.minimum_quantity, order.replaced) = (0, true));
            self.come_in(number);
        } else {
            self.mark(Mark::WaitingReplaced);
            self.wait(number, place);
        }
        Ok(())
    }

    /// C3: keepsOnReduce.
    fn keeps_place(&self, order: &Order, price: Price, quantity: Quantity) -> bool {
        self.market.rules.replace == ReplacePriority::KeepsOnReduce
            && order.rests()
            && !order.has(HIDDEN)
            && !order.is_iceberg()
            && price == order.price
            && quantity <= order.open
    }

    fn keep_place(&mut self, order: &Order, quantity: Quantity) {
        self.mark(Mark::ReplaceKeepsPlace);
        let kind = if quantity < order.open { EventKind::Reduced } else { EventKind::Replaced };
        self.shrink(order.number, quantity);
        self.tell(kind, Reason::None, order.number);
    }

    /// C6.
    pub fn release(&mut self, command: &Command) -> Checked {
        let order = self.named(command)?;
        deny(order.place != Place::Held || !order.has(HELD), Reason::UnknownOrder)?;
        let phase = self.market.phase;
        deny(phase == Phase::Halt || phase == Phase::Closed, Reason::WrongPhase)?; // V17a
        self.mark(if is_call(phase) { Mark::ReleasedInCall } else { Mark::Released });
        self.change(order.number, |order| order.place = Place::Incoming);
        self.tell(EventKind::Triggered, Reason::None, order.number);
        self.ring_ends(order.number);
        self.enter_late(order.number);
        Ok(())
    }

    /// C4.
    pub fn cancel_many(&mut self, which: &Matching, reason: Reason) {
        self.cancel_those(|order| which.takes(order), reason);
    }

    /// In the order of C4.
    pub fn cancel_those(&mut self, takes: impl Fn(&Order) -> bool, reason: Reason) {
        let those: Vec<u64> =
            self.in_cancel_order().iter().filter(|order| takes(order)).map(|order| order.number).collect();
        for number in those {
            self.leave(number, reason);
        }
    }

    /// C4: bids, asks, hidden bids, hidden asks, triggers, and the others that wait.
    fn in_cancel_order(&self) -> Vec<Order> {
        let mut all = Vec::new();
        for hidden in [false, true] {
            for &side in Side::ALL {
                let there =
                    |order: &&Order| order.rests() && order.side == side && order.has(HIDDEN) == hidden;
                let mut orders: Vec<Order> = self.market.orders.iter().filter(there).copied().collect();
                orders.sort_by_key(Order::rank);
                all.extend(orders);
            }
        }
        let triggers = self.triggers();
        let others = self.market.orders.iter().filter(|order| !order.rests());
        let others: Vec<Order> = others
            .filter(|order| triggers.iter().all(|other| other.number != order.number))
            .copied()
            .collect();
        all.extend(triggers);
        all.extend(others);
        all
    }
}

/// V18: what a mass cancel's command asks for.
pub fn matching(command: &Command) -> Result<Matching, Reason> {
    deny(command.side > 2, Reason::InvalidSide)?;
    let range = command.flags == 1;
    let unused = command.price != 0 || command.param != 0;
    deny(command.flags > 1 || !range && unused, Reason::InvalidFlags)?;
    let high = command.param.cast_signed();
    deny(range && command.price > high, Reason::InvalidPrice)?;
    let prices = if range { (command.price, high) } else { (Price::MIN, Price::MAX) };
    let account = (command.account != u32::MAX).then_some(command.account);
    Ok(Matching { account, side: Side::from_u8(command.side), prices })
}

/// V13, V14.
pub fn check_change(command: &Command) -> Checked {
    deny(command.flags != 0 || command.param != 0, Reason::InvalidFlags)?;
    deny(command.order_id >= EXACT_LIMIT, Reason::InvalidOrderId)
}
