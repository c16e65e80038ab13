//! Bits one after the other, the lowest of each byte first.

/// Appends bits to bytes.
#[derive(Debug)]
pub struct BitWriter<'a> {
    target: &'a mut Vec<u8>,
    held: u64,
    bits: u32,
}

impl<'a> BitWriter<'a> {
    pub const fn new(target: &'a mut Vec<u8>) -> Self {
        Self { target, held: 0, bits: 0 }
    }

    /// Appends the low `count` bits of `value`, whose others are zero; up to 63.
    #[inline]
    pub fn put(&mut self, value: u64, count: u32) {
        self.held |= value << self.bits;
        let bits = self.bits + count;
        if bits < 64 {
            self.bits = bits;
            return;
        }
        self.target.extend_from_slice(&self.held.to_le_bytes());
        // What did not fit. `self.bits` is not zero here, as `count` is below 64.
        self.held = value >> (64 - self.bits);
        self.bits = bits - 64;
    }

    /// The last bits, filled up with zeros to a whole byte.
    pub fn finish(self) {
        self.target.extend_from_slice(&self.held.to_le_bytes()[..self.bits.div_ceil(8) as usize]);
    }
}

/// Takes bits from bytes.
#[derive(Clone, Copy, Debug)]
pub struct BitReader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> BitReader<'a> {
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next `count` bits, up to 63. Behind the end there are zeros; [`BitReader::ended`] tells.
    #[inline]
    pub fn take(&mut self, count: u32) -> u64 {
        let (byte, shift) = (self.at / 8, (self.at % 8) as u32);
        self.at += count as usize;
        let Some(chunk) = self.bytes.get(byte..).and_then(<[u8]>::first_chunk::<8>) else {
            return self.take_last(byte, shift, count);
        };
        let mut value = u64::from_le_bytes(*chunk) >> shift;
        if shift + count > 64 {
            let next = self.bytes.get(byte + 8).copied().unwrap_or(0);
            value |= u64::from(next) << (64 - shift);
        }
        value & ((1 << count) - 1)
    }

    /// The same near the end, where no whole word is left.
    #[cold]
    fn take_last(&self, byte: usize, shift: u32, count: u32) -> u64 {
        let mut word = [0; 8];
        let left = self.bytes.get(byte..).unwrap_or_default();
        word[..left.len()].copy_from_slice(left);
        (u64::from_le_bytes(word) >> shift) & ((1 << count) - 1)
    }

    /// Whether exactly these bytes were taken, to the last begun one.
    pub const fn ended(&self) -> bool {
        self.at.div_ceil(8) == self.bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_of_every_count_come_back() {
        let mut word = 0x9E37_79B9_7F4A_7C15_u64;
        let values: Vec<(u64, u32)> = (0..5000_u32)
            .map(|i| {
                word = word.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let count = i * 7 % 64;
                (word & ((1 << count) - 1), count)
            })
            .collect();
        let mut bytes = Vec::new();
        let mut writer = BitWriter::new(&mut bytes);
        for &(value, count) in &values {
            writer.put(value, count);
        }
        writer.finish();
        let mut reader = BitReader::new(&bytes);
        for (value, count) in values {
            assert!(!reader.ended() || count == 0 || bytes.len() * 8 - reader.at < 8);
            assert_eq!(reader.take(count), value);
        }
        assert!(reader.ended());
        assert_eq!(reader.take(63), 0);
        assert!(!reader.ended());
    }
}
