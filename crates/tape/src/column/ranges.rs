//! Symbols for numbers: a range of numbers each, told apart by extra bits.

use crate::bytes::{Take, put_varint};

/// The most symbols: what Huffman codes can be told of by their weights alone.
pub const MAX_SYMBOLS: usize = 128;
/// At most so many numbers have a symbol of their own.
const MAX_SINGLES: usize = 56;
/// A number has a symbol of its own when it is at least one in so many.
const SINGLE_SHARE: u32 = 400;
/// A class of numbers of the same bit length is split when it is at least one in so many.
const SPLIT_SHARE: u32 = 24;
/// Into two to the power of so many.
const SPLIT_BITS: u32 = 2;

/// A symbol's numbers: from `base` on, as many as the extra bits can tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Range {
    pub base: u64,
    /// Up to 63.
    pub bits: u8,
}

/// The ranges of a stream, by symbol. In place: nothing is allocated for them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ranges {
    /// All 256, so that looking one up needs no check; those that do not exist are zero.
    pub table: [Range; 256],
    count: u8,
}

impl Default for Ranges {
    fn default() -> Self {
        Self { table: [Range::default(); 256], count: 0 }
    }
}

impl Ranges {
    pub fn put(&self, target: &mut Vec<u8>) {
        target.push(self.count);
        for range in self.used() {
            target.push(range.bits);
            put_varint(range.base, target);
        }
    }

    /// Replaces these by those in `bytes`.
    pub fn take(&mut self, bytes: &mut Take<'_>) -> Option<()> {
        self.clear();
        for _ in 0..bytes.byte()? {
            let bits = bytes.byte().filter(|bits| *bits < 64)?;
            self.push(Range { bits, base: bytes.varint()? });
        }
        Some(())
    }

    fn used(&self) -> &[Range] {
        &self.table[..usize::from(self.count)]
    }

    fn clear(&mut self) {
        self.table[..usize::from(self.count)].fill(Range::default());
        self.count = 0;
    }

    /// At most 255 times: a byte tells how many there are.
    fn push(&mut self, range: Range) {
        self.table[usize::from(self.count)] = range;
        self.count += 1;
    }
}

/// How often each number occurs, as far as there is room: rare ones may be missing.
#[derive(Default, Debug)]
struct Counts {
    slots: Vec<(u64, u32)>,
}

/// The most slots, as a power of two.
const SLOT_BITS: u32 = 12;
const PROBES: usize = 4;

fn slot(value: u64, bits: u32) -> usize {
    (value.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - bits)) as usize
}

impl Counts {
    fn count(&mut self, values: &[u64]) {
        let bits = (values.len().max(1).ilog2() + 2).min(SLOT_BITS);
        self.slots.clear();
        self.slots.resize((1 << bits) + PROBES, (0, 0));
        for &value in values {
            let start = slot(value, bits);
            let mut seats = self.slots[start..start + PROBES].iter_mut();
            match seats.find(|slot| slot.1 == 0 || slot.0 == value) {
                Some(slot) => *slot = (value, slot.1 + 1),
                // A newcomer weakens who sits there, so that early rare numbers do not keep frequent ones out.
                None => self.slots[start].1 -= 1,
            }
        }
    }

    /// The most frequent numbers, in an order that depends on nothing else. The counts are used up.
    fn most_frequent(&mut self, least: u32) -> impl Iterator<Item = u64> {
        self.slots.retain(|slot| slot.1 >= least);
        self.slots.sort_unstable_by_key(|(value, count)| (core::cmp::Reverse(*count), *value));
        self.slots.truncate(MAX_SINGLES);
        self.slots.iter().map(|(value, _)| *value)
    }
}

/// Bits of a number without leading zeros.
const fn length(value: u64) -> usize {
    (64 - value.leading_zeros()) as usize
}

const SINGLES_BITS: u32 = 9;
const NO_SYMBOL: u8 = u8::MAX;

