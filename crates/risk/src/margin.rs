//! What a margin account sets aside for a holding.

use crate::holding::Holding;
use crate::ledger::Ledger;
use crate::money::ppm_up;
use cift_types::{Quantity, Side};

/// The worth of the larger position that a holding could become, in quote units.
///
/// The position counts at its average cost and live orders at the prices their funds are set aside at, so nothing here
/// moves with the market, and the order in which orders came does not matter:
/// - in the position's own direction: its cost and all live orders of that side;
/// - against it: live orders of that side, less the part of them that closes the position (in lots, of their average).
#[inline(always)]
pub fn exposure(holding: &Holding, cost: i128, more: Option<(Side, Quantity, i64)>) -> i128 {
    let mut worth = holding.worth.map(i128::from);
    let mut lots = holding.open;
    if let Some((side, quantity, value)) = more {
        worth[side as usize] += i128::from(value);
        lots[side as usize] += quantity;
    }
    let with = usize::from(holding.position < 0);
    let size = holding.position.unsigned_abs();
    let grown = times(cost.abs(), holding.tick_value) + worth[with];
    grown.max(turned(worth[1 - with], lots[1 - with], size))
}

/// A product that nearly always is one of words.
#[inline(always)]
fn times(amount: i128, by: i64) -> i128 {
    if let Ok(small) = i64::try_from(amount) {
        i128::from(small) * i128::from(by)
    } else {
        amount * i128::from(by)
    }
}

/// What of the orders against a position opens a new one, rounded up.
#[inline(always)]
fn turned(worth: i128, lots: u64, size: u64) -> i128 {
    if lots <= size {
        return 0;
    }
    if size == 0 {
        return worth;
    }
    if worth < 1 << 31 && lots < 1 << 31 {
        let (worth, rest) = ((worth as i64).cast_unsigned(), lots - size);
        return i128::from((worth * rest).div_ceil(lots));
    }
    turned_wide(worth, lots, size)
}

#[inline(never)]
fn turned_wide(worth: i128, lots: u64, size: u64) -> i128 {
    (worth * i128::from(lots - size) + i128::from(lots) - 1) / i128::from(lots)
}

/// The margin for a holding as it is, or with one more order: a part of its [`exposure`], rounded up.
#[inline(always)]
pub fn margin(holding: &Holding, ledger: &Ledger, ppm: u32, more: Option<(Side, Quantity, i64)>) -> i128 {
    ppm_up(exposure(holding, ledger.cost, more), ppm)
}
