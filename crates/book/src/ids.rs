//! The map from (instrument, account, order id) to the live order: open addressing, linear probing, no tombstones.
//!
//! An entry is 32 bits of hash and the order's slot; the order itself confirms a hit. Eight consecutive ids of an
//! account share a cache line, because participants number their orders in sequence.

use crate::at::{at, at_mut};
use crate::cells::{NIL, Slot};
use crate::store::reserved;
use cift_types::{AccountId, InstrumentId, OrderId};
use std::collections::TryReserveError;

/// The hashed key of an order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IdHash(u64);

impl IdHash {
    /// Hashes a key. Constants: the odd multipliers of xxHash64.
    #[inline(always)]
    #[must_use]
    pub const fn new(instrument: InstrumentId, account: AccountId, id: OrderId) -> Self {
        let owner = (((account as u64) << 32) | instrument as u64).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
        let mixed = (id >> 3).wrapping_add(owner).wrapping_mul(0x9E37_79B1_85EB_CA87);
        Self((((mixed >> 32) as u32 & !7) | (id as u32 & 7)) as u64)
    }
}

#[derive(Clone, Copy, Debug)]
#[repr(C, align(8))]
struct Entry {
    hash: u32,
    slot: Slot,
}

const EMPTY: Entry = Entry { hash: 0, slot: NIL };

#[derive(Debug)]
pub struct Ids {
    /// A power of two of them, at most half of them in use.
    entries: Vec<Entry>,
    mask: u32,
}

impl Ids {
    pub fn new(reserve: u32) -> Result<Self, TryReserveError> {
        let size = (u64::from(reserve) * 2).next_power_of_two().max(16);
        let mut entries = reserved(size as usize)?;
        entries.resize(size as usize, EMPTY);
        Ok(Self { entries, mask: (size - 1) as u32 })
    }

    /// The entry of the order with this hash for which `is_it` holds, with its slot.
    #[inline(always)]
    pub fn find(&self, hash: IdHash, is_it: impl Fn(Slot) -> bool) -> Option<(u32, Slot)> {
        let mut index = hash.0 as u32 & self.mask;
        loop {
            let entry = *at(&self.entries, index);
            if entry.slot == NIL {
                return None;
            }
            if entry.hash == hash.0 as u32 && is_it(entry.slot) {
                return Some((index, entry.slot));
            }
            index = index.wrapping_add(1) & self.mask;
        }
    }

    /// The slot that probably has this hash, without asking the order; zero where nothing is likely. For looking
    /// ahead only.
    #[inline(always)]
    pub fn guess(&self, hash: IdHash) -> Slot {
        let entry = at(&self.entries, hash.0 as u32 & self.mask);
        if entry.hash == hash.0 as u32 { entry.slot } else { 0 }
    }

    /// Adds an order that is not in the map. `live` is how many orders there are with it.
    #[inline(always)]
    pub fn insert(&mut self, hash: IdHash, slot: Slot, live: u32) {
        // At most half full. Live orders are at most 2^30, so doubling does not wrap.
        if live.wrapping_mul(2) > self.mask {
            self.grow();
        }
        self.place(Entry { hash: hash.0 as u32, slot });
    }

    #[inline(always)]
    fn place(&mut self, entry: Entry) {
        let mut index = entry.hash & self.mask;
        while at(&self.entries, index).slot != NIL {
            index = index.wrapping_add(1) & self.mask;
        }
        *at_mut(&mut self.entries, index) = entry;
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self) {
        let size = self.entries.len() * 2;
        let old = core::mem::replace(&mut self.entries, vec![EMPTY; size]);
        self.mask = (size - 1) as u32;
        for entry in old {
            if entry.slot != NIL {
                self.place(entry);
            }
        }
    }

    /// Removes the entry at `hole`, moving back what had been pushed past it.
    #[inline(always)]
    pub fn remove_at(&mut self, mut hole: u32) {
        let mut index = hole;
        loop {
            index = index.wrapping_add(1) & self.mask;
            let entry = *at(&self.entries, index);
            if entry.slot == NIL {
                break;
            }
            // It may move into the hole when the hole is on its way from home to where it stands.
            let from_home = index.wrapping_sub(entry.hash) & self.mask;
            if from_home >= index.wrapping_sub(hole) & self.mask {
                *at_mut(&mut self.entries, hole) = entry;
                hole = index;
            }
        }
        *at_mut(&mut self.entries, hole) = EMPTY;
    }

    #[inline(always)]
    pub fn prefetch(&self, hash: IdHash) {
        crate::prefetch::prefetch(&self.entries, (hash.0 as u32 & self.mask) as usize);
    }
}
