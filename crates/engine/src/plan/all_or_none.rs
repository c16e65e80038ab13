//! An incoming order that trades in full or not at all (M9).

use super::{Accounts, Planner, Step};
use cift_book::{NIL, Place, Slot};
use cift_types::{FLAG_ALL_OR_NONE, FLAG_REDUCE_ONLY, Price, Quantity};

/// An order that has been set aside: it would trade if others make up the rest.
#[derive(Clone, Copy)]
struct Kept {
    slot: Slot,
    price: Price,
    quantity: Quantity,
    whole: bool,
}

impl<A: Accounts> Planner<'_, A> {
    /// Plans the order in full; whether it can be had. The plan has no steps otherwise.
    pub fn run_all_or_none(&mut self) -> bool {
        let need = self.order.left;
        self.plan.clear(need);
        let mut kept: Vec<Kept> = Vec::new();
        let levels = self.book.levels_at(self.store, Place::Lit, self.makers);
        for level in levels {
            if self.limit.is_some_and(|limit| self.better(limit, level.price)) {
                break;
            }
            let Some(price) = self.price_at(level.price) else { continue };
            if !self.within_bands(price) {
                self.plan.end = super::End::Matched;
                break;
            }
            for slot in self.store.slots(level.level) {
                let Some(offer) = self.offer(slot, price, need) else { continue };
                if self.complete(offer, &kept, need) {
                    return true;
                }
                if need > offer.quantity + kept.iter().map(|kept| kept.quantity).sum::<Quantity>() {
                    kept.push(offer);
                }
            }
        }
        false
    }

    /// What an order offers to one that takes all or nothing; `None` where it is passed over.
    fn offer(&mut self, slot: Slot, price: Price, need: Quantity) -> Option<Kept> {
        if self.own(slot).is_some() {
            return None;
        }
        let quantity = self.store.order(slot).quantity;
        let Some(extra) = self.store.extra(slot) else {
            return Some(Kept { slot, price, quantity, whole: false });
        };
        if extra.flags & FLAG_REDUCE_ONLY != 0 || extra.ring != NIL || extra.first_child != NIL {
            return None;
        }
        let whole = extra.flags & FLAG_ALL_OR_NONE != 0;
        if whole && quantity > need {
            self.plan.passed.push(slot);
            return None;
        }
        Some(Kept { slot, price, quantity, whole })
    }

    /// Whether this order and those set aside make up what is needed; if so, that is the plan.
    fn complete(&mut self, offer: Kept, kept: &[Kept], need: Quantity) -> bool {
        let sum: Quantity = kept.iter().map(|kept| kept.quantity).sum();
        if need > offer.quantity + sum {
            return false;
        }
        let least = need.saturating_sub(offer.quantity);
        let most = if offer.whole { least } else { need };
        let mut parts: Vec<Quantity> = Vec::with_capacity(kept.len());
        let mut found = 0;
        for order in kept {
            let room = most - found;
            let part = if order.quantity <= room { order.quantity } else { room * u64::from(!order.whole) };
            found += part;
            parts.push(part);
        }
        if found < least {
            return false;
        }
        for (order, part) in kept.iter().zip(parts).filter(|&(_, part)| part > 0) {
            self.fill(order.slot, part, order.price);
        }
        if need > found {
            self.fill(offer.slot, need - found, offer.price);
        }
        debug_assert!(self.plan.steps.iter().all(|step| matches!(step, Step::Fill { .. })));
        true
    }
}
