//! What comes and goes.

use cift_types::Side;
use cift_wire::{Quote, Tick};
use std::collections::VecDeque;

/// Order-flow imbalance: by how much the orders at the best prices have pushed up, in lots.
///
/// Cont, Kukanov and Stoikov (2014), *The price impact of order book events*: each change of the best prices contributes
/// `1{b' ≥ b} Q'b − 1{b' ≤ b} Qb − 1{a' ≤ a} Q'a + 1{a' ≥ a} Qa`, where primes are the new ones. A side that is empty
/// stands at its worst price with nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct OrderFlow {
    last: Option<(i64, u64, i64, u64)>,
    sum: i128,
}

impl OrderFlow {
    /// Of nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the best prices after a change; returns what the change contributes.
    #[inline]
    pub fn push(&mut self, quote: &Quote) -> i128 {
        let bid = if quote.bid_quantity > 0 { quote.bid_price } else { i64::MIN };
        let ask = if quote.ask_quantity > 0 { quote.ask_price } else { i64::MAX };
        let now = (bid, quote.bid_quantity, ask, quote.ask_quantity);
        let Some(last) = self.last.replace(now) else { return 0 };
        let counts = |holds: bool, quantity: u64| if holds { i128::from(quantity) } else { 0 };
        let change =
            counts(now.0 >= last.0, now.1) - counts(now.0 <= last.0, last.1) - counts(now.2 <= last.2, now.3)
                + counts(now.2 >= last.2, last.3);
        self.sum += change;
        change
    }

    /// The sum since it was last taken.
    #[must_use]
    pub const fn sum(&self) -> i128 {
        self.sum
    }

    /// The sum, which begins again at zero: at the end of an interval.
    pub const fn take(&mut self) -> i128 {
        core::mem::replace(&mut self.sum, 0)
    }
}

/// Trade-flow imbalance of the last `length` ns: lots bought less lots sold by those who took liquidity, and as a share of both.
///
/// Trades whose aggressor is not known count for neither. Chordia, Roll and Subrahmanyam (2002), *Order imbalance, liquidity, and
/// market returns*.
#[derive(Clone, Debug)]
pub struct TradeFlow {
    length: u64,
    trades: VecDeque<(u64, i128)>,
    bought: u128,
    sold: u128,
}

impl TradeFlow {
    /// Of so many ns.
    #[must_use]
    pub fn new(length_ns: u64) -> Self {
        Self { length: length_ns, trades: VecDeque::new(), bought: 0, sold: 0 }
    }

    /// Takes a trade. Times do not go back.
    #[inline]
    pub fn push(&mut self, tick: &Tick) {
        self.advance(tick.time_ns);
        if tick.side_unknown != 0 {
            return;
        }
        let bought = tick.side == Side::Buy as u8;
        let signed = if bought { i128::from(tick.quantity) } else { -i128::from(tick.quantity) };
        *(if bought { &mut self.bought } else { &mut self.sold }) += u128::from(tick.quantity);
        self.trades.push_back((tick.time_ns, signed));
    }

    /// Lets trades leave that are `length` old or older at this moment.
    #[inline]
    pub fn advance(&mut self, time_ns: u64) {
        while let Some(&(time, signed)) = self.trades.front() {
            if time_ns.saturating_sub(time) < self.length {
                break;
            }
            *(if signed > 0 { &mut self.bought } else { &mut self.sold }) -= signed.unsigned_abs();
            self.trades.pop_front();
        }
    }

    /// Lots bought and lots sold.
    #[must_use]
    pub const fn volumes(&self) -> (u128, u128) {
        (self.bought, self.sold)
    }

    /// `(bought − sold) / (bought + sold)`, −1 to 1; `None` without trades.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        let (bought, sold) = (self.bought as f64, self.sold as f64);
        let all = bought + sold;
        (all > 0.0).then(|| (bought - sold) / all)
    }
}
