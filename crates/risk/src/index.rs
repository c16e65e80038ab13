//! The map from a key to a slot: open addressing, linear probing. Nothing is ever removed.

/// No slot.
pub const NIL: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
struct Entry {
    key: u64,
    slot: u32,
}

/// Equal to no key that has a slot; a search that stops here has found [`NIL`].
const EMPTY: Entry = Entry { key: 0, slot: NIL };

/// Slots by keys.
#[derive(Clone, Debug)]
pub struct Index {
    /// A power of two of them, at most half of them in use.
    entries: Vec<Entry>,
    /// The bits of a hash that are not its entry.
    shift: u32,
    used: u32,
}

/// The key of an account and an instrument, or of an account alone with zero.
#[inline(always)]
pub const fn key(account: u32, instrument: u32) -> u64 {
    (account as u64) << 32 | instrument as u64
}

impl Index {
    pub fn new() -> Self {
        Self { entries: vec![EMPTY; 16], shift: 60, used: 0 }
    }

    /// Where the search for a key begins. The constant is an odd multiplier of xxHash64.
    #[inline(always)]
    const fn home(&self, key: u64) -> usize {
        (key.wrapping_mul(0x9E37_79B1_85EB_CA87) >> (self.shift & 63)) as usize
    }

    /// The slot of a key, or [`NIL`].
    #[inline(always)]
    pub fn find(&self, key: u64) -> u32 {
        match self.entries.get(self.home(key)) {
            Some(entry) if entry.key == key => entry.slot,
            _ => self.search(key),
        }
    }

    #[inline(never)]
    fn search(&self, key: u64) -> u32 {
        self.entries[self.place(key)].slot
    }

    /// The entry that has the key, or would.
    fn place(&self, key: u64) -> usize {
        let mut at = self.home(key);
        while self.entries[at].slot != NIL && self.entries[at].key != key {
            at = (at + 1) % self.entries.len();
        }
        at
    }

    /// Adds a slot whose key is not in the map.
    pub fn insert(&mut self, key: u64, slot: u32) {
        self.used += 1;
        if self.used as usize > self.entries.len() / 2 {
            self.grow();
        }
        let at = self.place(key);
        self.entries[at] = Entry { key, slot };
    }

    #[cold]
    fn grow(&mut self) {
        let size = self.entries.len() * 2;
        let old = core::mem::replace(&mut self.entries, vec![EMPTY; size]);
        self.shift -= 1;
        for entry in old.into_iter().filter(|entry| entry.slot != NIL) {
            let at = self.place(entry.key);
            self.entries[at] = entry;
        }
    }
}

/// The holdings used last, by account and instrument: a guess of where they are. A wrong one costs a search.
#[derive(Clone, Debug)]
pub struct Front {
    slots: [u32; FRONT],
}

/// A power of two.
const FRONT: usize = 1 << 10;

impl Front {
    pub const fn new() -> Self {
        Self { slots: [NIL; FRONT] }
    }

    /// Few accounts and few instruments of each get places of their own by this.
    #[inline(always)]
    const fn place(account: u32, instrument: u32) -> usize {
        account.wrapping_mul(71).wrapping_add(instrument) as usize % FRONT
    }

    /// Where a holding may be.
    #[inline(always)]
    pub const fn guess(&self, account: u32, instrument: u32) -> u32 {
        self.slots[Self::place(account, instrument)]
    }

    /// Says where a holding is.
    pub const fn note(&mut self, account: u32, instrument: u32, slot: u32) {
        self.slots[Self::place(account, instrument)] = slot;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_found_and_nothing_else_is() {
        let mut index = Index::new();
        let keys = (0..5000_u32).map(|i| key(i.wrapping_mul(0x9E37_79B9), i % 7));
        for (slot, key) in (0..).zip(keys.clone()) {
            assert_eq!(index.find(key), NIL);
            index.insert(key, slot);
        }
        for (slot, key) in (0..).zip(keys) {
            assert_eq!(index.find(key), slot);
        }
        assert_eq!(index.find(key(1, 1)), NIL);
    }
}
