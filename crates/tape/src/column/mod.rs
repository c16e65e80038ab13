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
pub use stream::{Stream, StreamWriter};

use crate::bytes::{Take, put_varint};
use predict::Prediction;

/// The most columns of a record.
pub const MAX_COLUMNS: usize = 64;

/// A column as it is described: how its values are found again. Filled in place, column after column.
#[derive(Debug, Default)]
struct Column {
    /// Bytes of a value: 4 or 8.
    width: u8,
    prediction: Prediction,
    /// What divides all differences.
    scale: u64,
    form: Form,
    /// The difference that all have, or all but the exceptions. Not of dense ones.
    usual: u64,
    /// How many usual ones stand before each exception. Of sparse ones only.
    gaps: Stream,
    /// All differences, or the exceptions. Not of constant ones.
    values: Stream,
}

/// How the differences of a column are kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Form {
    /// All are the same.
    #[default]
    Constant = 0,
    /// One after the other.
    Dense = 1,
    /// All are the same, except some.
    Sparse = 2,
}

impl Column {
    fn put(&self, target: &mut Vec<u8>) {
        target.push(self.width);
        self.prediction.put(target);
        put_varint(self.scale, target);
        target.push(self.form as u8);
        if self.form != Form::Dense {
            put_varint(self.usual, target);
        }
        if self.form == Form::Sparse {
            self.gaps.put(target);
        }
        if self.form != Form::Constant {
            self.values.put(target);
        }
    }

    /// Replaces this one by what `bytes` say.
    fn take(&mut self, bytes: &mut Take<'_>) -> Option<()> {
        self.width = bytes.byte().filter(|width| matches!(width, 4 | 8))?;
        self.prediction = Prediction::take(bytes)?;
        self.scale = bytes.varint()?;
        let form = bytes.byte()?;
        self.form =
            [Form::Constant, Form::Dense, Form::Sparse].into_iter().find(|each| *each as u8 == form)?;
        if self.form != Form::Dense {
            self.usual = bytes.varint()?;
        }
        if self.form == Form::Sparse {
            self.gaps.take(bytes)?;
        }
        if self.form != Form::Constant {
            self.values.take(bytes)?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests;
