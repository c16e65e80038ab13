//! A line as the bytes of a record.

use super::columns::{Columns, Target};
use crate::dbn::layout::{Header, LEVEL_SIZE, Meaning};
use crate::lines::{Fault, Fields, decimal, integer, iso8601, quoted, split_quoted, unquote, unsigned};

/// "There is none": the empty field of a price and of a time.
const NO_PRICE: i64 = i64::MAX;
const NO_TIME: u64 = u64::MAX;
/// Digits of a price after its point: prices without a point are in units of 1e-9.
const PRICE_EXPONENT: i8 = -9;

/// Turns lines into records.
pub struct Rows {
    columns: Columns,
    /// A record in which every field says "there is none".
    blank: Vec<u8>,
    record: Vec<u8>,
    symbol: Vec<u8>,
}

impl Rows {
    pub fn new(columns: Columns) -> Self {
        let mut blank = vec![0; columns.shape.size()];
        blank[0] = (columns.shape.size() / Header::WORD) as u8;
        blank[1] = columns.rtype;
        blank[8..16].copy_from_slice(&NO_TIME.to_le_bytes());
        for column in columns.shape.columns() {
            let bytes = &mut blank[column.offset..column.offset + column.size];
            match column.meaning {
                Meaning::Price => bytes.copy_from_slice(&NO_PRICE.to_le_bytes()),
                Meaning::Time => bytes.copy_from_slice(&NO_TIME.to_le_bytes()),
                Meaning::Letter => bytes[0] = nothing(column.name),
                Meaning::Levels => {
                    for level in bytes.chunks_exact_mut(LEVEL_SIZE) {
                        level[..8].copy_from_slice(&NO_PRICE.to_le_bytes());
                        level[8..16].copy_from_slice(&NO_PRICE.to_le_bytes());
                    }
                }
                Meaning::Number | Meaning::Text | Meaning::Reserved => {}
            }
        }
        let record = blank.clone();
        Self { columns, blank, record, symbol: Vec::new() }
    }

    pub const fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The record's bytes and the symbol, which is empty when no column has it.
    pub fn read(&mut self, line: &[u8]) -> Result<(&mut [u8], &[u8]), Fault> {
        self.record.copy_from_slice(&self.blank);
        self.symbol.clear();
        let count = if line.contains(&b'"') {
            let mut fields = Vec::new();
            split_quoted(line, b',', &mut fields)?;
            for (index, field) in fields.iter().enumerate() {
                self.put(index, &unquote(field))?;
            }
            fields.len()
        } else {
            let mut count = 0;
            for field in Fields::new(line, b',') {
                self.put(count, field)?;
                count += 1;
            }
            count
        };
        let wanted = self.columns.targets.len();
        if count != wanted {
            return Err(Fault::new(format!("has {count} fields, and the header has {wanted}")));
        }
        Ok((&mut self.record, &self.symbol))
    }

    #[inline]
    fn put(&mut self, index: usize, text: &[u8]) -> Result<(), Fault> {
        let Some(target) = self.columns.targets.get(index) else { return Ok(()) };
        match *target {
            Target::Nowhere => Ok(()),
            Target::Symbol => {
                self.symbol.extend_from_slice(text);
                Ok(())
            }
            Target::Field { .. } if text.is_empty() => Ok(()),
            Target::Field { offset, size, signed, meaning } => {
                let bytes = &mut self.record[offset..offset + size];
                put_field(text, bytes, signed, meaning)
                    .map_err(|reason| Fault::column(self.columns.names[index].as_str(), reason))
            }
        }
    }
}

/// The letter that says that there is none.
fn nothing(column: &str) -> u8 {
    match column {
        "side" | "unpaired_side" | "leg_side" | "user_defined_instrument" | "action" => b'N',
        "is_trading" | "is_quoting" | "is_short_sell_restricted" => b'~',
        _ => 0,
    }
}

fn put_field(text: &[u8], bytes: &mut [u8], signed: bool, meaning: Meaning) -> Result<(), String> {
    match meaning {
        Meaning::Price => {
            let price = if text.contains(&b'.') { decimal(text, PRICE_EXPONENT) } else { integer(text) };
            let price = price.ok_or_else(|| format!("{} is no price in units of 1e-9", quoted(text)))?;
            bytes.copy_from_slice(&price.to_le_bytes());
        }
        Meaning::Time => {
            let time = unsigned(text).or_else(|| iso8601(text));
            let time =
                time.ok_or_else(|| format!("{} is neither nanoseconds nor a date and time", quoted(text)))?;
            bytes.copy_from_slice(&time.to_le_bytes());
        }
        Meaning::Letter => match text {
            [letter] => bytes[0] = *letter,
            _ => return Err(format!("{} is no single letter", quoted(text))),
        },
        Meaning::Number => return put_number(text, bytes, signed),
        Meaning::Text | Meaning::Reserved | Meaning::Levels => {
            if text.len() > bytes.len() {
                return Err(format!("{} is longer than {} letters", quoted(text), bytes.len()));
            }
            bytes[..text.len()].copy_from_slice(text);
        }
    }
    Ok(())
}

#[inline]
fn put_number(text: &[u8], bytes: &mut [u8], signed: bool) -> Result<(), String> {
    let bits = 8 * bytes.len() as u32;
    let number = if signed {
        integer(text)
            .filter(|number| (*number << (64 - bits)) >> (64 - bits) == *number)
            .map(i64::cast_unsigned)
    } else {
        unsigned(text).filter(|number| (*number << (64 - bits)) >> (64 - bits) == *number)
    };
    let number = number.ok_or_else(|| {
        let sign = if signed { "with a sign" } else { "without a sign" };
        format!("{} is no whole number of {bits} bits {sign}", quoted(text))
    })?;
    bytes.copy_from_slice(&number.to_le_bytes()[..bytes.len()]);
    Ok(())
}
