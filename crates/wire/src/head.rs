//! Heads of files, blocks and chunks: words that begin with a magic number and end with a CRC of all before it.

use crate::crc::crc32c;

/// The words of a head as bytes, with the CRC of all before it in the last four.
#[must_use]
pub fn sealed<const WORDS: usize, const BYTES: usize>(words: &[u64; WORDS]) -> [u8; BYTES] {
    let mut bytes: [u8; BYTES] = bytes_of(words);
    let crc = crc32c(&bytes[..BYTES - 4]);
    bytes[BYTES - 4..].copy_from_slice(&crc.to_le_bytes());
    bytes
}

/// The words of a head, if it begins with `magic` and ends with its CRC.
#[must_use]
pub fn checked<const WORDS: usize, const BYTES: usize>(
    bytes: &[u8; BYTES],
    magic: u64,
) -> Option<[u64; WORDS]> {
    let words: [u64; WORDS] = words_of(bytes);
    (words[0] == magic && high(words[WORDS - 1]) == crc32c(&bytes[..BYTES - 4])).then_some(words)
}

/// Words as little-endian bytes.
#[must_use]
pub fn bytes_of<const WORDS: usize, const BYTES: usize>(words: &[u64; WORDS]) -> [u8; BYTES] {
    const { assert!(BYTES == 8 * WORDS) };
    core::array::from_fn(|i| words[i / 8].to_le_bytes()[i % 8])
}

/// Little-endian bytes as words.
#[must_use]
pub fn words_of<const WORDS: usize, const BYTES: usize>(bytes: &[u8; BYTES]) -> [u64; WORDS] {
    const { assert!(BYTES == 8 * WORDS) };
    let (words, _) = bytes.as_chunks::<8>();
    core::array::from_fn(|i| u64::from_le_bytes(words[i]))
}

/// A word of two halves.
#[must_use]
pub const fn pair(low: u32, high: u32) -> u64 {
    low as u64 | (high as u64) << 32
}

/// The low half of a word.
#[must_use]
pub const fn low(word: u64) -> u32 {
    word as u32
}

/// The high half of a word.
#[must_use]
pub const fn high(word: u64) -> u32 {
    (word >> 32) as u32
}
