//! An incoming order that trades in full or not at all (M9).

use super::{Accounts, Planner};
use cift_book::{NIL, Place, Slot};
use cift_types::{FLAG_ALL_OR_NONE, FLAG_REDUCE_ONLY, Price, Quantity};

/// An order that has been set aside: it would trade if others make up the rest.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    slot: Slot,
    price: Price,
    quantity: Quantity,
    whole: bool,
    /// What of it is taken.
    part: Quantity,
}

impl<A: Accounts> Planner<'_, A> {
    /// Plans the order in full; whether it can be had. The plan has no steps otherwise.
    pub fn run_all_or_none(&mut self) -> bool {
        let need = self.order.left;
        self.plan.clear(need);
        (self.plan.centre, self.plan.lost) = (self.market.price(), false);
        let mut kept = core::mem::take(&mut self.plan.kept);
        kept.clear();
        let whole = self.walk(need, &mut kept);
        self.plan.kept = kept;
        whole
    }

    /// Sets orders aside until those that it has make up what is needed.
    fn walk(&mut self, need: Quantity, kept: &mut Vec<Kept>) -> bool {
        let mut sum: Quantity = 0;
        let levels = self.book.levels_at(self.store, Place::Lit, self.makers);
        for level in levels {
            if self.limit.is_some_and(|limit| self.better(limit, level.price)) {
                break;
            }
            let Some(price) = self.price_at(level.price) else { continue };
            for slot in self.store.slots(level.level) {
                if !self.accounts.fits(self.order.instrument, price, need) {
                    return false;
                }
                let Some(offer) = self.offer(slot, price) else { continue };
                if offer.whole && offer.quantity > need {
                    self.plan.passed.push(slot);
                    continue;
                }
                if !self.within_bands(price) {
                    self.plan.end = super::End::Matched;
                    return false;
                }
                if need > offer.quantity + sum {
                    sum += offer.quantity;
                    kept.push(offer);
                } else if self.complete(offer, kept, need) {
                    return true;
                }
            }
        }
        false
    }

    /// What an order offers to one that takes all or nothing; `None` where it is passed over.
    fn offer(&self, slot: Slot, price: Price) -> Option<Kept> {
        if self.own(slot).is_some() {
            return None;
        }
        let quantity = self.store.order(slot).quantity;
        let Some(extra) = self.store.extra(slot) else {
            return Some(Kept { slot, price, quantity, whole: false, part: 0 });
        };
        if extra.flags & FLAG_REDUCE_ONLY != 0 || extra.ring != NIL || extra.first_child != NIL {
            return None;
        }
        let whole = extra.flags & FLAG_ALL_OR_NONE != 0;
        Some(Kept { slot, price, quantity, whole, part: 0 })
    }

    /// Whether this order and those set aside make up what is needed; if so, that is the plan.
    fn complete(&mut self, offer: Kept, kept: &mut [Kept], need: Quantity) -> bool {
        let least = need.saturating_sub(offer.quantity);
        let most = if offer.whole { least } else { need };
        let mut found = 0;
        for order in &mut *kept {
            let room = most - found;
            order.part = if order.quantity <= room { order.quantity } else { room * u64::from(!order.whole) };
            found += order.part;
        }
        if found < least {
            return false;
        }
        for order in kept.iter().filter(|order| order.part > 0) {
            self.fill(order.slot, order.part, order.price);
            self.after_fill(order.slot, order.price, order.part == order.quantity);
        }
        if need > found {
            self.fill(offer.slot, need - found, offer.price);
            self.after_fill(offer.slot, offer.price, need - found == offer.quantity);
        }
        // None of them is of the incoming order's own: an all-or-none order is linked to nothing.
        self.plan.queue.clear();
        true
    }
}
