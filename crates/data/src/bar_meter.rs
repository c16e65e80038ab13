//! What is measured by the bar: volatility, and how much trades move the price. Prices are in ticks, quantities in lots.

use crate::market::or_nan;
use cift_market_data::measures::{Amihud, Estimator, KyleLambda, Prices, Volatility};
use cift_wire::Bar;

/// The columns; those that are the bar's own have a prefix.
macro_rules! columns {
    ($bar:literal) => {
        [
            concat!($bar, "time_ns"),
            concat!($bar, "close"),
            concat!($bar, "volume"),
            concat!($bar, "trades"),
            concat!($bar, "vwap"),
            "volatility_close",
            "volatility_parkinson",
            "volatility_garman_klass",
            "volatility_rogers_satchell",
            "volatility_yang_zhang",
            "kyle_lambda",
            "amihud",
            concat!($bar, "net_bought"),
        ]
    };
}

/// What [`BarMeter::row`] has, in its order. Volatilities are per bar: the root of the estimators' variances.
pub(crate) const COLUMNS: [&str; 13] = columns!("");

/// The same among columns that are of other things too.
pub(crate) const BAR_COLUMNS: [&str; COLUMNS.len()] = columns!("bar_");

/// In the order of the columns.
const ESTIMATORS: [Estimator; 5] = [
    Estimator::CloseToClose,
    Estimator::Parkinson,
    Estimator::GarmanKlass,
    Estimator::RogersSatchell,
    Estimator::YangZhang,
];

/// Measures over the last so many bars of an instrument.
pub(crate) struct BarMeter {
    volatility: [Volatility; ESTIMATORS.len()],
    kyle: KyleLambda,
    amihud: Amihud,
    last_close: Option<f64>,
}

impl BarMeter {
    /// Over windows of so many bars.
    pub(crate) fn new(window: usize) -> Self {
        Self {
            volatility: ESTIMATORS.map(|estimator| Volatility::new(estimator, window)),
            kyle: KyleLambda::new(window),
            amihud: Amihud::new(window),
            last_close: None,
        }
    }

    /// Takes the next bar, and says what is known with it; what is not known yet is NaN.
    pub(crate) fn row(&mut self, bar: &Bar) -> [f64; COLUMNS.len()] {
        let close = bar.close as f64;
        let net_bought = 2.0 * bar.buy_volume as f64 - bar.volume as f64;
        let notional = (i128::from(bar.notional_high) << 64 | i128::from(bar.notional_low)) as f64;
        let moved = self.last_close.replace(close).map(|last| close - last);
        let [first, second, third, fourth, fifth] = &mut self.volatility;
        let volatility = [first, second, third, fourth, fifth].map(|each| {
            each.push(Prices::from(bar));
            or_nan(each.per_bar())
        });
        [
            bar.close_time_ns as f64,
            close,
            bar.volume as f64,
            f64::from(bar.trades),
            if bar.volume > 0 && notional != 0.0 { notional / bar.volume as f64 } else { f64::NAN },
            volatility[0],
            volatility[1],
            volatility[2],
            volatility[3],
            volatility[4],
            or_nan(moved.and_then(|moved| self.kyle.push(moved, net_bought))),
            or_nan(self.amihud.push(close, notional.abs())),
            net_bought,
        ]
    }
}
