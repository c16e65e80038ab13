//! Times as text writes them.
//!
//! A column has one format. It is given, or found as the first that reads all cells of a sample. What a format may vary
//! in freely is read as it comes: the separator between date and time of day, how many digits the fraction has, a zone
//! at the end (`Z`, `+00:00`, `UTC`), AM and PM.

use super::calendar::{DAY_NS, midnight};
use super::numeric_time::{
    COMMON_YEARS, date_number, decimal_year, excel_date, is_date_number, is_numeric, since_1970, unit, whole,
};

/// How a column writes times.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TimeFormat {
    /// A number of seconds since 1970, perhaps with a fraction.
    Seconds,
    /// A number of milliseconds since 1970.
    Milliseconds,
    /// A number of microseconds since 1970.
    Microseconds,
    /// A number of nanoseconds since 1970.
    Nanoseconds,
    /// Year, month, day: `2024-01-31 23:59:59.5+00:00`, `2024/1/31`, `2024.01.31 23:59`.
    YearFirst,
    /// Digits without separators in the date: `20240131`, `20240131 235959500`, `20240131 23:59:59.500`.
    Compact,
    /// Month, day, year: `01/31/2024 23:59:59.500`.
    MonthFirst,
    /// Day, month, year: `31.01.2024 23:59:59.500`.
    DayFirst,
    /// A month's English name: `Jan 31 2024`, `31-Jan-2024`, `January 31, 2024 23:59`.
    MonthName,
    /// A year, a quarter or a month: `2024`, `2024-Q1`, `2024-01`, `202401`.
    Period,
    /// A year and the part of it that has gone by: `2012.5` is noon of the second of July.
    DecimalYear,
    /// Days as spreadsheets count them, to the millisecond: `45322.5` is noon of 2024-01-31.
    Excel,
}

impl TimeFormat {
    /// The names that options give to the formats.
    pub const NAMES: [(&'static str, Self); 12] = [
        ("s", Self::Seconds),
        ("ms", Self::Milliseconds),
        ("us", Self::Microseconds),
        ("ns", Self::Nanoseconds),
        ("iso", Self::YearFirst),
        ("compact", Self::Compact),
        ("mdy", Self::MonthFirst),
        ("dmy", Self::DayFirst),
        ("month-name", Self::MonthName),
        ("period", Self::Period),
        ("decimal-year", Self::DecimalYear),
        ("excel", Self::Excel),
    ];

    /// The format of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }

    /// The name of the format.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, format)| *format == self).map_or("", |(name, _)| name)
    }

