//! One side of a book as cells on a ladder of ticks: finds a price's cell, and the best one, in O(1).
//!
//! Prices near the market stand in a dense window with three levels of bitmaps over it, so the best price is three bit
//! scans away. The window begins small, grows, and then moves with the market; the few prices outside it are in an ordered
//! map. Where a cell stands changes no result. Memory follows the window's size and the prices outside it.

use std::collections::BTreeMap;

/// Levels of a fresh window.
const FIRST_WINDOW: usize = 1024;
/// Levels of the largest window: what three levels of 64 bits each can tell.
const LARGEST_WINDOW: usize = 64 * 64 * 64;

/// A price on a side: smaller is better. A bid's is `!price`, an ask's the price.
pub(super) type Key = i64;

/// What stands at a price, as words: a window of zeros then costs nothing until it is used. The first word is zero where
/// nothing stands.
pub(super) type Cell<const WORDS: usize> = [u64; WORDS];

/// Accesses outside the window that pay for a new one: a share of its levels.
const PATIENCE: usize = 64;
/// How much longer a new window is.
const GROWTH: usize = 8;

/// One side of a book.
#[derive(Clone, Debug)]
pub(super) struct Ladder<const WORDS: usize> {
    /// The key of the window's first level.
    base: Key,
    cells: Vec<Cell<WORDS>>,
    /// A bit for each level of the window that is not vacant.
    occupied: Vec<u64>,
    /// A bit for each word of `occupied` that is not zero.
    middle: Vec<u64>,
    /// A bit for each word of `middle` that is not zero.
    top: u64,
    /// Levels outside the window that are not vacant.
    far: BTreeMap<Key, Cell<WORDS>>,
    /// The best of them.
    far_best: Option<Key>,
    /// Accesses outside the window since it last moved; they pay for the next move.
    far_accesses: usize,
}

impl<const WORDS: usize> Ladder<WORDS> {
    pub const fn new() -> Self {
        Self {
            base: 0,
            cells: Vec::new(),
            occupied: Vec::new(),
            middle: Vec::new(),
            top: 0,
            far: BTreeMap::new(),
            far_best: None,
            far_accesses: 0,
        }
    }

    /// Place in the window; beyond its length for a key outside it.
    #[inline(always)]
    const fn position(&self, key: Key) -> usize {
        let distance = key.wrapping_sub(self.base).cast_unsigned();
        // The distance becomes a `usize`, which has 32 bits in WASM, only when it fits.
        if distance < LARGEST_WINDOW as u64 { distance as usize } else { usize::MAX }
    }

    /// What stands at a key; a vacant cell where nothing does.
    #[inline]
    pub fn get(&self, key: Key) -> Cell<WORDS> {
        match self.cells.get(self.position(key)) {
            Some(cell) => *cell,
            None => self.far.get(&key).copied().unwrap_or([0; WORDS]),
        }
    }

    /// Changes what stands at a key.
    #[inline(always)]
    pub fn update(&mut self, key: Key, change: impl FnOnce(&mut Cell<WORDS>)) {
        let position = self.position(key);
        let Some(cell) = self.cells.get_mut(position) else {
            return self.update_far(key, change);
        };
        change(cell);
        // Written without a branch on what the cell has become, which nobody can foretell.
        let (word, bit) = (position / 64, position % 64);
        let present = u64::from(cell[0] != 0);
        let old = self.occupied[word];
        let new = old & !(1 << bit) | present << bit;
        self.occupied[word] = new;
        if (old == 0) != (new == 0) {
            self.summarise(word, new != 0);
        }
    }

    #[inline(always)]
    fn summarise(&mut self, word: usize, any: bool) {
        let (above, bit) = (word / 64, word % 64);
        let middle = self.middle[above] & !(1 << bit) | u64::from(any) << bit;
        self.middle[above] = middle;
        self.top = self.top & !(1 << above) | u64::from(middle != 0) << above;
    }

    #[cold]
    #[inline(never)]
    fn update_far(&mut self, key: Key, change: impl FnOnce(&mut Cell<WORDS>)) {
        self.far_accesses += 1;
        if self.far_accesses * PATIENCE >= self.cells.len() {
            self.relocate(key);
            if self.position(key) < self.cells.len() {
                return self.update(key, change);
            }
        }
        let mut cell = self.far.get(&key).copied().unwrap_or([0; WORDS]);
        change(&mut cell);
        if cell[0] == 0 {
            self.far.remove(&key);
            if self.far_best == Some(key) {
                self.far_best = self.far.keys().next().copied();
            }
        } else {
            self.far.insert(key, cell);
            self.far_best = Some(self.far_best.map_or(key, |best| best.min(key)));
        }
    }

