//! Sums of floats in lanes.

/// Lanes of a sum: two AVX2 registers, four of SSE2 or WebAssembly.
pub const LANES: usize = 8;

/// Rows of lanes that are looked at twice while they are near.
const BLOCK: usize = 64;

/// The lanes' sum: neighbours first, always in this order.
#[inline(always)]
fn tree(lanes: &[f64; LANES]) -> f64 {
    let pairs = [lanes[0] + lanes[1], lanes[2] + lanes[3], lanes[4] + lanes[5], lanes[6] + lanes[7]];
    (pairs[0] + pairs[1]) + (pairs[2] + pairs[3])
}

/// Adds to each lane.
#[inline(always)]
fn add(lanes: &mut [f64; LANES], values: &[f64; LANES]) {
    for (lane, value) in lanes.iter_mut().zip(values) {
        *lane += value;
    }
}

/// A sum that takes a value at a time: the incremental form of [`sum`].
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct LaneSum {
    lanes: [f64; LANES],
    at: usize,
}

impl LaneSum {
    /// Of nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { lanes: [0.0; LANES], at: 0 }
    }

    /// Adds a value.
    #[inline(always)]
    pub fn push(&mut self, value: f64) {
        self.lanes[self.at % LANES] += value;
        self.at = (self.at + 1) % LANES;
    }

    /// Adds values in order: the same as pushing each.
    pub fn extend(&mut self, values: &[f64]) {
        let (head, rest) = values.split_at(values.len().min((LANES - self.at) % LANES));
        for &value in head {
            self.push(value);
        }
        let (chunks, tail) = rest.as_chunks::<LANES>();
        let mut lanes = self.lanes;
        for chunk in chunks {
            add(&mut lanes, chunk);
        }
        self.lanes = lanes;
        for &value in tail {
            self.push(value);
        }
    }

    /// The sum.
    #[inline]
    #[must_use]
    pub fn sum(&self) -> f64 {
        tree(&self.lanes)
    }
}

/// The sum of a column.
#[must_use]
pub fn sum(values: &[f64]) -> f64 {
    let mut sum = LaneSum::new();
    sum.extend(values);
    sum.sum()
}

/// A volume-weighted average of float columns, a trade at a time: the incremental form of [`vwap`]. Where prices are ticks and
/// quantities lots, [`VolumeAverage`](crate::trades::VolumeAverage) is exact; this is for columns that are floats already.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct LaneVwap {
    worth: [f64; LANES],
    volume: [f64; LANES],
    at: usize,
}

impl LaneVwap {
    /// Of nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { worth: [0.0; LANES], volume: [0.0; LANES], at: 0 }
    }

    /// Adds a trade.
    #[inline(always)]
    pub fn push(&mut self, price: f64, quantity: f64) {
        let lane = self.at % LANES;
        self.worth[lane] += price * quantity;
        self.volume[lane] += quantity;
        self.at = (self.at + 1) % LANES;
    }

    /// Adds trades in order: the same as pushing each. The longer column's rest is left out.
    pub fn extend(&mut self, prices: &[f64], quantities: &[f64]) {
        let length = prices.len().min(quantities.len());
        let head = length.min((LANES - self.at) % LANES);
        for at in 0..head {
            self.push(prices[at], quantities[at]);
        }
        let (prices, price_tail) = prices[head..length].as_chunks::<LANES>();
        let (quantities, quantity_tail) = quantities[head..length].as_chunks::<LANES>();
        let (mut worth, mut volume) = (self.worth, self.volume);
        let product = |price: &[f64; LANES], quantity: &[f64; LANES]| -> [f64; LANES] {
            core::array::from_fn(|lane| price[lane] * quantity[lane])
        };
        if cfg!(target_arch = "wasm32") {
            // Two sums in one loop are not made vectors there: each has a loop of its own, a block at a time.
            for (prices, quantities) in prices.chunks(BLOCK).zip(quantities.chunks(BLOCK)) {
                for (price, quantity) in prices.iter().zip(quantities) {
                    add(&mut worth, &product(price, quantity));
                }
                for quantity in quantities {
                    add(&mut volume, quantity);
                }
            }
        } else {
            for (price, quantity) in prices.iter().zip(quantities) {
                add(&mut worth, &product(price, quantity));
                add(&mut volume, quantity);
            }
        }
        (self.worth, self.volume) = (worth, volume);
        for (&price, &quantity) in price_tail.iter().zip(quantity_tail) {
            self.push(price, quantity);
        }
    }

    /// The average; `None` without volume.
    #[inline]
    #[must_use]
    pub fn price(&self) -> Option<f64> {
        let volume = tree(&self.volume);
        (volume != 0.0).then(|| tree(&self.worth) / volume)
    }
}

/// The volume-weighted average price of two columns; `None` without volume.
#[must_use]
pub fn vwap(prices: &[f64], quantities: &[f64]) -> Option<f64> {
    let mut average = LaneVwap::new();
    average.extend(prices, quantities);
    average.price()
}
