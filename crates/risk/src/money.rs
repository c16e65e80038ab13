//! Arithmetic of money: values, fees, margin, and which way each is rounded.

use crate::settings::{Fee, Tier};
use cift_types::{Price, Quantity};

/// A million parts.
pub const PPM: i64 = 1_000_000;
/// No order and no trade is worth more, and no holding's open orders of a side are, in smallest units.
pub const MONEY_LIMIT: i64 = 1 << 62;
/// No position, together with the live orders of a side, is larger, in lots.
pub const POSITION_LIMIT: i64 = 1 << 61;

/// `value * ppm / 1,000,000`, rounded up. Neither is negative; the product fits.
#[inline(always)]
pub fn ppm_up(value: i128, ppm: u32) -> i128 {
    // Nearly always in one word, where a division is a multiplication.
    if value < 1 << 59 && ppm < 1 << 24 {
        let (value, ppm) = ((value as i64).cast_unsigned(), u64::from(ppm));
        let rest = (value % 1_000_000).wrapping_mul(ppm).wrapping_add(999_999) / 1_000_000;
        return i128::from((value / 1_000_000).wrapping_mul(ppm).wrapping_add(rest));
    }
    ppm_up_wide(value, i128::from(ppm))
}

/// `value * ppm / 1,000,000`, rounded towards plus infinity.
#[cold]
#[inline(never)]
fn ppm_up_wide(value: i128, ppm: i128) -> i128 {
    let millionths = value * ppm;
    millionths.div_euclid(1_000_000) + i128::from(millionths.rem_euclid(1_000_000) != 0)
}

/// The fees of a tier, to compute with: parts per million and quote units a lot, the maker's first. One of the two is
/// zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rates {
    ppm: [i64; 2],
    per_lot: [i64; 2],
}

impl Rates {
    pub fn of(tier: Tier) -> Self {
        let fees = [tier.maker, tier.taker];
        Self {
            ppm: fees.map(|fee| if let Fee::Ppm(ppm) = fee { i64::from(ppm) } else { 0 }),
            per_lot: fees.map(|fee| if let Fee::PerLot(units) = fee { units } else { 0 }),
        }
    }

    /// What a trade of this value (in quote units, either sign) and quantity costs: up where it is paid, down where it
    /// is received, so the house never gives a fraction away. Both are the same direction.
    #[inline(always)]
    pub fn fee(&self, taker: bool, value: i64, quantity: Quantity) -> i128 {
        let size = value.unsigned_abs().cast_signed();
        if Self::is_small(size, quantity) {
            return i128::from(self.small_fee(taker, size, quantity));
        }
        let (ppm, per_lot) = (self.ppm[taker as usize], self.per_lot[taker as usize]);
        ppm_up_wide(i128::from(value.unsigned_abs()), i128::from(ppm))
            + i128::from(per_lot) * i128::from(quantity)
    }

    /// Whether [`Self::small_fee`] has room for a trade.
    #[inline(always)]
    pub const fn is_small(value: i64, quantity: Quantity) -> bool {
        value.cast_unsigned() >> 40 == 0 && quantity >> 20 == 0
    }

    /// As [`Self::fee`], of a value that is not negative.
    #[inline(always)]
    pub const fn small_fee(&self, taker: bool, value: i64, quantity: Quantity) -> i64 {
        const BIAS: i64 = 1 << 40;
        let (ppm, per_lot) = (self.ppm[taker as usize], self.per_lot[taker as usize]);
        // At most 2^60 millionths either way. The division is of positive numbers, which is a multiplication.
        let millionths = value.wrapping_mul(ppm).wrapping_add(BIAS * PPM + 999_999);
        let by_value = (millionths.cast_unsigned() / 1_000_000).cast_signed().wrapping_sub(BIAS);
        by_value.wrapping_add(per_lot.wrapping_mul(quantity.cast_signed()))
    }
}

/// The most that a lot can cost in fees: what open orders set aside. It is counted lot by lot, each rounded up, so that
/// the parts of an order set aside exactly what the whole does, and no way of filling it costs more.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[repr(C, packed(4))]
pub struct WorstFee {
    /// At least this many quote units.
    pub per_lot: i64,
    /// Parts per million of the value.
    pub ppm: u32,
}

impl WorstFee {
    /// Of a tier: an order may turn out to be maker or taker.
    pub fn of(tier: Tier) -> Self {
        let fees = [tier.maker, tier.taker];
        let ppm = fees.map(|fee| if let Fee::Ppm(ppm) = fee { ppm.max(0) } else { 0 });
        let per_lot = fees.map(|fee| if let Fee::PerLot(units) = fee { units.max(0) } else { 0 });
        Self { ppm: ppm[0].max(ppm[1]).cast_unsigned(), per_lot: per_lot[0].max(per_lot[1]) }
    }

