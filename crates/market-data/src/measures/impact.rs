//! How far trading moves prices.

use crate::indicators::window::{Add, Join, Window};

/// Number of pairs, means, and sums of products of their distances from the means.
#[derive(Clone, Copy, Debug, Default)]
struct Pairs {
    count: f64,
    x: f64,
    y: f64,
    xx: f64,
    xy: f64,
}

/// Covariances, joined as in Chan, Golub and `LeVeque` (1979).
#[derive(Clone, Debug)]
struct Covariance;

impl Join for Covariance {
    type Part = Pairs;

    #[inline(always)]
    fn join(older: Pairs, newer: Pairs) -> Pairs {
        let count = older.count + newer.count;
        let (x, y) = (newer.x - older.x, newer.y - older.y);
        let share = newer.count / count;
        let weight = older.count * share;
        Pairs {
            count,
            x: older.x + x * share,
            y: older.y + y * share,
            xx: older.xx + newer.xx + x * x * weight,
            xy: older.xy + newer.xy + x * y * weight,
        }
    }
}

/// Kyle's lambda: ticks that the price moves for a lot of net buying, by least squares over the last `n` intervals:
/// `λ = cov(Δp, q) / var(q)`, with `Δp` the change of price of an interval and `q` lots bought less lots sold in it.
///
/// Kyle (1985), *Continuous auctions and insider trading*; estimated as in Hasbrouck (2009), *Trading costs and returns for U.S.
/// equities*, without his square root.
#[derive(Clone, Debug)]
pub struct KyleLambda {
    window: Window<Covariance>,
}

impl KyleLambda {
    /// Over so many intervals, at least two.
    #[must_use]
    pub fn new(intervals: usize) -> Self {
        Self { window: Window::new(intervals.max(2)) }
    }

    /// Takes an interval; returns lambda, in ticks a lot, once there are enough. `None` also where net buying never varied.
    #[inline]
    pub fn push(&mut self, price_change: f64, net_bought: f64) -> Option<f64> {
        let pair = Pairs { count: 1.0, x: net_bought, y: price_change, xx: 0.0, xy: 0.0 };
        let pairs = self.window.push(pair)?;
        (pairs.xx > 0.0).then(|| pairs.xy / pairs.xx)
    }
}

/// Amihud's illiquidity: the mean over the last `n` bars of `|return| / value traded`.
///
/// Amihud (2002), *Illiquidity and stock returns*: the return is `close / close before − 1`, the value in the quote currency, or
/// in ticks × lots. Bars in which nothing traded are left out.
#[derive(Clone, Debug)]
pub struct Amihud {
    window: Window<Add>,
    bars: f64,
    last: Option<f64>,
    value: Option<f64>,
}

impl Amihud {
    /// Over so many bars, at least one.
    #[must_use]
    pub fn new(bars: usize) -> Self {
        let bars = bars.max(1);
        Self { window: Window::new(bars), bars: bars as f64, last: None, value: None }
    }

    /// Takes a bar's close and what was traded in it; returns the mean once there are enough.
    #[inline]
    pub fn push(&mut self, close: f64, traded: f64) -> Option<f64> {
        let last = self.last.replace(close);
        if let Some(last) = last.filter(|&last| last != 0.0 && traded > 0.0) {
            self.value = self.window.push((close / last - 1.0).abs() / traded).map(|sum| sum / self.bars);
        }
        self.value
    }
}
