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
pub const SEMANTICS_VERSION: u32 = 2;

/// Flag of a new order: it must not take liquidity.
pub const FLAG_POST_ONLY: u32 = 1;
/// Flag of a post-only order: where it would trade it gets another price.
pub const FLAG_REPRICE: u32 = 1 << 1;
/// Flag of a new order: it trades in full or not at all, now or later.
pub const FLAG_ALL_OR_NONE: u32 = 1 << 2;
/// Flag of a new order: it only makes its account's position smaller.
pub const FLAG_REDUCE_ONLY: u32 = 1 << 3;
/// Flag of a new order: it is not displayed.
pub const FLAG_HIDDEN: u32 = 1 << 4;
/// Flag of a market order: its quantity is an amount of money, in ticks times lots.
pub const FLAG_MONEY: u32 = 1 << 5;
/// Flag of a market order: its price is a cap.
pub const FLAG_CAP: u32 = 1 << 6;
/// Flag of a new order: it waits for its release.
pub const FLAG_HELD: u32 = 1 << 7;
/// Flag of a new order: the kept terms belong to it.
pub const FLAG_TERMS: u32 = 1 << 8;
/// Flag of a limit buy: `param` is the price at which funds are reserved.
pub const FLAG_RESERVE_PRICE: u32 = 1 << 9;
/// Where a new order's self-trade prevention stands in its flags: zero, or 1 + [`SelfTrade`].
pub const SELF_TRADE_SHIFT: u32 = 12;
/// The bits of a new order's self-trade prevention.
pub const SELF_TRADE_MASK: u32 = 7 << SELF_TRADE_SHIFT;
/// Flag of a mass cancel: `price` to `param` is a range.
pub const FLAG_PRICE_RANGE: u32 = 1;

/// Flag of a trade event: the order that took liquidity is done.
pub const FLAG_TAKER_DONE: u8 = 1;
/// Flag of a trade event: the resting order is done.
pub const FLAG_MAKER_DONE: u8 = 2;
/// Flag of a trade event: it is of an auction; the order is the buyer, the counter-order the seller.
pub const FLAG_AUCTION: u8 = 4;
/// Flag of a repriced event: the order waits for a price to follow.
pub const FLAG_WAITS: u8 = 1;

/// In place of an instrument or an account: all of them.
pub const EVERY: u32 = u32::MAX;

impl Side {
    /// The side that this one trades with.
    #[must_use]
    #[inline]
    pub const fn opposite(self) -> Self {
        if matches!(self, Self::Buy) { Self::Sell } else { Self::Buy }
    }
}

impl Phase {
    /// Whether orders are collected for an uncross.
    #[must_use]
    pub const fn is_call(self) -> bool {
        matches!(self, Self::PreOpen | Self::OpeningAuction | Self::VolatilityAuction | Self::ClosingAuction)
    }

    /// Whether a call phase publishes its indication.
    #[must_use]
    pub const fn is_auction(self) -> bool {
        self.is_call() && !matches!(self, Self::PreOpen)
    }
}