    /// For a lot at this price in quote units.
    #[inline(always)]
    pub fn of_lot(self, lot_price: i64) -> i128 {
        let by_value = if self.ppm == 0 { 0 } else { ppm_up(i128::from(lot_price).abs(), self.ppm) };
        by_value.max(i128::from(self.per_lot))
    }
}

/// What one lot costs at a price, in quote units; `None` above [`MONEY_LIMIT`].
#[inline(always)]
pub fn lot_price(price: Price, tick_value: i64) -> Option<i64> {
    within_limit(i128::from(price) * i128::from(tick_value))
}

/// Price times quantity in quote units; `None` above [`MONEY_LIMIT`].
#[inline(always)]
pub fn value_of(price: Price, quantity: Quantity, tick_value: i64) -> Option<i64> {
    let lot = lot_price(price, tick_value)?;
    within_limit(i128::from(lot) * i128::from(quantity))
}

/// The amount, where it is within [`MONEY_LIMIT`] either way.
#[inline(always)]
pub fn within_limit(amount: i128) -> Option<i64> {
    let limit = i128::from(MONEY_LIMIT);
    (-limit..=limit).contains(&amount).then_some(amount as i64)
}

/// The part `count` of `total`'s worth, rounded toward zero. `count` is at most `total`, which is not zero.
#[inline(always)]
pub fn share(worth: i128, count: u64, total: u64) -> i128 {
    if count == total {
        return worth;
    }
    if let (Ok(small), Ok(parts), Ok(whole)) =
        (i32::try_from(worth), i32::try_from(count), i64::try_from(total))
    {
        return i128::from(i64::from(small) * i64::from(parts) / whole);
    }
    share_wide(worth, i128::from(count), i128::from(total))
}

/// In two steps: the worth of a position may have more than 64 bits.
#[inline(never)]
fn share_wide(worth: i128, count: i128, total: i128) -> i128 {
    worth / total * count + worth % total * count / total
}

/// An amount as a record's field holds it: held back at the ends of 64 bits. Only a margin account that owes or owns
/// more than 2^63 can get there, and inside it is kept exactly.
pub fn clamped(amount: i128) -> i64 {
    amount.clamp(i64::MIN.into(), i64::MAX.into()) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_paid_is_rounded_up_and_what_is_received_down() {
        let fee_of = |fee, value| Rates::of(Tier { maker: Fee::Ppm(7), taker: fee }).fee(true, value, 3);
        for (fee, value, expected) in [
            (Fee::Ppm(250), 1, 1),
            (Fee::Ppm(250), 4000, 1),
            (Fee::Ppm(250), 4001, 2),
            (Fee::Ppm(250), -4001, 2),
            (Fee::Ppm(-250), 3999, 0),
            (Fee::Ppm(-250), 4000, -1),
            (Fee::Ppm(-250), 7999, -1),
            (Fee::Ppm(1_000_000), MONEY_LIMIT, i128::from(MONEY_LIMIT)),
            (Fee::Ppm(-1_000_000), -MONEY_LIMIT, -i128::from(MONEY_LIMIT)),
            (Fee::Ppm(0), 77, 0),
            (Fee::PerLot(7), 0, 21),
            (Fee::PerLot(-7), 0, -21),
        ] {
            assert_eq!(fee_of(fee, value), expected, "{fee:?} of {value}");
        }
    }

    #[test]
    fn the_narrow_ways_give_what_the_wide_ones_give() {
        for value in [0, 1, 999_999, 1_000_000, 1_000_001, (1 << 40) - 1, (1 << 59) - 1, 1 << 59, 1 << 90] {
            for ppm in [1, 7, 999_999, 1_000_000, 10_000_000, (1 << 24) - 1] {
                assert_eq!(ppm_up(value, ppm), ppm_up_wide(value, ppm.into()));
            }
        }
        for value in [0, 1, 999_999, 1_000_000, 1_000_001, (1 << 40) - 1, 1 << 40] {
            for ppm in [-1_000_000, -999_999, -7, 0, 7, 999_999, 1_000_000] {
                let rates = Rates::of(Tier { maker: Fee::Ppm(ppm), taker: Fee::Ppm(0) });
                assert_eq!(rates.fee(false, value, 1), ppm_up_wide(value.into(), ppm.into()));
            }
        }
        for worth in [-1_000_003_i128, -1, 0, 1, 7, 2_000_000_011] {
            for (count, total) in [(1, 3), (2, 3), (3, 3), (7, 1 << 40)] {
                assert_eq!(share(worth, count, total), share_wide(worth, count.into(), total.into()));
            }
        }
    }

    #[test]
    fn shares_of_more_than_a_word_do_not_overflow() {
        let worth = i128::from(i64::MAX) << 40;
        let half = share(worth, 1 << 60, 1 << 61);
        assert_eq!(half, worth / 2);
        assert_eq!(share(-worth, 1 << 60, 1 << 61), -(worth / 2));
    }
}
