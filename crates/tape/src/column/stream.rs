//! A row of numbers: their symbols, a byte each, and behind those their extra bits.

use super::bits::{BitReader, BitWriter};
use super::ranges::{Range, Ranges, Symbols};
use crate::bytes::{Take, put_varint};

/// What tells a stream's numbers from its bytes. Filled in place: nothing is allocated for it.
#[derive(Debug, Default)]
pub struct Stream {
    /// How many numbers, and so how many symbols.
    pub count: usize,
    /// Bytes of the extra bits.
    pub extra_bytes: usize,
    pub ranges: Ranges,
}

/// Writes streams behind each other, reusing its buffers.
#[derive(Debug, Default)]
pub struct StreamWriter {
    /// What was written.
    pub bytes: Vec<u8>,
    /// Where each row of symbols and each row of extra bits ends.
    pub ends: Vec<usize>,
    pub symbols: Symbols,
    coded: Vec<u8>,
}

impl StreamWriter {
    /// Begins with nothing.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    /// Appends symbols and extra bits of `values`, and says in `stream` what tells them.
    pub fn write(&mut self, values: &[u64], stream: &mut Stream) {
        let Self { bytes, ends, symbols, coded } = self;
        symbols.suit(values);
        coded.clear();
        coded.extend(values.iter().map(|value| symbols.symbol(*value)));
        bytes.extend_from_slice(coded);
        let extra = bytes.len();
        ends.push(extra);
        let mut bits = BitWriter::new(bytes);
        for (value, symbol) in values.iter().zip(coded) {
            let range = symbols.ranges.table[usize::from(*symbol)];
            bits.put(value - range.base, u32::from(range.bits));
        }
        bits.finish();
        ends.push(bytes.len());
        stream.count = values.len();
        stream.extra_bytes = bytes.len() - extra;
        stream.ranges.clone_from(&symbols.ranges);
    }
}

impl Stream {
    pub fn put(&self, target: &mut Vec<u8>) {
        put_varint(self.count as u64, target);
        put_varint(self.extra_bytes as u64, target);
        self.ranges.put(target);
    }

    /// Replaces this one by what `bytes` say.
    pub fn take(&mut self, bytes: &mut Take<'_>) -> Option<()> {
        self.count = bytes.size()?;
        self.extra_bytes = bytes.size()?;
        self.ranges.take(bytes)
    }

    /// The numbers, from the front of `content`. `None` where they are not there.
    pub fn read<'a, 'b: 'a>(&'a self, content: &mut Take<'b>) -> Option<Numbers<'a>> {
        let symbols = content.bytes(self.count)?;
        let extra = BitReader::new(content.bytes(self.extra_bytes)?);
        Some(Numbers { symbols, extra, table: &self.ranges.table })
    }
}

/// The numbers of a stream, one after the other.
pub struct Numbers<'a> {
    symbols: &'a [u8],
    extra: BitReader<'a>,
    table: &'a [Range; 256],
}

impl Numbers<'_> {
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
