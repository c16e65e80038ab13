//! Records to columns.

use super::choose::{candidates, columns, key};
use super::predict::{Known, Prediction};
use super::stream::StreamWriter;
use super::{Column, Form};
use crate::Kind;
use crate::bytes::zigzag;

/// As many records are looked at to choose what to expect.
const SAMPLE: usize = 2048;

/// Filters records, reusing its buffers.
#[derive(Default, Debug)]
pub struct Filter {
    known: Known,
    differences: Vec<u64>,
    /// Room for what predictions expect.
    expected: Vec<u64>,
    candidates: Vec<Prediction>,
    column: Column,
    /// The exceptions of a column, and how many usual ones stand before each.
    exceptions: Vec<u64>,
    gaps: Vec<u64>,
    descriptions: Vec<u8>,
    streams: StreamWriter,
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
        for (column, &(width, role)) in columns.iter().enumerate() {
            self.column.width = width;
            self.candidates.clear();
            candidates(kind, role, &mut self.candidates);
            self.choose(column);
            self.write_column(column);
        }
        self.assemble()
    }

    /// Takes the prediction that leaves least, by a sample.
    fn choose(&mut self, column: usize) {
        let values = &self.known.columns[column];
        let sample = &values[..values.len().min(SAMPLE)];
        let mut least = u64::MAX;
        for &candidate in &self.candidates {
            let mut prediction = candidate;
            self.differences.clear();
            self.differences.extend_from_slice(sample);
            prediction.subtract(&mut self.differences, &self.known, &mut self.expected);
            let divisor = divide(&mut self.differences);
            let symbols = &mut self.streams.symbols;
            symbols.suit(&self.differences);
            let cost = symbols.cost(&self.differences) + u64::from(divisor.ilog2());
            if cost < least {
                least = cost;
                self.column.prediction = candidate;
            }
            if self.differences.iter().all(|difference| *difference == self.differences[0]) {
                break;
            }
        }
    }

    fn write_column(&mut self, column: usize) {
        self.differences.clear();
        self.differences.extend_from_slice(&self.known.columns[column]);
        self.column.prediction.subtract(&mut self.differences, &self.known, &mut self.expected);
        self.column.scale = divide(&mut self.differences);
        self.code();
        self.column.put(&mut self.descriptions);
    }

    /// Appends the differences in the form that suits them.
    fn code(&mut self) {
        let Self { differences, exceptions, gaps, column, streams, .. } = self;
        column.usual = majority(differences);
        let others = differences.iter().filter(|difference| **difference != column.usual).count();
        if others == 0 {
            column.form = Form::Constant;
        } else if others * 4 > differences.len() {
            column.form = Form::Dense;
            streams.write(differences, &mut column.values);
        } else {
            column.form = Form::Sparse;
            except(differences, column.usual, exceptions, gaps);
            streams.write(gaps, &mut column.gaps);
            streams.write(exceptions, &mut column.values);
        }
    }

    /// The descriptions behind their length, then the streams.
    fn assemble(&mut self) -> (&[u8], &[usize]) {
        self.content.clear();
        self.content.extend_from_slice(&(self.descriptions.len() as u32).to_le_bytes());
        self.content.extend_from_slice(&self.descriptions);
        let before = self.content.len();
        self.content.extend_from_slice(&self.streams.bytes);
        self.ends.clear();
        self.ends.push(before);
        self.ends.extend(self.streams.ends.iter().map(|end| before + end));
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

/// The differences that are not the usual one, and how many usual ones stand before each.
fn except(differences: &[u64], usual: u64, exceptions: &mut Vec<u64>, gaps: &mut Vec<u64>) {
    exceptions.clear();
    gaps.clear();
    let mut gap = 0;
    for &difference in differences {
        if difference == usual {
            gap += 1;
        } else {
            gaps.push(gap);
            exceptions.push(difference);
            gap = 0;
        }
    }
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
