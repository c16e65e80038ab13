//! Moving averages of whole columns, by blocks that do not depend on each other.

use crate::indicators::smooth::{EMA_BLOCK, Ema};

/// The simple moving average of a column, from its `period`-th value on: the indicator `sma`, bit for bit.
///
/// A block's ends (sums from each place to its end) and the next block's beginnings (sums from its start to each place) are computed apart,
/// and added: no value waits for the average before it.
///
/// # Panics
///
/// When the period is zero.
#[must_use]
pub fn sma(period: usize, values: &[f64]) -> Vec<f64> {
    assert!(period > 0, "a period is at least one");
    let mut averages = Vec::with_capacity(values.len().saturating_sub(period - 1));
    if values.len() < period {
        return averages;
    }
    let divisor = period as f64;
    let mut ends = vec![0.0; period];
    let mut starts = vec![0.0; period];
    prefixes(&values[..period], &mut starts);
    averages.push(starts[period - 1] / divisor);
    for (block, next) in values.chunks_exact(period).zip(values[period..].chunks(period)) {
        suffixes(block, &mut ends);
        prefixes(next, &mut starts);
        let within = next.len().min(period - 1);
        averages.extend(ends[1..].iter().zip(&starts[..within]).map(|(end, start)| (end + start) / divisor));
        if next.len() == period {
            averages.push(starts[period - 1] / divisor);
        }
    }
    averages
}

fn prefixes(values: &[f64], sums: &mut [f64]) {
    let mut sum = values[0];
    sums[0] = sum;
    for (value, place) in values[1..].iter().zip(&mut sums[1..]) {
        sum += value;
        *place = sum;
    }
}

fn suffixes(values: &[f64], sums: &mut [f64]) {
    let last = values.len() - 1;
    let mut sum = values[last];
    sums[last] = sum;
    for (value, place) in values[..last].iter().zip(&mut sums[..last]).rev() {
        sum += value;
        *place = sum;
    }
}

/// Blocks that are computed side by side.
const SIDE_BY_SIDE: usize = 8;

/// The exponential moving average of a column: the indicator `ema`, bit for bit.
///
/// Eight blocks are computed side by side, place by place; only the step from one block to the next has to wait.
///
/// # Panics
///
/// When the period is zero.
#[must_use]
pub fn ema(period: usize, values: &[f64]) -> Vec<f64> {
    assert!(period > 0, "a period is at least one");
    let mut ema = Ema::new(period);
    let mut averages = vec![0.0; values.len()];
    let Some((&first, values)) = values.split_first() else { return averages };
    averages[0] = ema.push(first);
    let mut before = first;
    let size = EMA_BLOCK * SIDE_BY_SIDE;
    let mut groups = values.chunks_exact(size);
    let mut targets = averages[1..].chunks_exact_mut(size);
    for (group, target) in groups.by_ref().zip(targets.by_ref()) {
        let mut inner = [[0.0; SIDE_BY_SIDE]; EMA_BLOCK];
        let mut last = [0.0; SIDE_BY_SIDE];
        for (place, row) in inner.iter_mut().enumerate() {
            for block in 0..SIDE_BY_SIDE {
                last[block] = last[block] * ema.a + group[block * EMA_BLOCK + place] * ema.k;
            }
            *row = last;
        }
        for (block, target) in target.as_chunks_mut::<EMA_BLOCK>().0.iter_mut().enumerate() {
            for (place, value) in target.iter_mut().enumerate() {
                *value = inner[place][block] + before * ema.powers[place];
            }
            before = target[EMA_BLOCK - 1];
        }
    }
    // What is left begins a block, as everything before it ended one.
    ema.begin_block(before);
    for (value, target) in groups.remainder().iter().zip(targets.into_remainder()) {
        *target = ema.push(*value);
    }
    averages
}
