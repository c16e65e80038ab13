//! Little-endian bytes, written and read without a panic.

use super::SnapshotError;
use cift_wire::{Record, read_record};

/// `Err(Wrong)` unless it holds.
pub fn ensure(holds: bool, what: &str) -> Result<(), SnapshotError> {
    if holds { Ok(()) } else { Err(SnapshotError::Wrong(what.to_owned())) }
}

/// A number that can be written.
pub trait Put {
    fn put(self, out: &mut Vec<u8>);
}

macro_rules! integers {
    ($($word:ty),*) => {$(
        impl Put for $word {
            fn put(self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }
        }
    )*};
}

integers!(u8, u16, u32, u64, i64);

/// Writes numbers one after the other.
pub fn put_all(numbers: impl IntoIterator<Item = impl Put>, out: &mut Vec<u8>) {
    for number in numbers {
        number.put(out);
    }
}

/// What is left to read.
#[derive(Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub const fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The bytes that are left, for another reader.
    pub const fn rest_mut(&mut self) -> &mut &'a [u8] {
        &mut self.rest
    }

    fn array<const BYTES: usize>(&mut self) -> Result<&'a [u8; BYTES], SnapshotError> {
        let (head, tail) = self.rest.split_first_chunk().ok_or(SnapshotError::Short)?;
        self.rest = tail;
        Ok(head)
    }

    pub fn u8(&mut self) -> Result<u8, SnapshotError> {
        self.array().map(|&[byte]| byte)
    }

    pub fn u16(&mut self) -> Result<u16, SnapshotError> {
        self.array().map(|&bytes| u16::from_le_bytes(bytes))
    }

    pub fn u32(&mut self) -> Result<u32, SnapshotError> {
        self.array().map(|&bytes| u32::from_le_bytes(bytes))
    }

    pub fn u64(&mut self) -> Result<u64, SnapshotError> {
        self.array().map(|&bytes| u64::from_le_bytes(bytes))
    }

    pub fn i64(&mut self) -> Result<i64, SnapshotError> {
        self.u64().map(u64::cast_signed)
    }

    pub fn words<const WORDS: usize>(&mut self) -> Result<[u64; WORDS], SnapshotError> {
        let mut words = [0; WORDS];
        for word in &mut words {
            *word = self.u64()?;
        }
        Ok(words)
    }

    /// A value of an enum.
    pub fn one_of<T>(&mut self, of: fn(u8) -> Option<T>, what: &str) -> Result<T, SnapshotError> {
        of(self.u8()?).ok_or_else(|| SnapshotError::Wrong(what.to_owned()))
    }

    /// A 64-byte record.
    pub fn record<R: Record>(&mut self) -> Result<R, SnapshotError> {
        self.array().map(read_record)
    }
}
