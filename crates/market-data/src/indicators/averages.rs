//! Moving averages, and what windows say of their values.

use super::smooth::{Ema, Sma, Wilder, Wma};
use super::window::{Add, AddTwo, Highest, Lowest, Past, Window};
use super::{period, study, tell};

study! {
    SimpleAverage { sma: Sma = Sma::new(period(options, 0)) } (options) 1 => 1, |self, x, out| {
        tell(out, self.sma.push(x[0]))
    }
}

study! {
    ExponentialAverage { ema: Ema = Ema::new(period(options, 0)) } (options) 1 => 1, |self, x, out| {
        out[0] = self.ema.push(x[0]);
        true
    }
}

study! {
    WeightedAverage { wma: Wma = Wma::new(period(options, 0)) } (options) 1 => 1, |self, x, out| {
        tell(out, self.wma.push(x[0]))
    }
}

study! {
    WildersSmoothing { wilder: Wilder = Wilder::new(period(options, 0)) } (options) 1 => 1, |self, x, out| {
        tell(out, self.wilder.push(x[0]))
    }
}

study! {
    Sum { window: Window<Add> = Window::new(period(options, 0)) } (options) 1 => 1, |self, x, out| {
        tell(out, self.window.push(x[0]))
    }
}

study! {
    Maximum { window: Window<Highest> = Window::new(period(options, 0)) } (options) 1 => 1, |self, x, out| {
        tell(out, self.window.push((x[0], 0)).map(|highest| highest.0))
    }
}

study! {
    Minimum { window: Window<Lowest> = Window::new(period(options, 0)) } (options) 1 => 1, |self, x, out| {
        tell(out, self.window.push((x[0], 0)).map(|lowest| lowest.0))
    }
}

study! {
    /// The value of `period` rows before.
    Lag { past: Past = Past::new(period(options, 0)) } (options) 1 => 1, |self, x, out| {
        tell(out, self.past.push(x[0]))
    }
}

/// Exponential averages of each other, each seeded with the first value of the one before it where that is settled:
/// after `period − 1` values.
#[derive(Clone, Debug)]
pub(super) struct Cascade<const DEPTH: usize> {
    averages: [Ema; DEPTH],
    settled: u64,
    seen: u64,
}

impl<const DEPTH: usize> Cascade<DEPTH> {
    pub(super) fn new(period: usize) -> Self {
        Self { averages: core::array::from_fn(|_| Ema::new(period)), settled: period as u64 - 1, seen: 0 }
    }

    /// All averages, once the last is settled.
    #[inline]
    pub(super) fn push(&mut self, value: f64) -> Option<[f64; DEPTH]> {
        let mut told = [value; DEPTH];
        let mut value = value;
        for (place, average) in self.averages.iter_mut().enumerate() {
            if self.seen < place as u64 * self.settled {
                break;
            }
            value = average.push(value);
            told[place] = value;
        }
        self.seen += 1;
        (self.seen > DEPTH as u64 * self.settled).then_some(told)
    }
}

study! {
    /// 2 e − ema(e), e = ema(x): Mulloy 1994.
    DoubleExponential { cascade: Cascade<2> = Cascade::new(period(options, 0)) } (options) 1 => 1, |self, x, out| {
        tell(out, self.cascade.push(x[0]).map(|[first, second]| 2.0 * first - second))
    }
}

study! {
    /// 3 e − 3 ema(e) + ema(ema(e)): Mulloy 1994.
    TripleExponential { cascade: Cascade<3> = Cascade::new(period(options, 0)) } (options) 1 => 1, |self, x, out| {
        let told = self.cascade.push(x[0]);
        tell(out, told.map(|[first, second, third]| 3.0 * first - 3.0 * second + third))
    }
}

study! {
    /// The change of a triple-smoothed average, in percent of it: Hutson 1982.
    Trix {
        cascade: Cascade<3> = Cascade::new(period(options, 0)),
        last: Option<f64> = None,
    } (options) 1 => 1, |self, x, out| {
        let Some([_, _, third]) = self.cascade.push(x[0]) else { return false };
        tell(out, self.last.replace(third).map(|last| (third - last) / third * 100.0))
    }
}

