//! What it costs to take liquidity.

use cift_types::Side;
use std::collections::VecDeque;

/// Best offer less best bid, in ticks.
#[must_use]
pub const fn quoted_spread(bid: i64, ask: i64) -> i64 {
    ask.saturating_sub(bid)
}

/// The quoted spread as a share of the middle: `2 (a − b) / (a + b)`.
#[must_use]
pub fn relative_spread(bid: i64, ask: i64) -> f64 {
    let (bid, ask) = (bid as f64, ask as f64);
    2.0 * (ask - bid) / (ask + bid)
}

/// `2 D (p − m)`, in ticks, with `D` +1 for a buy and −1 for a sell: what the taker pays over the middle `m = (b + a) / 2`
/// before the trade, both ways. In integers: `D (2p − (b + a))`.
///
/// Huang and Stoll (1996), *Dealer versus auction markets*.
#[must_use]
pub fn effective_spread(aggressor: Side, price: i64, bid: i64, ask: i64) -> i128 {
    let over = 2 * i128::from(price) - (i128::from(bid) + i128::from(ask));
    if aggressor == Side::Buy { over } else { -over }
}

/// A volume-weighted mean of spreads.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SpreadMean {
    /// Σ spread × lots, in ticks × lots.
    pub sum: i128,
    /// Σ lots.
    pub volume: u128,
}

impl SpreadMean {
    /// Adds a trade's spread.
    #[inline]
    pub fn push(&mut self, spread: i128, quantity: u64) {
        self.sum = self.sum.wrapping_add(spread.wrapping_mul(i128::from(quantity)));
        self.volume += u128::from(quantity);
    }

    /// The mean, in ticks.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.volume > 0).then(|| self.sum as f64 / self.volume as f64)
    }
}

/// A trade whose realised spread is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RealisedSpread {
    /// When it traded, in ns.
    pub time_ns: u64,
    /// Lots.
    pub quantity: u64,
    /// What the taker paid over the middle at the time, both ways, in ticks.
    pub effective: i128,
    /// What was left of it for the maker after the delay, in ticks: `2 D (p − m')` with the middle `m'` then.
    pub realised: i128,
}

impl RealisedSpread {
    /// What the price moved with the taker: effective less realised, in ticks.
    #[must_use]
    pub const fn impact(&self) -> i128 {
        self.effective - self.realised
    }
}

/// Effective and realised spreads of trades: the latter `delay` ns after them, by the middle that then stands.
///
/// Huang and Stoll (1996). Memory: the trades of a delay.
#[derive(Clone, Debug)]
pub struct RealisedSpreads {
    delay: u64,
    /// Twice the middle.
    middle: Option<i128>,
    waiting: VecDeque<(u64, u64, bool, i128, i128)>,
}

impl RealisedSpreads {
    /// With a delay of so many ns.
    #[must_use]
    pub fn new(delay_ns: u64) -> Self {
        Self { delay: delay_ns, middle: None, waiting: VecDeque::new() }
    }

    /// A trade, whose aggressor is known; it is left out while there is no quote. Times do not go back.
    #[inline]
    pub fn trade(&mut self, time_ns: u64, aggressor: Side, price: i64, quantity: u64) {
        if let Some(middle) = self.middle {
            let twice = 2 * i128::from(price);
            self.waiting.push_back((time_ns, quantity, aggressor == Side::Buy, twice, twice - middle));
        }
    }

    /// The best bid and offer change at a moment, or stand where they are. Hands on the trades whose delay is over before or
    /// at it; those at it see the middle before the change.
    #[inline]
    pub fn quote(&mut self, time_ns: u64, bid: i64, ask: i64, mut each: impl FnMut(RealisedSpread)) {
        while let Some(&(time, quantity, bought, twice, over)) = self.waiting.front() {
            let Some(middle) = self.middle.filter(|_| time_ns.saturating_sub(time) >= self.delay) else {
                break;
            };
            let sign = if bought { 1 } else { -1 };
            let (effective, realised) = (sign * over, sign * (twice - middle));
            each(RealisedSpread { time_ns: time, quantity, effective, realised });
            self.waiting.pop_front();
        }
        self.middle = Some(i128::from(bid) + i128::from(ask));
    }
}
