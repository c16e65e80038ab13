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

/// The ranges of a stream, by symbol.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ranges(pub Vec<Range>);

impl Ranges {
    pub fn put(&self, target: &mut Vec<u8>) {
        target.push(self.0.len() as u8);
        for range in &self.0 {
            target.push(range.bits);
            put_varint(range.base, target);
        }
    }

    pub fn take(bytes: &mut Take<'_>) -> Option<Self> {
        let count = bytes.byte()?;
        let range = |_| {
            let bits = bytes.byte().filter(|bits| *bits < 64)?;
            Some(Range { bits, base: bytes.varint()? })
        };
        (0..count).map(range).collect::<Option<_>>().map(Self)
    }

    /// All 256, so that looking one up needs no check; those that do not exist give zero.
    pub fn table(&self) -> [Range; 256] {
        let mut table = [Range::default(); 256];
        table[..self.0.len()].copy_from_slice(&self.0);
        table
    }
}

/// How often each number occurs, as far as there is room: rare ones may be missing.
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
    fn of(values: &[u64]) -> Self {
        let bits = (values.len().max(1).ilog2() + 2).min(SLOT_BITS);
        let mut slots = vec![(0, 0_u32); (1 << bits) + PROBES];
        for &value in values {
            let start = slot(value, bits);
            let place = slots[start..start + PROBES].iter_mut().find(|slot| slot.1 == 0 || slot.0 == value);
            match place {
                Some(slot) => *slot = (value, slot.1 + 1),
                // A newcomer weakens who sits there, so that early rare numbers do not keep frequent ones out.
                None => slots[start].1 -= 1,
            }
        }
        Self { slots }
    }

    /// The most frequent numbers, in an order that depends on nothing else.
    fn most_frequent(mut self, least: u32) -> Vec<u64> {
        self.slots.retain(|slot| slot.1 >= least);
        self.slots.sort_unstable_by_key(|(value, count)| (core::cmp::Reverse(*count), *value));
        self.slots.truncate(MAX_SINGLES);
        self.slots.into_iter().map(|(value, _)| value).collect()
    }
}

/// Bits of a number without leading zeros.
const fn length(value: u64) -> usize {
    (64 - value.leading_zeros()) as usize
}

const SINGLES_BITS: u32 = 9;
const NO_SYMBOL: u8 = u8::MAX;

/// Finds the symbols of numbers, for ranges that it has chosen.
pub struct Symbols {
    pub ranges: Ranges,
    /// The numbers with a symbol of their own, by hash.
    singles: Vec<(u64, u8)>,
    /// Of each bit length, the first symbol and the extra bits.
    classes: [(u8, u8); 65],
}

impl Symbols {
    /// Ranges that suit these numbers, and have all of them.
    pub fn of(values: &[u64]) -> Self {
        let least = (values.len() as u32 / SINGLE_SHARE).max(6);
        let singles = Counts::of(values).most_frequent(least);
        let mut symbols = Self::with_singles(&singles);
        let mut counts = [0_u32; 65];
        for &value in values {
            if symbols.single(value).is_none() {
                counts[length(value)] += 1;
            }
        }
        symbols.add_classes(&counts, values.len() as u32 / SPLIT_SHARE);
        symbols
    }

    fn with_singles(values: &[u64]) -> Self {
        let mut singles = vec![(0, NO_SYMBOL); 1 << SINGLES_BITS];
        for (symbol, &value) in values.iter().enumerate() {
            let mut at = slot(value, SINGLES_BITS);
            while singles[at].1 != NO_SYMBOL {
                at = (at + 1) % singles.len();
            }
            singles[at] = (value, symbol as u8);
        }
        let ranges = values.iter().map(|&base| Range { base, bits: 0 }).collect();
        Self { ranges: Ranges(ranges), singles, classes: [(0, 0); 65] }
    }

    fn add_classes(&mut self, counts: &[u32; 65], split_from: u32) {
        let used = counts.iter().filter(|count| **count > 0).count();
        // What is left when each class has one symbol.
        let mut spare = MAX_SYMBOLS - self.ranges.0.len() - used;
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
            self.classes[length] = (self.ranges.0.len() as u8, extra);
            let base = if length == 0 { 0 } else { 1_u64 << bits };
            let ranges = (0..1_u64 << split).map(|part| Range { base: base + (part << extra), bits: extra });
            self.ranges.0.extend(ranges);
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
        self.ranges.0.iter().zip(&counts).map(of_symbol).sum()
    }
}

/// Sixteen times the logarithm, nearly.
fn log2_sixteenths(value: u64) -> u64 {
    let whole = value.max(1).ilog2();
    u64::from(whole) * 16 + ((value.max(1) << 4 >> whole) & 15)
}
