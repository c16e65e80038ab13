//! Exact decimals for what a tick and a lot are worth.

use core::fmt;

/// `mantissa` × 10^`exponent`: what a tick or a lot is worth. No float is ever near it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct Decimal {
    /// The digits.
    pub mantissa: i64,
    /// The power of ten, −18 to 18.
    pub exponent: i8,
}

impl Decimal {
    /// One.
    pub const ONE: Self = Self { mantissa: 1, exponent: 0 };

    /// A power of ten.
    #[must_use]
    pub const fn power_of_ten(exponent: i8) -> Self {
        Self { mantissa: 1, exponent }
    }

    /// Reads `0.25`, `5`, `1e-8`. `None` when it is not a number, or needs more than 18 digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (number, power) = match text.split_once(['e', 'E']) {
            Some((number, power)) => (number, power.parse::<i8>().ok()?),
            None => (text, 0),
        };
        let (sign, digits) = number.strip_prefix('-').map_or((1, number), |rest| (-1, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty() || whole.len() + fraction.len() > 18 {
            return None;
        }
        let mut mantissa = 0_i64;
        for byte in whole.bytes().chain(fraction.bytes()) {
            mantissa = mantissa * 10 + i64::from(byte.is_ascii_digit().then(|| byte - b'0')?);
        }
        let exponent = power.checked_sub(i8::try_from(fraction.len()).ok()?)?;
        (-18..=18).contains(&exponent).then(|| Self { mantissa: sign * mantissa, exponent }.reduced())
    }

    /// The same value without zeros at the end of the digits.
    #[must_use]
    pub const fn reduced(mut self) -> Self {
        if self.mantissa == 0 {
            return Self { mantissa: 0, exponent: 0 };
        }
        while self.mantissa % 10 == 0 && self.exponent < 18 {
            self.mantissa /= 10;
            self.exponent += 1;
        }
        self
    }

    /// `count` of these, as decimal text: 3 of 0.25 is `0.75`.
    #[must_use]
    pub fn times(self, count: i64) -> Self {
        // Saturating here would be wrong silently: a tick times a price fits, since the price was read from such digits.
        Self { mantissa: self.mantissa.saturating_mul(count), exponent: self.exponent }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.mantissa.unsigned_abs().to_string();
        let sign = if self.mantissa < 0 { "-" } else { "" };
        if self.exponent >= 0 {
            let zeros = if self.mantissa == 0 { 0 } else { self.exponent.unsigned_abs() as usize };
            return write!(formatter, "{sign}{digits}{}", "0".repeat(zeros));
        }
        let places = self.exponent.unsigned_abs() as usize;
        let padded = format!("{digits:0>width$}", width = places + 1);
        let (whole, fraction) = padded.split_at(padded.len() - places);
        write!(formatter, "{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn reads_and_writes_exactly() {
        for (text, shown) in [
            ("0.25", "0.25"),
            ("5", "5"),
            ("1e-8", "0.00000001"),
            ("-0.010", "-0.01"),
            ("2500", "2500"),
            (".5", "0.5"),
        ] {
            assert_eq!(Decimal::parse(text).map(|value| value.to_string()).as_deref(), Some(shown), "{text}");
        }
        for text in ["", ".", "1.2.3", "a", "1e99", "--1", "1234567890123456789"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }
}
