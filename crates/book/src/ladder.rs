//! One side of a book: finds the level of a price, and the best level, in O(1) for any 64-bit price.
//!
//! Pages near the best price stand in a dense window with a bitmap over it. The window starts small, doubles, and then
//! moves with the market; the few pages outside it are kept in an ordered map. Both are found by the page's number, so
//! where a page stands changes no result.

use crate::cells::{Cells, NIL, PAGE_LEVELS, Slot, ladder_number};
use crate::key::Key;
use cift_types::{InstrumentId, Side};
use std::collections::BTreeMap;

/// Pages of a fresh window, 1,024 ticks.
const FIRST_WINDOW: usize = 16;
/// Pages of the largest window, 262,144 ticks; 64 words of summary bits, one word over them.
const LARGEST_WINDOW: usize = 4096;
/// Room kept on the better side of the best price when the window moves.
const BETTER_MARGIN: i64 = LARGEST_WINDOW as i64 / 4;

/// A page of the ladder: which of its levels have orders, and where it is in the pool while any has.
#[derive(Clone, Copy, Debug)]
struct Place {
    occupied: u64,
    page: u32,
}

const VACANT: Place = Place { occupied: 0, page: NIL };

/// The best level. No level: `level` is [`NIL`] and `key` the worst there is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Best {
    pub key: Key,
    pub level: Slot,
}

const NO_BEST: Best = Best { key: Key::MAX, level: NIL };

#[derive(Debug)]
pub struct Ladder {
    /// As [`ladder_number`] counts.
    number: u32,
    best: Best,
    /// Number of the window's first page.
    base: i64,
    window: Vec<Place>,
    /// A bit for each page of the window that has orders.
    summary: Vec<u64>,
    /// A bit for each word of `summary` that is not zero.
    top: u64,
    far: BTreeMap<i64, Place>,
    /// Accesses outside the window since it last moved; pays for the next move.
    far_accesses: u32,
}

impl Ladder {
    pub const fn new(instrument: InstrumentId, place: u32, side: Side) -> Self {
        Self {
            number: ladder_number(instrument, place, side),
            best: NO_BEST,
            base: 0,
            window: Vec::new(),
            summary: Vec::new(),
            top: 0,
            far: BTreeMap::new(),
            far_accesses: 0,
        }
    }

    /// The best level; its `level` is [`NIL`] when the side is empty.
    #[inline(always)]
    pub const fn best(&self) -> Best {
        self.best
    }

    /// Whether its pages count towards the session's limit: those of displayed orders do.
    #[inline(always)]
    const fn is_counted(&self) -> bool {
        self.number & 15 << 1 == 0
    }

    /// Position in the window, which is out of range for a page outside it.
    #[inline(always)]
    const fn position(&self, number: i64) -> usize {
        // Page numbers have 58 bits, so the difference does not wrap; a negative one becomes huge as unsigned, and stays
        // so where `usize` is narrower.
        let offset = number.wrapping_sub(self.base).cast_unsigned();
        if offset < LARGEST_WINDOW as u64 { offset as usize } else { usize::MAX }
    }

    /// The level of `key` if it has orders.
    #[inline(always)]
    pub fn find(&self, key: Key) -> Option<u32> {
        let (number, bit) = split(key);
        let place = match self.window.get(self.position(number)) {
            Some(place) => place,
            None => self.far.get(&number)?,
        };
        (place.occupied >> bit & 1 == 1).then(|| level_of(place.page, bit))
    }

    /// The level of `key`, marked as occupied and named; `None` when no page is left for it.
    #[inline(always)]
    pub fn open(&mut self, key: Key, cells: &mut Cells) -> Option<u32> {
        let (number, bit) = split(key);
        let position = self.position(number);
        let counted = self.is_counted();
        let level = match self.window.get_mut(position) {
            Some(place) => {
                let empty = place.occupied == 0;
                if empty {
                    place.page = cells.take_page(counted)?;
                }
                place.occupied |= 1 << bit;
                let level = level_of(place.page, bit);
                if empty {
                    self.set_summary(position);
                }
                level
            }
            None => self.open_outside(number, bit, cells)?,
        };
        cells.name_level(level, key, self.number);
        // No best has the worst key, so it loses to any. Written to become a conditional move: it is a coin toss.
        let better = key <= self.best.key;
        self.best = Best {
            key: if better { key } else { self.best.key },
            level: if better { level } else { self.best.level },
        };
        Some(level)
    }

    /// Marks the level of `key`, whose last order has gone, as empty.
    #[inline(always)]
    pub fn close(&mut self, key: Key, level: u32, cells: &mut Cells) {
        let (number, bit) = split(key);
        let position = self.position(number);
        let counted = self.is_counted();
        match self.window.get_mut(position) {
            Some(place) => {
                place.occupied &= !(1 << bit);
                if place.occupied == 0 {
                    cells.give_back_page(place.page, counted);
                    *place = VACANT;
                    self.clear_summary(position);
                }
            }
            None => self.close_far(number, bit, cells),
        }
        if level == self.best.level {
            self.best = self.find_best();
        }
    }

    /// The next occupied level at `from` or worse.
    pub fn next(&self, from: Key) -> Option<Best> {
        let (number, bit) = split(from);
        if let Some((here, place)) = self.next_page(number) {
            let rest = if here == number { place.occupied >> bit << bit } else { place.occupied };
            if rest != 0 {
                return Some(first_of(here, Place { occupied: rest, ..place }));
            }
            let (there, place) = self.next_page(number + 1)?;
            return Some(first_of(there, place));
        }
        None
    }

