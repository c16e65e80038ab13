//! Columns back to records.

use super::predict::Known;
use super::stream::Numbers;
use super::{Column, Form, MAX_COLUMNS};
use crate::bytes::{Take, unzigzag};

/// Brings filtered bytes back to records, reusing its buffers.
#[derive(Default, Debug)]
pub struct Unfilter {
    known: Known,
    column: Column,
    /// Where the exceptions of a column are.
    exceptions: Vec<u64>,
}

/// Records that are scattered to at a time, so that they stay near while column after column is written.
const TILE: usize = 64;

impl Unfilter {
    /// Fills `words` with the records of filtered bytes, `record_words` each. `places` are their places in the chunk.
    /// `None` where the bytes are not those of such records.
    ///
    /// Nothing is allocated beyond 8 bytes a column and record, whatever the bytes say, and nothing at all once records
    /// as many were read before.
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
        let mut all_widths = [0; MAX_COLUMNS];
        let widths = &mut all_widths[..columns];
        for (column, width) in widths.iter_mut().enumerate() {
            self.column.take(&mut descriptions)?;
            self.read_column(column, &mut streams)?;
            *width = self.column.width;
            self.known.learn(column, *width);
        }
        let complete = descriptions.0.is_empty() && streams.0.is_empty();
        let bytes: usize = widths.iter().map(|width| usize::from(*width)).sum();
        (complete && bytes == record_words * 8).then(|| self.scatter(widths, record_words, words))?
    }

    fn read_column(&mut self, column: usize, streams: &mut Take<'_>) -> Option<()> {
        let mut values = core::mem::take(&mut self.known.columns[column]);
        let count = self.known.places.len();
        let read = differences(&self.column, streams, count, &mut values, &mut self.exceptions);
        let added = read.and_then(|()| self.predicted(column, &mut values));
        self.known.columns[column] = values;
        added
    }

    fn predicted(&mut self, column: usize, values: &mut [u64]) -> Option<()> {
        let prediction = self.column.prediction;
        if let super::predict::Previous::SameKey { key, .. } = prediction.previous
            && self.known.key != Some(key)
        {
            if usize::from(key) >= column {
                return None;
            }
            self.known.link(key);
        }
        prediction.add(values, &self.known, column)
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

/// The differences of a column, `count` of them. `places` is room for those of exceptions.
fn differences(
    column: &Column,
    streams: &mut Take<'_>,
    count: usize,
    values: &mut Vec<u64>,
    places: &mut Vec<u64>,
) -> Option<()> {
    let scale = column.scale.cast_signed();
    let value_of = |number: u64| unzigzag(number).wrapping_mul(scale).cast_unsigned();
    values.clear();
    match column.form {
        Form::Constant => values.resize(count, value_of(column.usual)),
        Form::Dense => {
            let numbers = column.values.read(streams).filter(|_| column.values.count == count)?;
            values.reserve(count);
            if !numbers.for_each(|number| values.push(value_of(number))) {
                return None;
            }
        }
        Form::Sparse => {
            let gaps = column.gaps.read(streams)?;
            let fits = column.gaps.count == column.values.count && column.gaps.count <= count;
            let exceptions = column.values.read(streams).filter(|_| fits)?;
            values.resize(count, value_of(column.usual));
            read_places(gaps, count, places)?;
            let mut places = places.iter();
            let complete = exceptions.for_each(|number| {
                if let Some(place) = places.next() {
                    values[*place as usize] = value_of(number);
                }
            });
            return complete.then_some(());
        }
    }
    Some(())
}

/// Where exceptions are, all of them below `count`.
fn read_places(gaps: Numbers<'_>, count: usize, places: &mut Vec<u64>) -> Option<()> {
    places.clear();
    let mut next = 0_u64;
    let complete = gaps.for_each(|gap| {
        let place = next.saturating_add(gap);
        places.push(place);
        next = place.saturating_add(1);
    });
    (complete && next <= count as u64).then_some(())
}
