//! What controls over time remember: rates, the first price of a period, recent orders. Time is the commands' own.

use cift_types::{LimitKind, Price, Quantity, Scope, Side, TimeNs};
use std::collections::BTreeMap;

use crate::rules::Limit;

/// A token bucket: it holds `limit` tokens and fills evenly, all of them within `period`.
///
/// Counted in ns times tokens, so that nothing is rounded: one token is `period` of them, and `limit` come back each ns.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Bucket {
    /// What is missing from a full bucket.
    pub missing: u128,
    /// When that was so.
    pub at: TimeNs,
}

impl Bucket {
    fn missing_at(self, limit: Limit, now: TimeNs) -> u128 {
        let back = u128::from(now.saturating_sub(self.at)).saturating_mul(limit.value.into());
        self.missing.saturating_sub(back)
    }

    /// Tokens that are gone, a part of one counting as one.
    pub fn used(self, limit: Limit, now: TimeNs) -> i128 {
        self.missing_at(limit, now).div_ceil(u128::from(limit.period.max(1))) as i128
    }

    /// Whether there is a whole token.
    pub fn has_token(self, limit: Limit, now: TimeNs) -> bool {
        let capacity = u128::from(limit.value) * u128::from(limit.period);
        self.missing_at(limit, now).saturating_add(limit.period.into()) <= capacity
    }

    /// Takes a token, or all that is left where there is no whole one. Whether there is another one after it.
    pub fn take(&mut self, limit: Limit, now: TimeNs) -> bool {
        let capacity = u128::from(limit.value) * u128::from(limit.period);
        self.missing = self.missing_at(limit, now).saturating_add(limit.period.into()).min(capacity);
        self.at = now;
        self.has_token(limit, now)
    }
}

/// The buckets of one subject.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Meter {
    pub messages: Bucket,
    pub executions: Bucket,
}

impl Meter {
    /// Starts the bucket of a kind of limit anew.
    pub fn forget(&mut self, kind: LimitKind) {
        match kind {
            LimitKind::MessageRate => self.messages = Bucket::default(),
            LimitKind::ExecutionRate => self.executions = Bucket::default(),
            _ => {}
        }
    }
}

/// The first price of a period.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Drift {
    pub first: Price,
    pub started: TimeNs,
    /// There is one.
    pub set: bool,
}

impl Drift {
    /// The first price, if its period is not over.
    pub fn anchor(&self, limit: Limit, now: TimeNs) -> Option<Price> {
        (self.set && now.saturating_sub(self.started) < limit.period).then_some(self.first)
    }

    pub fn note(&mut self, limit: Limit, price: Price, now: TimeNs) {
        if self.anchor(limit, now).is_none() {
            *self = Self { first: price, started: now, set: true };
        }
    }
}

/// An order's looks, and the scope that counts it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Looks {
    pub scope: u8,
    pub side: u8,
    pub price: Price,
    pub quantity: Quantity,
}

impl Looks {
    pub const fn new(scope: u8, side: Side, price: Price, quantity: Quantity) -> Self {
        Self { scope, side: side as u8, price, quantity }
    }
}

/// Orders of the same looks since the first of a period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seen {
    pub started: TimeNs,
    pub count: u64,
    pub period: u64,
}

/// What is remembered of a holding.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Watch {
    /// Of the instrument's scope.
    pub meter: Meter,
    /// By scope.
    pub drift: [Drift; 4],
    pub seen: BTreeMap<Looks, Seen>,
}

impl Watch {
    /// How many orders of these looks the present period has seen.
    pub fn count(&self, looks: Looks, limit: Limit, now: TimeNs) -> u64 {
        let fresh = |seen: &&Seen| now.saturating_sub(seen.started) < limit.period;
        self.seen.get(&looks).filter(fresh).map_or(0, |seen| seen.count)
    }

    pub fn note(&mut self, looks: Looks, limit: Limit, now: TimeNs) {
        let count = self.count(looks, limit, now);
        let period = limit.period;
        if count == 0 {
            self.forget(now);
            self.seen.insert(looks, Seen { started: now, count: 1, period });
        } else if let Some(seen) = self.seen.get_mut(&looks) {
            seen.count = count.saturating_add(1);
        }
    }

    /// Starts what a scope's limit of a kind has counted anew.
    pub fn forget_limit(&mut self, scope: Scope, kind: LimitKind) {
        match kind {
            LimitKind::PriceDrift => self.drift[scope as usize] = Drift::default(),
            LimitKind::DuplicateOrders => self.seen.retain(|looks, _| looks.scope != scope as u8),
            _ if scope == Scope::Instrument => self.meter.forget(kind),
            _ => {}
        }
    }

    /// Drops what is over, each time the memory has doubled; it then follows the orders of a period.
    fn forget(&mut self, now: TimeNs) {
        let size = self.seen.len() as u64;
        if size >= 64 && size.is_power_of_two() {
            self.seen.retain(|_, seen| now.saturating_sub(seen.started) < seen.period);
        }
    }
}
