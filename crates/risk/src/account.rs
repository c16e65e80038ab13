//! Accounts, groups of them, and instruments' markets, apart from what they hold.

use crate::meter::Meter;
use crate::rules::Rules;
use crate::sums::Sums;
use cift_types::{AccountId, AccountKind, Price};
use std::collections::BTreeMap;

/// Index of an account. It stays valid for the life of the venue.
pub type AccountIx = u32;

/// The group of an account that is in none.
pub const NO_GROUP: u32 = u32::MAX;

/// An account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    pub id: AccountId,
    pub kind: AccountKind,
    /// Index of its group, or [`NO_GROUP`].
    pub group: u32,
    pub tier: u32,
    pub killed: bool,
    /// Too many executions came; it stays so until it is released.
    pub latched: bool,
    pub rules: Option<Box<Rules>>,
    /// What its own limits count.
    pub own: Meter,
    /// What the venue's limits count, which apply to each account by itself.
    pub venue: Meter,
    /// Its first holding and its first purse, or none.
    pub first_holding: u32,
    pub first_purse: u32,
    /// Over all its holdings; counts only, money is by currency. Kept while a limit asks for it.
    pub sums: Sums,
}

/// Live orders of an account over all its holdings, and those that its open gates may still let in. Kept while a limit of
/// the account or the venue asks for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    pub live: u64,
    /// The most that there may be.
    pub most: u64,
}

/// Accounts that share limits and a kill switch.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Group {
    pub id: u32,
    pub killed: bool,
    pub rules: Option<Box<Rules>>,
    pub meter: Meter,
    pub members: Vec<AccountIx>,
    /// Over all holdings of its accounts; counts only. Kept while a limit asks for it.
    pub sums: Sums,
    /// The same by currency.
    pub by_currency: BTreeMap<u32, Sums>,
}

/// What is known of an instrument's market.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Market {
    pub killed: bool,
    pub rules: Option<Box<Rules>>,
    pub reference: Option<Price>,
    pub last: Option<Price>,
}

impl Market {
    /// What collars measure from.
    pub fn collar_price(&self) -> Option<Price> {
        self.reference.or(self.last)
    }

    /// What positions are valued at.
    pub fn mark(&self) -> Option<Price> {
        self.last.or(self.reference)
    }
}
