//! What a market looks like: books, trades and bars, measures of flow and liquidity, indicators.
//!
//! - [`book`]: level 1, 2 and 3 from records of feeds and tapes; the engine's own events become such records.
//! - [`trades`]: aggressors, volume- and time-weighted averages, bars. Integers throughout.
//! - [`measures`]: spreads, imbalances, volatility, liquidity.
//! - [`indicators`]: the 104 of Tulip Indicators, by name.
//! - [`batch`]: sums and averages over whole columns, equal to the incremental forms bit for bit.
//!
//! Prices are integers in ticks and quantities integers in lots; decimals are made at the edge. Where numbers are
//! real, only `+ − × ÷ √` and `libm` are used, so native code and WebAssembly give the same bits.

#[allow(
    clippy::float_arithmetic, // sums of real numbers, in an order that is fixed
    clippy::cast_precision_loss, // counts are far below 2^53
)]
pub mod batch;
pub mod book;
#[allow(
    clippy::float_arithmetic, // indicators are functions of real numbers; only + − × ÷ √ and libm, so all hosts agree
    clippy::float_cmp, // definitions say "equal", and mean it
    clippy::cast_precision_loss, // counts and periods are far below 2^53
    clippy::cast_sign_loss, // options that were checked to be whole and positive
)]
pub mod indicators;
#[allow(
    clippy::float_arithmetic, // ratios and logarithms; only + − × ÷ √ and libm, so all hosts agree
    clippy::float_cmp, // "has not moved" is exact
    clippy::cast_precision_loss, // prices and lots are below 2^53; sums may round, which a ratio bears
    clippy::cast_sign_loss, // shares of volumes, which are not negative
)]
pub mod measures;
pub mod trades;
