//! Sums and averages over whole columns, as fast as the memory, and equal to the incremental forms bit for bit.
//!
//! What "equal" rests on:
//!
//! - **Integers** ([`notional_and_volume`]): sums of products of 64-bit integers in 128 bits are exact, so they do not depend on the
//!   order. [`VolumeAverage`](crate::trades::VolumeAverage) adds the same numbers one by one.
//! - **Floats**: IEEE 754 addition is not associative, so the order is part of the definition. A sum has [`LANES`] lanes;
//!   value `i` goes to lane `i mod LANES`, each lane adds in order, and the lanes are added in one fixed tree. The batch form adds
//!   eight at a time, which compilers turn into whatever vectors the target has; the incremental form ([`LaneSum`],
//!   [`LaneVwap`]) keeps the same lanes and where it is. Neither reorders, contracts (no fused multiply-add), nor skips.
//! - **Moving averages**: [`sma`] and [`ema`] compute blocks that do not depend on each other, and their incremental forms,
//!   the indicators `sma` and `ema`, are defined by the same blocks: see [`Window`](crate::indicators::window::Window) and
//!   [`Ema`](crate::indicators::smooth::Ema).

mod integer;
mod moving;
mod sums;

pub use integer::notional_and_volume;
pub use moving::{ema, sma};
pub use sums::{LANES, LaneSum, LaneVwap, sum, vwap};

#[cfg(test)]
mod tests;
