//! Indicators that look at one row only, and two that also look at the row before.

use super::{Study, study, tell};

macro_rules! elementwise {
    ($($(#[$doc:meta])* $name:ident $inputs:literal |$row:ident| $value:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub(super) struct $name;

        impl Study for $name {
            const INPUTS: usize = $inputs;
            const OUTPUTS: usize = 1;

            fn build(_: &[f64]) -> Self {
                Self
            }

            #[inline]
            fn push(&mut self, $row: &[f64], outputs: &mut [f64]) -> bool {
                outputs[0] = $value;
                true
            }
        }
    )*};
}

const DEGREES: f64 = 180.0 / core::f64::consts::PI;
const RADIANS: f64 = core::f64::consts::PI / 180.0;

elementwise! {
    Abs 1 |x| x[0].abs();
    Acos 1 |x| libm::acos(x[0]);
    Asin 1 |x| libm::asin(x[0]);
    Atan 1 |x| libm::atan(x[0]);
    Ceil 1 |x| libm::ceil(x[0]);
    Cos 1 |x| libm::cos(x[0]);
    Cosh 1 |x| libm::cosh(x[0]);
    Exp 1 |x| libm::exp(x[0]);
    Floor 1 |x| libm::floor(x[0]);
    Ln 1 |x| libm::log(x[0]);
    Log10 1 |x| libm::log10(x[0]);
    /// Halves go up, also below zero.
    Round 1 |x| libm::floor(x[0] + 0.5);
    Sin 1 |x| libm::sin(x[0]);
    Sinh 1 |x| libm::sinh(x[0]);
    Sqrt 1 |x| libm::sqrt(x[0]);
    Tan 1 |x| libm::tan(x[0]);
    Tanh 1 |x| libm::tanh(x[0]);
    ToDegrees 1 |x| x[0] * DEGREES;
    ToRadians 1 |x| x[0] * RADIANS;
    Truncate 1 |x| libm::trunc(x[0]);
    Plus 2 |x| x[0] + x[1];
    Minus 2 |x| x[0] - x[1];
    Times 2 |x| x[0] * x[1];
    Over 2 |x| x[0] / x[1];
    /// (open + high + low + close) ÷ 4.
    AveragePrice 4 |x| (x[0] + x[1] + x[2] + x[3]) * 0.25;
    /// (high + low) ÷ 2.
    MedianPrice 2 |x| (x[0] + x[1]) * 0.5;
    /// (high + low + close) ÷ 3.
    TypicalPrice 3 |x| (x[0] + x[1] + x[2]) / 3.0;
    /// (high + low + 2 close) ÷ 4.
    WeightedClose 3 |x| (x[0] + x[1] + x[2] + x[2]) * 0.25;
    /// (close − open) ÷ (high − low), zero for a bar without range.
    BalanceOfPower 4 |x| {
        let range = x[1] - x[2];
        if range <= 0.0 { 0.0 } else { (x[3] - x[0]) / range }
    };
    /// (high − low) ÷ volume.
    MarketFacilitation 3 |x| (x[0] - x[1]) / x[2];
}

study! {
    /// One where the first input crosses the second in either direction, else zero.
    CrossAny { last: Option<(f64, f64)> = None } (options) 2 => 1, |self, x, out| {
        let before = self.last.replace((x[0], x[1]));
        let crossed = |(a, b): (f64, f64)| x[0] > x[1] && a <= b || x[0] < x[1] && a >= b;
        tell(out, before.map(|before| f64::from(u8::from(crossed(before)))))
    }
}

study! {
    /// One where the first input rises above the second, else zero.
    CrossOver { last: Option<(f64, f64)> = None } (options) 2 => 1, |self, x, out| {
        let before = self.last.replace((x[0], x[1]));
        tell(out, before.map(|(a, b)| f64::from(u8::from(x[0] > x[1] && a <= b))))
    }
}
