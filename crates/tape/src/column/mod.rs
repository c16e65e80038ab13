//! The column filter: what makes records small before Zstandard codes them.
//!
//! Records of a kind are taken apart into columns. Of each column only the difference to what could be expected is
//! kept ([`Prediction`]): to the value before it, to the last one on the same side of the same instrument, to another
//! column, to the last update of the same order. The differences, divided by what divides them all, become symbols
//! ([`Ranges`]): frequent ones have a symbol of their own, others share one with their neighbours and say which they
//! are in extra bits. Symbols are few and unevenly spread, which is what Huffman codes are for; extra bits are noise
//! and stay as they are. A column where nearly all differences are the same keeps only the others and where they are.
//!
//! `schemas/tape.md` has the bytes. The reader takes any description, so a later writer may choose better ones.

mod bits;
mod choose;
mod decode;
mod encode;
mod predict;
mod ranges;
mod stream;

pub use decode::Unfilter;
pub use encode::Filter;
pub use stream::Stream;

use crate::bytes::{Take, put_varint};
use predict::Prediction;

/// The most columns of a record.
pub const MAX_COLUMNS: usize = 64;

/// A column as it is described: how its values are found again.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Column {
    /// Bytes of a value: 4 or 8.
    width: u8,
    prediction: Prediction,
    /// What divides all differences.
    scale: u64,
    coding: Coding,
}

/// How the differences of a column are kept.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Coding {
    /// All are this one.
    Constant(u64),
    /// One after the other.
    Dense(Stream),
    /// All are `usual`, except some, each behind so many usual ones.
    Sparse { usual: u64, gaps: Stream, values: Stream },
}

const CONSTANT: u8 = 0;
const DENSE: u8 = 1;
const SPARSE: u8 = 2;

impl Column {
    fn put(&self, target: &mut Vec<u8>) {
        target.push(self.width);
        self.prediction.put(target);
        put_varint(self.scale, target);
        match &self.coding {
            Coding::Constant(value) => {
                target.push(CONSTANT);
                put_varint(*value, target);
            }
            Coding::Dense(stream) => {
                target.push(DENSE);
                stream.put(target);
            }
            Coding::Sparse { usual, gaps, values } => {
                target.push(SPARSE);
                put_varint(*usual, target);
                gaps.put(target);
                values.put(target);
            }
        }
    }

    fn take(bytes: &mut Take<'_>) -> Option<Self> {
        let width = bytes.byte().filter(|width| matches!(width, 4 | 8))?;
        let prediction = Prediction::take(bytes)?;
        let scale = bytes.varint()?;
        let coding = match bytes.byte()? {
            CONSTANT => Coding::Constant(bytes.varint()?),
            DENSE => Coding::Dense(Stream::take(bytes)?),
            SPARSE => {
                let usual = bytes.varint()?;
                Coding::Sparse { usual, gaps: Stream::take(bytes)?, values: Stream::take(bytes)? }
            }
            _ => return None,
        };
        Some(Self { width, prediction, scale, coding })
    }
}

#[cfg(test)]
mod tests;
