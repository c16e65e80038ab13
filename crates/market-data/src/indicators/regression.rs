//! The straight line through the last values, by least squares.

use super::window::{Past, Ramp, Ramps, Window};
use super::{period, study, tell};

/// A line through the last `period` values, the oldest at place 1 and the newest at place `period`.
#[derive(Clone, Debug)]
struct Line {
    window: Window<Ramps>,
    period: f64,
    mean_place: f64,
    /// Sum of squared distances of the places from their mean.
    squares: f64,
}

impl Line {
    fn new(period: usize) -> Self {
        let length = period as f64;
        Self {
            window: Window::new(period),
            period: length,
            mean_place: length / 2.0 + 0.5,
            squares: length * (length * length - 1.0) / 12.0,
        }
    }

    /// Height at place 0, and slope.
    #[inline]
    fn push(&mut self, value: f64) -> Option<(f64, f64)> {
        let ramp = self.window.push(Ramp::of(value))?;
        let slope = (ramp.weighted + ramp.sum - self.mean_place * ramp.sum) / self.squares;
        Some((ramp.sum / self.period - slope * self.mean_place, slope))
    }
}

macro_rules! lines {
    ($($(#[$doc:meta])* $name:ident |$line:ident, $base:ident, $slope:ident| $value:expr;)*) => {$(
        study! {
            $(#[$doc])*
            $name { line: Line = Line::new(period(options, 0)) } (options) 1 => 1, |self, x, out| {
                let told = self.line.push(x[0]);
                let $line = &self.line;
                tell(out, told.map(|($base, $slope)| $value))
            }
        }
    )*};
}

lines! {
    /// The line's end, at the newest value.
    Regression |line, base, slope| base + slope * line.period;
    /// The line's beginning, at the oldest value.
    Intercept |_line, base, slope| base + slope;
    /// Its slope a row.
    Slope |_line, _base, slope| slope;
    /// Where it goes in the next row.
    Forecast |line, base, slope| base + slope * (line.period + 1.0);
}

study! {
    /// How far, in percent of itself, a value is from what the line of those before it foretold.
    ForecastOscillator {
        line: Line = Line::new(period(options, 0)),
        foretold: Option<f64> = None,
    } (options) 1 => 1, |self, x, out| {
        let line = self.line.push(x[0]);
        let next = line.map(|(base, slope)| base + slope * (self.line.period + 1.0));
        let before = core::mem::replace(&mut self.foretold, next);
        tell(out, before.map(|before| 100.0 * (x[0] - before) / x[0]))
    }
}

study! {
    /// The phase of a cycle of `period` rows, as its sine and the sine of 45° more: Ehlers 1996. O(period).
    MesaSine {
        past: Past = Past::new(period(options, 0)),
        seen: usize = 0,
        period: usize = period(options, 0),
        waves: Vec<(f64, f64)> = waves(period(options, 0)),
    } (options) 1 => 2, |self, x, out| {
        use core::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI, TAU};
        self.past.push(x[0]);
        self.seen += 1;
        if self.seen <= self.period {
            return false;
        }
        let (mut real, mut imaginary) = (0.0, 0.0);
        for (&(cos, sin), value) in self.waves.iter().zip(self.past.iter().rev()) {
            real += cos * value;
            imaginary += sin * value;
        }
        let mut phase = if real.abs() > 0.001 {
            libm::atan(imaginary / real)
        } else if imaginary < 0.0 {
            -PI
        } else {
            PI
        };
        if real < 0.0 {
            phase += PI;
        }
        phase += FRAC_PI_2;
        if phase < 0.0 {
            phase += TAU;
        }
        if phase > TAU {
            phase -= TAU;
        }
        out[0] = libm::sin(phase);
        out[1] = libm::sin(phase + FRAC_PI_4);
        true
    }
}

/// Cosine and sine of the places of a cycle.
fn waves(period: usize) -> Vec<(f64, f64)> {
    let step = core::f64::consts::TAU / period as f64;
    (0..period).map(|place| (libm::cos(step * place as f64), libm::sin(step * place as f64))).collect()
}
