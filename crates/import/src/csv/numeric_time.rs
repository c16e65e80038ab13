//! Times that are numbers: counts since 1970, years with a fraction, and dates in digits.

use std::ops::Range;

use super::calendar::{DAY_NS, days, midnight};
use super::number::{Number, POWERS};
use super::time::TimeFormat;

/// Years that numbers are taken for.
pub(super) const COMMON_YEARS: Range<i64> = 1_800..2_200;

/// The unit of a number of seconds or parts of them since 1970, by its size: what is 1,000 times too large or too
/// small would be before 1973 or after 5000.
pub(super) fn unit(text: &[u8]) -> Option<TimeFormat> {
    let whole = text.split(|byte| *byte == b'.').next().unwrap_or(text);
    let digits = whole.iter().filter(|byte| byte.is_ascii_digit()).count();
    match digits {
        0..=11 => Some(TimeFormat::Seconds),
        12..=14 => Some(TimeFormat::Milliseconds),
        15..=17 => Some(TimeFormat::Microseconds),
        18..=19 => Some(TimeFormat::Nanoseconds),
        _ => None,
    }
}

pub(super) fn is_numeric(text: &[u8]) -> bool {
    let mut points = 0;
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    digits
        .iter()
        .all(|byte| byte.is_ascii_digit() || (*byte == b'.' && core::mem::replace(&mut points, 1) == 0))
}

/// A number with `places` digits after its point that are nanoseconds' parts.
pub(super) fn since_1970(text: &[u8], places: u8) -> Option<i64> {
    let number = Number::parse(text, b'.').ok()?;
    number.in_units(places).or_else(|| {
        // Parts of a nanosecond, which only floats have: cut off.
        let floor = number.digits.checked_sub(places)?;
        Some(number.mantissa.div_euclid(POWERS[usize::from(floor)]))
    })
}

/// A year and the part of it that has gone by.
pub(super) fn decimal_year(text: &[u8]) -> Option<i64> {
    let number = Number::parse(text, b'.').ok()?;
    let power = POWERS[usize::from(number.digits)];
    let (year, fraction) = (number.mantissa.div_euclid(power), number.mantissa.rem_euclid(power));
    let start = midnight(Some(year).filter(|year| COMMON_YEARS.contains(year))?, 1, 1)?;
    let length = i128::from((days(year + 1, 1, 1) - days(year, 1, 1)) * DAY_NS);
    let gone = length * i128::from(fraction) / i128::from(power);
    start.checked_add(i64::try_from(gone).ok()?)
}

/// Days since 1899-12-30, which spreadsheets count so since March 1900 and until 9999. A double has no more of a day than
/// microseconds, and programs print fewer digits: rounded to the millisecond, as they show it.
pub(super) fn excel_date(text: &[u8]) -> Option<i64> {
    const DAY_MS: i128 = DAY_NS as i128 / 1_000_000;
    let number = Number::parse(text, b'.').ok()?;
    let power = i128::from(POWERS[usize::from(number.digits)]);
    let mantissa = i128::from(number.mantissa);
    (61..2_958_466).contains(&mantissa.div_euclid(power)).then_some(())?;
    let whole_ms = (mantissa * DAY_MS * 2 + power).div_euclid(power * 2);
    let epoch_ms = whole_ms + i128::from(days(1899, 12, 30)) * DAY_MS;
    i64::try_from(epoch_ms).ok()?.checked_mul(1_000_000)
}

/// Whether a number may be a day of a spreadsheet, of 1927 to 2173; or seconds of a day.
pub(super) fn may_be_day(text: &[u8]) -> bool {
    Number::parse(text, b'.').is_ok_and(|number| {
        (10_000..100_000).contains(&(number.mantissa / POWERS[usize::from(number.digits)]))
    })
}

/// A number without its fraction, where that is zero, as floats are written: `20240131.0`.
pub(super) fn whole(text: &[u8]) -> &[u8] {
    let Some(at) = text.iter().position(|byte| *byte == b'.') else { return text };
    let zero = at + 1 < text.len() && text[at + 1..].iter().all(|byte| *byte == b'0');
    if zero && at > 4 { &text[..at] } else { text }
}

/// Whether a text is a date, perhaps with an hour, in nothing but digits.
pub(super) fn is_date_number(text: &[u8]) -> bool {
    matches!(text.len(), 8 | 10..) && {
        let text = whole(text);
        matches!(text.len(), 8 | 10) && text.iter().all(u8::is_ascii_digit)
    }
}

/// `20240131`, or `2024013123` with its hour.
pub(super) fn date_number(text: &[u8]) -> Option<i64> {
    let part = |digits: &[u8]| digits.iter().fold(0, |value, digit| value * 10 + i64::from(digit - b'0'));
    let text = whole(text);
    let (year, month, day, hour) = (part(&text[..4]), part(&text[4..6]), part(&text[6..8]), part(&text[8..]));
    // Ten digits are seconds as a rule; the dates among them would be after 2027.
    let known = if text.len() == 8 { 1_600..2_300 } else { COMMON_YEARS };
    let exists = known.contains(&year) && hour < 24;
    exists.then(|| midnight(year, month, day)).flatten()?.checked_add(hour * (DAY_NS / 24))
}
