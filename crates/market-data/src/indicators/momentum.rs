//! How fast values change.

use super::smooth::{Ema, Wilder};
use super::window::{AddTwo, Past, Window};
use super::{period, study, tell};

study! {
    /// x − x of `period` rows before.
    Momentum { past: Past = Past::new(period(options, 0)) } (options) 1 => 1, |self, x, out| {
        tell(out, self.past.push(x[0]).map(|old| x[0] - old))
    }
}

study! {
    /// The change over `period` rows as a fraction of where it began.
    RateOfChange { past: Past = Past::new(period(options, 0)) } (options) 1 => 1, |self, x, out| {
        tell(out, self.past.push(x[0]).map(|old| (x[0] - old) / old))
    }
}

study! {
    /// x ÷ x of `period` rows before.
    RateOfChangeRatio { past: Past = Past::new(period(options, 0)) } (options) 1 => 1, |self, x, out| {
        tell(out, self.past.push(x[0]).map(|old| x[0] / old))
    }
}

study! {
    /// The difference of two exponential averages.
    AbsolutePriceOscillator {
        short: Ema = Ema::new(period(options, 0)),
        long: Ema = Ema::new(period(options, 1)),
        begun: bool = false,
    } (options) 1 => 1, |self, x, out| {
        out[0] = self.short.push(x[0]) - self.long.push(x[0]);
        core::mem::replace(&mut self.begun, true)
    }
}

study! {
    /// The difference of two exponential averages, in percent of the longer.
    PercentagePriceOscillator {
        short: Ema = Ema::new(period(options, 0)),
        long: Ema = Ema::new(period(options, 1)),
        begun: bool = false,
    } (options) 1 => 1, |self, x, out| {
        let (short, long) = (self.short.push(x[0]), self.long.push(x[0]));
        out[0] = 100.0 * (short - long) / long;
        core::mem::replace(&mut self.begun, true)
    }
}

study! {
    /// Convergence of two exponential averages, its own average, and the difference of these: Appel 1979. With 12 and
    /// 26 the weights are 0.15 and 0.075, as Appel has them.
    Convergence {
        short: Ema = if is_appels(options) { Ema::weighted(0.15) } else { Ema::new(period(options, 0)) },
        long: Ema = if is_appels(options) { Ema::weighted(0.075) } else { Ema::new(period(options, 1)) },
        signal: Ema = Ema::new(period(options, 2)),
        seen: usize = 0,
        long_period: usize = period(options, 1),
    } (options) 1 => 3, |self, x, out| {
        let macd = self.short.push(x[0]) - self.long.push(x[0]);
        self.seen += 1;
        if self.seen < self.long_period {
            return false;
        }
        let signal = self.signal.push(macd);
        (out[0], out[1], out[2]) = (macd, signal, macd - signal);
        true
    }
}

fn is_appels(options: &[f64]) -> bool {
    (period(options, 0), period(options, 1)) == (12, 26)
}

/// By how much a value rose, and by how much it fell.
#[inline]
pub(super) fn ways(change: f64) -> [f64; 2] {
    [if change > 0.0 { change } else { 0.0 }, if change < 0.0 { -change } else { 0.0 }]
}

/// Wilder's averages of rises and falls, and their share of both in percent: Wilder 1978.
#[derive(Clone, Debug)]
pub(super) struct Strength {
    ups: Wilder,
    downs: Wilder,
    last: Option<f64>,
}

impl Strength {
    pub(super) fn new(period: usize) -> Self {
        Self { ups: Wilder::new(period), downs: Wilder::new(period), last: None }
    }

    #[inline]
    pub(super) fn push(&mut self, value: f64) -> Option<f64> {
        let [up, down] = ways(value - self.last.replace(value)?);
        let (ups, downs) = (self.ups.push(up), self.downs.push(down));
        let (ups, downs) = ups.zip(downs)?;
        Some(100.0 * ups / (ups + downs))
    }
}

study! {
    /// The share of rises in all changes, in percent: Wilder 1978.
    RelativeStrength { strength: Strength = Strength::new(period(options, 0)) } (options) 1 => 1, |self, x, out| {
        tell(out, self.strength.push(x[0]))
    }
}

study! {
    /// 100 (rises − falls) ÷ (rises + falls) over the period: Chande and Kroll 1994.
    ChandeMomentum {
        window: Window<AddTwo> = Window::new(period(options, 0)),
        last: Option<f64> = None,
    } (options) 1 => 1, |self, x, out| {
        let Some(last) = self.last.replace(x[0]) else { return false };
        let sums = self.window.push(ways(x[0] - last));
        tell(out, sums.map(|[ups, downs]| 100.0 * (ups - downs) / (ups + downs)))
    }
}