    /// The format that reads all of the cells; empty ones do not count.
    pub(crate) fn detect<'a>(cells: impl Iterator<Item = &'a [u8]> + Clone) -> Option<Self> {
        let cells = cells.map(<[u8]>::trim_ascii).filter(|cell| !super::number::is_missing(cell));
        let first = cells.clone().next()?;
        if is_numeric(first) {
            // Nobody has data of the first hours of 1970: what can be a year or a date is one.
            let written = [Self::Period, Self::Compact, Self::DecimalYear];
            let written = written.into_iter().find(|format| format.reads_all(cells.clone()));
            return written.or_else(|| unit(first).filter(|format| format.reads_all(cells)));
        }
        // 01.02.2024 is the first of February where dates are written with points, 01/02/2024 the second of January.
        let points = first.get(..6).is_some_and(|start| start.contains(&b'.'));
        let (one, other) =
            if points { (Self::DayFirst, Self::MonthFirst) } else { (Self::MonthFirst, Self::DayFirst) };
        let order = [Self::YearFirst, Self::Compact, one, other, Self::MonthName, Self::Period];
        order.into_iter().find(|format| format.reads_all(cells.clone()))
    }

    fn reads_all<'a>(self, mut cells: impl Iterator<Item = &'a [u8]>) -> bool {
        cells.all(|cell| self.read(cell, 0).is_some())
    }

    /// Nanoseconds since 1970 in UTC. A time without a zone of its own is `offset_ns` ahead of UTC.
    pub(crate) fn read(self, text: &[u8], offset_ns: i64) -> Option<i64> {
        match self {
            Self::Seconds => since_1970(text, 9),
            Self::Milliseconds => since_1970(text, 6),
            Self::Microseconds => since_1970(text, 3),
            Self::Nanoseconds => since_1970(text, 0),
            Self::Period => period(whole(text))?.checked_sub(offset_ns),
            Self::DecimalYear => decimal_year(text)?.checked_sub(offset_ns),
            Self::Excel => excel_date(text)?.checked_sub(offset_ns),
            Self::Compact if is_date_number(text) => date_number(text)?.checked_sub(offset_ns),
            _ => {
                let mut cursor = Cursor { text, at: 0 };
                let midnight = self.date(&mut cursor)?;
                clock(cursor.rest(), self == Self::Compact, offset_ns)?.checked_add(midnight)
            }
        }
    }

    /// The date at the cursor.
    fn date(self, cursor: &mut Cursor) -> Option<i64> {
        let (year, month, day);
        match self {
            Self::YearFirst => {
                year = cursor.exactly(4)?;
                cursor.separator()?;
                month = cursor.up_to(2)?;
                cursor.separator()?;
                day = cursor.up_to(2)?;
            }
            Self::Compact => {
                year = cursor.exactly(4)?;
                month = cursor.exactly(2)?;
                day = cursor.exactly(2)?;
            }
            Self::MonthFirst | Self::DayFirst => {
                let first = cursor.up_to(2)?;
                cursor.separator()?;
                let second = cursor.up_to(2)?;
                cursor.separator()?;
                year = cursor.exactly(4)?;
                (month, day) = if self == Self::MonthFirst { (first, second) } else { (second, first) };
            }
            _ => {
                let leading = cursor.up_to(2);
                cursor.blanks();
                month = cursor.month_name()?;
                cursor.blanks();
                day = if let Some(day) = leading { day } else { cursor.up_to(2)? };
                cursor.blanks();
                year = cursor.exactly(4)?;
            }
        }
        (1_600..2_300).contains(&year).then(|| midnight(year, month, day)).flatten()
    }
}

/// `2024`, `2024-Q1`, `2024Q1`, `2024-01`, `202401`: its start.
fn period(text: &[u8]) -> Option<i64> {
    let mut cursor = Cursor { text, at: 0 };
    let year = cursor.exactly(4).filter(|year| (1_600..2_300).contains(year))?;
    let month = if cursor.rest().is_empty() {
        1
    } else {
        let separated = cursor.separator().is_some();
        if matches!(cursor.peek(), Some(b'Q' | b'q')) {
            cursor.at += 1;
            cursor.exactly(1).filter(|quarter| (1..=4).contains(quarter))? * 3 - 2
        } else {
            let attached = cursor.rest().len() == 2 && COMMON_YEARS.contains(&year);
            (separated || attached).then(|| cursor.exactly(2)).flatten()?
        }
    };
    cursor.rest().is_empty().then(|| midnight(year, month, 1)).flatten()
}

/// A time of day on its own, and what may come before and after it: nanoseconds from midnight in UTC.
/// Nothing at all is midnight.
pub(crate) fn clock(text: &[u8], compact: bool, offset_ns: i64) -> Option<i64> {
    let mut cursor = Cursor { text, at: 0 };
    if matches!(cursor.peek(), Some(b'T' | b't' | b' ' | b'_' | b',' | b'-' | b';')) {
        cursor.at += 1;
        while cursor.peek() == Some(b' ') {
            cursor.at += 1;
        }
    }
    if cursor.rest().is_empty() {
        return 0_i64.checked_sub(offset_ns);
    }
    let colons =
        cursor.text.get(cursor.at + 1) == Some(&b':') || cursor.text.get(cursor.at + 2) == Some(&b':');
    let mut hour = if colons { cursor.up_to(2)? } else { cursor.exactly(2)? };
    if !colons && !compact {
        return None;
    }
    let minute = cursor.part(colons)??;
    let second = cursor.part(colons).map_or(Some(0), |second| second)?;
    let fraction = cursor.fraction(compact && !colons)?;
    hour = cursor.half_of_day(hour)?;
    let offset = cursor.zone().unwrap_or(Some(offset_ns))?;
    let exists = hour < 24 && minute < 60 && second <= 60 && cursor.rest().is_empty();
    exists.then(|| ((hour * 60 + minute) * 60 + second) * 1_000_000_000 + fraction)?.checked_sub(offset)
}

