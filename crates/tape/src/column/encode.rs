//! Records to columns.

use super::choose::{candidates, columns, key};
use super::predict::{Known, Prediction};
use super::ranges::Symbols;
use super::stream::Stream;
use super::{Coding, Column};
use crate::Kind;
use crate::bytes::zigzag;

/// As many records are looked at to choose what to expect.
const SAMPLE: usize = 2048;

/// Filters records, reusing its buffers.
#[derive(Default, Debug)]
pub struct Filter {
    known: Known,
    differences: Vec<u64>,
    descriptions: Vec<u8>,
    streams: Vec<u8>,
    stream_ends: Vec<usize>,
    content: Vec<u8>,
    ends: Vec<usize>,
}

impl Filter {
    /// The filtered bytes of records of a kind, given as words, and where its pieces end. `places` are the records'
    /// places in the chunk.
    pub fn filter(
        &mut self,
        kind: Kind,
        words: &[u64],
        places: impl Iterator<Item = u64>,
    ) -> (&[u8], &[usize]) {
        let columns = columns(kind);
        self.known.places.clear();
        self.known.places.extend(places);
        self.known.begin(columns.len());
        let widths: u8 = columns.iter().map(|(width, _)| width).sum();
        let record_words = usize::from(widths) / 8;
        let mut at = 0;
        for (column, &(width, _)) in columns.iter().enumerate() {
            gather(words, record_words, at, width, &mut self.known.columns[column]);
            self.known.learn(column, width);
            at += usize::from(width);
        }
        if let Some(key) = key(columns) {
            self.known.link(key);
        }
        self.descriptions.clear();
        self.descriptions.push(columns.len() as u8);
        self.streams.clear();
        self.stream_ends.clear();
        for (column, &(width, role)) in columns.iter().enumerate() {
            let prediction = self.choose(column, &candidates(kind, role));
            self.write_column(column, width, prediction);
        }
        self.assemble()
    }

    /// The prediction that leaves least, by a sample.
    fn choose(&mut self, column: usize, candidates: &[Prediction]) -> Prediction {
        let values = &self.known.columns[column];
        let sample = &values[..values.len().min(SAMPLE)];
        let mut best = (u64::MAX, candidates[0]);
        for &candidate in candidates {
            let mut prediction = candidate;
            self.differences.clear();
            self.differences.extend_from_slice(sample);
            prediction.subtract(&mut self.differences, &self.known);
            let divisor = divide(&mut self.differences);
            let cost = Symbols::of(&self.differences).cost(&self.differences) + u64::from(divisor.ilog2());
            if cost < best.0 {
                best = (cost, candidate);
            }
            if self.differences.iter().all(|difference| *difference == self.differences[0]) {
                break;
            }
        }
        best.1
    }

    fn write_column(&mut self, column: usize, width: u8, mut prediction: Prediction) {
        self.differences.clear();
        self.differences.extend_from_slice(&self.known.columns[column]);
        prediction.subtract(&mut self.differences, &self.known);
        let scale = divide(&mut self.differences);
        let coding = code(&self.differences, &mut self.streams, &mut self.stream_ends);
        Column { width, prediction, scale, coding }.put(&mut self.descriptions);
    }

    /// The descriptions behind their length, then the streams.
    fn assemble(&mut self) -> (&[u8], &[usize]) {
        self.content.clear();
        self.content.extend_from_slice(&(self.descriptions.len() as u32).to_le_bytes());
        self.content.extend_from_slice(&self.descriptions);
        let before = self.content.len();
        self.content.extend_from_slice(&self.streams);
        self.ends.clear();
        self.ends.push(before);
        self.ends.extend(self.stream_ends.iter().map(|end| before + end));
        self.ends.dedup();
        (&self.content, &self.ends)
    }
}

/// The values of a column: `width` bytes at byte `at` of each record.
fn gather(words: &[u64], record_words: usize, at: usize, width: u8, column: &mut Vec<u64>) {
    let records = words.chunks_exact(record_words);
    column.clear();
    match (width, at % 8) {
        (8, _) => column.extend(records.map(|record| record[at / 8])),
        (_, 0) => column.extend(records.map(|record| record[at / 8] & 0xFFFF_FFFF)),
        _ => column.extend(records.map(|record| record[at / 8] >> 32)),
    }
}

/// Divides differences by what divides them all, and makes them small numbers without a sign. Gives the divisor.
fn divide(differences: &mut [u64]) -> u64 {
    let mut divisor = 0;
    for difference in &*differences {
        divisor = greatest_common_divisor(divisor, difference.cast_signed().unsigned_abs());
        if divisor == 1 {
            break;
        }
    }
    if divisor <= 1 {
        for difference in differences {
            *difference = zigzag(difference.cast_signed());
        }
        return 1;
    }
    for difference in differences {
        let signed = difference.cast_signed();
        let quotient = (signed.unsigned_abs() / divisor).cast_signed();
        *difference = zigzag(if signed < 0 { quotient.wrapping_neg() } else { quotient });
    }
    divisor
}

fn greatest_common_divisor(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Appends differences in the form that suits them.
fn code(differences: &[u64], streams: &mut Vec<u8>, ends: &mut Vec<usize>) -> Coding {
    let usual = majority(differences);
    let exceptions = differences.iter().filter(|difference| **difference != usual).count();
    if exceptions == 0 {
        return Coding::Constant(usual);
    }
    if exceptions * 4 > differences.len() {
        return Coding::Dense(Stream::write(differences, streams, ends));
    }
    let (mut gaps, mut values) = (Vec::with_capacity(exceptions), Vec::with_capacity(exceptions));
    let mut gap = 0;
    for &difference in differences {
        if difference == usual {
            gap += 1;
        } else {
            gaps.push(gap);
            values.push(difference);
            gap = 0;
        }
    }
    let gaps = Stream::write(&gaps, streams, ends);
    Coding::Sparse { usual, gaps, values: Stream::write(&values, streams, ends) }
}

/// The value that more than half of them have, if there is one; else any.
fn majority(values: &[u64]) -> u64 {
    let (mut candidate, mut lead) = (0, 0_usize);
    for &value in values {
        if lead == 0 {
            candidate = value;
        }
        lead = if value == candidate { lead + 1 } else { lead - 1 };
    }
    candidate
}
