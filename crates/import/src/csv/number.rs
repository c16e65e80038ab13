//! Decimal numbers as text writes them, exactly.

/// A number exactly as written: `mantissa` × 10^−`digits`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Number {
    pub mantissa: i64,
    pub digits: u8,
}

/// Why a cell is no number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NoNumber {
    /// Empty, `NaN`, `null` and the like.
    Missing,
    /// Something else than a number.
    Malformed,
    /// More digits than 64 bits hold.
    TooLong,
}

/// Most digits after the point that a number keeps.
pub(crate) const MOST_DIGITS: u8 = 18;

/// 10^n for n of 0 to 18.
pub(crate) const POWERS: [i64; 19] = {
    let mut powers = [1_i64; 19];
    let mut index = 1;
    while index < 19 {
        powers[index] = powers[index - 1] * 10;
        index += 1;
    }
    powers
};

impl Number {
    /// Reads `12`, `-0.50`, `1e-7`, `+3.25E2`, with `point` between whole and fraction.
    #[inline]
    pub fn parse(text: &[u8], point: u8) -> Result<Self, NoNumber> {
        // The usual shape: a few digits with or without a point.
        Self::short(text, point).map_or_else(|| Self::any(text, point), Ok)
    }

    #[inline]
    fn short(text: &[u8], point: u8) -> Option<Self> {
        // Eighteen digits fit.
        if text.is_empty() || text.len() > 18 {
            return None;
        }
        let (mut mantissa, mut pointed) = (0_u64, None);
        for (at, byte) in text.iter().enumerate() {
            let digit = byte.wrapping_sub(b'0');
            if digit <= 9 {
                mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit));
            } else if *byte == point && pointed.is_none() && text.len() > 1 {
                pointed = Some(at);
            } else {
                return None;
            }
        }
        let Some(at) = pointed else { return Some(Self { mantissa: mantissa as i64, digits: 0 }) };
        let fraction = &text[at + 1..];
        let zeros = fraction.iter().rev().take_while(|byte| **byte == b'0').count();
        let mantissa = if zeros == 0 { mantissa as i64 } else { mantissa as i64 / POWERS[zeros] };
        Some(Self { mantissa, digits: if mantissa == 0 { 0 } else { (fraction.len() - zeros) as u8 } })
    }

    fn any(text: &[u8], point: u8) -> Result<Self, NoNumber> {
        let (negative, unsigned) = match text {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            _ => (false, text),
        };
        let mut number = Digits::default();
        let mut at = 0;
        while let Some(&byte) = unsigned.get(at) {
            match byte {
                b'0'..=b'9' => number.push(byte - b'0'),
                b'e' | b'E' if number.any => break,
                _ if byte == point && !number.pointed => number.pointed = true,
                _ => return Err(not_a_number(text)),
            }
            at += 1;
        }
        if !number.any {
            return Err(not_a_number(text));
        }
        let power =
            if at < unsigned.len() { exponent(&unsigned[at + 1..]).ok_or(NoNumber::Malformed)? } else { 0 };
        number.finish(negative, power)
    }

    /// The number in units of 10^−`digits`; `None` when it is no whole number of them or too many.
    #[inline]
    pub fn in_units(self, digits: u8) -> Option<i64> {
        if digits >= self.digits {
            return self.mantissa.checked_mul(*POWERS.get(usize::from(digits - self.digits))?);
        }
        let power = POWERS[usize::from(self.digits - digits)];
        (self.mantissa % power == 0).then(|| self.mantissa / power)
    }

    /// The number in units of 10^−18: to compare by.
    pub fn value(self) -> i128 {
        i128::from(self.mantissa) * i128::from(POWERS[usize::from(MOST_DIGITS - self.digits)])
    }

    /// The same value without zeros at the end of the fraction.
    pub fn reduced(mut self) -> Self {
        while self.digits > 0 && self.mantissa % 10 == 0 {
            self.mantissa /= 10;
            self.digits -= 1;
        }
        self
    }

    /// Without what a float has left behind: `218102.59507500002` is `218102.595075`. A number counts as such when it has
    /// 16 digits or more, and rounding to 15 leaves out four or more. `None` when it is not one.
    #[inline]
    pub fn without_noise(self) -> Option<Self> {
        if self.mantissa.unsigned_abs() < POWERS[15].unsigned_abs() { None } else { self.rounded_as_float() }
    }

    #[cold]
    fn rounded_as_float(self) -> Option<Self> {
        let digits = self.mantissa.unsigned_abs().ilog10() as u8 + 1;
        let kept = self.digits.checked_sub(digits - 15)?;
        let plain = self.rounded(kept).reduced();
        (plain.digits + 4 <= self.digits).then_some(plain)
    }

    /// Rounded half away from zero to so many digits after the point.
    pub fn rounded(self, digits: u8) -> Self {
        if self.digits <= digits {
            return self;
        }
        let power = POWERS[usize::from(self.digits - digits)];
        let (whole, rest) = (self.mantissa / power, (self.mantissa % power).unsigned_abs());
        let up = i64::from(rest * 2 >= power.unsigned_abs());
        Self { mantissa: whole + up * self.mantissa.signum(), digits }
    }
}

/// The digits read so far. Zeros are held back until a digit follows them, so that those at the end of a fraction
/// count for nothing.
#[derive(Default)]
struct Digits {
    mantissa: u64,
    /// How many digits of the fraction are in the mantissa.
    places: i32,
    /// Zeros of the fraction that are not in it yet.
    zeros: u32,
    pointed: bool,
    any: bool,
    overflow: bool,
}