/// Reads `+02:00`, `-0500`, `Z`, `UTC`: nanoseconds ahead of UTC. For the option.
pub(crate) fn read_offset(text: &str) -> Option<i64> {
    let mut cursor = Cursor { text: text.trim().as_bytes(), at: 0 };
    let offset = cursor.zone()??;
    (cursor.rest().is_empty() && offset.abs() < DAY_NS).then_some(offset)
}

struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a [u8] {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    #[inline]
    fn digit(&mut self) -> Option<i64> {
        let digit = self.peek().filter(u8::is_ascii_digit)?;
        self.at += 1;
        Some(i64::from(digit - b'0'))
    }

    /// That many digits.
    #[inline]
    fn exactly(&mut self, count: usize) -> Option<i64> {
        let mut value = 0;
        for _ in 0..count {
            value = value * 10 + self.digit()?;
        }
        Some(value)
    }

    /// At least one digit, and no more than that.
    #[inline]
    fn up_to(&mut self, count: usize) -> Option<i64> {
        let mut value = self.digit()?;
        for _ in 1..count {
            let Some(digit) = self.digit() else { break };
            value = value * 10 + digit;
        }
        Some(value)
    }

    #[inline]
    fn separator(&mut self) -> Option<()> {
        matches!(self.peek(), Some(b'-' | b'/' | b'.')).then(|| self.at += 1)
    }

    /// What stands between the parts of a date with a month's name.
    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'-' | b',' | b'/' | b'.')) {
            self.at += 1;
        }
    }

    fn month_name(&mut self) -> Option<i64> {
        const NAMES: &[u8; 36] = b"janfebmaraprmayjunjulaugsepoctnovdec";
        let letters = self.rest().iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let name = self.rest().get(..3)?;
        let month = NAMES.chunks(3).position(|known| known.eq_ignore_ascii_case(name))?;
        if letters > 9 {
            return None;
        }
        self.at += letters;
        Some(month as i64 + 1)
    }

    /// Minutes or seconds: `Some(None)` when they are there and malformed.
    #[expect(clippy::option_option, reason = "absent, malformed or read")]
    #[inline]
    fn part(&mut self, colons: bool) -> Option<Option<i64>> {
        if colons {
            (self.peek() == Some(b':')).then(|| self.at += 1)?;
        } else {
            self.peek().filter(u8::is_ascii_digit)?;
        }
        Some(self.exactly(2))
    }

    /// The fraction of a second in nanoseconds; without a point where times have three digits more for it.
    #[inline]
    fn fraction(&mut self, attached: bool) -> Option<i64> {
        let pointed = matches!(self.peek(), Some(b'.' | b','));
        if !pointed && !attached {
            return Some(0);
        }
        self.at += usize::from(pointed);
        let (mut value, mut scale, start) = (0, 100_000_000, self.at);
        while let Some(digit) = self.digit() {
            value += digit * scale;
            scale /= 10;
        }
        let count = self.at - start;
        (if pointed { count > 0 } else { matches!(count, 0 | 3 | 6 | 9) }).then_some(value)
    }

    /// The hour of 24 when AM or PM follows.
    fn half_of_day(&mut self, hour: i64) -> Option<i64> {
        let rest = self.rest();
        let word = rest.trim_ascii_start();
        let later = match word {
            [b'A' | b'a', b'M' | b'm', ..] => 0,
            [b'P' | b'p', b'M' | b'm', ..] => 12,
            _ => return Some(hour),
        };
        self.at += rest.len() - word.len() + 2;
        (1..=12).contains(&hour).then_some(hour % 12 + later)
    }

    /// Nanoseconds ahead of UTC; `None` when nothing follows, `Some(None)` when it is no zone.
    #[expect(clippy::option_option, reason = "absent, malformed or read")]
    #[inline]
    fn zone(&mut self) -> Option<Option<i64>> {
        if self.rest().is_empty() {
            return None;
        }
        Some(self.named_or_numbered_zone())
    }

    fn named_or_numbered_zone(&mut self) -> Option<i64> {
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
        for name in [&b"UTC"[..], b"GMT", b"Z", b"z"] {
            if self.rest().starts_with(name) {
                self.at += name.len();
                if self.rest().is_empty() {
                    return Some(0);
                }
                break;
            }
        }
        let sign = match self.peek()? {
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        self.at += 1;
        let hours = self.up_to(2).filter(|hours| *hours < 24)?;
        if self.peek() == Some(b':') {
            self.at += 1;
        }
        let minutes =
            if self.rest().is_empty() { 0 } else { self.exactly(2).filter(|minutes| *minutes < 60)? };
        Some(sign * (hours * 60 + minutes) * 60_000_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::{TimeFormat, clock, read_offset};

    /// The format that is found, and the time that it reads, in nanoseconds.
    fn read(text: &str) -> Option<(&'static str, i64)> {
        let format = TimeFormat::detect([text.as_bytes()].into_iter())?;
        Some((format.name(), format.read(text.as_bytes(), 0)?))
    }

    const SECOND: i64 = 1_000_000_000;

    #[test]
    fn finds_and_reads_the_formats() {
        // 2024-01-31 23:59:59.5 is 1,706,745,599.5 seconds after 1970.
        let (whole, half) = (1_706_745_599 * SECOND, 1_706_745_599 * SECOND + SECOND / 2);
        let midnight = 1_706_659_200 * SECOND;
        for (text, name, time) in [
            ("2024-01-31 23:59:59.5", "iso", half),
            ("2024-01-31T23:59:59.500000+00:00", "iso", half),
            ("2024-01-31T23:59:59.500000000Z", "iso", half),
            ("2024-02-01T01:59:59,5+02:00", "iso", half),
            ("2024-01-31 18:59:59.500 -0500", "iso", half),
            ("2024/1/31 11:59:59.5 PM", "iso", half),
            ("2024.01.31,23:59:59", "iso", whole),
            ("2024-01-31 23:59:59 UTC", "iso", whole),
            ("2024-01-31", "iso", midnight),
            ("20240131", "compact", midnight),
            ("20240131 235959500", "compact", half),
            ("20240131235959500", "compact", half),
            ("20240131235959", "compact", whole),
            ("20240131 235959", "compact", whole),
            ("20240131-23:59:59.500", "compact", half),
            ("20240131 23:59:59.500", "compact", half),
            ("01/31/2024 23:59:59.500", "mdy", half),
            ("31/01/2024 23:59:59.500", "dmy", half),
            ("31.01.2024 23:59:59.500", "dmy", half),
            ("31.01.2024 23:59:59.500 GMT+0000", "dmy", half),
            ("Jan 31 2024", "month-name", midnight),
            ("31-Jan-2024", "month-name", midnight),
            ("January 31, 2024 23:59:59", "month-name", whole),
            ("1706745599.5", "s", half),
            ("1706745599", "s", whole),
            ("1706745599500", "ms", half),
            ("1706745599500000", "us", half),
            ("1706745599500000000", "ns", half),
            ("-1", "s", -SECOND),
            ("2024", "period", 1_704_067_200 * SECOND),
            ("2024-Q1", "period", 1_704_067_200 * SECOND),
            ("2024-01", "period", 1_704_067_200 * SECOND),
            ("202401", "period", 1_704_067_200 * SECOND),
            ("202401.0", "period", 1_704_067_200 * SECOND),
            ("2024.0", "decimal-year", 1_704_067_200 * SECOND),
            // Noon of 2012-07-02 in a leap year of 366 days, and of 1991-07-02 in one of 365.
            ("2012.5", "decimal-year", 1_341_187_200 * SECOND),
            ("1991.5", "decimal-year", 678_456_000 * SECOND),
            ("20240131.0", "compact", midnight),
            ("2024013123", "compact", midnight + 23 * 3_600 * SECOND),
        ] {
            assert_eq!(read(text), Some((name, time)), "{text}");
        }
    }

    #[test]
    fn reads_days_of_spreadsheets_when_told_to() {
        let noon = (1_706_659_200 + 43_200) * SECOND;
        for (text, time) in [
            ("45322.5", Some(noon)),
            ("45322", Some(noon - 43_200 * SECOND)),
            // 09:30:00.250 as a double prints it: a millisecond is 0.0000000116 days.
            ("45322.3958362269", Some(noon - 9_000 * SECOND + SECOND / 4)),
            ("25569", Some(0)),
            // Before March 1900 spreadsheets have a day that never was.
            ("60", None),
            ("-1", None),
            ("2958466", None),
            ("noon", None),
        ] {
            assert_eq!(TimeFormat::Excel.read(text.as_bytes(), 0), time, "{text}");
        }
        assert_eq!(TimeFormat::Excel.read(b"45322.5", -3_600 * SECOND), Some(noon + 3_600 * SECOND));
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in [
            "",
            "abc",
            "2024-13-01",
            "2024-02-30",
            "2024-01-31 25:00",
            "2024-01-31 23:59:59x",
            "12:30",
            "1.5.3",
            "2024-01-31 23:59:59+99:00",
            "99999999999999999999",
            "2024-01-31 13:00 PM",
            "2024-Q5",
            "Janu",
            "-",
            "2024-1",
            "2024-01-31 2359",
            "20240131 23595950",
            "0000-01-01",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_sample_decides_between_day_and_month() {
        let detect = |cells: &[&str]| TimeFormat::detect(cells.iter().map(|cell| cell.as_bytes()));
        assert_eq!(detect(&["01/02/2024", "13/02/2024"]), Some(TimeFormat::DayFirst));
        assert_eq!(detect(&["01/02/2024", "", "02/13/2024"]), Some(TimeFormat::MonthFirst));
        assert_eq!(detect(&["01.02.2024"]), Some(TimeFormat::DayFirst));
        assert_eq!(detect(&["1974", "1974-Q1", "1974-01"]), Some(TimeFormat::Period));
        assert_eq!(detect(&["2024-01-01", "yesterday"]), None);
        assert_eq!(detect(&["", "NaN"]), None);
        assert_eq!(detect(&["1991.5", "1992", "1992.25"]), Some(TimeFormat::DecimalYear));
        // A number that is no year or date makes all of them seconds.
        assert_eq!(detect(&["1991.5", "2500.5"]), Some(TimeFormat::Seconds));
        assert_eq!(detect(&["20240131", "20240132"]), Some(TimeFormat::Seconds));
        assert_eq!(detect(&["1706745599", "1706745600"]), Some(TimeFormat::Seconds));
    }

    #[test]
    fn an_offset_is_for_times_without_a_zone() {
        let hour = 3_600 * SECOND;
        let read = |text: &str| TimeFormat::YearFirst.read(text.as_bytes(), -5 * hour);
        assert_eq!(read("1970-01-01 00:00:00"), Some(5 * hour));
        assert_eq!(read("1970-01-01 00:00:00Z"), Some(0));
        assert_eq!(read("1970-01-01"), Some(5 * hour));
        assert_eq!(TimeFormat::Seconds.read(b"0", -5 * hour), Some(0));
        assert_eq!(clock(b"01:00", false, 0), Some(hour));
        assert_eq!(clock(b"010000", true, 0), Some(hour));
        assert_eq!(read_offset("-05:00"), Some(-5 * hour));
        assert_eq!(read_offset("UTC"), Some(0));
        assert_eq!(read_offset("+5"), Some(5 * hour));
        assert_eq!(read_offset("EST"), None);
    }
}
