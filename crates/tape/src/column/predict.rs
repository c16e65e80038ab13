//! What a value is expected to be, from what the reader knows already.

use crate::bytes::{Take, put_varint};

/// How a column's values are expected. The writer keeps differences to it, the reader adds them up again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Prediction {
    /// What is subtracted first.
    pub base: Base,
    /// What of that is expected.
    pub previous: Previous,
    /// What is expected where there is nothing before.
    pub start: u64,
}

/// A value of the same record.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Base {
    /// Nothing.
    #[default]
    Zero,
    /// The record's place in its chunk, from 0, over records of all kinds.
    Place,
    /// The value in another column, which comes before this one.
    Column(u8),
}

/// An earlier value of the column.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Previous {
    /// None.
    #[default]
    None,
    /// That of the last record whose first word is the same in the bytes of this mask, bit by byte. Mask 0: the last.
    Like(u8),
    /// That of the last record with the same value in column `key`; where there is none, as [`Previous::Like`].
    SameKey { key: u8, mask: u8 },
}

const BASE_ZERO: u8 = 255;
const BASE_PLACE: u8 = 254;

impl Prediction {
    pub fn put(&self, target: &mut Vec<u8>) {
        let base = match self.base {
            Base::Zero => BASE_ZERO,
            Base::Place => BASE_PLACE,
            Base::Column(column) => column,
        };
        target.push(base);
        match self.previous {
            Previous::None => target.push(0),
            Previous::Like(mask) => target.extend_from_slice(&[1, mask]),
            Previous::SameKey { key, mask } => target.extend_from_slice(&[2, mask, key]),
        }
        put_varint(self.start, target);
    }

    pub fn take(bytes: &mut Take<'_>) -> Option<Self> {
        let base = match bytes.byte()? {
            BASE_ZERO => Base::Zero,
            BASE_PLACE => Base::Place,
            column => Base::Column(column),
        };
        let previous = match bytes.byte()? {
            0 => Previous::None,
            1 => Previous::Like(bytes.byte()?),
            2 => {
                let mask = bytes.byte()?;
                Previous::SameKey { key: bytes.byte()?, mask }
            }
            _ => return None,
        };
        Some(Self { base, previous, start: bytes.varint()? })
    }

    /// Replaces values by their differences to what is expected. `expected` is room for as many.
    pub fn subtract(&mut self, values: &mut [u64], known: &Known, expected: &mut Vec<u64>) {
        if let Some(base) = known.base(self.base) {
            values.iter_mut().zip(base).for_each(|(value, base)| *value = value.wrapping_sub(*base));
        }
        self.start = if self.previous == Previous::None { 0 } else { values.first().copied().unwrap_or(0) };
        match self.previous {
            Previous::None => {}
            Previous::Like(0) => {
                let mut last = self.start;
                for value in values {
                    (*value, last) = (value.wrapping_sub(last), *value);
                }
            }
            Previous::Like(mask) => {
                let mut last = Last::new(mask, self.start);
                for (value, head) in values.iter_mut().zip(&known.heads) {
                    let expected = last.replace(*head, *value);
                    *value = value.wrapping_sub(expected);
                }
            }
            Previous::SameKey { mask, .. } => {
                subtract_by_key(values, known, Last::new(mask, self.start), expected);
            }
        }
    }

    /// Replaces differences by the values again. `None` where it needs what is not known yet.
    #[must_use]
    pub fn add(&self, values: &mut [u64], known: &Known, column: usize) -> Option<()> {
        match self.previous {
            Previous::None => {}
            Previous::Like(0) => {
                let mut last = self.start;
                for value in &mut *values {
                    last = last.wrapping_add(*value);
                    *value = last;
                }
            }
            Previous::Like(mask) => {
                let mut last = Last::new(mask, self.start);
                for (value, head) in values.iter_mut().zip(known.whole_heads()?) {
                    let expected = last.get(*head);
                    *value = value.wrapping_add(*expected);
                    *expected = *value;
                }
            }
            Previous::SameKey { key, mask } => {
                if known.key != Some(key) {
                    return None;
                }
                let mut last = Last::new(mask, self.start);
                let heads = known.whole_heads()?;
                for i in 0..values.len() {
                    let expected = last.get(heads[i]);
                    let before = known.links[i] as usize;
                    let by_key = if before < i { values[before] } else { *expected };
                    values[i] = values[i].wrapping_add(by_key);
                    *expected = values[i];
                }
            }
        }
        let before = !matches!(self.base, Base::Column(base) if usize::from(base) >= column);
        if let Some(base) = before.then(|| known.base(self.base))? {
            values.iter_mut().zip(base).for_each(|(value, base)| *value = value.wrapping_add(*base));
        }
        Some(())
    }
}

