//! Prices as keys: on either side of the book the better price has the smaller key, so one ladder serves both.

use cift_types::{Price, Side};

/// A price seen from its side of the book: smaller is better.
pub type Key = i64;

/// The key of `price` on `side`. Bids are complemented (`-1 - price`), which reverses their order and cannot overflow.
#[inline(always)]
pub const fn key(side: Side, price: Price) -> Key {
    price ^ mask(side)
}

/// The price behind a key; the inverse of [`key`].
#[inline(always)]
pub const fn price(side: Side, key: Key) -> Price {
    key ^ mask(side)
}

/// All ones for buy (0), zero for sell (1). Arithmetic, because a side cannot be predicted.
#[inline(always)]
const fn mask(side: Side) -> i64 {
    side as i64 - 1
}