impl Digits {
    #[inline]
    fn push(&mut self, digit: u8) {
        self.any = true;
        if self.pointed && digit == 0 {
            self.zeros += 1;
            return;
        }
        let held = core::mem::take(&mut self.zeros);
        if self.pointed {
            self.places = self.places.saturating_add(held as i32 + 1);
        }
        let shift = if self.mantissa == 0 { 1 } else { 10_u64.checked_pow(held + 1).unwrap_or(0) };
        let next = self.mantissa.checked_mul(shift).and_then(|value| value.checked_add(u64::from(digit)));
        match next {
            Some(next) if shift != 0 && i64::try_from(next).is_ok() => self.mantissa = next,
            _ => self.overflow = true,
        }
    }

    fn finish(self, negative: bool, power: i32) -> Result<Number, NoNumber> {
        if self.overflow {
            return Err(NoNumber::TooLong);
        }
        let mantissa = if negative { -(self.mantissa as i64) } else { self.mantissa as i64 };
        if mantissa == 0 {
            return Ok(Number::default());
        }
        let digits = self.places.saturating_sub(power);
        if digits >= 0 {
            let digits = u8::try_from(digits).ok().filter(|&digits| digits <= MOST_DIGITS);
            return Ok(Number { mantissa, digits: digits.ok_or(NoNumber::TooLong)? });
        }
        let power = POWERS.get(digits.unsigned_abs() as usize).ok_or(NoNumber::TooLong)?;
        mantissa.checked_mul(*power).map(|mantissa| Number { mantissa, digits: 0 }).ok_or(NoNumber::TooLong)
    }
}

fn exponent(text: &[u8]) -> Option<i32> {
    let (sign, digits) = match text {
        [b'-', rest @ ..] => (-1, rest),
        [b'+', rest @ ..] => (1, rest),
        _ => (1, text),
    };
    if digits.is_empty() || digits.len() > 4 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(sign * digits.iter().fold(0, |value, byte| value * 10 + i32::from(byte - b'0')))
}

#[cold]
fn not_a_number(text: &[u8]) -> NoNumber {
    if is_missing(text) { NoNumber::Missing } else { NoNumber::Malformed }
}

/// Whether a cell says that there is no value.
pub(crate) fn is_missing(text: &[u8]) -> bool {
    const WORDS: [&[u8]; 9] = [b"", b"nan", b"-nan", b"null", b"none", b"na", b"n/a", b"-", b"nil"];
    text.len() <= 4 && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::{NoNumber, Number};

    fn read(text: &str) -> Result<(i64, u8), NoNumber> {
        Number::parse(text.as_bytes(), b'.').map(|number| (number.mantissa, number.digits))
    }

    #[test]
    fn reads_exactly() {
        for (text, mantissa, digits) in [
            ("0", 0, 0),
            ("-0.00", 0, 0),
            ("12", 12, 0),
            ("1200", 1200, 0),
            ("1.2300", 123, 2),
            ("100.0", 100, 0),
            ("0.0001", 1, 4),
            ("10.0001", 100_001, 4),
            ("-12.5", -125, 1),
            ("+.5", 5, 1),
            ("5.", 5, 0),
            ("1e-7", 1, 7),
            ("1.5E3", 1500, 0),
            ("2.5e+1", 25, 0),
            ("1000000e-3", 1_000_000, 3),
            ("9223372036854775807", i64::MAX, 0),
            ("0.000000000000000001", 1, 18),
            ("1.5576099999999999", 15_576_099_999_999_999, 16),
            ("0e9999", 0, 0),
            ("0000000000000000000000000012", 12, 0),
        ] {
            assert_eq!(read(text), Ok((mantissa, digits)), "{text}");
        }
    }

    #[test]
    fn says_why_it_is_no_number() {
        for text in ["", "NaN", "null", "N/A", "None"] {
            assert_eq!(read(text), Err(NoNumber::Missing), "{text}");
        }
        for text in
            ["abc", "1,5", "1.2.3", "--1", "1e", "1e-", "e5", ".", "+", "1e99999", " 1", "0x10", "inf"]
        {
            assert_eq!(read(text), Err(NoNumber::Malformed), "{text}");
        }
        for text in ["9223372036854775808", "1e19", "1e-19", "123456789012345.678901", "5e999"] {
            assert_eq!(read(text), Err(NoNumber::TooLong), "{text}");
        }
    }

    #[test]
    fn units_and_rounding() {
        let number = |text: &str| Number::parse(text.as_bytes(), b'.').unwrap();
        assert_eq!(number("1.25").in_units(4), Some(12_500));
        assert_eq!(number("1.25").in_units(1), None);
        assert_eq!(number("1e18").in_units(1), None);
        assert_eq!(Number { mantissa: 1250, digits: 3 }.in_units(2), Some(125));
        assert_eq!(Number { mantissa: 1250, digits: 3 }.reduced(), number("1.25"));
        assert_eq!(number("1.5576099999999999").rounded(5).reduced(), number("1.55761"));
        assert_eq!(number("218102.59507500002").without_noise(), Some(number("218102.595075")));
        assert_eq!(number("203889.11713750003").without_noise(), Some(number("203889.1171375")));
        assert_eq!(number("-1.5576099999999999").without_noise(), Some(number("-1.55761")));
        assert_eq!(number("0.30000000000000004").without_noise(), Some(number("0.3")));
        for exact in
            ["0.123456789012345678", "218102.595075", "1234567890123456", "9000000000000000001", "1e18"]
        {
            assert_eq!(number(exact).without_noise(), None, "{exact}");
        }
        assert_eq!(number("-2.5").rounded(0), number("-3"));
        assert_eq!(number("-2.4").rounded(0), number("-2"));
        assert_eq!(Number::parse(b"1,5", b','), Ok(number("1.5")));
    }
}
