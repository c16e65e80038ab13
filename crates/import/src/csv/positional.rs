//! What the columns of a table without a header mean, by what is in them.

use super::calendar::DAY_NS;
use super::number::{Number, is_missing};
use super::role::{ROLE_COUNT, Role};
use super::sample::Sample;
use super::time::{TimeFormat, clock};

/// Finds time, symbol, side, and the numbers that follow the time: bars, quotes or ticks.
pub(crate) fn fill(sample: &Sample, at: &mut [Option<usize>; ROLE_COUNT], symbol: &mut Vec<usize>) {
    let count = sample.rows.first().map_or(0, Vec::len);
    let Some(time) = (0..count).find(|column| is_time(sample, *column)) else { return };
    at[Role::Time as usize] = Some(time);
    let mut next = time + 1;
    if next < count && is_date(sample, time) && is_clock(sample, next) {
        at[Role::Clock as usize] = Some(next);
        next += 1;
    }
    let side = (0..count).find(|column| is_side(sample, *column));
    at[Role::Side as usize] = side;
    let text = |column: &usize| side != Some(*column) && is_text(sample, *column);
    if let Some(column) = (0..count).find(text) {
        at[Role::Symbol as usize] = Some(column);
        symbol.push(column);
    }
    let numbers: Vec<usize> = (next..count).filter(|column| is_number(sample, *column)).collect();
    fill_numbers(sample, at, &numbers);
}

fn fill_numbers(sample: &Sample, at: &mut [Option<usize>; ROLE_COUNT], numbers: &[usize]) {
    let mut set = |roles: &[Role]| {
        for (role, column) in roles.iter().zip(numbers) {
            at[*role as usize] = Some(*column);
        }
    };
    match numbers {
        [open, high, low, close, ..] if spans(sample, [*open, *high, *low, *close]) => {
            set(&[Role::Open, Role::High, Role::Low, Role::Close, Role::Volume]);
            // Binance's klines.
            if let [.., end, _, trades, buys, _, _] = numbers
                && numbers.len() == 11
                && is_time(sample, *end)
            {
                at[Role::CloseTime as usize] = Some(*end);
                at[Role::Trades as usize] = Some(*trades);
                at[Role::BuyVolume as usize] = Some(*buys);
            }
        }
        [bid, ask, _, _] if is_spread(sample, *bid, *ask) => {
            set(&[Role::Bid, Role::Ask, Role::BidSize, Role::AskSize]);
        }
        [bid, ask, ..] if is_spread(sample, *bid, *ask) => set(&[Role::Bid, Role::Ask]),
        _ => set(&[Role::Price, Role::Size]),
    }
}

fn all(sample: &Sample, column: usize, test: impl Fn(&[u8]) -> bool) -> bool {
    let mut cells = sample.column(column).filter(|cell| !is_missing(cell)).peekable();
    cells.peek().is_some() && cells.all(test)
}

/// Dates in some form, and numbers that are seconds since 2001 or later, or parts of them.
fn is_time(sample: &Sample, column: usize) -> bool {
    let whole_digits = |cell: &[u8]| cell.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match TimeFormat::detect(sample.column(column)) {
        Some(TimeFormat::Seconds) => all(sample, column, |cell| whole_digits(cell) == 10),
        // Prices may look so too.
        Some(TimeFormat::DecimalYear) => false,
        Some(TimeFormat::Period) => all(sample, column, |cell| !cell.iter().all(u8::is_ascii_digit)),
        found => found.is_some(),
    }
}

fn is_date(sample: &Sample, column: usize) -> bool {
    let Some(format) = TimeFormat::detect(sample.column(column)) else { return false };
    all(sample, column, |cell| format.read(cell, 0).is_some_and(|time| time % DAY_NS == 0))
}

fn is_clock(sample: &Sample, column: usize) -> bool {
    all(sample, column, |cell| {
        let digits = matches!(cell.len(), 4 | 6) && cell.iter().all(u8::is_ascii_digit);
        (digits || cell.contains(&b':')) && clock(cell, true, 0).is_some()
    })
}

fn is_side(sample: &Sample, column: usize) -> bool {
    all(sample, column, |cell| super::cells::side(cell).is_some() && !cell[0].is_ascii_digit())
}

fn is_number(sample: &Sample, column: usize) -> bool {
    all(sample, column, |cell| Number::parse(cell, point(sample)).is_ok())
}

/// Without a header a decimal comma shows in that something else stands between fields.
fn point(sample: &Sample) -> u8 {
    let comma = sample.rows.iter().flatten().any(|cell| cell.contains(&b',')) && sample.delimiter != b',';
    if comma { b',' } else { b'.' }
}

fn is_text(sample: &Sample, column: usize) -> bool {
    TimeFormat::detect(sample.column(column)).is_none()
        && all(sample, column, |cell| {
            Number::parse(cell, point(sample)).is_err()
                && cell[0].is_ascii_alphanumeric()
                && clock(cell, true, 0).is_none()
        })
}

/// A number in units of 10^−18, to compare by.
fn value(sample: &Sample, row: &[Vec<u8>], column: usize) -> Option<i128> {
    Number::parse(row.get(column)?, point(sample)).ok().map(Number::value)
}

/// Whether the second and the third number are the highest and the lowest of four.
fn spans(sample: &Sample, columns: [usize; 4]) -> bool {
    sample.rows.iter().all(|row| {
        let [Some(open), Some(high), Some(low), Some(close)] =
            columns.map(|column| value(sample, row, column))
        else {
            return true;
        };
        high >= open.max(close) && low <= open.min(close)
    })
}

/// Whether two numbers are a bid and an ask: not crossed, and no more than a tenth apart.
fn is_spread(sample: &Sample, bid: usize, ask: usize) -> bool {
    sample.rows.iter().all(|row| match (value(sample, row, bid), value(sample, row, ask)) {
        (Some(bid), Some(ask)) => bid <= ask && ask - bid <= bid.abs() / 10,
        _ => true,
    })
}
