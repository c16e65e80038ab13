//! A row of numbers: their symbols, a byte each, and behind those their extra bits.

use super::bits::{BitReader, BitWriter};
use super::ranges::{Range, Ranges, Symbols};
use crate::bytes::{Take, put_varint};

/// What tells a stream's numbers from its bytes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Stream {
    /// How many numbers, and so how many symbols.
    pub count: usize,
    /// Bytes of the extra bits.
    pub extra_bytes: usize,
    pub ranges: Ranges,
}

impl Stream {
    /// Appends symbols and extra bits of `values` to `target`, and where each of the two ends to `ends`.
    pub fn write(values: &[u64], target: &mut Vec<u8>, ends: &mut Vec<usize>) -> Self {
        let symbols = Symbols::of(values);
        let coded: Vec<u8> = values.iter().map(|value| symbols.symbol(*value)).collect();
        target.extend_from_slice(&coded);
        let extra = target.len();
        ends.push(extra);
        let table = symbols.ranges.table();
        let mut bits = BitWriter::new(target);
        for (value, symbol) in values.iter().zip(coded) {
            let range = table[usize::from(symbol)];
            bits.put(value - range.base, u32::from(range.bits));
        }
        bits.finish();
        ends.push(target.len());
        Self { count: values.len(), extra_bytes: target.len() - extra, ranges: symbols.ranges }
    }

    pub fn put(&self, target: &mut Vec<u8>) {
        put_varint(self.count as u64, target);
        put_varint(self.extra_bytes as u64, target);
        self.ranges.put(target);
    }

    pub fn take(bytes: &mut Take<'_>) -> Option<Self> {
        Some(Self { count: bytes.size()?, extra_bytes: bytes.size()?, ranges: Ranges::take(bytes)? })
    }

    /// The numbers, from the front of `content`. `None` where they are not there.
    pub fn read<'a>(&self, content: &mut Take<'a>) -> Option<Numbers<'a>> {
        let symbols = content.bytes(self.count)?;
        let extra = BitReader::new(content.bytes(self.extra_bytes)?);
        Some(Numbers { symbols, extra, table: self.ranges.table() })
    }
}

/// The numbers of a stream, one after the other.
pub struct Numbers<'a> {
    symbols: &'a [u8],
    extra: BitReader<'a>,
    table: [Range; 256],
}

impl Numbers<'_> {
    /// How many.
    pub const fn len(&self) -> usize {
        self.symbols.len()
    }

    /// Calls back with each number. False where the bytes are not those of so many numbers.
    #[inline]
    pub fn for_each(self, mut each: impl FnMut(u64)) -> bool {
        let Self { symbols, mut extra, table } = self;
        for &symbol in symbols {
            let range = table[usize::from(symbol)];
            each(range.base.wrapping_add(extra.take(u32::from(range.bits))));
        }
        extra.ended()
    }
}