    /// The first page with orders at `number` or worse.
    fn next_page(&self, number: i64) -> Option<(i64, Place)> {
        let near = self.next_in_window(number);
        let far = self.far.range(number..).next().map(|(&number, &place)| (number, place));
        match (near, far) {
            (Some(near), Some(far)) => Some(if near.0 < far.0 { near } else { far }),
            (near, far) => near.or(far),
        }
    }

    /// The first page of the window with orders at `number` or worse.
    fn next_in_window(&self, number: i64) -> Option<(i64, Place)> {
        // A page before the window stands for its start. The distance becomes a `usize`, which has 32 bits in WASM, only
        // when it is known to lie in the window.
        let offset = (number - self.base).max(0);
        if offset >= self.window.len() as i64 {
            return None;
        }
        let from = offset.cast_unsigned() as usize;
        let word = from / 64;
        let rest = self.summary[word] >> (from % 64) << (from % 64);
        let position = if rest != 0 {
            word * 64 + rest.trailing_zeros() as usize
        } else {
            let words = self.top.checked_shr(word as u32 + 1).unwrap_or(0);
            if words == 0 {
                return None;
            }
            let word = word + 1 + words.trailing_zeros() as usize;
            word * 64 + self.summary[word].trailing_zeros() as usize
        };
        Some((self.base + position as i64, self.window[position]))
    }

    #[inline(always)]
    fn find_best(&self) -> Best {
        if self.far.is_empty() {
            if self.top == 0 {
                return NO_BEST;
            }
            let word = self.top.trailing_zeros() as usize;
            let position = word * 64 + self.summary[word].trailing_zeros() as usize;
            return first_of(self.base + position as i64, self.window[position]);
        }
        self.next_page(i64::MIN / i64::from(PAGE_LEVELS))
            .map_or(NO_BEST, |(number, place)| first_of(number, place))
    }

    #[inline(always)]
    fn set_summary(&mut self, position: usize) {
        self.summary[position / 64] |= 1 << (position % 64);
        self.top |= 1 << (position / 64);
    }

    #[inline(always)]
    fn clear_summary(&mut self, position: usize) {
        let word = &mut self.summary[position / 64];
        *word &= !(1 << (position % 64));
        if *word == 0 {
            self.top &= !(1 << (position / 64));
        }
    }

    /// `open` where the page stands outside the window.
    #[cold]
    #[inline(never)]
    fn open_outside(&mut self, number: i64, bit: u32, cells: &mut Cells) -> Option<u32> {
        if let Some(place) = self.far.get_mut(&number) {
            place.occupied |= 1 << bit;
            let level = level_of(place.page, bit);
            self.count_far_access();
            return Some(level);
        }
        let page = cells.take_page(self.is_counted())?;
        let place = Place { occupied: 1 << bit, page };
        self.make_room(number);
        let position = self.position(number);
        if position < self.window.len() {
            self.window[position] = place;
            self.set_summary(position);
        } else {
            self.far.insert(number, place);
            self.count_far_access();
        }
        Some(level_of(page, bit))
    }

    #[cold]
    #[inline(never)]
    fn close_far(&mut self, number: i64, bit: u32, cells: &mut Cells) {
        let counted = self.is_counted();
        if let Some(place) = self.far.get_mut(&number) {
            place.occupied &= !(1 << bit);
            if place.occupied == 0 {
                cells.give_back_page(place.page, counted);
                self.far.remove(&number);
            }
        }
        self.count_far_access();
    }

    /// Grows the window over `number` where the largest window can span it.
    fn make_room(&mut self, number: i64) {
        if self.window.is_empty() {
            return self.relocate(number - FIRST_WINDOW as i64 / 4, FIRST_WINDOW);
        }
        let first = self.base.min(number);
        let end = (self.base + self.window.len() as i64).max(number + 1);
        let span = end - first;
        if span > LARGEST_WINDOW as i64 {
            return;
        }
        let length = span.cast_unsigned().next_power_of_two() as usize;
        self.relocate(first - (length as i64 - span) / 2, length);
    }

    /// Moves the window to the market once enough accesses have missed it to pay for the move.
    fn count_far_access(&mut self) {
        self.far_accesses += 1;
        if self.far_accesses as usize >= LARGEST_WINDOW && self.best.level != NIL {
            self.relocate(split(self.best.key).0 - BETTER_MARGIN, LARGEST_WINDOW);
        }
    }

    /// Puts the window over `length` pages from `base`.
    fn relocate(&mut self, base: i64, length: usize) {
        let old_base = core::mem::replace(&mut self.base, base);
        let old = core::mem::replace(&mut self.window, vec![VACANT; length]);
        self.summary = vec![0; length.div_ceil(64)];
        self.top = 0;
        self.far_accesses = 0;
        let near = old.into_iter().enumerate().filter(|(_, place)| place.occupied != 0);
        let far = core::mem::take(&mut self.far);
        let all = near.map(|(position, place)| (old_base + position as i64, place)).chain(far);
        for (number, place) in all {
            let position = self.position(number);
            if position < length {
                self.window[position] = place;
                self.set_summary(position);
            } else {
                self.far.insert(number, place);
            }
        }
    }
}

#[inline(always)]
const fn split(key: Key) -> (i64, u32) {
    (key >> PAGE_LEVELS.trailing_zeros(), (key.cast_unsigned() & (PAGE_LEVELS as u64 - 1)) as u32)
}

#[inline(always)]
const fn level_of(page: u32, bit: u32) -> u32 {
    page.wrapping_add(bit)
}

/// The best level of a page with orders.
#[inline(always)]
const fn first_of(number: i64, place: Place) -> Best {
    let bit = place.occupied.trailing_zeros();
    Best { key: number << PAGE_LEVELS.trailing_zeros() | bit as i64, level: level_of(place.page, bit) }
}

#[cfg(test)]
mod tests;
