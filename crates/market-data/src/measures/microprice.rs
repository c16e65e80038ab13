//! Stoikov's micro-price: where the middle is expected to go, by the imbalance and the spread.
//!
//! Stoikov (2018), *The micro-price: a high-frequency estimator of future prices*. The state `x` is a bucket of the imbalance
//! `I = Qb / (Qb + Qa)` and a spread in ticks. From one change of the best prices to the next, the middle stays (`Q`,
//! the probabilities of the next state) or moves (`T`, likewise; `r`, the expected move). Then `G₁ = (1 − Q)⁻¹ r` is the expected
//! first move, `B = (1 − Q)⁻¹ T` where it leads, and the adjustment is `G = Σ Bⁱ G₁`. Each observation is also counted with
//! bid and ask exchanged, which makes `B` contract and the micro-price a martingale, as in the paper.

use cift_wire::Quote;

/// Where the sum of moves is given up when it does not settle.
const MOST_MOVES: usize = 10_000;
/// An adjustment that changes by less, in ticks, has settled.
const SETTLED: f64 = 1e-12;

/// The states of a model.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct States {
    buckets: usize,
    spreads: usize,
}

impl States {
    const fn count(self) -> usize {
        self.buckets * self.spreads
    }

    /// The state of a quote and twice its middle; `None` where a side is empty, the book is crossed or locked, or the spread
    /// is beyond the model.
    fn of(self, quote: &Quote) -> Option<(usize, i128)> {
        let spread = i128::from(quote.ask_price) - i128::from(quote.bid_price);
        if quote.bid_quantity == 0 || quote.ask_quantity == 0 || spread < 1 || spread > self.spreads as i128 {
            return None;
        }
        let (bought, sold) = (u128::from(quote.bid_quantity), u128::from(quote.ask_quantity));
        // Cut so that a quote and its mirror image are in buckets that mirror each other: halves go to the middle.
        let scaled = bought * self.buckets as u128;
        let low = (scaled / (bought + sold)).min(self.buckets as u128 - 1) as usize;
        let mirrored = (sold * self.buckets as u128 / (bought + sold)).min(self.buckets as u128 - 1) as usize;
        let bucket =
            if low + mirrored < self.buckets { low } else { (low + self.buckets - 1 - mirrored) / 2 };
        let middle = i128::from(quote.ask_price) + i128::from(quote.bid_price);
        Some((bucket + (spread - 1) as usize * self.buckets, middle))
    }

    /// The state with bid and ask exchanged.
    const fn mirrored(self, state: usize) -> usize {
        let (spread, bucket) = (state / self.buckets, state % self.buckets);
        spread * self.buckets + self.buckets - 1 - bucket
    }
}

/// Counts transitions of quotes, for a model.
#[derive(Clone, Debug)]
pub struct MicroPriceFit {
    states: States,
    last: Option<(usize, i128)>,
    stays: Vec<f64>,
    moves: Vec<f64>,
    /// Sums of moves, in half ticks.
    moved: Vec<f64>,
    visits: Vec<f64>,
}

impl MicroPriceFit {
    /// With so many buckets of imbalance (at most 64) and spreads of up to so many ticks (at most 16).
    #[must_use]
    pub fn new(buckets: usize, spreads: usize) -> Self {
        let states = States { buckets: buckets.clamp(1, 64), spreads: spreads.clamp(1, 16) };
        let count = states.count();
        Self {
            states,
            last: None,
            stays: vec![0.0; count * count],
            moves: vec![0.0; count * count],
            moved: vec![0.0; count],
            visits: vec![0.0; count],
        }
    }

    /// Takes the next quote. One that has no state interrupts the sequence.
    pub fn push(&mut self, quote: &Quote) {
        let now = self.states.of(quote);
        let last = core::mem::replace(&mut self.last, now);
        let (Some((from, before)), Some((to, middle))) = (last, now) else { return };
        let change = (middle - before) as f64;
        self.count(from, to, change);
        self.count(self.states.mirrored(from), self.states.mirrored(to), -change);
    }

    fn count(&mut self, from: usize, to: usize, change: f64) {
        let at = from * self.states.count() + to;
        self.visits[from] += 1.0;
        self.moved[from] += change;
        *(if change == 0.0 { &mut self.stays[at] } else { &mut self.moves[at] }) += 1.0;
    }

    /// The model of what was counted. A state that was never seen is not adjusted.
    #[must_use]
    pub fn finish(&self) -> MicroPrice {
        let count = self.states.count();
        // [1 − Q | T | r], brought to [1 | B | G₁].
        let width = 2 * count + 1;
        let mut rows = vec![0.0; count * width];
        for (from, row) in rows.chunks_exact_mut(width).enumerate() {
            let visits = if self.visits[from] > 0.0 { self.visits[from] } else { 1.0 };
            for to in 0..count {
                row[to] = f64::from(u8::from(from == to)) - self.stays[from * count + to] / visits;
                row[count + to] = self.moves[from * count + to] / visits;
            }
            row[2 * count] = self.moved[from] / visits / 2.0;
        }
        solve(&mut rows, count, width);
        let first: Vec<f64> = rows.chunks_exact(width).map(|row| row[2 * count]).collect();
        let mut adjustments = first.clone();
        let mut next = first;
        for _ in 0..MOST_MOVES {
            let step =
                |row: &[f64]| -> f64 { row[count..2 * count].iter().zip(&next).map(|(b, g)| b * g).sum() };
            let moved: Vec<f64> = rows.chunks_exact(width).map(step).collect();
            adjustments.iter_mut().zip(&moved).for_each(|(sum, change)| *sum += change);
            let settled = moved.iter().all(|change| change.abs() < SETTLED);
            next = moved;
            if settled {
                break;
            }
        }
        MicroPrice { states: self.states, adjustments }
    }
}

/// Gauss and Jordan with the greatest pivot of a column; a column without one (a state that never leaves) is left as it is.
fn solve(rows: &mut [f64], count: usize, width: usize) {
    for column in 0..count {
        let size = |row: usize| rows[row * width + column].abs();
        let best = (column..count).fold(column, |best, row| if size(row) > size(best) { row } else { best });
        if size(best) < 1e-12 {
            continue;
        }
        for at in 0..width {
            rows.swap(best * width + at, column * width + at);
        }
        let pivot = rows[column * width + column];
        let row: Vec<f64> = rows[column * width..][..width].iter().map(|value| value / pivot).collect();
        rows[column * width..][..width].copy_from_slice(&row);
        for other in (0..count).filter(|&other| other != column) {
            let factor = rows[other * width + column];
            if factor != 0.0 {
                rows[other * width..][..width]
                    .iter_mut()
                    .zip(&row)
                    .for_each(|(value, own)| *value -= factor * own);
            }
        }
    }
}

/// A fitted model.
#[derive(Clone, PartialEq, Debug)]
pub struct MicroPrice {
    states: States,
    adjustments: Vec<f64>,
}

impl MicroPrice {
    /// The micro-price, in ticks: the middle and the state's adjustment. `None` for a quote that has no state.
    #[must_use]
    pub fn price(&self, quote: &Quote) -> Option<f64> {
        let (state, middle) = self.states.of(quote)?;
        Some(middle as f64 / 2.0 + self.adjustments[state])
    }
}