    /// Makes a longer window, or moves the largest one, to where the market is; `key` is where it is when the side is empty.
    fn relocate(&mut self, key: Key) {
        let length = (self.cells.len() * GROWTH).clamp(FIRST_WINDOW, LARGEST_WINDOW);
        let centre = self.best().unwrap_or(key);
        // An eighth of the window for better prices than the best one: most updates are of worse ones.
        let lowest = centre.saturating_sub(length as i64 / 8).min(Key::MAX - length as i64) & !63;
        self.far_accesses = 0;
        if length == self.cells.len() && lowest.abs_diff(self.base) < length as u64 / 16 {
            return;
        }
        let fresh = Self { base: lowest, cells: vec![[0; WORDS]; length], ..Self::new() };
        let old = core::mem::replace(
            self,
            Self { occupied: vec![0; length.div_ceil(64)], middle: vec![0; length.div_ceil(4096)], ..fresh },
        );
        let mut from = 0;
        while let Some(word) = old.next_word(from) {
            let mut rest = old.occupied[word];
            while rest != 0 {
                let position = word * 64 + rest.trailing_zeros() as usize;
                self.put(old.base + position as i64, old.cells[position]);
                rest &= rest - 1;
            }
            from = word + 1;
        }
        old.far.into_iter().for_each(|(key, cell)| self.put(key, cell));
        self.far_best = self.far.keys().next().copied();
    }

    /// Puts a cell to where it now belongs.
    fn put(&mut self, key: Key, cell: Cell<WORDS>) {
        if self.position(key) < self.cells.len() {
            self.update(key, |place| *place = cell);
        } else {
            self.far.insert(key, cell);
        }
    }

    /// The best key where something stands.
    #[inline(always)]
    pub fn best(&self) -> Option<Key> {
        if self.top == 0 {
            return self.far_best;
        }
        let above = self.top.trailing_zeros() as usize;
        let word = above * 64 + self.middle[above].trailing_zeros() as usize;
        let near = self.base + (word * 64) as i64 + i64::from(self.occupied[word].trailing_zeros());
        match self.far_best {
            Some(far) if far < near => Some(far),
            _ => Some(near),
        }
    }

    /// The best key at `from` or worse where something stands.
    #[inline]
    pub fn next(&self, from: Key) -> Option<Key> {
        let near = self.next_near(from);
        // A key outside the window is before its first level or behind its last one: never between two of its levels.
        if self.far.is_empty() || near.is_some() && from >= self.base {
            return near;
        }
        let far = self.far.range(from..).next().map(|(&key, _)| key);
        match (near, far) {
            (Some(near), Some(far)) => Some(near.min(far)),
            (near, far) => near.or(far),
        }
    }

    #[inline]
    fn next_near(&self, from: Key) -> Option<Key> {
        let position = if from <= self.base { 0 } else { self.position(from) };
        if position >= self.cells.len() {
            return None;
        }
        let word = position / 64;
        let rest = self.occupied[word] >> (position % 64);
        if rest != 0 {
            return Some(self.base + position as i64 + i64::from(rest.trailing_zeros()));
        }
        let word = self.next_word(word + 1)?;
        Some(self.base + (word * 64) as i64 + i64::from(self.occupied[word].trailing_zeros()))
    }

    /// The first word of `occupied` at `from` or behind that is not zero.
    #[inline]
    fn next_word(&self, from: usize) -> Option<usize> {
        let above = from / 64;
        let rest = self.middle.get(above)? >> (from % 64);
        if rest != 0 {
            return Some(from + rest.trailing_zeros() as usize);
        }
        let rest = self.top.checked_shr(above as u32 + 1).unwrap_or(0);
        if rest == 0 {
            return None;
        }
        let above = above + 1 + rest.trailing_zeros() as usize;
        Some(above * 64 + self.middle[above].trailing_zeros() as usize)
    }

    /// Makes all levels vacant; the window keeps its room.
    pub fn clear(&mut self) {
        let mut from = 0;
        while let Some(word) = self.next_word(from) {
            self.cells[word * 64..][..64].fill([0; WORDS]);
            self.occupied[word] = 0;
            self.summarise(word, false);
            from = word + 1;
        }
        self.far.clear();
        self.far_best = None;
    }
}
