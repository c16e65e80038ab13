//! Averages that other indicators are made of.

use super::window::{Add, Ramp, Ramps, Window};

/// Values of a block of an exponential average.
pub const EMA_BLOCK: usize = 8;

/// An exponential moving average, seeded with the first value.
///
/// `v += (x − v) · k`, written in blocks so that a batch can compute many blocks side by side and get the same bits:
/// in a block that begins after `b`, the value of place `j` is `w_j + b · a^(j+1)`, where `a = 1 − k` and
/// `w_j = w_(j−1) · a + x_j · k` knows nothing of what came before the block.
#[derive(Clone, Debug)]
pub struct Ema {
    pub(crate) k: f64,
    pub(crate) a: f64,
    pub(crate) powers: [f64; EMA_BLOCK],
    value: f64,
    before: f64,
    inner: f64,
    at: usize,
    started: bool,
}

impl Ema {
    /// Of a period: `k = 2 / (period + 1)`.
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self::weighted(2.0 / (period as f64 + 1.0))
    }

    /// Of a weight for new values.
    #[must_use]
    pub fn weighted(k: f64) -> Self {
        let a = 1.0 - k;
        let mut powers = [a; EMA_BLOCK];
        for place in 1..EMA_BLOCK {
            powers[place] = powers[place - 1] * a;
        }
        Self { k, a, powers, value: 0.0, before: 0.0, inner: 0.0, at: 0, started: false }
    }

    /// The average with the value.
    #[inline]
    pub fn push(&mut self, value: f64) -> f64 {
        if !self.started {
            self.started = true;
            self.value = value;
            self.before = value;
            return value;
        }
        self.inner = self.inner * self.a + value * self.k;
        self.value = self.inner + self.before * self.powers[self.at];
        self.at += 1;
        if self.at == EMA_BLOCK {
            self.at = 0;
            self.before = self.value;
            self.inner = 0.0;
        }
        self.value
    }

    /// Goes on from a value that ended a block.
    pub(crate) const fn begin_block(&mut self, value: f64) {
        (self.value, self.before, self.inner, self.at) = (value, value, 0.0, 0);
    }
}

/// Wilder's smoothing: an exponential average of weight `1 / period`, seeded with the mean of the first `period`.
#[derive(Clone, Debug)]
pub struct Wilder {
    period: f64,
    seed: f64,
    seen: f64,
    value: f64,
}

impl Wilder {
    /// Of a period.
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self { period: period as f64, seed: 0.0, seen: 0.0, value: 0.0 }
    }

    /// The average with the value; `None` while it is being seeded.
    #[inline]
    pub fn push(&mut self, value: f64) -> Option<f64> {
        if self.seen < self.period {
            self.seen += 1.0;
            self.seed += value;
            if self.seen < self.period {
                return None;
            }
            self.value = self.seed / self.period;
        } else {
            self.value += (value - self.value) / self.period;
        }
        Some(self.value)
    }
}

/// A sum that Wilder smooths: each step takes a `period`-th of it away. The first `period − 1` values only add up.
#[derive(Clone, Debug)]
pub struct WilderSum {
    period: f64,
    seen: f64,
    value: f64,
}

impl WilderSum {
    /// Of a period.
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self { period: period as f64, seen: 1.0, value: 0.0 }
    }

    /// The sum with the value; `None` while it adds up.
    #[inline]
    pub fn push(&mut self, value: f64) -> Option<f64> {
        if self.seen < self.period {
            self.seen += 1.0;
            self.value += value;
            return (self.seen >= self.period).then_some(self.value);
        }
        self.value = self.value - self.value / self.period + value;
        Some(self.value)
    }
}

/// A simple moving average.
#[derive(Clone, Debug)]
pub struct Sma {
    window: Window<Add>,
    period: f64,
}

impl Sma {
    /// Of a period.
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self { window: Window::new(period), period: period as f64 }
    }

    /// The mean of the last `period` values.
    #[inline]
    pub fn push(&mut self, value: f64) -> Option<f64> {
        Some(self.window.push(value)? / self.period)
    }
}

/// A moving average with weights 1, 2, …, `period`, the newest value having the greatest.
#[derive(Clone, Debug)]
pub struct Wma {
    window: Window<Ramps>,
    weights: f64,
}

impl Wma {
    /// Of a period.
    #[must_use]
    pub fn new(period: usize) -> Self {
        let period_f = period as f64;
        Self { window: Window::new(period), weights: period_f * (period_f + 1.0) / 2.0 }
    }

    /// The weighted mean of the last `period` values.
    #[inline]
    pub fn push(&mut self, value: f64) -> Option<f64> {
        let ramp = self.window.push(Ramp::of(value))?;
        Some((ramp.weighted + ramp.sum) / self.weights)
    }
}
