//! Bars: trades of an interval, of a volume, of a count, of a value, of an imbalance.

use super::{ExpectedImbalance, ImbalanceUnit, notional};
use cift_types::Side;
use cift_wire::{Bar, Tick};

/// When a bar ends.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum BarRule {
    /// At multiples of so many ns from the Unix epoch; `epoch_ns` is where the records' time begins
    /// ([`cift_tape::Metadata::epoch_ns`]). A bar has the trades from its beginning to before its end. Intervals without
    /// trades have no bar.
    Time {
        /// The interval.
        interval_ns: u64,
        /// Nanoseconds from the Unix epoch to time zero of the records.
        epoch_ns: u64,
    },
    /// When it has so many lots or more.
    Volume(u64),
    /// When it has so many trades.
    Trades(u32),
    /// When its trades are worth so many ticks × lots, or more, up or down.
    Notional(u128),
    /// When bought and sold differ by so much or more. Trades whose aggressor is not known count for neither.
    Imbalance {
        /// What is counted.
        unit: ImbalanceUnit,
        /// How much.
        threshold: u128,
    },
    /// When bought and sold differ by as much as is expected of a bar.
    ExpectedImbalance {
        /// What is counted.
        unit: ImbalanceUnit,
        /// What is expected.
        expected: ExpectedImbalance,
    },
}

/// Makes bars of an instrument's trades.
///
/// A trade is never split: the one that reaches a bar's threshold is its last. A time bar ends when a later trade, or
/// [`BarBuilder::advance`], shows that its time is over; its `closeTimeNs` is that of its last trade.
#[derive(Clone, Debug)]
pub struct BarBuilder {
    rule: BarRule,
    bar: Bar,
    notional: i128,
    signed: i128,
    interval: u64,
}

impl BarBuilder {
    /// Makes bars by a rule. A threshold of zero is one.
    #[must_use]
    pub fn new(rule: BarRule) -> Self {
        Self { rule, bar: Bar::default(), notional: 0, signed: 0, interval: 0 }
    }

    /// The interval of a time bar that a moment is in.
    #[inline]
    fn interval_of(&self, time_ns: u64) -> u64 {
        match self.rule {
            BarRule::Time { interval_ns, epoch_ns } => epoch_ns.saturating_add(time_ns) / interval_ns.max(1),
            _ => 0,
        }
    }

    /// Takes a trade; returns the bar that is complete, if one is. A time bar that ends does not have the trade, any other
    /// does.
    #[inline]
    pub fn push(&mut self, tick: &Tick) -> Option<Bar> {
        let interval = self.interval_of(tick.time_ns);
        let over = if interval == self.interval { None } else { self.finish() };
        self.interval = interval;
        self.add(tick);
        // Of the two, at most one: only time bars end by time.
        over.or_else(|| if self.is_complete() { self.finish() } else { None })
    }

    /// Time has come so far without a trade: returns the time bar that is over.
    pub fn advance(&mut self, time_ns: u64) -> Option<Bar> {
        let interval = self.interval_of(time_ns);
        if interval <= self.interval { None } else { self.finish() }
    }

    /// The bar so far, complete or not; the next trade begins another. `None` without trades.
    pub fn finish(&mut self) -> Option<Bar> {
        if self.bar.trades == 0 {
            return None;
        }
        let mut bar = core::mem::take(&mut self.bar);
        bar.notional_low = self.notional.cast_unsigned() as u64;
        bar.notional_high = (self.notional >> 64) as i64;
        if let BarRule::ExpectedImbalance { expected, .. } = &mut self.rule {
            expected.bar(bar.trades);
        }
        (self.notional, self.signed) = (0, 0);
        Some(bar)
    }

    #[inline]
    fn add(&mut self, tick: &Tick) {
        let bar = &mut self.bar;
        if bar.trades == 0 {
            *bar = Bar {
                instrument: tick.instrument,
                open_seq: tick.seq,
                open_time_ns: tick.time_ns,
                open: tick.price,
                high: tick.price,
                low: tick.price,
                ..Bar::default()
            };
        }
        let bought = tick.side_unknown == 0 && tick.side == Side::Buy as u8;
        let sold = tick.side_unknown == 0 && tick.side == Side::Sell as u8;
        bar.trades = bar.trades.saturating_add(1);
        bar.close_seq = tick.seq;
        bar.close_time_ns = tick.time_ns;
        bar.close = tick.price;
        bar.high = bar.high.max(tick.price);
        bar.low = bar.low.min(tick.price);
        bar.volume = bar.volume.saturating_add(tick.quantity);
        bar.buy_volume = bar.buy_volume.saturating_add(if bought { tick.quantity } else { 0 });
        self.notional = self.notional.wrapping_add(notional(tick.price, tick.quantity));
        let sign = i128::from(bought) - i128::from(sold);
        if let BarRule::Imbalance { unit, .. } | BarRule::ExpectedImbalance { unit, .. } = self.rule {
            let size = if unit == ImbalanceUnit::Ticks { 1 } else { tick.quantity };
            self.signed += sign * i128::from(size);
            if let BarRule::ExpectedImbalance { expected, .. } = &mut self.rule {
                expected.trade((sign * i128::from(size)).clamp(-(1 << 62), 1 << 62) as i64);
            }
        }
    }

    #[inline]
    fn is_complete(&self) -> bool {
        match &self.rule {
            BarRule::Time { .. } => false,
            BarRule::Volume(lots) => self.bar.volume >= *lots,
            BarRule::Trades(trades) => self.bar.trades >= *trades,
            BarRule::Notional(worth) => self.notional.unsigned_abs() >= *worth,
            BarRule::Imbalance { threshold, .. } => self.signed.unsigned_abs() >= (*threshold).max(1),
            BarRule::ExpectedImbalance { expected, .. } => expected.ends(self.bar.trades, self.signed),
        }
    }
}
