//! Times in text, as nanoseconds from the Unix epoch, and on a tape.

use super::number::{POWERS, unsigned};

/// Nanoseconds of a day.
pub const DAY_NS: u64 = 86_400_000_000_000;
/// Times on a tape are below this, so that a double holds them exactly.
const MOST_TIME_NS: u64 = 1 << 53;
/// How much earlier than the tape's first day a time may be: clocks differ, and messages overtake each other.
const SLACK_NS: u64 = 60_000_000_000;

/// The unit of a number that is a time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TimeUnit {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Millis,
    /// Microseconds.
    Micros,
    /// Nanoseconds.
    Nanos,
}

impl TimeUnit {
    /// Nanoseconds of one.
    #[must_use]
    pub const fn ns(self) -> u64 {
        match self {
            Self::Seconds => 1_000_000_000,
            Self::Millis => 1_000_000,
            Self::Micros => 1_000,
            Self::Nanos => 1,
        }
    }

    /// The unit that makes `value` a time between 1973 and 2286, as every size of number belongs to one.
    #[must_use]
    pub const fn guess(value: u64) -> Self {
        match value {
            0..100_000_000_000 => Self::Seconds,
            100_000_000_000..100_000_000_000_000 => Self::Millis,
            100_000_000_000_000..100_000_000_000_000_000 => Self::Micros,
            _ => Self::Nanos,
        }
    }

    /// A number of these, with a fraction or without, in nanoseconds; what is below a nanosecond is left out.
    #[inline]
    #[must_use]
    pub fn parse(self, text: &[u8]) -> Option<u64> {
        let Some(at) = memchr::memchr(b'.', text) else {
            return unsigned(text)?.checked_mul(self.ns());
        };
        let whole = unsigned(&text[..at])?.checked_mul(self.ns())?;
        whole.checked_add(fraction(&text[at + 1..])?.checked_mul(self.ns())? / 1_000_000_000)
    }
}

/// A fraction of a second in nanoseconds.
#[inline]
fn fraction(digits: &[u8]) -> Option<u64> {
    let kept = &digits[..digits.len().min(9)];
    if !digits[kept.len()..].iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(unsigned(kept)? * POWERS[9 - kept.len()])
}

/// Days from the Unix epoch to a date of the Gregorian calendar; `None` when there is no such date from 1970 to 2500.
#[must_use]
pub fn days_from_civil(year: u64, month: u64, day: u64) -> Option<u64> {
    const BEFORE: [u64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let length = match month {
        2 => 28 + u64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1970..=2500).contains(&year) || day == 0 || day > length {
        return None;
    }
    let leaps = |year: u64| year / 4 - year / 100 + year / 400;
    let years = (year - 1970) * 365 + leaps(year - 1) - leaps(1969);
    let before = BEFORE[usize::try_from(month - 1).ok()?] + u64::from(leap && month > 2);
    Some(years + before + day - 1)
}

/// Year, month and day of a day from the Unix epoch.
#[must_use]
pub fn civil_date(days: u64) -> (u64, u64, u64) {
    // Howard Hinnant's algorithm: years begin in March, so that the leap day is the last one.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

/// A date `2024-05-08` or `20240508`, as nanoseconds from the Unix epoch to its beginning in UTC.
#[must_use]
pub fn parse_date(text: &[u8]) -> Option<u64> {
    let (year, month, day) = match text.len() {
        10 if text[4] == text[7] && matches!(text[4], b'-' | b'/' | b'.') => {
            (&text[..4], &text[5..7], &text[8..])
        }
        8 => (&text[..4], &text[4..6], &text[6..]),
        _ => return None,
    };
    Some(days_from_civil(unsigned(year)?, unsigned(month)?, unsigned(day)?)? * DAY_NS)
}

/// `2024-05-08T00:00:00.123456789Z` as nanoseconds from the Unix epoch. A space may stand for the T, the seconds or
/// their fraction may be missing, the offset may be `+01:00`, `+0100` or `+01`; without one it is UTC.
#[must_use]
pub fn iso8601(text: &[u8]) -> Option<u64> {
    let date_length = if text.get(8).is_some_and(|byte| matches!(byte, b'T' | b' ')) { 8 } else { 10 };
    let date = parse_date(text.get(..date_length)?)?;
    let Some((separator, clock)) = text[date_length..].split_first() else { return Some(date) };
    if !matches!(separator, b'T' | b't' | b' ') {
        return None;
    }
    let zone_at =
        clock.iter().position(|byte| matches!(byte, b'Z' | b'z' | b'+' | b'-')).unwrap_or(clock.len());
    let time = clock_time(clock[..zone_at].trim_ascii_end())?;
    let local = date.checked_add(time)?;
    match clock.get(zone_at) {
        None => Some(local),
        Some(b'Z' | b'z') => (clock.len() == zone_at + 1).then_some(local),
        Some(b'+') => local.checked_sub(offset(&clock[zone_at + 1..])?),
        Some(_) => local.checked_add(offset(&clock[zone_at + 1..])?),
    }
}

/// `09:30`, `09:30:00`, `09:30:00.5`.
fn clock_time(text: &[u8]) -> Option<u64> {
    if text.len() < 5 || text[2] != b':' {
        return None;
    }
    let (hour, minute) = (unsigned(&text[..2])?, unsigned(&text[3..5])?);
    let seconds = match text[5..].split_first() {
        None => 0,
        // Two digits before the point, and a leap second counts as the next.
        Some((b':', seconds)) if seconds.len() == 2 || seconds.get(2) == Some(&b'.') => {
            TimeUnit::Seconds.parse(seconds)?
        }
        Some(_) => return None,
    };
    (hour < 24 && minute < 60 && seconds < 61_000_000_000)
        .then_some((hour * 60 + minute) * 60_000_000_000 + seconds)
}

fn offset(text: &[u8]) -> Option<u64> {
    let (hours, minutes) = match text {
        [_, _] => (text, &b"0"[..]),
        [_, _, b':', _, _] => (&text[..2], &text[3..]),
        [_, _, _, _] => text.split_at(2),
        _ => return None,
    };
    let (hours, minutes) = (unsigned(hours)?, unsigned(minutes)?);
    (hours < 24 && minutes < 60).then_some((hours * 60 + minutes) * 60_000_000_000)
}

/// Where the times of a tape begin: midnight UTC before its first record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Epoch {
    ns: u64,
}

impl Epoch {
    /// For a tape that begins at a time since the Unix epoch.
    #[must_use]
    pub const fn before(first_ns: u64) -> Self {
        Self { ns: first_ns - first_ns % DAY_NS }
    }

    /// Nanoseconds from the Unix epoch.
    #[must_use]
    pub const fn ns(self) -> u64 {
        self.ns
    }

    /// A time since the Unix epoch as a time of the tape. Up to a minute before its beginning counts as its beginning.
    /// `None` when it is earlier, or 104 days later.
    #[inline]
    #[must_use]
    pub const fn time(self, ns: u64) -> Option<u64> {
        if ns < self.ns {
            return if self.ns - ns <= SLACK_NS { Some(0) } else { None };
        }
        let time = ns - self.ns;
        if time < MOST_TIME_NS { Some(time) } else { None }
    }
}
