//! How far prices move.

use crate::indicators::window::{AddTwo, Moments, Spread, Window};
use cift_wire::Bar;

/// Open, high, low and close of a bar, in any one unit.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Prices {
    /// The first price.
    pub open: f64,
    /// The highest.
    pub high: f64,
    /// The lowest.
    pub low: f64,
    /// The last.
    pub close: f64,
}

impl From<&Bar> for Prices {
    fn from(bar: &Bar) -> Self {
        Self { open: bar.open as f64, high: bar.high as f64, low: bar.low as f64, close: bar.close as f64 }
    }
}

impl Prices {
    fn are_positive(&self) -> bool {
        [self.open, self.high, self.low, self.close].iter().all(|&price| price > 0.0 && price.is_finite())
    }
}

/// How a variance is estimated from `n` bars. `u`, `d`, `c` are the logarithms of high, low and close over the bar's open; `o` is that
/// of the open over the close before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Estimator {
    /// The sample variance of `ln(close / close before)`, divisor `n − 1`.
    CloseToClose,
    /// `Σ (u − d)² / (4 n ln 2)`: Parkinson (1980), *The extreme value method for estimating the variance of the rate of return*.
    Parkinson,
    /// `Σ [½ (u − d)² − (2 ln 2 − 1) c²] / n`: Garman and Klass (1980), *On the estimation of security price volatilities from
    /// historical data*, their practical estimator.
    GarmanKlass,
    /// `Σ [u (u − c) + d (d − c)] / n`: Rogers and Satchell (1991), *Estimating variance from high, low and closing prices*.
    RogersSatchell,
    /// `V(o) + k V(c) + (1 − k) V(Rogers–Satchell)`, the first two sample variances, `k = 0.34 / (1.34 + (n + 1) / (n − 1))`:
    /// Yang and Zhang (2000), *Drift-independent volatility estimation*.
    YangZhang,
}

/// The variance of the last `n` bars, per bar.
#[derive(Clone, Debug)]
pub struct Volatility {
    estimator: Estimator,
    bars: f64,
    last_close: Option<f64>,
    sums: Window<AddTwo>,
    overnight: Window<Moments>,
    returns: Window<Moments>,
    variance: Option<f64>,
}

impl Volatility {
    /// Of so many bars: at least two where the estimator takes a sample variance, else at least one.
    #[must_use]
    pub fn new(estimator: Estimator, bars: usize) -> Self {
        let sampled = matches!(estimator, Estimator::CloseToClose | Estimator::YangZhang);
        let bars = bars.max(if sampled { 2 } else { 1 });
        Self {
            estimator,
            bars: bars as f64,
            last_close: None,
            sums: Window::new(bars),
            overnight: Window::new(bars),
            returns: Window::new(bars),
            variance: None,
        }
    }

    /// Takes a bar; returns the variance per bar once there are enough. The first bar only gives a close to those that need
    /// one before. A bar with a price of zero or less is left out.
    #[inline]
    pub fn push(&mut self, bar: Prices) -> Option<f64> {
        if !bar.are_positive() {
            return self.variance;
        }
        let last = self.last_close.replace(bar.close);
        self.variance = match self.estimator {
            Estimator::CloseToClose => {
                let change = libm::log(bar.close / last?);
                self.returns.push(Spread::of(change)).map(|spread| self.sample(spread))
            }
            Estimator::YangZhang => {
                let last = last?;
                self.yang_zhang(&bar, last)
            }
            _ => {
                let value = self.of_one(&bar);
                self.sums.push([value, 0.0]).map(|[sum, _]| sum / self.bars)
            }
        };
        self.variance
    }

    fn yang_zhang(&mut self, bar: &Prices, last: f64) -> Option<f64> {
        let overnight = self.overnight.push(Spread::of(libm::log(bar.open / last)));
        let within = self.returns.push(Spread::of(libm::log(bar.close / bar.open)));
        let sum = self.sums.push([rogers_satchell(bar), 0.0]);
        let k = 0.34 / (1.34 + (self.bars + 1.0) / (self.bars - 1.0));
        let within = k * self.sample(within?) + (1.0 - k) * (sum?[0] / self.bars);
        Some(self.sample(overnight?) + within)
    }

    fn sample(&self, spread: Spread) -> f64 {
        spread.squares / (self.bars - 1.0)
    }

    fn of_one(&self, bar: &Prices) -> f64 {
        use core::f64::consts::LN_2;
        let range = libm::log(bar.high / bar.low);
        match self.estimator {
            Estimator::Parkinson => range * range / (4.0 * LN_2),
            Estimator::GarmanKlass => {
                let change = libm::log(bar.close / bar.open);
                0.5 * range * range - (2.0 * LN_2 - 1.0) * change * change
            }
            _ => rogers_satchell(bar),
        }
    }

    /// The variance per bar.
    #[must_use]
    pub const fn variance(&self) -> Option<f64> {
        self.variance
    }

    /// Its root: the volatility per bar.
    #[must_use]
    pub fn per_bar(&self) -> Option<f64> {
        self.variance.map(libm::sqrt)
    }
}

fn rogers_satchell(bar: &Prices) -> f64 {
    let (up, down) = (libm::log(bar.high / bar.open), libm::log(bar.low / bar.open));
    let change = libm::log(bar.close / bar.open);
    up * (up - change) + down * (down - change)
}

/// The volatility of a year that has so many bars: `√(variance × bars)`.
#[must_use]
pub fn annual(variance: f64, bars_a_year: f64) -> f64 {
    libm::sqrt(variance * bars_a_year)
}

/// Realised variance: the sum of squared logarithmic returns.
///
/// Andersen and Bollerslev (1998), *Answering the skeptics*. Prices of zero or less are left out.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealisedVariance {
    last: Option<f64>,
    sum: f64,
    returns: u64,
}

impl RealisedVariance {
    /// Of nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next price.
    #[inline]
    pub fn push(&mut self, price: f64) {
        if price > 0.0
            && price.is_finite()
            && let Some(last) = self.last.replace(price)
        {
            let change = libm::log(price / last);
            self.sum += change * change;
            self.returns += 1;
        }
    }

    /// The sum so far.
    #[must_use]
    pub const fn variance(&self) -> f64 {
        self.sum
    }

    /// How many returns it has.
    #[must_use]
    pub const fn returns(&self) -> u64 {
        self.returns
    }

    /// Begins again, from the last price: at the end of an interval.
    pub const fn take(&mut self) -> f64 {
        self.returns = 0;
        core::mem::replace(&mut self.sum, 0.0)
    }
}
