//! When bars of imbalance end, where the threshold is what is expected.

/// What an imbalance counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImbalanceUnit {
    /// Trades.
    Ticks,
    /// Lots.
    Volume,
}

/// The expected imbalance of a bar: López de Prado (2018), *Advances in Financial Machine Learning*, 2.3.2.
///
/// With `b` the trade's sign (+1 bought, −1 sold) and `v` its size (1, or its lots), a bar ends as soon as
/// `|Σ b·v| ≥ E[T] · |E[b·v]|`, where `E[T]` is an exponential average of the bars' numbers of trades and `E[b·v]` one of all
/// trades' signed sizes. Both weights are `2 / (span + 1)`.
///
/// The bare rule is known to run away, to bars of one trade or to bars without end; so `E[T]` is kept between `least` and
/// `most` trades, and the first bar ends after `first` trades.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ExpectedImbalance {
    first: f64,
    least: f64,
    most: f64,
    bar_weight: f64,
    trade_weight: f64,
    trades: Option<f64>,
    signed: Option<f64>,
}

#[allow(clippy::float_arithmetic, clippy::cast_precision_loss)] // an expectation is no integer; + − × ÷ only
impl ExpectedImbalance {
    /// `first`, `least` and `most` trades a bar; spans of bars and of trades.
    #[must_use]
    pub fn new(first: u32, least: u32, most: u32, bar_span: u32, trade_span: u32) -> Self {
        let weight = |span: u32| 2.0 / (f64::from(span.max(1)) + 1.0);
        Self {
            first: f64::from(first.max(1)),
            least: f64::from(least.max(1)),
            most: f64::from(most.max(least).max(1)),
            bar_weight: weight(bar_span),
            trade_weight: weight(trade_span),
            trades: None,
            signed: None,
        }
    }

    /// A trade's signed size.
    #[inline]
    pub fn trade(&mut self, signed: i64) {
        let signed = signed as f64;
        self.signed = Some(self.signed.map_or(signed, |mean| mean + (signed - mean) * self.trade_weight));
    }

    /// Whether a bar of so many trades and such a sum of signed sizes is at its end.
    #[inline]
    #[must_use]
    pub fn ends(&self, trades: u32, sum: i128) -> bool {
        match (self.trades, self.signed) {
            (Some(expected), Some(signed)) => {
                sum.unsigned_abs() as f64 >= expected * signed.abs() && sum != 0
            }
            _ => f64::from(trades) >= self.first,
        }
    }

    /// A bar has ended.
    pub fn bar(&mut self, trades: u32) {
        let trades = f64::from(trades);
        let mean = self.trades.map_or(trades, |mean| mean + (trades - mean) * self.bar_weight);
        self.trades = Some(mean.max(self.least).min(self.most));
    }

    /// Trades that a bar is expected to have, and a trade's expected signed size.
    #[must_use]
    pub fn expected(&self) -> (Option<f64>, Option<f64>) {
        (self.trades, self.signed)
    }
}