study! {
    /// A simple average of a simple average, so that the weights form a triangle.
    Triangular {
        inner: Sma = Sma::new(period(options, 0).div_ceil(2)),
        outer: Sma = Sma::new(period(options, 0) / 2 + 1),
    } (options) 1 => 1, |self, x, out| {
        let inner = self.inner.push(x[0]);
        tell(out, inner.and_then(|inner| self.outer.push(inner)))
    }
}

study! {
    /// wma(2 wma(x, n ÷ 2) − wma(x, n), √n): Hull 2005. The periods are rounded down.
    Hull {
        half: Wma = Wma::new((period(options, 0) / 2).max(1)),
        whole: Wma = Wma::new(period(options, 0)),
        last: Wma = Wma::new(period(options, 0).isqrt()),
    } (options) 1 => 1, |self, x, out| {
        let (half, whole) = (self.half.push(x[0]), self.whole.push(x[0]));
        let Some((half, whole)) = half.zip(whole) else { return false };
        tell(out, self.last.push(2.0 * half - whole))
    }
}

study! {
    /// Moves as fast as the way is straight: Kaufman 1995, with averages of 2 and 30 periods at the ends.
    Kaufman {
        past: Past = Past::new(period(options, 0)),
        ways: Window<Add> = Window::new(period(options, 0)),
        last: Option<f64> = None,
        seen: usize = 0,
        period: usize = period(options, 0),
        value: f64 = 0.0,
    } (options) 1 => 1, |self, x, out| {
        const FAST: f64 = 2.0 / 3.0;
        const SLOW: f64 = 2.0 / 31.0;
        let way = self.last.replace(x[0]).and_then(|last| self.ways.push((x[0] - last).abs()));
        let old = self.past.push(x[0]);
        self.seen += 1;
        if let Some((way, old)) = way.zip(old) {
            let straight = if way == 0.0 { 1.0 } else { (x[0] - old).abs() / way };
            let weight = straight * (FAST - SLOW) + SLOW;
            self.value += weight * weight * (x[0] - self.value);
        } else {
            self.value = x[0];
        }
        out[0] = self.value;
        self.seen >= self.period
    }
}

study! {
    /// An exponential average of x + (x − x of `(period − 1) ÷ 2` rows before): Ehlers and Way 2010.
    ZeroLag {
        past: Option<Past> = (period(options, 0) > 2).then(|| Past::new((period(options, 0) - 1) / 2)),
        seen: usize = 0,
        lag: usize = (period(options, 0) - 1) / 2,
        k: f64 = 2.0 / (options[0] + 1.0),
        value: f64 = 0.0,
    } (options) 1 => 1, |self, x, out| {
        let old = match &mut self.past {
            Some(past) => past.push(x[0]),
            None => (self.seen > 0).then_some(x[0]),
        };
        self.seen += 1;
        match old {
            Some(old) => self.value += (x[0] + (x[0] - old) - self.value) * self.k,
            None => self.value = x[0],
        }
        out[0] = self.value;
        self.seen >= self.lag
    }
}

study! {
    /// Σ close × volume ÷ Σ volume over the period.
    VolumeWeighted { window: Window<AddTwo> = Window::new(period(options, 0)) } (options) 2 => 1, |self, x, out| {
        let sums = self.window.push([x[0] * x[1], x[1]]);
        tell(out, sums.map(|[worth, volume]| worth / volume))
    }
}

study! {
    /// What is left of the last peaks when one loses `1 ÷ period` a row.
    LinearDecay {
        step: f64 = 1.0 / options[0],
        value: Option<f64> = None,
    } (options) 1 => 1, |self, x, out| {
        let left = self.value.map_or(x[0], |value| x[0].max(value - self.step).max(0.0));
        self.value = Some(left);
        out[0] = left;
        true
    }
}

study! {
    /// What is left of the last peaks when one loses a `period`-th of itself a row.
    ExponentialDecay {
        keep: f64 = 1.0 - 1.0 / options[0],
        value: Option<f64> = None,
    } (options) 1 => 1, |self, x, out| {
        let left = self.value.map_or(x[0], |value| x[0].max(value * self.keep));
        self.value = Some(left);
        out[0] = left;
        true
    }
}
