//! From an order's id to where it is kept: open addressing, linear probing, no tombstones.
//!
//! An entry is 32 bits of hash and a slot; whoever keeps the order confirms a hit. Eight consecutive ids share a cache
//! line, because venues number their orders in sequence.

/// No slot.
pub(super) const NIL: u32 = u32::MAX;
const FIRST_SIZE: usize = 64;

/// The hash of an id and of what else names an order. Constants: the odd multipliers of xxHash64.
#[inline(always)]
pub(super) const fn hash(id: u64, owner: u64) -> u32 {
    let mixed = ((id >> 3) ^ owner.wrapping_mul(0xC2B2_AE3D_27D4_EB4F)).wrapping_mul(0x9E37_79B1_85EB_CA87);
    ((mixed ^ mixed >> 29) >> 24) as u32 & !7 | id as u32 & 7
}

#[derive(Clone, Copy, Debug)]
#[repr(C, align(8))]
struct Entry {
    hash: u32,
    slot: u32,
}

const EMPTY: Entry = Entry { hash: 0, slot: NIL };

/// Slots by hash.
#[derive(Clone, Debug)]
pub(super) struct Ids {
    /// A power of two of them, at most a quarter of them in use, so that searches are short.
    entries: Vec<Entry>,
    live: usize,
}

impl Ids {
    pub fn new() -> Self {
        Self { entries: vec![EMPTY; FIRST_SIZE], live: 0 }
    }

    #[inline(always)]
    fn home(&self, hash: u32) -> usize {
        hash as usize & (self.entries.len() - 1)
    }

    /// The place of the entry with this hash whose slot `is_it`, and the slot.
    #[inline(always)]
    pub fn find(&self, hash: u32, is_it: impl Fn(u32) -> bool) -> Option<(usize, u32)> {
        let mask = self.entries.len() - 1;
        let mut place = self.home(hash);
        loop {
            let entry = self.entries[place & mask];
            if entry.slot == NIL {
                return None;
            }
            if entry.hash == hash && is_it(entry.slot) {
                return Some((place & mask, entry.slot));
            }
            place += 1;
        }
    }

    /// Adds what is not there.
    #[inline(always)]
    pub fn insert(&mut self, hash: u32, slot: u32) {
        self.live += 1;
        if self.live * 4 > self.entries.len() {
            self.grow();
        }
        self.put(Entry { hash, slot });
    }

    #[inline(always)]
    fn put(&mut self, entry: Entry) {
        let mask = self.entries.len() - 1;
        let mut place = self.home(entry.hash);
        while self.entries[place & mask].slot != NIL {
            place += 1;
        }
        self.entries[place & mask] = entry;
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self) {
        let size = self.entries.len() * 2;
        let old = core::mem::replace(&mut self.entries, vec![EMPTY; size]);
        for entry in old {
            if entry.slot != NIL {
                self.put(entry);
            }
        }
    }

    /// Removes the entry at `hole`, moving back what had been pushed past it.
    #[inline(always)]
    pub fn remove_at(&mut self, mut hole: usize) {
        let mask = self.entries.len() - 1;
        let mut place = hole;
        loop {
            place = (place + 1) & mask;
            let entry = self.entries[place];
            if entry.slot == NIL {
                break;
            }
            // It may move into the hole when the hole is on its way from home to where it stands.
            let from_home = place.wrapping_sub(entry.hash as usize) & mask;
            if from_home >= place.wrapping_sub(hole) & mask {
                self.entries[hole] = entry;
                hole = place;
            }
        }
        self.entries[hole] = EMPTY;
        self.live -= 1;
    }

    /// How many are there.
    pub const fn live(&self) -> usize {
        self.live
    }

    pub fn clear(&mut self) {
        self.entries.fill(EMPTY);
        self.live = 0;
    }
}
