//! Trades: who took, what they sum up to, and bars of them. All in integers.

mod aggressor;
mod average;
mod bars;
mod imbalance;
mod window;

pub use aggressor::{Aggressor, Inferred, Rule};
pub use average::{Price, TimeAverage, VolumeAverage};
pub use bars::{BarBuilder, BarRule};
pub use imbalance::{ExpectedImbalance, ImbalanceUnit};
pub use window::{CountWindow, Sessions, TimeWindow};

/// Price times quantity, exactly, in ticks × lots.
#[inline(always)]
#[must_use]
pub const fn notional(price: i64, quantity: u64) -> i128 {
    price as i128 * quantity as i128
}

#[cfg(test)]
mod tests;
