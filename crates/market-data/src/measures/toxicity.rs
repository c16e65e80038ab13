//! Whether those who trade know more.

use cift_types::Side;
use std::collections::VecDeque;

/// The volume-synchronised probability of informed trading: over the last `n` buckets of `V` lots each, `Σ |bought − sold| / (n V)`.
///
/// Easley, López de Prado and O'Hara (2012), *Flow toxicity and liquidity in a high-frequency world*. Trades fill buckets in
/// order and are split where they fill one. Lots are integers, and so are the sums. The aggressor is the source's or
/// [`Aggressor`](crate::trades::Aggressor)'s; or volume of an interval is shared by [`bulk_share`] as in the paper.
#[derive(Clone, Debug)]
pub struct Vpin {
    bucket: u64,
    buckets: usize,
    filled: u64,
    bought: u64,
    imbalances: VecDeque<u64>,
    sum: u128,
}

impl Vpin {
    /// Of so many buckets of so many lots, at least one of each.
    #[must_use]
    pub fn new(bucket: u64, buckets: usize) -> Self {
        let buckets = buckets.max(1);
        Self {
            bucket: bucket.max(1),
            buckets,
            filled: 0,
            bought: 0,
            imbalances: VecDeque::with_capacity(buckets),
            sum: 0,
        }
    }

    /// Takes a trade.
    #[inline]
    pub fn push(&mut self, aggressor: Side, quantity: u64) {
        let bought = if aggressor == Side::Buy { quantity } else { 0 };
        self.share(quantity, bought);
    }

    /// Takes an interval's volume, of which a share, 0 to 1, was bought.
    pub fn push_bulk(&mut self, quantity: u64, share: f64) {
        let bought = libm::round(quantity as f64 * share.clamp(0.0, 1.0)) as u64;
        self.share(quantity, bought.min(quantity));
    }

    /// Fills buckets. What fills many of them at once makes as many equal ones as count, no more.
    fn share(&mut self, mut quantity: u64, mut bought: u64) {
        while quantity > 0 {
            let room = self.bucket - self.filled;
            let whole = quantity / self.bucket;
            if self.filled == 0 && whole > self.buckets as u64 {
                // All buckets that count are equal: those before them leave no trace.
                let skipped = whole - self.buckets as u64;
                let less = portion(bought, skipped * self.bucket, quantity);
                quantity -= skipped * self.bucket;
                bought -= less;
                continue;
            }
            let part = quantity.min(room);
            let part_bought = portion(bought, part, quantity);
            quantity -= part;
            bought -= part_bought;
            self.filled += part;
            self.bought += part_bought;
            if self.filled == self.bucket {
                self.complete();
            }
        }
    }

    fn complete(&mut self) {
        let imbalance = self.bought.abs_diff(self.bucket - self.bought);
        (self.filled, self.bought) = (0, 0);
        if self.imbalances.len() == self.buckets {
            self.sum -= u128::from(self.imbalances.pop_front().unwrap_or(0));
        }
        self.imbalances.push_back(imbalance);
        self.sum += u128::from(imbalance);
    }

    /// The probability, 0 to 1; `None` until all buckets are full.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        let all = self.buckets as f64 * self.bucket as f64;
        (self.imbalances.len() == self.buckets).then(|| self.sum as f64 / all)
    }
}

/// `part / whole` of `bought`, rounded down.
const fn portion(bought: u64, part: u64, whole: u64) -> u64 {
    (bought as u128 * part as u128 / whole as u128) as u64
}

/// The share of an interval's volume that was bought, by the change of price in it: `Φ(Δp / σ)`, with `σ` the standard deviation of
/// such changes and Φ the normal distribution: Easley, López de Prado and O'Hara (2012), bulk volume classification.
#[must_use]
pub fn bulk_share(price_change: f64, deviation: f64) -> f64 {
    if deviation > 0.0 {
        0.5 * libm::erfc(-price_change / (deviation * core::f64::consts::SQRT_2))
    } else {
        0.5
    }
}
