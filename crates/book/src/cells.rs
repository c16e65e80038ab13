//! The slab of cells. A cell is half a cache line and is either a live order or a price level.
//!
//! A level is the ring's fixed point: its `next` is the order that trades first, its `prev` the one that trades last,
//! and an empty level points at itself. So an order leaves its ring by two writes, without asking whether it was the
//! first or the last; that question would be a branch that is often predicted wrong.
//!
//! Levels come in pages of 64 neighbouring ticks of one side of one book. A page is taken when its first level gets an
//! order and given back when its last one empties, so memory follows the orders and the occupied prices.

use crate::at::{at, at_mut};
use crate::key::Key;
use crate::store::{Limits, reserved};
use cift_types::{AccountId, InstrumentId, OrderId, Quantity, Side};
use std::collections::TryReserveError;

/// Index of a cell.
pub type Slot = u32;
/// No cell.
pub const NIL: u32 = u32::MAX;
/// Levels of a page; the bits of its occupancy word.
pub const PAGE_LEVELS: u32 = 64;

/// An order or a level; see the fields.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(32))]
pub struct Cell {
    /// An order's id, with [`SPECIAL`] where it has more to it; a level's key.
    name: u64,
    /// What is still open of an order; the sum of a level's orders.
    pub quantity: Quantity,
    /// The order before it at its price, or the level; a level's last order.
    pub prev: Slot,
    /// The order behind it at its price, or the level; a level's first order. In a free cell, the next free one.
    pub next: Slot,
    /// An order's level; a level's ladder, as [`ladder_number`] counts them.
    pub parent: u32,
    /// An order's account; how many orders a level has.
    pub tally: u32,
}

const _: () = assert!(size_of::<Cell>() == 32);

/// Set in the name of an order that has an [`crate::Extra`]. Ids are below 2^53.
const SPECIAL: u64 = 1 << 63;

impl Cell {
    const fn empty_level(slot: Slot) -> Self {
        Self { name: 0, quantity: 0, prev: slot, next: slot, parent: NIL, tally: 0 }
    }

    /// Of an order: the participant's id.
    #[inline(always)]
    pub const fn id(&self) -> OrderId {
        self.name & !SPECIAL
    }

    /// Of an order: whether it has an [`crate::Extra`].
    #[inline(always)]
    pub const fn is_special(&self) -> bool {
        self.name & SPECIAL != 0
    }

    /// Of an order: says that it has an [`crate::Extra`], or none any more.
    pub const fn set_special(&mut self, special: bool) {
        self.name = self.name & !SPECIAL | if special { SPECIAL } else { 0 };
    }

    /// Of an order: whose it is.
    #[inline(always)]
    pub const fn account(&self) -> AccountId {
        self.tally
    }

    /// Of a level: its price as a key. Meaningful while it has orders.
    #[inline(always)]
    pub const fn key(&self) -> Key {
        self.name.cast_signed()
    }

    /// Of a level: where it is. Meaningful while it has orders.
    #[inline(always)]
    pub const fn side(&self) -> Side {
        if self.parent & 1 == Side::Buy as u32 { Side::Buy } else { Side::Sell }
    }

    /// Of a level: the instrument. Meaningful while it has orders.
    #[inline(always)]
    pub const fn instrument(&self) -> InstrumentId {
        self.parent >> 5
    }

    /// Of a level: the place of its ladder, as [`Place::number`] counts. Meaningful while it has orders.
    #[inline(always)]
    pub const fn place_number(&self) -> u32 {
        self.parent >> 1 & 15
    }
}

/// The number of a ladder: two for each place of an instrument, the bids' first.
#[inline(always)]
pub const fn ladder_number(instrument: InstrumentId, place: u32, side: Side) -> u32 {
    instrument << 5 | place << 1 | side as u32
}

/// All cells of a session.
#[derive(Debug)]
#[allow(clippy::struct_field_names)] // they are the cells
pub struct Cells {
    cells: Vec<Cell>,
    free: Slot,
    live: u32,
    order_limit: u32,
    free_pages: Vec<Slot>,
    pages: u32,
    page_limit: u32,
}

