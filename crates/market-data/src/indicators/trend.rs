//! Which way it goes, and how surely.

use super::smooth::{Wilder, WilderSum};
use super::window::{Highest, Lowest, Past, Window};
use super::{period, study, tell};

/// The true range: the bar's, with the gap from the close before it.
#[inline]
pub(super) fn true_range(high: f64, low: f64, close_before: f64) -> f64 {
    let (up, down) = ((high - close_before).abs(), (low - close_before).abs());
    let mut range = high - low;
    if up > range {
        range = up;
    }
    if down > range {
        range = down;
    }
    range
}

/// Wilder's sums of directional movement: Wilder 1978.
#[derive(Clone, Debug)]
struct Movement {
    ups: WilderSum,
    downs: WilderSum,
    last: Option<(f64, f64)>,
    at_once: bool,
}

impl Movement {
    fn new(period: usize) -> Self {
        Self { ups: WilderSum::new(period), downs: WilderSum::new(period), last: None, at_once: period == 1 }
    }

    /// Plus and minus movement.
    #[inline]
    fn push(&mut self, high: f64, low: f64) -> Option<(f64, f64)> {
        let Some(last) = self.last.replace((high, low)) else {
            // A period of one has no rows to add up: there is no movement yet.
            return self.at_once.then_some((0.0, 0.0));
        };
        let (mut up, mut down) = (high - last.0, last.1 - low);
        if up < 0.0 || up <= down {
            if down < 0.0 || up == down {
                down = 0.0;
            }
            up = 0.0;
        } else {
            down = 0.0;
        }
        let (ups, downs) = (self.ups.push(up), self.downs.push(down));
        ups.zip(downs)
    }

    /// The difference of the movements, in percent of their sum.
    #[inline]
    fn index(&mut self, high: f64, low: f64) -> Option<f64> {
        let (up, down) = self.push(high, low)?;
        Some((up - down).abs() / (up + down) * 100.0)
    }
}

study! {
    /// Plus and minus directional movement.
    DirectionalMovement { movement: Movement = Movement::new(period(options, 0)) } (options) 2 => 2, |self, x, out| {
        let Some((up, down)) = self.movement.push(x[0], x[1]) else { return false };
        (out[0], out[1]) = (up, down);
        true
    }
}

study! {
    /// Directional movement in percent of the true range.
    DirectionalIndicator {
        movement: Movement = Movement::new(period(options, 0)),
        ranges: WilderSum = WilderSum::new(period(options, 0)),
        last: Option<f64> = None,
    } (options) 3 => 2, |self, x, out| {
        let movement = self.movement.push(x[0], x[1]);
        let last = self.last.replace(x[2]);
        let range = last.and_then(|last| self.ranges.push(true_range(x[0], x[1], last)));
        let Some((up, down)) = movement else { return false };
        let range = range.unwrap_or(x[0] - x[1]);
        (out[0], out[1]) = (100.0 * up / range, 100.0 * down / range);
        true
    }
}

study! {
    DirectionalIndex { movement: Movement = Movement::new(period(options, 0)) } (options) 2 => 1, |self, x, out| {
        tell(out, self.movement.index(x[0], x[1]))
    }
}

study! {
    /// Wilder's average of the directional index.
    AverageDirectional {
        movement: Movement = Movement::new(period(options, 0)),
        average: Wilder = Wilder::new(period(options, 0)),
    } (options) 2 => 1, |self, x, out| {
        let index = self.movement.index(x[0], x[1]);
        tell(out, index.and_then(|index| self.average.push(index)))
    }
}

