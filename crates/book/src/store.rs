//! What the books of a session share: the orders, the pages of levels, and the map of ids.

use crate::cells::{Cell, Cells, Slot};
use crate::extra::{Extra, Extras};
use crate::ids::{IdHash, Ids};
use cift_types::{AccountId, InstrumentId, OrderId};
use std::collections::TryReserveError;

/// How much a session may hold, and how much of it is set aside at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Live orders that the session may hold; at most 2^30.
    pub orders: u32,
    /// Price pages (64 neighbouring ticks of one side of one book) that may hold orders; at most 2^25.
    pub pages: u32,
    /// Orders that memory is set aside for at once; above it the store grows.
    pub reserve_orders: u32,
    /// Price pages that memory is set aside for at once.
    pub reserve_pages: u32,
}

/// A limit of the session, or of a level's quantity, is reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CapacityError;

/// A live order that was looked up by id.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// Where it is in the slab.
    pub slot: Slot,
    /// Where it is in the map of ids.
    pub(crate) entry: u32,
}

/// Orders, price levels and ids of all books of a session.
#[derive(Debug)]
pub struct Store {
    pub(crate) cells: Cells,
    pub(crate) ids: Ids,
    pub(crate) extras: Extras,
}

impl Store {
    /// An empty store, or why there is no memory for what it is to set aside.
    pub fn new(limits: Limits) -> Result<Self, TryReserveError> {
        Ok(Self {
            cells: Cells::new(limits)?,
            ids: Ids::new(limits.reserve_orders)?,
            extras: Extras::default(),
        })
    }

    /// The live order that `account` calls `id` on `instrument`.
    #[inline(always)]
    #[must_use]
    pub fn find(
        &self,
        hash: IdHash,
        instrument: InstrumentId,
        account: AccountId,
        id: OrderId,
    ) -> Option<Found> {
        let is_it = |slot: Slot| {
            let order = self.cells.get(slot);
            (order.id() == id)
                & (order.account() == account)
                & (self.cells.get(order.parent).instrument() == instrument)
        };
        self.ids.find(hash, is_it).map(|(entry, slot)| Found { slot, entry })
    }

    /// The order in a slot.
    #[inline(always)]
    #[must_use]
    pub fn order(&self, slot: Slot) -> &Cell {
        self.cells.get(slot)
    }

    /// What an order has beyond its cell, if anything.
    #[must_use]
    pub fn extra(&self, slot: Slot) -> Option<&Extra> {
        self.cells.get(slot).is_special().then(|| self.extras.get(slot))
    }

    /// As [`Store::extra`], to change it.
    pub fn extra_mut(&mut self, slot: Slot) -> Option<&mut Extra> {
        self.cells.get(slot).is_special().then(|| self.extras.get_mut(slot))
    }

    /// How many orders are live.
    #[must_use]
    pub const fn live_orders(&self) -> u32 {
        self.cells.live_orders()
    }

    /// Whether as many orders are live as the session allows.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.cells.is_full()
    }

    /// How many price pages hold orders.
    #[must_use]
    pub const fn pages_in_use(&self) -> u32 {
        self.cells.pages_in_use()
    }

    /// Asks for the id map's line of this hash: the first look ahead.
    #[inline(always)]
    pub fn prefetch_id(&self, hash: IdHash) {
        self.ids.prefetch(hash);
    }

    /// Asks for the order that probably has this hash: the second look ahead.
    #[inline(always)]
    pub fn prefetch_order(&self, hash: IdHash) {
        self.cells.prefetch(self.ids.guess(hash));
    }
}

/// A vector with room for `count` items, or why there is no memory for it.
pub fn reserved<T>(count: usize) -> Result<Vec<T>, TryReserveError> {
    let mut items = Vec::new();
    items.try_reserve_exact(count)?;
    Ok(items)
}