impl Cells {
    pub fn new(limits: Limits) -> Result<Self, TryReserveError> {
        let reserve = limits.reserve_orders as usize + limits.reserve_pages as usize * PAGE_LEVELS as usize;
        Ok(Self {
            cells: reserved(reserve)?,
            free: NIL,
            live: 0,
            order_limit: limits.orders,
            free_pages: reserved(limits.reserve_pages as usize)?,
            pages: 0,
            page_limit: limits.pages,
        })
    }

    /// Stores an order; `None` when as many are live as the session allows.
    #[inline(always)]
    pub fn insert(&mut self, account: AccountId, id: OrderId, quantity: Quantity) -> Option<Slot> {
        if self.live == self.order_limit {
            return None;
        }
        self.live += 1;
        let slot = self.free;
        if slot == NIL {
            return Some(self.grow(account, id, quantity));
        }
        // Field by field: a cell put together elsewhere and copied stalls on its own stores. `link` writes the rest.
        let cell = at_mut(&mut self.cells, slot);
        self.free = cell.next;
        cell.name = id;
        cell.quantity = quantity;
        cell.tally = account;
        Some(slot)
    }

    #[inline(never)]
    fn grow(&mut self, account: AccountId, id: OrderId, quantity: Quantity) -> Slot {
        self.cells.push(Cell { name: id, quantity, prev: NIL, next: NIL, parent: NIL, tally: account });
        self.cells.len() as Slot - 1
    }

    /// Frees an order's cell.
    #[inline(always)]
    pub fn remove(&mut self, slot: Slot) {
        at_mut(&mut self.cells, slot).next = self.free;
        self.free = slot;
        self.live -= 1;
    }

    /// Puts an order last in a level's ring.
    #[inline(always)]
    pub fn link(&mut self, slot: Slot, level: Slot) {
        let last = core::mem::replace(&mut self.get_mut(level).prev, slot);
        self.get_mut(last).next = slot;
        let order = self.get_mut(slot);
        order.prev = last;
        order.next = level;
        order.parent = level;
    }

    /// Takes an order out of its ring.
    #[inline(always)]
    pub fn unlink(&mut self, prev: Slot, next: Slot) {
        self.get_mut(prev).next = next;
        self.get_mut(next).prev = prev;
    }

    /// The first cell of a page of empty levels; `None` when as many counted pages are in use as the session allows.
    #[inline(always)]
    pub fn take_page(&mut self, counted: bool) -> Option<Slot> {
        if counted && self.pages == self.page_limit {
            return None;
        }
        self.pages += u32::from(counted);
        Some(match self.free_pages.pop() {
            Some(page) => page,
            None => self.grow_page(),
        })
    }

    #[cold]
    #[inline(never)]
    fn grow_page(&mut self) -> Slot {
        let first = self.cells.len() as Slot;
        self.cells.extend((first..first + PAGE_LEVELS).map(Cell::empty_level));
        first
    }

    /// Gives a page back. All its levels are empty.
    #[inline(always)]
    pub fn give_back_page(&mut self, page: Slot, counted: bool) {
        self.pages -= u32::from(counted);
        self.free_pages.push(page);
    }

    #[inline(always)]
    pub fn get(&self, slot: Slot) -> &Cell {
        at(&self.cells, slot)
    }

    #[inline(always)]
    pub fn get_mut(&mut self, slot: Slot) -> &mut Cell {
        at_mut(&mut self.cells, slot)
    }

    /// Names an empty level that is about to get its first order.
    #[inline(always)]
    pub fn name_level(&mut self, level: Slot, key: Key, ladder: u32) {
        let cell = self.get_mut(level);
        cell.name = key.cast_unsigned();
        cell.parent = ladder;
    }

    pub const fn live_orders(&self) -> u32 {
        self.live
    }

    pub const fn is_full(&self) -> bool {
        self.live == self.order_limit
    }

    pub const fn pages_in_use(&self) -> u32 {
        self.pages
    }

    #[inline(always)]
    pub fn prefetch(&self, slot: Slot) {
        crate::prefetch::prefetch(&self.cells, slot as usize);
    }
}
