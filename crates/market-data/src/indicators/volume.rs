//! What the volume says.

use super::smooth::{Ema, Sma};
use super::window::{AddTwo, Window};
use super::{period, study, tell};

/// Accumulation and distribution: the volume, weighted by where in its range a bar closes, summed. A bar without range
/// adds nothing: Chaikin.
#[derive(Clone, Debug)]
struct Accumulation(f64);

impl Accumulation {
    #[inline]
    fn push(&mut self, x: &[f64]) -> f64 {
        let range = x[0] - x[1];
        if range != 0.0 {
            self.0 += (x[2] - x[1] - x[0] + x[2]) / range * x[3];
        }
        self.0
    }
}

study! {
    AccumulationDistribution { sum: Accumulation = Accumulation(0.0) } (options) 4 => 1, |self, x, out| {
        out[0] = self.sum.push(x);
        true
    }
}

study! {
    /// The difference of two exponential averages of accumulation and distribution: Chaikin.
    AccumulationOscillator {
        sum: Accumulation = Accumulation(0.0),
        short: Ema = Ema::new(period(options, 0)),
        long: Ema = Ema::new(period(options, 1)),
        seen: usize = 0,
        first: usize = period(options, 1),
    } (options) 4 => 1, |self, x, out| {
        let sum = self.sum.push(x);
        out[0] = self.short.push(sum) - self.long.push(sum);
        self.seen += 1;
        self.seen >= self.first
    }
}

study! {
    /// The volume of rising rows less that of falling ones: Granville 1963.
    OnBalance { last: Option<f64> = None, sum: f64 = 0.0 } (options) 2 => 1, |self, x, out| {
        if let Some(last) = self.last.replace(x[0]) {
            if x[0] > last {
                self.sum += x[1];
            } else if x[0] < last {
                self.sum -= x[1];
            }
        }
        out[0] = self.sum;
        true
    }
}

/// An index that starts at 1000 and takes the price's change in rows of less, or of more, volume.
#[derive(Clone, Debug)]
struct VolumeIndex {
    last: Option<(f64, f64)>,
    value: f64,
}

impl VolumeIndex {
    const NEW: Self = Self { last: None, value: 1000.0 };

    #[inline]
    fn push(&mut self, x: &[f64], counts: impl Fn(f64, f64) -> bool) -> f64 {
        if let Some((close, volume)) = self.last.replace((x[0], x[1]))
            && counts(x[1], volume)
        {
            self.value += (x[0] - close) / close * self.value;
        }
        self.value
    }
}

study! {
    /// Takes the price's change in rows whose volume is less than the one before: Fosback 1976.
    NegativeVolume { index: VolumeIndex = VolumeIndex::NEW } (options) 2 => 1, |self, x, out| {
        out[0] = self.index.push(x, |volume, before| volume < before);
        true
    }
}

study! {
    /// Takes the price's change in rows whose volume is more than the one before: Fosback 1976.
    PositiveVolume { index: VolumeIndex = VolumeIndex::NEW } (options) 2 => 1, |self, x, out| {
        out[0] = self.index.push(x, |volume, before| volume > before);
        true
    }
}

study! {
    /// The share, in percent, of money that flowed while the typical price rose: Quong and Soudack 1989.
    MoneyFlow {
        window: Window<AddTwo> = Window::new(period(options, 0)),
        last: Option<f64> = None,
    } (options) 4 => 1, |self, x, out| {
        let typical = (x[0] + x[1] + x[2]) / 3.0;
        let Some(last) = self.last.replace(typical) else { return false };
        let money = typical * x[3];
        let flow = [if typical > last { money } else { 0.0 }, if typical < last { money } else { 0.0 }];
        tell(out, self.window.push(flow).map(|[up, down]| up / (up + down) * 100.0))
    }
}

study! {
    /// How far the median price moves for the volume, in ten thousands, per range: Arms.
    EaseOfMovement { last: Option<f64> = None } (options) 3 => 1, |self, x, out| {
        let median = (x[0] + x[1]) * 0.5;
        let ratio = x[2] / 10000.0 / (x[0] - x[1]);
        tell(out, self.last.replace(median).map(|last| (median - last) / ratio))
    }
}

study! {
    /// The difference of two exponential averages of the volume's force: Klinger 1997.
    Klinger {
        short: Ema = Ema::new(period(options, 0)),
        long: Ema = Ema::new(period(options, 1)),
        last: Option<(f64, f64)> = None,
        rising: Option<bool> = None,
        measure: f64 = 0.0,
    } (options) 4 => 1, |self, x, out| {
        let (sum, range) = (x[0] + x[1] + x[2], x[0] - x[1]);
        let Some((last_sum, last_range)) = self.last.replace((sum, range)) else { return false };
        let rising = if sum > last_sum { Some(true) } else if sum < last_sum { Some(false) } else { self.rising };
        if rising != self.rising {
            self.rising = rising;
            self.measure = last_range;
        }
        self.measure += range;
        let sign = if self.rising == Some(false) { -1.0 } else { 1.0 };
        let force = x[3] * (range / self.measure * 2.0 - 1.0).abs() * 100.0 * sign;
        out[0] = self.short.push(force) - self.long.push(force);
        true
    }
}

study! {
    /// The difference of two averages of the volume, in percent of the longer.
    VolumeOscillator {
        short: Sma = Sma::new(period(options, 0)),
        long: Sma = Sma::new(period(options, 1)),
    } (options) 1 => 1, |self, x, out| {
        let (short, long) = (self.short.push(x[0]), self.long.push(x[0]));
        tell(out, short.zip(long).map(|(short, long)| 100.0 * (short - long) / long))
    }
}

study! {
    /// What rising rows gained over their true low, less what falling ones lost from their true high: Williams.
    WilliamsAccumulation { last: Option<f64> = None, sum: f64 = 0.0 } (options) 3 => 1, |self, x, out| {
        let (high, low, close) = (x[0], x[1], x[2]);
        let Some(last) = self.last.replace(close) else { return false };
        if close > last {
            self.sum += close - if last < low { last } else { low };
        } else if close < last {
            self.sum += close - if last > high { last } else { high };
        }
        out[0] = self.sum;
        true
    }
}
