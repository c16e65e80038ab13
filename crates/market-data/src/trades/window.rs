//! Volume averages of the last trades, of the last time, and of sessions.

use super::VolumeAverage;
use std::collections::VecDeque;

/// The volume average of the last so many trades. Exact: what leaves is subtracted from integers.
#[derive(Clone, Debug)]
pub struct CountWindow {
    trades: Vec<(i64, u64)>,
    at: usize,
    average: VolumeAverage,
}

impl CountWindow {
    /// Of `count` trades, at least one.
    #[must_use]
    pub fn new(count: usize) -> Self {
        Self { trades: vec![(0, 0); count.max(1)], at: 0, average: VolumeAverage::new() }
    }

    /// Adds a trade; the oldest leaves when there are too many.
    #[inline]
    pub fn push(&mut self, price: i64, quantity: u64) {
        let old = core::mem::replace(&mut self.trades[self.at], (price, quantity));
        self.at = if self.at + 1 == self.trades.len() { 0 } else { self.at + 1 };
        self.average.remove(old.0, old.1);
        self.average.push(price, quantity);
    }

    /// The average of what is in the window.
    #[must_use]
    pub const fn average(&self) -> &VolumeAverage {
        &self.average
    }
}

/// The volume average of the trades of the last `length` ns: those after `now − length`, up to `now`. Its memory is that of
/// the most trades it ever had; trades of one time and price share a place.
#[derive(Clone, Debug)]
pub struct TimeWindow {
    length: u64,
    trades: VecDeque<(u64, i64, u64)>,
    average: VolumeAverage,
}

impl TimeWindow {
    /// Of so many ns.
    #[must_use]
    pub fn new(length_ns: u64) -> Self {
        Self { length: length_ns, trades: VecDeque::new(), average: VolumeAverage::new() }
    }

    /// Adds a trade. Times do not go back.
    #[inline]
    pub fn push(&mut self, time_ns: u64, price: i64, quantity: u64) {
        self.advance(time_ns);
        self.average.push(price, quantity);
        if let Some(last) = self.trades.back_mut()
            && (last.0, last.1) == (time_ns, price)
            && let Some(sum) = last.2.checked_add(quantity)
        {
            last.2 = sum;
            return;
        }
        self.trades.push_back((time_ns, price, quantity));
    }

    /// Lets trades leave that are too old at this moment.
    #[inline]
    pub fn advance(&mut self, time_ns: u64) {
        while let Some(&(time, price, quantity)) = self.trades.front() {
            if time_ns.saturating_sub(time) < self.length {
                break;
            }
            self.average.remove(price, quantity);
            self.trades.pop_front();
        }
    }

    /// The average of what is in the window.
    #[must_use]
    pub const fn average(&self) -> &VolumeAverage {
        &self.average
    }
}

/// The volume average since a session's beginning: sessions begin every `length` ns, `offset` ns after the records' time
/// zero and at multiples of the length from there. A day from half past one: `86_400 s`, offset `5_400 s`.
#[derive(Clone, Copy, Debug)]
pub struct Sessions {
    length: u64,
    offset: u64,
    session: Option<u64>,
    average: VolumeAverage,
}

impl Sessions {
    /// Sessions of so many ns, at least one, from an offset that is taken modulo the length.
    #[must_use]
    pub const fn new(length_ns: u64, offset_ns: u64) -> Self {
        let length = if length_ns == 0 { 1 } else { length_ns };
        Self { length, offset: offset_ns % length, session: None, average: VolumeAverage::new() }
    }

    /// Adds a trade; the first of a session starts from nothing.
    #[inline]
    pub fn push(&mut self, time_ns: u64, price: i64, quantity: u64) {
        // One session more, so that what comes before the offset is in the session before.
        let session = (time_ns / self.length).saturating_add(u64::from(time_ns % self.length >= self.offset));
        if self.session != Some(session) {
            self.session = Some(session);
            self.average = VolumeAverage::new();
        }
        self.average.push(price, quantity);
    }

    /// The average of the session so far.
    #[must_use]
    pub const fn average(&self) -> &VolumeAverage {
        &self.average
    }
}
