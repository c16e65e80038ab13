//! Which day a file is of, and how far New York is from UTC on it.

use crate::lines::{civil_date, days_from_civil, unsigned};

const HOUR_NS: u64 = 3_600_000_000_000;

/// The day in a file's name, in days from the Unix epoch: `01302019.NASDAQ_ITCH50`, `20190130.BX_ITCH_50` or
/// `S112825-v50.txt`.
#[must_use]
pub fn day_in_name(name: &str) -> Option<u64> {
    name.split(|letter: char| !letter.is_ascii_digit()).find_map(|digits| {
        let part =
            |range: core::ops::Range<usize>| digits.get(range).and_then(|part| unsigned(part.as_bytes()));
        let (year, month, day) = match digits.len() {
            8 if digits.starts_with("19") || digits.starts_with("20") => {
                (part(0..4)?, part(4..6)?, part(6..8)?)
            }
            8 => (part(4..8)?, part(0..2)?, part(2..4)?),
            6 => (2000 + part(4..6)?, part(0..2)?, part(2..4)?),
            _ => return None,
        };
        days_from_civil(year, month, day)
    })
}

/// Nanoseconds from midnight in New York back to midnight in UTC: four hours in summer, five in winter.
#[must_use]
pub fn behind_utc(day: u64) -> u64 {
    let (year, ..) = civil_date(day);
    // By the law of 2007: from the second Sunday of March to the first of November.
    let sunday = |month, from| {
        let first = days_from_civil(year, month, from)?;
        // The epoch was a Thursday: day 3 was a Sunday.
        Some(first + (10 - first % 7) % 7)
    };
    let summer = sunday(3, 8).zip(sunday(11, 1)).is_some_and(|(begin, end)| (begin..end).contains(&day));
    // The hours of the change itself are a Sunday's, without trading.
    if summer { 4 * HOUR_NS } else { 5 * HOUR_NS }
}
