//! The map from a key to a slot: open addressing, linear probing. Nothing is ever removed.

/// No slot.
pub const NIL: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
#[repr(C, align(8))]
struct Entry {
    hash: u32,
    slot: u32,
}

const EMPTY: Entry = Entry { hash: 0, slot: NIL };

/// Slots by the hash of their key; what stands in the slot confirms a hit.
#[derive(Clone, Debug)]
pub struct Index {
    /// A power of two of them, at most half of them in use.
    entries: Vec<Entry>,
    mask: u32,
    used: u32,
}

/// Hashes an account and an instrument, or an account alone with zero. Constants: the odd multipliers of xxHash64.
#[inline(always)]
pub const fn hash(account: u32, instrument: u32) -> u32 {
    let mixed = ((account as u64) << 32 | instrument as u64).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
    ((mixed ^ mixed >> 29).wrapping_mul(0x9E37_79B1_85EB_CA87) >> 32) as u32
}

impl Index {
    pub fn new() -> Self {
        Self { entries: vec![EMPTY; 16], mask: 15, used: 0 }
    }

    /// The slot with this hash for which `is_it` holds.
    #[inline(always)]
    pub fn find(&self, hash: u32, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let mut index = hash & self.mask;
        loop {
            let entry = self.entries[index as usize];
            if entry.slot == NIL {
                return None;
            }
            if entry.hash == hash && is_it(entry.slot) {
                return Some(entry.slot);
            }
            index = index.wrapping_add(1) & self.mask;
        }
    }

    /// Adds a slot whose key is not in the map.
    pub fn insert(&mut self, hash: u32, slot: u32) {
        self.used += 1;
        if self.used > self.mask / 2 {
            self.grow();
        }
        self.place(Entry { hash, slot });
    }

    fn place(&mut self, entry: Entry) {
        let mut index = entry.hash & self.mask;
        while self.entries[index as usize].slot != NIL {
            index = index.wrapping_add(1) & self.mask;
        }
        self.entries[index as usize] = entry;
    }

    #[cold]
    fn grow(&mut self) {
        let size = self.entries.len() * 2;
        let old = core::mem::replace(&mut self.entries, vec![EMPTY; size]);
        self.mask = (size - 1) as u32;
        for entry in old.into_iter().filter(|entry| entry.slot != NIL) {
            self.place(entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_found_and_nothing_else_is() {
        let mut index = Index::new();
        let keys: Vec<u32> = (0..5000).map(|i: u32| i.wrapping_mul(0x9E37_79B9)).collect();
        for (slot, &key) in keys.iter().enumerate() {
            assert_eq!(index.find(hash(key, 0), |slot| keys[slot as usize] == key), None);
            index.insert(hash(key, 0), slot as u32);
        }
        for (slot, &key) in keys.iter().enumerate() {
            assert_eq!(index.find(hash(key, 0), |slot| keys[slot as usize] == key), Some(slot as u32));
        }
    }
}
