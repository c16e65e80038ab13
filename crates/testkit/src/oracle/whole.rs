//! M9: all-or-none orders.

use super::market::Floor;
use super::marks::Mark;
use super::order::flag::{ALL_OR_NONE, HIDDEN, REDUCE_ONLY};
use super::order::{Order, within};
use super::sweep::{Swept, is_same_owner};
use cift_types::{OrderType, Price, Quantity, SelfTrade};

/// An order that was set aside.
#[derive(Clone, Copy)]
struct Kept {
    number: u64,
    quantity: Quantity,
    whole: bool,
    price: Price,
}

impl Floor<'_> {
    /// An incoming all-or-none order trades in full, or not at all.
    pub fn match_whole(&mut self, number: u64, limit: Option<Price>) -> Swept {
        let mut swept = Swept::default();
        let Some(order) = self.get(number) else { return swept };
        let mut kept: Vec<Kept> = Vec::new();
        for other in self.walk(&order, limit) {
            let Some(price) = self.trade_price(&other, limit) else { continue };
            let whole = other.has(ALL_OR_NONE);
            let next = Kept { number: other.number, quantity: other.displayed(), whole, price };
            if whole && next.quantity > order.open {
                swept.passed.push(other.number);
                continue;
            }
            let static_band = order.order_type == OrderType::Limit || self.within_static_band(price);
            if !static_band || !self.within_dynamic_band(price) {
                break;
            }
            let sum: u128 = kept.iter().map(|kept| u128::from(kept.quantity)).sum();
            if u128::from(order.open) > sum + u128::from(next.quantity) {
                kept.push(next);
            } else if let Some(amounts) = amounts(order.open, next, &kept) {
                self.mark(Mark::WholeTrades);
                self.trade_whole(number, &kept, &amounts, next);
                return swept;
            }
        }
        swept
    }

    /// The orders that an all-or-none order may trade with, first to trade first.
    fn walk(&self, order: &Order, limit: Option<Price>) -> Vec<Order> {
        let prevents = self.self_trade(order) != SelfTrade::Allow;
        let may = |other: &&Order| {
            other.rests()
                && other.side != order.side
                && within(other.price, order.side, limit)
                && !(prevents && is_same_owner(order, other))
                && !other.has(HIDDEN | REDUCE_ONLY)
                && !self.is_linked(other)
        };
        let mut walk: Vec<Order> = self.market.orders.iter().filter(may).copied().collect();
        walk.sort_by_key(Order::rank);
        walk
    }

    /// Trades with those set aside, and then with the last for the rest.
    fn trade_whole(&mut self, number: u64, kept: &[Kept], amounts: &[Quantity], last: Kept) {
        for (kept, &lots) in kept.iter().zip(amounts).filter(|(_, lots)| **lots > 0) {
            self.trade(number, kept.number, kept.price, lots);
            self.after_trade(kept.number, kept.price);
        }
        let Some(order) = self.get(number) else { return };
        self.trade(number, last.number, last.price, order.open);
        self.after_trade(last.number, last.price);
    }

    /// Orders that an incoming one has passed over, now that it rests: each as if it came in at its own price.
    pub fn match_passed(&mut self, passed: &[u64]) {
        for &number in passed {
            let Some(order) = self.get(number) else { continue };
            let limit = self.limit_of(&order);
            let before = self.session.events.len();
            self.market.before = self.market.current; // B2
            self.match_whole(number, limit);
            if self.session.events.len() > before {
                self.mark(Mark::PassedTrades);
            }
        }
    }
}

/// What is taken from each of those set aside, so that with `next` it is `need`; `None`: it cannot be had.
fn amounts(need: Quantity, next: Kept, kept: &[Kept]) -> Option<Vec<Quantity>> {
    let least = need.saturating_sub(next.quantity);
    let most = if next.whole { least } else { need };
    let mut sum = 0;
    let mut amounts = Vec::new();
    for kept in kept {
        let fits = kept.quantity <= most - sum;
        let part = if fits {
            kept.quantity
        } else if kept.whole {
            0
        } else {
            most - sum
        };
        sum += part;
        amounts.push(part);
    }
    (sum >= least).then_some(amounts)
}
