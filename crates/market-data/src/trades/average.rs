//! Average prices: by volume and by time. Sums are 128-bit integers, so they are exact whatever the order.

use super::notional;
use cift_tape::Decimal;

/// A price that need not be a whole number of ticks: `sum / weight`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Price {
    /// Ticks times weight.
    pub sum: i128,
    /// The weight: lots or ns, above zero.
    pub weight: i128,
}

impl Price {
    /// In ticks, rounded down.
    #[must_use]
    pub const fn floor(self) -> i128 {
        // Towards zero, and one less where that was upwards: the weight is above zero.
        let quotient = self.sum / self.weight;
        quotient - (quotient * self.weight > self.sum) as i128
    }

    /// In ticks, as a 64-bit float: the nearest one where sum and weight are below 2^53; else whole ticks and the rest are divided
    /// apart, so that a large price keeps its fraction but for the last bit.
    #[must_use]
    #[allow(clippy::float_arithmetic, clippy::cast_precision_loss)] // the edge, where prices leave the integers
    pub fn ticks(self) -> f64 {
        const EXACT: u64 = 1 << 53;
        if let (Ok(sum), Ok(weight)) = (i64::try_from(self.sum), i64::try_from(self.weight)) {
            if sum.unsigned_abs() < EXACT && weight.unsigned_abs() < EXACT {
                return sum as f64 / weight as f64;
            }
            // The same numbers as below; 64 bits are much faster to divide.
            return sum.div_euclid(weight) as f64 + sum.rem_euclid(weight) as f64 / weight as f64;
        }
        // One division of 128 bits, which are slow.
        let floor = self.floor();
        let rest = self.sum.wrapping_sub(floor.wrapping_mul(self.weight));
        floor as f64 + rest as f64 / self.weight as f64
    }

    /// In the quote currency: exact decimals where a tick is `tick`, cut off after `digits` more than the tick has. `None`
    /// where the numbers go beyond 64 bits.
    #[must_use]
    pub fn decimal(self, tick: Decimal, digits: u32) -> Option<Decimal> {
        let scaled =
            self.sum.checked_mul(10_i128.checked_pow(digits)?)?.checked_mul(i128::from(tick.mantissa))?;
        let mantissa = i64::try_from(scaled.div_euclid(self.weight)).ok()?;
        let exponent = tick.exponent.checked_sub(i8::try_from(digits).ok()?)?;
        Some(Decimal { mantissa, exponent })
    }
}

/// The volume-weighted average price: Σ price × quantity ÷ Σ quantity (Berkowitz, Logue and Noser 1988).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct VolumeAverage {
    notional: i128,
    volume: u128,
}

impl VolumeAverage {
    /// Of no trades.
    #[must_use]
    pub const fn new() -> Self {
        Self { notional: 0, volume: 0 }
    }

    /// Adds a trade. The sums wrap beyond 2^127, which 2^11 trades of the largest price and quantity reach.
    #[inline(always)]
    pub const fn push(&mut self, price: i64, quantity: u64) {
        self.notional = self.notional.wrapping_add(notional(price, quantity));
        self.volume = self.volume.wrapping_add(quantity as u128);
    }

    /// Takes a trade away that was added.
    #[inline(always)]
    pub const fn remove(&mut self, price: i64, quantity: u64) {
        self.notional = self.notional.wrapping_sub(notional(price, quantity));
        self.volume = self.volume.wrapping_sub(quantity as u128);
    }

    /// Adds sums.
    #[inline(always)]
    pub const fn add(&mut self, notional: i128, volume: u128) {
        self.notional = self.notional.wrapping_add(notional);
        self.volume = self.volume.wrapping_add(volume);
    }

    /// Σ price × quantity, in ticks × lots.
    #[must_use]
    pub const fn notional(&self) -> i128 {
        self.notional
    }

    /// Σ quantity, in lots.
    #[must_use]
    pub const fn volume(&self) -> u128 {
        self.volume
    }

    /// The average; `None` before the first lot.
    #[must_use]
    pub fn price(&self) -> Option<Price> {
        let weight = i128::try_from(self.volume).ok().filter(|&volume| volume > 0)?;
        Some(Price { sum: self.notional, weight })
    }
}

/// The time-weighted average price: each price counts for as long as it stood.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TimeAverage {
    sum: i128,
    time: i128,
    last: Option<(u64, i64)>,
}

impl TimeAverage {
    /// Of no prices.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A price from this moment on. A moment before the last one counts as the last one.
    #[inline]
    pub fn push(&mut self, time_ns: u64, price: i64) {
        self.advance(time_ns);
        let time_ns = self.last.map_or(time_ns, |(last, _)| last.max(time_ns));
        self.last = Some((time_ns, price));
    }

    /// The last price still stands at this moment.
    #[inline]
    pub fn advance(&mut self, time_ns: u64) {
        if let Some((last, price)) = &mut self.last {
            let stood = i128::from(time_ns.saturating_sub(*last));
            self.sum = self.sum.wrapping_add(i128::from(*price) * stood);
            self.time += stood;
            *last = time_ns.max(*last);
        }
    }

    /// The average up to the last moment; the last price where no time has passed.
    #[must_use]
    pub fn price(&self) -> Option<Price> {
        let (_, last) = self.last?;
        let some = Price { sum: self.sum, weight: self.time };
        Some(if self.time > 0 { some } else { Price { sum: i128::from(last), weight: 1 } })
    }
}
