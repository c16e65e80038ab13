//! Columns back to records.

use super::predict::Known;
use super::{Coding, Column, MAX_COLUMNS};
use crate::bytes::{Take, unzigzag};

/// Brings filtered bytes back to records, reusing its buffers.
#[derive(Default, Debug)]
pub struct Unfilter {
    known: Known,
}

/// Records that are scattered to at a time, so that they stay near while column after column is written.
const TILE: usize = 64;

impl Unfilter {
    /// Fills `words` with the records of filtered bytes, `record_words` each. `places` are their places in the chunk.
    /// `None` where the bytes are not those of such records.
    ///
    /// Nothing is allocated beyond 8 bytes a column and record, whatever the bytes say.
    #[must_use]
    pub fn unfilter(
        &mut self,
        content: &[u8],
        places: impl Iterator<Item = u64>,
        record_words: usize,
        words: &mut [u64],
    ) -> Option<()> {
        self.known.places.clear();
        self.known.places.extend(places);
        let count = self.known.places.len();
        let mut streams = Take(content);
        let described = streams.u32()?;
        let mut descriptions = Take(streams.bytes(described as usize)?);
        let columns = usize::from(descriptions.byte()?);
        if words.len() != count * record_words || columns > MAX_COLUMNS {
            return None;
        }
        self.known.begin(columns);
        let mut widths = Vec::with_capacity(columns);
        for column in 0..columns {
            let description = Column::take(&mut descriptions)?;
            self.read_column(column, &description, &mut streams)?;
            self.known.learn(column, description.width);
            widths.push(description.width);
        }
        let complete = descriptions.0.is_empty() && streams.0.is_empty();
        let bytes: usize = widths.iter().map(|width| usize::from(*width)).sum();
        (complete && bytes == record_words * 8).then(|| self.scatter(&widths, record_words, words))?
    }

    fn read_column(&mut self, column: usize, description: &Column, streams: &mut Take<'_>) -> Option<()> {
        let mut values = core::mem::take(&mut self.known.columns[column]);
        let read = differences(description, streams, self.known.places.len(), &mut values);
        let added = read.and_then(|()| self.predicted(column, description, &mut values));
        self.known.columns[column] = values;
        added
    }

    fn predicted(&mut self, column: usize, description: &Column, values: &mut [u64]) -> Option<()> {
        if let super::predict::Previous::SameKey { key, .. } = description.prediction.previous
            && self.known.key != Some(key)
        {
            if usize::from(key) >= column {
                return None;
            }
            self.known.link(key);
        }
        description.prediction.add(values, &self.known, column)
    }

    /// Columns side by side, as records.
    fn scatter(&self, widths: &[u8], record_words: usize, words: &mut [u64]) -> Option<()> {
        for (tile, records) in words.chunks_mut(TILE * record_words).enumerate() {
            let mut at = 0;
            for (column, &width) in self.known.columns.iter().zip(widths) {
                let values = &column[tile * TILE..];
                let targets = records[at / 8..].iter_mut().step_by(record_words);
                match (width, at % 8) {
                    (8, 0) => targets.zip(values).for_each(|(target, value)| *target = *value),
                    (4, 0) => targets.zip(values).for_each(|(target, value)| *target = *value & 0xFFFF_FFFF),
                    (4, _) => targets.zip(values).for_each(|(target, value)| *target |= *value << 32),
                    _ => return None,
                }
                at += usize::from(width);
            }
        }
        Some(())
    }
}

/// The differences of a column, `count` of them.
fn differences(column: &Column, streams: &mut Take<'_>, count: usize, values: &mut Vec<u64>) -> Option<()> {
    let scale = column.scale.cast_signed();
    let value_of = |number: u64| unzigzag(number).wrapping_mul(scale).cast_unsigned();
    values.clear();
    match &column.coding {
        Coding::Constant(number) => values.resize(count, value_of(*number)),
        Coding::Dense(stream) => {
            let numbers = stream.read(streams).filter(|_| stream.count == count)?;
            values.reserve(count);
            if !numbers.for_each(|number| values.push(value_of(number))) {
                return None;
            }
        }
        Coding::Sparse { usual, gaps, values: others } => {
            let gap_numbers = gaps.read(streams)?;
            let numbers =
                others.read(streams).filter(|_| gaps.count == others.count && gaps.count <= count)?;
            values.resize(count, value_of(*usual));
            return place_exceptions(gap_numbers, numbers, value_of, values);
        }
    }
    Some(())
}

/// Writes the exceptions where they are.
fn place_exceptions(
    gaps: super::stream::Numbers<'_>,
    numbers: super::stream::Numbers<'_>,
    value_of: impl Fn(u64) -> u64,
    values: &mut [u64],
) -> Option<()> {
    let mut places = Vec::with_capacity(gaps.len());
    let mut next = 0_u64;
    let complete = gaps.for_each(|gap| {
        let place = next.saturating_add(gap);
        places.push(place);
        next = place.saturating_add(1);
    });
    if !complete || next > values.len() as u64 {
        return None;
    }
    let mut places = places.into_iter();
    numbers
        .for_each(|number| {
            if let Some(place) = places.next() {
                values[place as usize] = value_of(number);
            }
        })
        .then_some(())
}
