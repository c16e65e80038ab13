//! Times as people read them.

use crate::Metadata;

const SECOND_NS: i128 = 1_000_000_000;
const DAY_SECONDS: i128 = 86_400;

/// Year, month and day of a number of days from 1970-01-01, in the proleptic Gregorian calendar.
#[must_use]
pub const fn civil_date(days: i64) -> (i64, i64, i64) {
    // Howard Hinnant's algorithm: years begin in March, so that the leap day is the last one.
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400;
    (if month <= 2 { year + 1 } else { year }, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

impl Metadata {
    /// A record's time in UTC, `2012-06-21 09:30:00.5`; without a date where the source does not name the day.
    #[must_use]
    pub fn time_text(&self, time_ns: u64) -> String {
        let ns = i128::from(self.epoch_ns) + i128::from(time_ns);
        let (seconds, fraction) = (ns.div_euclid(SECOND_NS), ns.rem_euclid(SECOND_NS));
        let (days, clock) = (seconds.div_euclid(DAY_SECONDS), seconds.rem_euclid(DAY_SECONDS));
        let time = format!("{:02}:{:02}:{:02}.{fraction:09}", clock / 3600, clock / 60 % 60, clock % 60);
        let time = time.trim_end_matches('0');
        let time = if fraction == 0 { &time[..8] } else { time };
        if !self.dated {
            return time.to_owned();
        }
        let (year, month, day) = civil_date(days as i64);
        format!("{year:04}-{month:02}-{day:02} {time}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_with_their_day_where_it_is_known() {
        let mut metadata =
            Metadata { epoch_ns: 1_340_236_800_000_000_000, dated: true, ..Metadata::default() };
        assert_eq!(metadata.time_text(34_200_015_105_074), "2012-06-21 09:30:00.015105074");
        assert_eq!(metadata.time_text(86_400_500_000_000), "2012-06-22 00:00:00.5");
        metadata.dated = false;
        assert_eq!(metadata.time_text(34_200_000_000_000), "09:30:00");
        metadata = Metadata { epoch_ns: -1_000_000_000, dated: true, ..Metadata::default() };
        assert_eq!(metadata.time_text(0), "1969-12-31 23:59:59");
        metadata.epoch_ns = i64::MIN;
        assert!(metadata.time_text(0).starts_with("1677-09-21 "));
        metadata.epoch_ns = i64::MAX;
        assert!(metadata.time_text(u64::MAX).starts_with("2846-"));
    }
}