study! {
    /// The mean of the average directional index and itself `period − 1` rows before.
    DirectionalRating {
        movement: Movement = Movement::new(period(options, 0)),
        average: Wilder = Wilder::new(period(options, 0)),
        past: Option<Past> = (period(options, 0) > 1).then(|| Past::new(period(options, 0) - 1)),
    } (options) 2 => 1, |self, x, out| {
        let index = self.movement.index(x[0], x[1]);
        let Some(average) = index.and_then(|index| self.average.push(index)) else { return false };
        let old = match &mut self.past {
            Some(past) => past.push(average),
            None => Some(average),
        };
        tell(out, old.map(|old| 0.5 * (average + old)))
    }
}

/// How many rows ago the highest high and the lowest low of `period + 1` rows were.
#[derive(Clone, Debug)]
struct Since {
    highest: Window<Highest>,
    lowest: Window<Lowest>,
    row: u64,
    period: f64,
}

impl Since {
    fn new(period: usize) -> Self {
        Self {
            highest: Window::new(period + 1),
            lowest: Window::new(period + 1),
            row: 0,
            period: period as f64,
        }
    }

    /// 100 for the newest row, 0 for the oldest: of the lowest low and the highest high.
    #[inline]
    fn push(&mut self, high: f64, low: f64) -> Option<(f64, f64)> {
        let row = self.row;
        self.row += 1;
        let (highest, lowest) = (self.highest.push((high, row)), self.lowest.push((low, row)));
        let freshness = |at: u64| 100.0 * (self.period - (row - at) as f64) / self.period;
        Some((freshness(lowest?.1), freshness(highest?.1)))
    }
}

study! {
    /// How fresh the lowest low (down) and the highest high (up) are, in percent: Chande 1995.
    Aroon { since: Since = Since::new(period(options, 0)) } (options) 2 => 2, |self, x, out| {
        let Some((down, up)) = self.since.push(x[0], x[1]) else { return false };
        (out[0], out[1]) = (down, up);
        true
    }
}

study! {
    /// Aroon up less Aroon down.
    AroonOscillator { since: Since = Since::new(period(options, 0)) } (options) 2 => 1, |self, x, out| {
        tell(out, self.since.push(x[0], x[1]).map(|(down, up)| up - down))
    }
}

study! {
    /// A stop that follows the trend and turns with it: Wilder 1978. The first two rows say which way it begins.
    ParabolicStop {
        step: f64 = options[0],
        most: f64 = options[1],
        rising: bool = true,
        stop: f64 = 0.0,
        extreme: f64 = 0.0,
        weight: f64 = options[0],
        last: Option<(f64, f64)> = None,
        before: Option<(f64, f64)> = None,
    } (options) 2 => 1, |self, x, out| {
        let (high, low) = (x[0], x[1]);
        let Some(last) = self.last.replace((high, low)) else { return false };
        let before = self.before.replace(last);
        if before.is_none() {
            self.rising = last.0 + last.1 <= high + low;
            (self.extreme, self.stop) = if self.rising { (last.0, last.1) } else { (last.1, last.0) };
        }
        self.follow(high, low, last, before);
        if if self.rising { low < self.stop } else { high > self.stop } {
            self.weight = self.step;
            self.stop = self.extreme;
            self.rising = !self.rising;
            self.extreme = if self.rising { high } else { low };
        }
        out[0] = self.stop;
        true
    }
}

impl ParabolicStop {
    /// Moves the stop towards the extreme, but not into the last two rows.
    #[inline]
    fn follow(&mut self, high: f64, low: f64, last: (f64, f64), before: Option<(f64, f64)>) {
        self.stop += (self.extreme - self.stop) * self.weight;
        let rows = before.into_iter().chain([last]);
        let further = if self.rising {
            self.stop = rows.fold(self.stop, |stop, row| if stop > row.1 { row.1 } else { stop });
            high > self.extreme
        } else {
            self.stop = rows.fold(self.stop, |stop, row| if stop < row.0 { row.0 } else { stop });
            low < self.extreme
        };
        if further {
            self.extreme = if self.rising { high } else { low };
            let more = self.weight + self.step;
            self.weight = if more > self.most { self.most } else { more };
        }
    }
}
