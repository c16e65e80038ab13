//! Symbols and their numbers.

use std::collections::BTreeMap;

use crate::lines::Fault;

/// More instruments than any venue lists: a column with more values is no column of symbols.
const MOST_SYMBOLS: usize = 1 << 20;
/// The longest symbol, in bytes.
const LONGEST_SYMBOL: usize = 256;

/// The symbols met so far, in the order of their first records.
#[derive(Default, Debug)]
pub(crate) struct Symbols {
    numbers: BTreeMap<Vec<u8>, u32>,
    names: Vec<String>,
    /// The one met last, which the next record often has too.
    last: Option<(Vec<u8>, u32)>,
}

impl Symbols {
    /// The number of a symbol.
    #[inline]
    pub fn number(&mut self, symbol: &[u8]) -> Result<u32, Fault> {
        match &self.last {
            Some((last, number)) if last == symbol => Ok(*number),
            _ => self.look_up(symbol),
        }
    }

    fn look_up(&mut self, symbol: &[u8]) -> Result<u32, Fault> {
        let number = match self.numbers.get(symbol) {
            Some(number) => *number,
            None => self.add(symbol)?,
        };
        let (last, kept) = self.last.get_or_insert_with(Default::default);
        last.clear();
        last.extend_from_slice(symbol);
        *kept = number;
        Ok(number)
    }

    fn add(&mut self, symbol: &[u8]) -> Result<u32, Fault> {
        let name = core::str::from_utf8(symbol).map_err(|_| Fault::column("symbol", "is not UTF-8"))?;
        if name.is_empty() || name.len() > LONGEST_SYMBOL {
            let reason = if name.is_empty() { "is empty" } else { "is longer than 256 bytes" };
            return Err(Fault::column("symbol", reason));
        }
        if self.names.len() == MOST_SYMBOLS {
            let advice = "look whether it is the column of the symbols";
            return Err(Fault::column("symbol", "has more than 1,048,576 values").advice(advice));
        }
        let number = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.numbers.insert(symbol.to_vec(), number);
        Ok(number)
    }

    /// All of them, each at its number.
    pub fn names(&self) -> &[String] {
        &self.names
    }
}
