//! Where a value is within what it has been.

use super::momentum::Strength;
use super::smooth::Sma;
use super::window::{Add, Highest, Lowest, Past, Window};
use super::{period, study, tell};

/// The highest and the lowest of the last rows.
#[derive(Clone, Debug)]
struct Range {
    highest: Window<Highest>,
    lowest: Window<Lowest>,
}

impl Range {
    fn new(period: usize) -> Self {
        Self { highest: Window::new(period), lowest: Window::new(period) }
    }

    /// Lowest and highest.
    #[inline]
    fn push(&mut self, high: f64, low: f64) -> Option<(f64, f64)> {
        let (high, low) = (self.highest.push((high, 0)), self.lowest.push((low, 0)));
        Some((low?.0, high?.0))
    }
}

study! {
    /// The median price's averages over 5 and 34 rows, one less the other: Williams.
    Awesome { short: Sma = Sma::new(5), long: Sma = Sma::new(34) } (options) 2 => 1, |self, x, out| {
        let median = 0.5 * (x[0] + x[1]);
        let (short, long) = (self.short.push(median), self.long.push(median));
        tell(out, short.zip(long).map(|(short, long)| short - long))
    }
}

study! {
    /// The average distance of the typical price from its average, as a measure of the last: Lambert 1980. Told only
    /// after another `period − 1` rows. O(period).
    CommodityChannel {
        sma: Sma = Sma::new(period(options, 0)),
        past: Past = Past::new(period(options, 0)),
        period: f64 = options[0],
        left: usize = period(options, 0) - 1,
    } (options) 3 => 1, |self, x, out| {
        let typical = (x[0] + x[1] + x[2]) / 3.0;
        self.past.push(typical);
        let Some(mean) = self.sma.push(typical) else { return false };
        if self.left > 0 {
            self.left -= 1;
            return false;
        }
        let distance: f64 = self.past.iter().map(|value| (mean - value).abs()).sum();
        out[0] = (typical - mean) / (distance / self.period * 0.015);
        true
    }
}

study! {
    /// x of `period ÷ 2 + 1` rows before, less the average: Achelis.
    DetrendedPrice {
        sma: Sma = Sma::new(period(options, 0)),
        past: Past = Past::new(period(options, 0) / 2 + 1),
        seen: usize = 0,
        first: f64 = 0.0,
    } (options) 1 => 1, |self, x, out| {
        if self.seen == 0 {
            self.first = x[0];
        }
        self.seen += 1;
        let old = self.past.push(x[0]).unwrap_or(self.first);
        tell(out, self.sma.push(x[0]).map(|mean| old - mean))
    }
}

study! {
    /// The median price's place in its range, made to look Gaussian, and the same a row before: Ehlers 2002.
    Fisher {
        range: Range = Range::new(period(options, 0)),
        place: f64 = 0.0,
        last: f64 = 0.0,
    } (options) 2 => 2, |self, x, out| {
        let median = 0.5 * (x[0] + x[1]);
        let Some((low, high)) = self.range.push(median, median) else { return false };
        let width = if high - low == 0.0 { 0.001 } else { high - low };
        self.place = 0.33 * 2.0 * ((median - low) / width - 0.5) + 0.67 * self.place;
        if self.place > 0.99 {
            self.place = 0.999;
        }
        if self.place < -0.99 {
            self.place = -0.999;
        }
        out[1] = self.last;
        self.last = 0.5 * libm::log((1.0 + self.place) / (1.0 - self.place)) + 0.5 * self.last;
        out[0] = self.last;
        true
    }
}

study! {
    /// The average of close − open: Chande.
    Qstick { sma: Sma = Sma::new(period(options, 0)) } (options) 2 => 1, |self, x, out| {
        tell(out, self.sma.push(x[1] - x[0]))
    }
}

study! {
    /// The close's place in the range of the period, in percent, averaged once and twice: Lane. A range of nothing is
    /// zero percent.
    Stochastic {
        range: Range = Range::new(period(options, 0)),
        slow: Sma = Sma::new(period(options, 1)),
        slower: Sma = Sma::new(period(options, 2)),
    } (options) 3 => 2, |self, x, out| {
        let Some((low, high)) = self.range.push(x[0], x[1]) else { return false };
        let place = if high - low == 0.0 { 0.0 } else { 100.0 * ((x[2] - low) / (high - low)) };
        let Some(slow) = self.slow.push(place) else { return false };
        let Some(slower) = self.slower.push(slow) else { return false };
        (out[0], out[1]) = (slow, slower);
        true
    }
}

study! {
    /// The relative strength's place in its own range, 0 to 1: Chande and Kroll 1994.
    StochasticStrength {
        strength: Strength = Strength::new(period(options, 0)),
        range: Range = Range::new(period(options, 0)),
    } (options) 1 => 1, |self, x, out| {
        let Some(strength) = self.strength.push(x[0]) else { return false };
        let range = self.range.push(strength, strength);
        let place = |low, high| if high - low == 0.0 { 0.0 } else { (strength - low) / (high - low) };
        tell(out, range.map(|(low, high)| place(low, high)))
    }
}

study! {
    /// How far the close is below the period's high, in percent of the range, as a negative number: Williams.
    WilliamsPercent { range: Range = Range::new(period(options, 0)) } (options) 3 => 1, |self, x, out| {
        let range = self.range.push(x[0], x[1]);
        let place = |low: f64, high: f64| if high == low { 0.0 } else { -100.0 * ((high - x[2]) / (high - low)) };
        tell(out, range.map(|(low, high)| place(low, high)))
    }
}

study! {
    /// Buying pressure as a share of true range, over three periods, weighted 4, 2 and 1: Williams 1985.
    Ultimate {
        last: Option<f64> = None,
        pressures: [Window<Add>; 3] = core::array::from_fn(|place| Window::new(period(options, place))),
        ranges: [Window<Add>; 3] = core::array::from_fn(|place| Window::new(period(options, place))),
    } (options) 3 => 1, |self, x, out| {
        let Some(last) = self.last.replace(x[2]) else { return false };
        let low = if x[1] < last { x[1] } else { last };
        let high = if x[0] > last { x[0] } else { last };
        let mut shares = [None; 3];
        for (place, share) in shares.iter_mut().enumerate() {
            let pressure = self.pressures[place].push(x[2] - low);
            let range = self.ranges[place].push(high - low);
            *share = pressure.zip(range).map(|(pressure, range)| pressure / range);
        }
        let [Some(short), Some(medium), Some(long)] = shares else { return false };
        out[0] = (short * 4.0 + medium * 2.0 + long) * 100.0 / 7.0;
        true
    }
}

study! {
    /// The range of the period as a share of the way that was gone: White 1991.
    VerticalHorizontal {
        range: Range = Range::new(period(options, 0)),
        ways: Window<Add> = Window::new(period(options, 0)),
        last: Option<f64> = None,
    } (options) 1 => 1, |self, x, out| {
        let range = self.range.push(x[0], x[0]);
        let Some(last) = self.last.replace(x[0]) else { return false };
        let Some(way) = self.ways.push((x[0] - last).abs()) else { return false };
        tell(out, range.map(|(low, high)| (high - low).abs() / way))
    }
}