fn subtract_by_key(values: &mut [u64], known: &Known, mut last: Last, expected: &mut Vec<u64>) {
    // From the last to the first the earlier values are still there; what is expected by the heads goes forward.
    expected.clear();
    expected.extend(values.iter().zip(&known.heads).map(|(value, head)| last.replace(*head, *value)));
    for i in (0..values.len()).rev() {
        let before = known.links[i] as usize;
        let by_key = if before < i { values[before] } else { expected[i] };
        values[i] = values[i].wrapping_sub(by_key);
    }
}

/// The last value behind each first word, as far as a small table tells them apart.
struct Last {
    values: [u64; 256],
    mask: u64,
}

impl Last {
    const fn new(mask: u8, start: u64) -> Self {
        let (mut wide, mut byte) = (0, 0);
        while byte < 8 {
            if mask >> byte & 1 == 1 {
                wide |= 0xFF << (8 * byte);
            }
            byte += 1;
        }
        Self { values: [start; 256], mask: wide }
    }

    #[inline]
    fn get(&mut self, head: u64) -> &mut u64 {
        &mut self.values[((head & self.mask).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as usize]
    }

    #[inline]
    fn replace(&mut self, head: u64, value: u64) -> u64 {
        core::mem::replace(self.get(head), value)
    }
}

/// What is known of the records when a column's turn comes.
#[derive(Default, Debug)]
pub struct Known {
    /// The columns before it, and room for the others.
    pub columns: Vec<Vec<u64>>,
    /// The records' places in the chunk.
    pub places: Vec<u64>,
    /// Their first words, and how many bytes of those are known.
    pub heads: Vec<u64>,
    pub head_bytes: u8,
    /// For each record the last one before it with the same key, or itself.
    pub links: Vec<u32>,
    /// The column that the links are of.
    pub key: Option<u8>,
    /// Where a key was last, by hash.
    seats: Vec<u32>,
}

const SEAT_BITS: u32 = 14;

impl Known {
    /// Begins with records at these places.
    pub fn begin(&mut self, columns: usize) {
        self.columns.resize_with(self.columns.len().max(columns), Vec::new);
        self.heads.clear();
        self.heads.resize(self.places.len(), 0);
        self.head_bytes = 0;
        self.key = None;
    }

    /// A column whose values take `width` bytes is known now.
    pub fn learn(&mut self, column: usize, width: u8) {
        if self.head_bytes < 8 {
            let shift = 8 * u32::from(self.head_bytes);
            let (heads, values) = (self.heads.iter_mut(), &self.columns[column]);
            heads.zip(values).for_each(|(head, value)| *head |= value << shift);
            self.head_bytes += width;
        }
    }

    /// Finds the links of a column that is known.
    pub fn link(&mut self, key: u8) {
        let keys = &self.columns[usize::from(key)];
        self.seats.clear();
        self.seats.resize(1 << SEAT_BITS, u32::MAX);
        self.links.clear();
        for (i, &value) in keys.iter().enumerate() {
            let seat =
                &mut self.seats[(value.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - SEAT_BITS)) as usize];
            let before = core::mem::replace(seat, i as u32);
            let same = keys.get(before as usize) == Some(&value);
            self.links.push(if same { before } else { i as u32 });
        }
        self.key = Some(key);
    }

    fn base(&self, base: Base) -> Option<&[u64]> {
        match base {
            Base::Zero => None,
            Base::Place => Some(&self.places),
            Base::Column(column) => Some(&self.columns[usize::from(column)]),
        }
    }

    fn whole_heads(&self) -> Option<&[u64]> {
        (self.head_bytes == 8).then_some(&self.heads)
    }
}
