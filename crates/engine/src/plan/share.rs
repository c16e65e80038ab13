//! Sharing an incoming order among the orders of a price (M8).

use super::{Accounts, End, Meeting, Planner};
use crate::rules::{Allocation, Remainder, Rounding};
use cift_book::{LevelView, Slot};
use cift_types::{FLAG_ALL_OR_NONE, FLAG_REDUCE_ONLY, Price, Quantity, SelfTrade};

impl<A: Accounts> Planner<'_, A> {
    /// Shares until the level has nothing left or the order wants nothing more; whether to go on with the next level.
    pub(super) fn by_share(&mut self, level: LevelView, price: Price) -> bool {
        if !self.accounts.fits(self.order.instrument, price, self.wanted(price)) {
            return false;
        }
        let mut own_seen = false;
        self.plan.shares.clear();
        let rings = self.plan.broken.len();
        for slot in self.store.slots(level.level) {
            self.list(slot, price, &mut own_seen);
            if self.plan.end != End::Matched {
                return false;
            }
        }
        self.note_broken(rings);
        while !self.plan.shares.is_empty() && self.wanted(price) > 0 {
            self.share_out(price);
            self.next_round(price);
        }
        let too_little = self.is_money() && self.plan.left > 0 && !self.plan.shares.is_empty();
        if own_seen {
            self.plan.ends_after = Some(level.price);
        }
        if too_little {
            self.plan.end = End::Money;
        }
        if self.order.has(FLAG_REDUCE_ONLY) && self.plan.left > 0 && self.taker_room() == 0 {
            self.plan.end = End::ReduceOnly;
        }
        self.plan.left > 0 && self.plan.end == End::Matched
    }

    /// Puts an order on the list of those that share, unless it is passed over.
    fn list(&mut self, slot: Slot, price: Price, own_seen: &mut bool) {
        let extra = self.store.extra(slot);
        if extra.is_some_and(|extra| self.is_broken(slot, extra)) {
            return;
        }
        if extra.is_some_and(|extra| extra.flags & FLAG_ALL_OR_NONE != 0) {
            self.plan.passed.push(slot);
            return;
        }
        if self.plan.ends_after.is_some() && self.own(slot) == Some(SelfTrade::CancelNewest) {
            // It has met this order in the plan before.
            return;
        }
        if !self.within_bands(price) {
            return;
        }
        if self.wanted(price) == 0 {
            if self.plan.left > 0 {
                self.plan.end = End::Money;
            }
            return;
        }
        if self.own(slot) == Some(SelfTrade::CancelNewest) {
            *own_seen = true;
            return;
        }
        let offered = self.store.order(slot).quantity;
        if let Meeting::Trade(most) = self.meet(slot, offered, offered, price) {
            self.plan.shares.push((slot, most, 0));
        }
    }

    /// One round: every order on the list gets its part and trades once.
    fn share_out(&mut self, price: Price) {
        let mut shares = core::mem::take(&mut self.plan.shares);
        let wanted = self.wanted(price);
        allocate(&mut shares, wanted, &self.market.rules.allocation);
        for (slot, offered, got) in &mut shares {
            // An order of the same ring may have traded before it.
            let broken = self.store.extra(*slot).is_some_and(|extra| self.is_broken(*slot, extra));
            if broken {
                (*offered, *got) = (0, 0);
            }
            if *got == 0 {
                continue;
            }
            self.fill(*slot, *got, price);
            *offered -= *got;
        }
        self.plan.shares = shares;
    }

    /// Icebergs whose displayed part is gone show the next, behind the others. What is left goes on to another round: of
    /// icebergs, and of all where an order left with its ring before it got its part.
    fn next_round(&mut self, price: Price) {
        let mut shares = core::mem::take(&mut self.plan.shares);
        shares.retain_mut(|(slot, offered, got)| {
            if core::mem::take(got) > 0 {
                if self.drop_reduce_only(*slot) {
                    return false;
                }
                self.after_fill(*slot, price, *offered == 0);
            }
            *offered > 0
        });
        shares.extend(self.plan.queue.drain(..).map(|(slot, part)| (slot, part, 0)));
        shares.retain(|&(slot, ..)| !self.store.extra(slot).is_some_and(|extra| self.is_broken(slot, extra)));
        self.plan.shares = shares;
        self.end_round();
    }
}

/// Gives each order its part of `wanted`, in the third field.
fn allocate(shares: &mut [(Slot, Quantity, Quantity)], wanted: Quantity, rules: &Allocation) {
    let total: u128 = shares.iter().map(|&(_, offered, _)| u128::from(offered)).sum();
    if u128::from(wanted) >= total {
        for share in shares {
            share.2 = share.1;
        }
        return;
    }
    let mut left = wanted;
    if let Some(first) = shares.first_mut() {
        give(first, rules.top_order.min(left), &mut left);
    }
    let mut by_time = (u128::from(left) * u128::from(rules.fifo_percent) / 100) as Quantity;
    left -= by_time;
    for share in shares.iter_mut() {
        give(share, Quantity::MAX, &mut by_time);
    }
    left += by_time;
    if rules.pro_rata {
        pro_rata(shares, &mut left, rules);
    }
    if rules.remainder == Remainder::Last
        && let Some(last) = shares.last_mut()
    {
        give(last, Quantity::MAX, &mut left);
    }
    for share in shares {
        give(share, Quantity::MAX, &mut left);
    }
}

/// Gives an order up to `most` of what is left.
fn give(share: &mut (Slot, Quantity, Quantity), most: Quantity, left: &mut Quantity) {
    let part = most.min(share.1 - share.2).min(*left);
    share.2 += part;
    *left -= part;
}

fn pro_rata(shares: &mut [(Slot, Quantity, Quantity)], left: &mut Quantity, rules: &Allocation) {
    let rest = u128::from(*left);
    let total: u128 = shares.iter().map(|&(_, offered, got)| u128::from(offered - got)).sum();
    if total == 0 {
        return;
    }
    for share in shares {
        let product = rest * u128::from(share.1 - share.2);
        let part = round(product, total, rules.rounding).min(share.1 - share.2).min(*left);
        if part >= rules.minimum {
            give(share, part, left);
        }
    }
}

fn round(product: u128, total: u128, rounding: Rounding) -> Quantity {
    let (whole, rest) = (product / total, product % total);
    let up = match rounding {
        Rounding::Floor => false,
        Rounding::HalfEven => rest * 2 > total || rest * 2 == total && whole % 2 == 1,
    };
    (whole + u128::from(up)) as Quantity
}
