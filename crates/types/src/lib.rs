//! The words of the exchange: sides, kinds, reasons, and the limits of ids, lots and times. No dependencies, no floats.

#![no_std]

mod generated;

pub use generated::*;

/// Position of an instrument in the session's configuration.
pub type InstrumentId = u32;
/// Number of a participant's account.
pub type AccountId = u32;
/// A participant's own id of an order; below [`EXACT_LIMIT`].
pub type OrderId = u64;
/// A price in ticks. Every 64-bit integer is a price.
pub type Price = i64;
/// A quantity in lots; below [`EXACT_LIMIT`].
pub type Quantity = u64;
/// Nanoseconds since the session's start; below [`EXACT_LIMIT`].
pub type TimeNs = u64;
/// Position in the session's total order, from 1.
pub type Seq = u64;

/// 2^53. Ids, quantities and times stay below it, so that TypeScript reads them as plain numbers without loss.
pub const EXACT_LIMIT: u64 = 1 << 53;

/// The version of `schemas/semantics.md`. It goes into every digest, so runs of two versions never compare equal.
pub const SEMANTICS_VERSION: u32 = 1;

/// [`CommandFlags`](self): a new order that must not take liquidity.
pub const FLAG_POST_ONLY: u32 = 1;

/// Flag of a trade event: the order that took liquidity is done.
pub const FLAG_TAKER_DONE: u8 = 1;
/// Flag of a trade event: the resting order is done.
pub const FLAG_MAKER_DONE: u8 = 2;

impl Side {
    /// The side that this one trades with.
    #[must_use]
    #[inline]
    pub const fn opposite(self) -> Self {
        if matches!(self, Self::Buy) { Self::Sell } else { Self::Buy }
    }
}
