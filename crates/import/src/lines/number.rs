//! Numbers in text, exactly.

use super::quoted;

/// A number that has only digits.
#[inline]
#[must_use]
pub fn unsigned(text: &[u8]) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    if text.len() > 19 {
        return long_unsigned(text);
    }
    let mut value = 0_u64;
    for byte in text {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        // Nineteen digits fit.
        value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
    }
    Some(value)
}

#[cold]
fn long_unsigned(text: &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for byte in text {
        let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
        value = value.checked_mul(10)?.checked_add(digit)?;
    }
    Some(value)
}

/// A whole number, `-` before it or not.
#[inline]
#[must_use]
pub fn integer(text: &[u8]) -> Option<i64> {
    match text.strip_prefix(b"-") {
        Some(digits) => 0_i64.checked_sub_unsigned(unsigned(digits)?),
        None => i64::try_from(unsigned(text)?).ok(),
    }
}

/// A decimal number as its digits and the power of ten of the last one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Digits {
    /// All digits as one whole number.
    pub mantissa: i64,
    /// The power of ten: −2 for `1.25`.
    pub exponent: i32,
}

/// Reads `-12.50`, `.5`, `3`, `1.5e-7`; zeros at the end of a fraction are left out. `None` when it is not a number or
/// has more than 18 digits.
#[must_use]
pub fn digits(text: &[u8]) -> Option<Digits> {
    let (number, power) = match memchr::memchr2(b'e', b'E', text) {
        Some(at) => (&text[..at], power(&text[at + 1..])?),
        None => (text, 0),
    };
    let (negative, number) = match number.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, number),
    };
    let (whole, fraction) = match memchr::memchr(b'.', number) {
        Some(at) => (&number[..at], &number[at + 1..]),
        None => (number, &[][..]),
    };
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let zeros = fraction.iter().rev().take_while(|byte| **byte == b'0').count();
    let fraction = &fraction[..fraction.len() - zeros];
    let mut mantissa = 0_i64;
    for byte in whole.iter().chain(fraction) {
        let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
        mantissa = mantissa.checked_mul(10)?.checked_add(digit)?;
    }
    let exponent = power.checked_sub(i32::try_from(fraction.len()).ok()?)?;
    Some(Digits { mantissa: if negative { -mantissa } else { mantissa }, exponent })
}

fn power(text: &[u8]) -> Option<i32> {
    let text = text.strip_prefix(b"+").unwrap_or(text);
    i32::try_from(integer(text)?).ok().filter(|power| power.abs() <= 400)
}

/// A decimal number in units of 10^`exponent`, exactly: `12.5` at −2 is 1250. `None` when it is not a number, does not
/// fit, or has digits below the unit.
#[inline]
#[must_use]
pub fn decimal(text: &[u8], exponent: i8) -> Option<i64> {
    // The usual shape: digits, a point, digits. The rest is left to the long way.
    if exponent > 0 || text.len() > 18 {
        return slow_decimal(text, exponent);
    }
    let places = usize::from(exponent.unsigned_abs());
    let (mut value, mut point, mut after) = (0_u64, false, 0_usize);
    for byte in text {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            if point && after == places {
                if digit != 0 {
                    return slow_decimal(text, exponent);
                }
                continue;
            }
            value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
            after += usize::from(point);
        } else if *byte == b'.' && !point && text.len() > 1 {
            point = true;
        } else {
            return slow_decimal(text, exponent);
        }
    }
    if text.is_empty() || after > places {
        return None;
    }
    let scale = POWERS.get(places - after)?;
    i64::try_from(value.checked_mul(*scale)?).ok()
}

/// Powers of ten that fit into 64 bits.
pub(crate) const POWERS: [u64; 19] = {
    let mut powers = [1; 19];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

#[cold]
fn slow_decimal(text: &[u8], exponent: i8) -> Option<i64> {
    let Digits { mut mantissa, exponent: mut from } = digits(text)?;
    if mantissa == 0 {
        return Some(0);
    }
    let to = i32::from(exponent);
    while from < to && mantissa % 10 == 0 {
        mantissa /= 10;
        from += 1;
    }
    let scale = POWERS.get(usize::try_from(from - to).ok()?)?;
    mantissa.checked_mul(i64::try_from(*scale).ok()?)
}

/// Why [`decimal`] gave nothing, in a clause.
#[cold]
#[must_use]
pub fn why_decimal(text: &[u8], exponent: i8) -> String {
    match digits(text) {
        None if text.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.') && text.len() > 18 => {
            format!("{} has more than 18 digits", quoted(text))
        }
        None => format!("{} is not a decimal number", quoted(text)),
        Some(found) if found.exponent < i32::from(exponent) => {
            format!("{} has more than {} decimal places", quoted(text), exponent.unsigned_abs())
        }
        Some(_) => format!("{} is too large", quoted(text)),
    }
}

/// Why [`unsigned`] or [`integer`] gave nothing, in a clause.
#[cold]
#[must_use]
pub fn why_integer(text: &[u8]) -> String {
    let number = text.strip_prefix(b"-").unwrap_or(text);
    if number.is_empty() || !number.iter().all(u8::is_ascii_digit) {
        return format!("{} is not a whole number", quoted(text));
    }
    let negative = number.len() < text.len();
    format!("{} is {}", quoted(text), if negative { "negative or too small" } else { "too large" })
}
