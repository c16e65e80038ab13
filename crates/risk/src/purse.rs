//! An account's money in one currency.

use crate::account::AccountIx;

/// Money, in the currency's smallest unit.
///
/// 128 bits: a margin account's losses have no bound that a check at entry could set, and trades must not fail.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[repr(C, align(64))]
pub struct Purse {
    /// What can be set aside or paid out: the total less what live orders and margin positions hold back.
    pub available: i128,
    /// What the account owns here.
    pub total: i128,
    pub account: AccountIx,
    pub currency: u32,
    /// The account's next purse, or [`NIL`](crate::index::NIL).
    pub next: u32,
}

const _: () = assert!(size_of::<Purse>() == 64);

impl Purse {
    /// What live orders and margin positions hold back.
    pub const fn reserved(&self) -> i128 {
        self.total - self.available
    }

    /// Money comes, or goes if negative.
    #[inline(always)]
    pub const fn add(&mut self, amount: i128) {
        self.total += amount;
        self.available += amount;
    }
}
