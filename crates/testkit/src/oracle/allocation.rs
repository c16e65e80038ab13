//! M8: an incoming order and all orders of a price, where they do not trade by time alone.

use super::market::Floor;
use super::marks::Mark;
use super::order::Order;
use super::order::flag::{ALL_OR_NONE, HIDDEN};
use super::sweep::{Sweep, is_same_owner, lots_at};
use cift_engine::{Allocation, Remainder, Rounding};
use cift_types::{Price, Quantity, Reason, SelfTrade};

impl Floor<'_> {
    /// What an incoming order does at the price of `next`, the first order there.
    pub fn meet_level(&mut self, sweep: &mut Sweep, order: &Order, next: &Order, price: Price) {
        if next.has(HIDDEN) {
            return self.meet(sweep, order, next, price); // by time
        }
        let level: Vec<Order> = self.level(next, &sweep.skipped);
        if self.prevent_at_level(sweep, order, &level, price) {
            return;
        }
        let displayed: Vec<Order> = level.into_iter().filter(|other| !other.has(HIDDEN)).collect();
        sweep.swept.last = Some(price);
        let sizes: Vec<Quantity> = displayed.iter().map(Order::displayed).collect();
        let parts = allocate(&self.market.rules.allocation, lots_at(order, price), &sizes);
        self.mark(Mark::Allocated);
        for (other, &part) in displayed.iter().zip(&parts) {
            self.trade_part(sweep.number, other.number, price, part);
        }
        for other in &displayed {
            self.after_trade_of_level(other, price);
        }
    }

    /// An order's part, unless a linked order has changed things meanwhile.
    fn trade_part(&mut self, taker: u64, maker: u64, price: Price, part: Quantity) {
        let (Some(one), Some(other)) = (self.get(taker), self.get(maker)) else { return };
        let lots = part.min(other.displayed()).min(lots_at(&one, price));
        if lots > 0 {
            self.trade(taker, maker, price, lots);
        }
    }

    fn after_trade_of_level(&mut self, before: &Order, price: Price) {
        if self.get(before.number).is_some_and(|now| now.open != before.open) {
            self.after_trade(before.number, price);
        }
    }

    /// The orders at the price of one of them, first to trade first. All-or-none orders are passed over.
    fn level(&self, one: &Order, skipped: &[u64]) -> Vec<Order> {
        let there = |other: &&Order| {
            other.rests()
                && (other.side, other.price) == (one.side, one.price)
                && !other.has(ALL_OR_NONE)
                && !skipped.contains(&other.number)
        };
        let mut level: Vec<Order> = self.market.orders.iter().filter(there).copied().collect();
        level.sort_by_key(Order::rank);
        level
    }

    /// M4 for the displayed orders of a price as a whole. Whether the incoming order has to look again, or is gone.
    fn prevent_at_level(&mut self, sweep: &mut Sweep, order: &Order, level: &[Order], price: Price) -> bool {
        let mode = self.self_trade(order);
        let is_own = |other: &&Order| is_same_owner(order, other);
        let own: Vec<&Order> = level.iter().filter(is_own).filter(|own| !own.has(HIDDEN)).collect();
        if mode == SelfTrade::Allow || own.is_empty() {
            return false;
        }
        if mode == SelfTrade::CancelNewest {
            self.mark(Mark::of_self_trade(mode));
            if level.iter().filter(is_own).count() == level.len() {
                self.leave(order.number, Reason::SelfTrade);
            } else {
                sweep.skipped.extend(own.iter().map(|own| own.number));
                sweep.ends_after = Some(own[0].price);
            }
            return true;
        }
        for other in own {
            let (Some(order), Some(other)) = (self.get(order.number), self.get(other.number)) else {
                continue;
            };
            if lots_at(&order, price) > 0 {
                self.prevent(mode, &order, &other, price);
            }
        }
        true
    }
}

/// What each of these quantities, in the order of time, gets of `quantity`.
#[must_use]
pub fn allocate(rules: &Allocation, quantity: Quantity, sizes: &[Quantity]) -> Vec<Quantity> {
    if quantity >= sizes.iter().sum() {
        return sizes.to_vec();
    }
    let mut parts = vec![0; sizes.len()];
    let mut left = quantity;
    // (1)
    give(&mut parts, sizes, &mut left, 0, rules.top_order);
    // (2)
    let mut by_time = (u128::from(left) * u128::from(rules.fifo_percent) / 100) as Quantity;
    left -= by_time;
    for at in 0..sizes.len() {
        let all = by_time;
        give(&mut parts, sizes, &mut by_time, at, all);
    }
    left += by_time;
    // (3)
    if rules.pro_rata {
        share(rules, &mut parts, sizes, &mut left);
    }
    // (4)
    if rules.remainder == Remainder::Last {
        let all = left;
        give(&mut parts, sizes, &mut left, sizes.len() - 1, all);
    }
    for at in 0..sizes.len() {
        let all = left;
        give(&mut parts, sizes, &mut left, at, all);
    }
    parts
}

/// Gives an order at most so much, at most what it still wants, at most what is left.
fn give(parts: &mut [Quantity], sizes: &[Quantity], left: &mut Quantity, at: usize, most: Quantity) {
    let part = most.min(sizes[at] - parts[at]).min(*left);
    parts[at] += part;
    *left -= part;
}

/// (3): by size.
fn share(rules: &Allocation, parts: &mut [Quantity], sizes: &[Quantity], left: &mut Quantity) {
    let rest = u128::from(*left);
    let wanted: Vec<u128> = sizes.iter().zip(&*parts).map(|(size, part)| u128::from(size - part)).collect();
    let sum: u128 = wanted.iter().sum();
    for (at, &wanted) in wanted.iter().enumerate().filter(|_| sum > 0) {
        let (whole, over) = (rest * wanted / sum, rest * wanted % sum);
        let up = match rules.rounding {
            Rounding::Floor => false,
            Rounding::HalfEven => over * 2 > sum || over * 2 == sum && whole % 2 == 1,
        };
        let part = (whole + u128::from(up)) as Quantity;
        let part = part.min(wanted as Quantity).min(*left);
        give(parts, sizes, left, at, if part < rules.minimum { 0 } else { part });
    }
}
