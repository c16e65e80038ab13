//! Units that all values of a sample are multiples of.

use cift_tape::Decimal;

/// From so many changes of the price on, the sample says what the tick is.
const GOOD_CHANGES: u32 = 64;

/// What was seen of an instrument.
#[derive(Clone, Copy, Default)]
pub struct Sample {
    pub seen: bool,
    pub price_gcd: u64,
    pub quantity_gcd: u64,
    changes: u32,
    last_price: i64,
}

impl Sample {
    #[inline]
    pub fn price(&mut self, price: i64) {
        self.seen = true;
        if price != self.last_price {
            self.last_price = price;
            self.changes = self.changes.saturating_add(1);
            self.price_gcd = gcd(self.price_gcd, price.unsigned_abs());
        }
    }

    #[inline]
    pub fn quantity(&mut self, quantity: u64) {
        self.seen = true;
        self.quantity_gcd = gcd(self.quantity_gcd, quantity);
    }

    /// Whether there is enough of it to go by.
    pub const fn is_good(&self) -> bool {
        self.changes >= GOOD_CHANGES
    }
}

#[inline]
fn gcd(a: u64, b: u64) -> u64 {
    let (mut a, mut b) = (a, b);
    // Nearly always the sum of what was seen divides what comes: one division.
    while a != 0 {
        (a, b) = (b % a, a);
    }
    b
}

/// How often a factor divides a number.
fn times(mut value: u128, factor: u128) -> i32 {
    let mut count = 0;
    while value.is_multiple_of(factor) {
        value /= factor;
        count += 1;
    }
    count
}

/// The largest of 1, 2, 5 and 25 times a power of ten that `count` times `raw` is a multiple of. Where the sample is
/// not `good`, a power of ten and at most one: what it has in common may be chance. `None` when there is no price.
pub fn nice_tick(count: u64, raw: Decimal, good: bool) -> Option<Decimal> {
    let value = u128::from(count) * u128::from(raw.mantissa.unsigned_abs());
    if value == 0 {
        return None;
    }
    let (twos, fives) = (times(value, 2), times(value, 5));
    let tens = twos.min(fives);
    let power = i32::from(raw.exponent) + tens;
    if !good {
        return decimal(1, power.min(0.max(i32::from(raw.exponent))));
    }
    decimal(
        match (twos - tens, fives - tens) {
            (1.., _) => 2,
            (_, 1) => 5,
            (_, 2..) => 25,
            _ => 1,
        },
        power,
    )
}

/// The largest power of ten that `count` times `raw` is a multiple of, and at most one, or `raw` if that is more.
pub fn nice_lot(count: u64, raw: Decimal) -> Decimal {
    let value = u128::from(count) * u128::from(raw.mantissa.unsigned_abs());
    if value == 0 {
        // No quantity says what a lot is: one, where the source's own unit goes into it.
        return if raw.exponent <= 0 { Decimal::ONE } else { raw };
    }
    let tens = times(value, 2).min(times(value, 5));
    let power = (i32::from(raw.exponent) + tens).min(0.max(i32::from(raw.exponent)));
    decimal(1, power).unwrap_or(raw)
}

fn decimal(mantissa: i64, power: i32) -> Option<Decimal> {
    let exponent = i8::try_from(power).ok().filter(|power| (-18..=18).contains(power))?;
    Some(Decimal { mantissa, exponent })
}

/// The largest sensible unit that all of these are multiples of.
pub fn finest(units: impl Iterator<Item = Option<Decimal>>) -> Option<Decimal> {
    units.flatten().reduce(|a, b| {
        let least = a.exponent.min(b.exponent);
        let count = |unit: Decimal| {
            let power = 10_u128.pow(u32::from((unit.exponent - least).unsigned_abs()));
            u128::from(unit.mantissa.unsigned_abs()).saturating_mul(power)
        };
        let common = gcd(u64::try_from(count(a)).unwrap_or(u64::MAX), u64::try_from(count(b)).unwrap_or(1));
        nice_tick(common, Decimal { mantissa: 1, exponent: least }, true).unwrap_or(a)
    })
}

/// How many of one unit make some of another: a fraction in lowest terms.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ratio {
    times: i64,
    by: i64,
}

impl Ratio {
    /// From counts of `raw` to counts of `unit`.
    pub fn between(raw: Decimal, unit: Decimal) -> Option<Self> {
        if raw.mantissa <= 0 || unit.mantissa <= 0 {
            return None;
        }
        let apart = i32::from(raw.exponent) - i32::from(unit.exponent);
        let power = 10_i128.checked_pow(apart.unsigned_abs())?;
        let (mut times, mut by) = (i128::from(raw.mantissa), i128::from(unit.mantissa));
        let widened = if apart >= 0 { &mut times } else { &mut by };
        *widened = widened.checked_mul(power)?;
        let (mut a, mut b) = (times, by);
        while a != 0 {
            (a, b) = (b % a, a);
        }
        Some(Self { times: i64::try_from(times / b).ok()?, by: i64::try_from(by / b).ok()? })
    }

    #[inline]
    pub fn apply(self, count: i64) -> Option<i64> {
        if self.times == 1 {
            return (count % self.by == 0).then(|| count / self.by);
        }
        i64::try_from(self.apply_wide(i128::from(count))?).ok()
    }

    pub fn apply_wide(self, count: i128) -> Option<i128> {
        let product = count.checked_mul(i128::from(self.times))?;
        (product % i128::from(self.by) == 0).then(|| product / i128::from(self.by))
    }
}