/// Finds the symbols of numbers, for ranges that it has chosen. Its buffers are reused.
#[derive(Debug)]
pub struct Symbols {
    pub ranges: Ranges,
    /// The numbers with a symbol of their own, by hash.
    singles: Vec<(u64, u8)>,
    /// Of each bit length, the first symbol and the extra bits.
    classes: [(u8, u8); 65],
    counts: Counts,
}

impl Default for Symbols {
    fn default() -> Self {
        Self {
            ranges: Ranges::default(),
            singles: Vec::new(),
            classes: [(0, 0); 65],
            counts: Counts::default(),
        }
    }
}

impl Symbols {
    /// Chooses ranges that suit these numbers, and have all of them.
    pub fn suit(&mut self, values: &[u64]) {
        self.choose_singles(values);
        let mut counts = [0_u32; 65];
        for &value in values {
            if self.single(value).is_none() {
                counts[length(value)] += 1;
            }
        }
        self.add_classes(&counts, values.len() as u32 / SPLIT_SHARE);
    }

    fn choose_singles(&mut self, values: &[u64]) {
        self.ranges.clear();
        self.singles.clear();
        self.singles.resize(1 << SINGLES_BITS, (0, NO_SYMBOL));
        self.counts.count(values);
        let least = (values.len() as u32 / SINGLE_SHARE).max(6);
        for value in self.counts.most_frequent(least) {
            let mut at = slot(value, SINGLES_BITS);
            while self.singles[at].1 != NO_SYMBOL {
                at = (at + 1) % self.singles.len();
            }
            self.singles[at] = (value, self.ranges.count);
            self.ranges.push(Range { base: value, bits: 0 });
        }
    }

    fn add_classes(&mut self, counts: &[u32; 65], split_from: u32) {
        let used = counts.iter().filter(|count| **count > 0).count();
        // What is left when each class has one symbol.
        let mut spare = MAX_SYMBOLS - self.ranges.used().len() - used;
        for (length, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let bits = length.saturating_sub(1) as u32;
            let more = (1 << SPLIT_BITS) - 1;
            let split = if bits >= SPLIT_BITS && count >= split_from.max(64) && spare >= more {
                SPLIT_BITS
            } else {
                0
            };
            spare -= (1 << split) - 1;
            let extra = (bits - split) as u8;
            self.classes[length] = (self.ranges.count, extra);
            let base = if length == 0 { 0 } else { 1_u64 << bits };
            for part in 0..1_u64 << split {
                self.ranges.push(Range { base: base + (part << extra), bits: extra });
            }
        }
    }

    fn single(&self, value: u64) -> Option<u8> {
        let mut at = slot(value, SINGLES_BITS);
        loop {
            let (known, symbol) = self.singles[at];
            if symbol == NO_SYMBOL {
                return None;
            }
            if known == value {
                return Some(symbol);
            }
            at = (at + 1) % self.singles.len();
        }
    }

    /// The symbol of a number.
    #[inline]
    pub fn symbol(&self, value: u64) -> u8 {
        if let Some(symbol) = self.single(value) {
            return symbol;
        }
        let length = length(value);
        let (first, extra) = self.classes[length];
        let base = if length == 0 { 0 } else { 1_u64 << (length - 1) };
        first + ((value - base) >> extra) as u8
    }

    /// About how many bits these numbers need with their symbols, in sixteenths, the ranges' own included.
    pub fn cost(&self, values: &[u64]) -> u64 {
        let mut counts = [0_u64; MAX_SYMBOLS];
        for value in values {
            counts[usize::from(self.symbol(*value))] += 1;
        }
        let total = log2_sixteenths(values.len() as u64);
        let of_symbol = |(range, &count): (&Range, &u64)| match count {
            0 => 0,
            _ => count * ((total - log2_sixteenths(count)).max(2) + 16 * u64::from(range.bits)) + 16 * 24,
        };
        self.ranges.used().iter().zip(&counts).map(of_symbol).sum()
    }
}

/// Sixteen times the logarithm, nearly.
fn log2_sixteenths(value: u64) -> u64 {
    let whole = value.max(1).ilog2();
    u64::from(whole) * 16 + ((value.max(1) << 4 >> whole) & 15)
}
