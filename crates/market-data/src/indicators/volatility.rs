//! How far values scatter.

use super::smooth::{Ema, Sma, Wilder};
use super::trend::true_range;
use super::window::{Add, Moments, Past, Spread, Window};
use super::{period, study, tell};

study! {
    /// The range of a bar and the gap before it: Wilder 1978. The first bar's is its own range.
    TrueRange { last: Option<f64> = None } (options) 3 => 1, |self, x, out| {
        let last = self.last.replace(x[2]);
        out[0] = last.map_or(x[0] - x[1], |last| true_range(x[0], x[1], last));
        true
    }
}

/// Wilder's average of the true range.
#[derive(Clone, Debug)]
struct AverageRange {
    average: Wilder,
    last: Option<f64>,
}

impl AverageRange {
    fn new(period: usize) -> Self {
        Self { average: Wilder::new(period), last: None }
    }

    #[inline]
    fn push(&mut self, x: &[f64]) -> Option<f64> {
        let last = self.last.replace(x[2]);
        self.average.push(last.map_or(x[0] - x[1], |last| true_range(x[0], x[1], last)))
    }
}

study! {
    AverageTrueRange { average: AverageRange = AverageRange::new(period(options, 0)) } (options) 3 => 1, |self, x, out| {
        tell(out, self.average.push(x))
    }
}

study! {
    /// The average true range in percent of the close.
    NormalisedTrueRange { average: AverageRange = AverageRange::new(period(options, 0)) } (options) 3 => 1, |self, x, out| {
        tell(out, self.average.push(x).map(|range| 100.0 * range / x[2]))
    }
}

study! {
    /// The population's standard deviation.
    StandardDeviation { window: Window<Moments> = Window::new(period(options, 0)) } (options) 1 => 1, |self, x, out| {
        tell(out, self.window.push(Spread::of(x[0])).map(|spread| libm::sqrt(spread.variance())))
    }
}

study! {
    /// The population's variance.
    Variance { window: Window<Moments> = Window::new(period(options, 0)) } (options) 1 => 1, |self, x, out| {
        tell(out, self.window.push(Spread::of(x[0])).map(Spread::variance))
    }
}

study! {
    /// The standard deviation ÷ √period.
    StandardError {
        window: Window<Moments> = Window::new(period(options, 0)),
        root: f64 = libm::sqrt(options[0]),
    } (options) 1 => 1, |self, x, out| {
        let spread = self.window.push(Spread::of(x[0]));
        tell(out, spread.map(|spread| libm::sqrt(spread.variance()) / self.root))
    }
}

study! {
    /// The average distance from the average. O(period).
    MeanDeviation {
        sma: Sma = Sma::new(period(options, 0)),
        past: Past = Past::new(period(options, 0)),
        period: f64 = options[0],
    } (options) 1 => 1, |self, x, out| {
        self.past.push(x[0]);
        let Some(mean) = self.sma.push(x[0]) else { return false };
        out[0] = self.past.iter().map(|value| (mean - value).abs()).sum::<f64>() / self.period;
        true
    }
}

study! {
    /// The average, and so many standard deviations below and above it: Bollinger.
    BollingerBands {
        mean: Sma = Sma::new(period(options, 0)),
        window: Window<Moments> = Window::new(period(options, 0)),
        deviations: f64 = options[1],
    } (options) 1 => 3, |self, x, out| {
        let (mean, spread) = (self.mean.push(x[0]), self.window.push(Spread::of(x[0])));
        let Some((mean, spread)) = mean.zip(spread) else { return false };
        let width = self.deviations * libm::sqrt(spread.variance());
        (out[0], out[1], out[2]) = (mean - width, mean, mean + width);
        true
    }
}

study! {
    /// The change over a period, in percent, of the exponential average of the bar's range: Chaikin.
    ChaikinVolatility {
        ema: Ema = Ema::new(period(options, 0)),
        past: Past = Past::new(period(options, 0)),
        settling: usize = period(options, 0) - 1,
    } (options) 2 => 1, |self, x, out| {
        let average = self.ema.push(x[0] - x[1]);
        if self.settling > 0 {
            self.settling -= 1;
            return false;
        }
        tell(out, self.past.push(average).map(|old| 100.0 * (average - old) / old))
    }
}

study! {
    /// The standard deviation of returns, for a year of 252 rows.
    AnnualVolatility {
        window: Window<Moments> = Window::new(period(options, 0)),
        last: Option<f64> = None,
        year: f64 = libm::sqrt(252.0),
    } (options) 1 => 1, |self, x, out| {
        let Some(last) = self.last.replace(x[0]) else { return false };
        let spread = self.window.push(Spread::of(x[0] / last - 1.0));
        tell(out, spread.map(|spread| libm::sqrt(spread.variance()) * self.year))
    }
}

study! {
    /// Σ over the period of ema(range) ÷ ema(ema(range)), each over nine rows: Dorsey 1992.
    MassIndex {
        first: Ema = Ema::new(9),
        second: Ema = Ema::new(9),
        window: Window<Add> = Window::new(period(options, 0)),
        seen: u64 = 0,
    } (options) 2 => 1, |self, x, out| {
        const SETTLED: u64 = 8;
        let first = self.first.push(x[0] - x[1]);
        self.seen += 1;
        if self.seen <= SETTLED {
            return false;
        }
        let second = self.second.push(first);
        if self.seen <= 2 * SETTLED {
            return false;
        }
        tell(out, self.window.push(first / second))
    }
}

study! {
    /// An average that moves as much as the short deviation is of the long one, times alpha: Chande 1992.
    VariableAverage {
        short: Window<Moments> = Window::new(period(options, 0)),
        long: Window<Moments> = Window::new(period(options, 1)),
        alpha: f64 = options[2],
        seen: usize = 0,
        first: usize = period(options, 1) - 1,
        value: f64 = 0.0,
    } (options) 1 => 1, |self, x, out| {
        let spread = Spread::of(x[0]);
        let (short, long) = (self.short.push(spread), self.long.push(spread));
        self.seen += 1;
        self.value = match short.zip(long) {
            None => x[0],
            Some((short, long)) => {
                let (short, long) = (libm::sqrt(short.variance()), libm::sqrt(long.variance()));
                let share = if long == 0.0 { 0.0 } else { short / long };
                self.value + (x[0] - self.value) * share * self.alpha
            }
        };
        out[0] = self.value;
        self.seen >= self.first
    }
}
