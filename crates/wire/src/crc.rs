//! CRC-32C (Castagnoli, reflected, as in iSCSI and ext4): finds every burst of up to 32 bits and, in blocks of our size,
//! every three flipped bits.

mod sparse;

use sparse::Shortened;

/// The polynomial, reflected.
const POLYNOMIAL: u32 = 0x82F6_3B78;
/// Bytes that the tables take in one step.
const STEP: usize = 16;

/// `TABLES[k][b]`: what byte `b` does to the remainder when `k` bytes follow it.
static TABLES: [[u32; 256]; STEP] = tables();

const fn tables() -> [[u32; 256]; STEP] {
    let mut tables = [[0; 256]; STEP];
    let mut byte = 0;
    while byte < 256 {
        let mut value = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            value = (value >> 1) ^ (POLYNOMIAL & (value & 1).wrapping_neg());
            bit += 1;
        }
        tables[0][byte] = value;
        byte += 1;
    }
    let mut step = 1;
    while step < STEP {
        let mut byte = 0;
        while byte < 256 {
            let before = tables[step - 1][byte];
            tables[step][byte] = (before >> 8) ^ tables[0][(before & 0xFF) as usize];
            byte += 1;
        }
        step += 1;
    }
    tables
}

/// A running CRC-32C.
#[derive(Clone, Copy, Debug)]
pub struct Crc32c(u32);

impl Default for Crc32c {
    fn default() -> Self {
        Self::new()
    }
}

impl Crc32c {
    /// The CRC of no bytes.
    #[must_use]
    pub const fn new() -> Self {
        Self(!0)
    }

    /// Reads more bytes.
    #[inline]
    pub fn update(&mut self, bytes: &[u8]) {
        self.0 = advance(self.0, bytes);
    }

    /// The CRC of what it has read.
    #[must_use]
    pub const fn value(self) -> u32 {
        !self.0
    }
}

/// The CRC of `bytes`.
#[must_use]
pub fn crc32c(bytes: &[u8]) -> u32 {
    let mut crc = Crc32c::new();
    crc.update(bytes);
    crc.value()
}

#[cfg(target_arch = "x86_64")]
#[inline]
fn advance(state: u32, bytes: &[u8]) -> u32 {
    if std::arch::is_x86_feature_detected!("sse4.2") {
        // SAFETY: the processor has SSE4.2, as just asked.
        #[allow(unsafe_code)]
        return unsafe { by_instruction(state, bytes) };
    }
    without_instruction(state, bytes)
}

#[cfg(not(target_arch = "x86_64"))]
fn advance(state: u32, bytes: &[u8]) -> u32 {
    without_instruction(state, bytes)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "sse4.2")]
fn by_instruction(state: u32, bytes: &[u8]) -> u32 {
    use core::arch::x86_64::{_mm_crc32_u8, _mm_crc32_u64};
    let (words, rest) = bytes.as_chunks::<8>();
    let mut wide = u64::from(state);
    for word in words {
        wide = _mm_crc32_u64(wide, u64::from_le_bytes(*word));
    }
    rest.iter().fold(wide as u32, |state, &byte| _mm_crc32_u8(state, byte))
}

fn without_instruction(state: u32, bytes: &[u8]) -> u32 {
    if bytes.len() < sparse::LEAST_BYTES {
        return by_table(state, bytes);
    }
    let Shortened { front, rest } = sparse::shorten(state, bytes);
    by_table(by_table(0, front.as_flattened()), rest)
}

fn by_table(mut state: u32, bytes: &[u8]) -> u32 {
    let (steps, rest) = bytes.as_chunks::<STEP>();
    for step in steps {
        let words = u128::from_le_bytes(*step) ^ u128::from(state);
        let halves = [words as u64, (words >> 64) as u64];
        state = 0;
        for (half, tables) in halves.into_iter().zip([&TABLES[8..], &TABLES[..8]]) {
            for (i, table) in tables.iter().rev().enumerate() {
                state ^= table[usize::from((half >> (8 * i)) as u8)];
            }
        }
    }
    rest.iter().fold(state, |state, &byte| (state >> 8) ^ TABLES[0][usize::from(state as u8 ^ byte)])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bit by bit, as the definition has it.
    fn naive(bytes: &[u8]) -> u32 {
        let mut state = !0_u32;
        for &byte in bytes {
            state ^= u32::from(byte);
            for _ in 0..8 {
                state = if state & 1 == 1 { (state >> 1) ^ POLYNOMIAL } else { state >> 1 };
            }
        }
        !state
    }

    #[test]
    fn equals_the_vectors_of_rfc_3720() {
        let counting: Vec<u8> = (0..32).collect();
        assert_eq!(crc32c(b"123456789"), 0xE306_9283);
        assert_eq!(crc32c(&[0; 32]), 0x8A91_36AA);
        assert_eq!(crc32c(&[0xFF; 32]), 0x62A8_AB43);
        assert_eq!(crc32c(&counting), 0x46DD_794E);
        assert_eq!(crc32c(&[]), 0);
    }

    #[test]
    fn tables_instruction_and_definition_agree_at_every_length_and_cut() {
        let bytes: Vec<u8> = (0..200_u32).map(|i| (i.wrapping_mul(0x9E37_79B1) >> 24) as u8).collect();
        for length in 0..bytes.len() {
            let expected = naive(&bytes[..length]);
            assert_eq!(!by_table(!0, &bytes[..length]), expected, "{length} bytes by table");
            assert_eq!(crc32c(&bytes[..length]), expected, "{length} bytes");
            let mut parts = Crc32c::new();
            for chunk in bytes[..length].chunks(7) {
                parts.update(chunk);
            }
            assert_eq!(parts.value(), expected, "{length} bytes in chunks");
        }
    }

    #[test]
    fn a_shortened_message_has_the_same_crc_at_every_length() {
        let bytes: Vec<u8> = (0..20_000_u32).map(|i| (i.wrapping_mul(0x9E37_79B1) >> 24) as u8).collect();
        let expected = |length: usize| by_table(!0, &bytes[..length]);
        for length in (sparse::LEAST_BYTES - 9..sparse::LEAST_BYTES + 1100).chain([9999, 10_000, 20_000]) {
            assert_eq!(without_instruction(!0, &bytes[..length]), expected(length), "{length} bytes");
            let (front, back) = bytes[..length].split_at(length % 257);
            let parts = without_instruction(without_instruction(!0, front), back);
            assert_eq!(parts, expected(length), "{length} bytes in two parts");
        }
    }
}
