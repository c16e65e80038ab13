//! Orders that are linked, and orders that only reduce a position: what a plan has to know of both while it is made.

use super::{Accounts, End, Planner, Step};
use cift_book::{Extra, NIL, Slot};
use cift_types::{AccountId, FLAG_REDUCE_ONLY, Quantity, Side};

// ---- rings

impl<A: Accounts> Planner<'_, A> {
    /// Whether an order's ring has been broken by another of its orders.
    pub(super) fn is_broken(&self, slot: Slot, extra: &Extra) -> bool {
        extra.ring != NIL
            && self.plan.broken.iter().any(|&(of, goes_on)| goes_on != slot && self.same_ring(of, slot))
    }

    /// Whether the incoming order's own ring has been broken by another order of it.
    pub(super) fn is_taker_broken(&mut self) -> bool {
        let taker = self.order.slot;
        let extra = if taker == NIL { None } else { self.store.extra(taker) };
        let broken = extra.is_some_and(|extra| self.is_broken(taker, extra));
        if broken {
            self.plan.end = End::Linked;
        }
        broken
    }

    pub(super) fn break_ring(&mut self, slot: Slot, goes_on: Slot) {
        let Some(extra) = self.store.extra(slot) else { return };
        if extra.ring == NIL {
            return;
        }
        if !self.plan.broken.iter().any(|&(of, _)| self.same_ring(of, slot)) {
            self.plan.broken.push((slot, goes_on));
        }
    }

    pub(super) fn same_ring(&self, a: Slot, b: Slot) -> bool {
        let next = |slot: Slot| self.store.extra(slot).map_or(a, |extra| extra.ring);
        let mut at = a;
        loop {
            if at == b {
                return true;
            }
            at = next(at);
            if at == a || at == NIL {
                return false;
            }
        }
    }
}

// ---- reduce-only

impl<A: Accounts> Planner<'_, A> {
    /// Limits a reduce-only order to its position; whether anything of it is left to plan.
    pub(super) fn cap_reduce_only(&mut self) -> bool {
        if !self.order.has(FLAG_REDUCE_ONLY) || self.taker_room() > 0 {
            return true;
        }
        self.plan.end = End::ReduceOnly;
        false
    }

    /// Cancels a resting reduce-only order that the incoming one would meet again, where it has nothing left to reduce.
    pub(super) fn drop_reduce_only(&mut self, slot: Slot) -> bool {
        let flagged = self.store.extra(slot).is_some_and(|extra| extra.flags & FLAG_REDUCE_ONLY != 0);
        let account = self.store.order(slot).account();
        let filled = |step: &Step| match *step {
            Step::Fill { slot: of, quantity, .. } if of == slot => quantity,
            _ => 0,
        };
        let standing = || {
            let reserve = self.store.extra(slot).map_or(0, |extra| extra.reserve);
            let taken: Quantity = self.plan.steps.iter().map(filled).sum();
            self.store.order(slot).quantity + reserve > taken
        };
        let drops = flagged && self.plan.left > 0 && standing() && self.room(account, self.makers) == 0;
        if drops {
            self.plan.steps.push(Step::CancelReduceOnly { slot });
            self.break_ring(slot, NIL);
        }
        drops
    }

    pub(super) fn taker_room(&self) -> Quantity {
        self.room(self.order.account, self.order.side())
    }

    /// How much an order of this side can make its account's position smaller.
    pub(super) fn room(&self, account: AccountId, side: Side) -> Quantity {
        let Some(position) = self.accounts.position(account, self.order.instrument) else { return 0 };
        let moved = self.plan.moved.iter().find(|(of, _)| *of == account).map_or(0, |&(_, moved)| moved);
        let position = i128::from(position) + moved;
        let room = if side == Side::Sell { position } else { -position };
        u64::try_from(room.max(0)).unwrap_or(u64::MAX)
    }

    pub(super) fn note_move(&mut self, account: AccountId, side: Side, quantity: Quantity) {
        if self.accounts.position(account, self.order.instrument).is_none() {
            return;
        }
        let signed = i128::from(quantity) * if side == Side::Buy { 1 } else { -1 };
        match self.plan.moved.iter_mut().find(|(of, _)| *of == account) {
            Some(entry) => entry.1 += signed,
            None => self.plan.moved.push((account, signed)),
        }
    }
}
