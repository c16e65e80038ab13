//! Numbers and texts as bytes: what heads, metadata and column descriptions are made of.

/// Appends a number, seven bits a byte, the lowest first; the highest bit says that more follow.
pub fn put_varint(mut value: u64, target: &mut Vec<u8>) {
    while value >= 0x80 {
        target.push(value as u8 | 0x80);
        value >>= 7;
    }
    target.push(value as u8);
}

/// Appends a text behind its length.
pub fn put_text(text: &str, target: &mut Vec<u8>) {
    put_varint(text.len() as u64, target);
    target.extend_from_slice(text.as_bytes());
}

/// Maps small numbers of either sign to small numbers: 0, −1, 1, −2, ….
pub const fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63).cast_unsigned()
}

/// The other way.
pub const fn unzigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

/// Takes what was put, from the front. `None` where the bytes end, or are not what was asked for.
#[derive(Clone, Copy, Debug)]
pub struct Take<'a>(pub &'a [u8]);

impl<'a> Take<'a> {
    pub fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub fn byte(&mut self) -> Option<u8> {
        Some(self.bytes(1)?[0])
    }

    pub fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(*self.bytes(4)?.first_chunk()?))
    }

    pub fn u64(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(*self.bytes(8)?.first_chunk()?))
    }

    pub fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7F);
            if shift == 63 && bits > 1 {
                return None;
            }
            value |= bits << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// A number that counts things in memory.
    pub fn size(&mut self) -> Option<usize> {
        usize::try_from(self.varint()?).ok()
    }

    pub fn text(&mut self) -> Option<String> {
        let size = self.size()?;
        String::from_utf8(self.bytes(size)?.to_vec()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_texts_come_back() {
        let numbers = [0, 1, 127, 128, 300, 1 << 53, u64::MAX - 1, u64::MAX];
        let mut bytes = Vec::new();
        for number in numbers {
            put_varint(number, &mut bytes);
        }
        put_text("BTC/USD €", &mut bytes);
        let mut take = Take(&bytes);
        for number in numbers {
            assert_eq!(take.varint(), Some(number));
        }
        assert_eq!(take.text().as_deref(), Some("BTC/USD €"));
        assert!(take.0.is_empty() && take.byte().is_none());
        for value in [0, -1, 1, i64::MIN, i64::MAX] {
            assert_eq!(unzigzag(zigzag(value)), value);
        }
        assert_eq!((zigzag(-1), zigzag(1)), (1, 2));
    }

    #[test]
    fn numbers_that_are_too_large_are_refused() {
        assert_eq!(Take(&[0xFF; 10]).varint(), None);
        assert_eq!(Take(&[0x80]).varint(), None);
        assert_eq!(Take(&[200, 1, 7]).text(), None);
    }
}
