//! Measures of a market's state, of its flow, of its volatility, and of its liquidity.
//!
//! Prices are in ticks and quantities in lots; what is a sum of these is an integer, what is a ratio is a 64-bit float.
//! Logarithms need prices above zero: where a price is not, a measure of returns leaves the bar out.

mod flow;
mod impact;
mod microprice;
mod spreads;
mod state;
mod toxicity;
mod volatility;

pub use flow::{OrderFlow, TradeFlow};
pub use impact::{Amihud, KyleLambda};
pub use microprice::{MicroPrice, MicroPriceFit};
pub use spreads::{
    RealisedSpread, RealisedSpreads, SpreadMean, effective_spread, quoted_spread, relative_spread,
};
pub use state::{imbalance, mid, weighted_mid};
pub use toxicity::{Vpin, bulk_share};
pub use volatility::{Estimator, Prices, RealisedVariance, Volatility, annual};

#[cfg(test)]
mod tests;
