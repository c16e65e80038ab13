//! Days and dates of the proleptic Gregorian calendar.

pub(crate) use cift_tape::civil_date as date;

/// Nanoseconds of a day.
pub(crate) const DAY_NS: i64 = 86_400_000_000_000;

/// Days from 1970-01-01 to a date; the month is 1 to 12. (Howard Hinnant's algorithm.)
pub(crate) const fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Days of a month.
pub(crate) const fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Nanoseconds from 1970 to the start of a date in UTC; `None` when there is no such date, or it is too far away.
pub(crate) fn midnight(year: i64, month: i64, day: i64) -> Option<i64> {
    let exists = (1..=12).contains(&month) && day >= 1 && day <= days_in(year, month);
    exists.then(|| days(year, month, day).checked_mul(DAY_NS)).flatten()
}

/// The same time of day that many months later, on the month's last day where it is shorter.
pub(crate) fn months_later(time: i64, months: i64) -> Option<i64> {
    let (year, month, day) = date(time.div_euclid(DAY_NS));
    let index = year * 12 + month - 1 + months;
    let (year, month) = (index.div_euclid(12), index.rem_euclid(12) + 1);
    midnight(year, month, day.min(days_in(year, month)))?.checked_add(time.rem_euclid(DAY_NS))
}

#[cfg(test)]
mod tests {
    use super::{DAY_NS, date, days, midnight, months_later};

    #[test]
    fn dates_and_days_are_each_other_s_inverse() {
        assert_eq!(days(1970, 1, 1), 0);
        assert_eq!(days(2000, 3, 1), 11_017);
        for day in -110_000..110_000 {
            let (year, month, of_month) = date(day);
            assert_eq!(days(year, month, of_month), day);
            assert_eq!(midnight(year, month, of_month), day.checked_mul(DAY_NS));
        }
        assert_eq!(midnight(2023, 2, 29), None);
        assert_eq!(midnight(2023, 13, 1), None);
        assert_eq!(midnight(9999, 1, 1), None);
    }

    #[test]
    fn a_month_later_is_a_month_later() {
        let january = midnight(2024, 1, 31).unwrap();
        assert_eq!(months_later(january, 1), midnight(2024, 2, 29));
        assert_eq!(months_later(january, 12), midnight(2025, 1, 31));
        assert_eq!(
            months_later(midnight(1999, 12, 1).unwrap() + 5, 1),
            Some(midnight(2000, 1, 1).unwrap() + 5)
        );
    }
}
