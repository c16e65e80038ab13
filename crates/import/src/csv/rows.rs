//! Rows of a text: fields between delimiters, in quotes where need be.

use std::borrow::Cow;

use cift_tape::Problem;

use crate::decompress::Member;
use crate::lines::{Fault, Lines, split_quoted, unquote};

use super::cells::Cells;
use super::sample::is_comment;

/// How many lines a row may go over.
const MOST_LINES: usize = 16;

/// The rows of a text, one after the other.
pub(crate) struct Rows {
    lines: Lines,
    delimiter: u8,
    /// How many fields a row has; zero until it is known.
    columns: usize,
    /// Where the fields of the last row are, in `text`.
    fields: Vec<(u32, u32)>,
    /// The last row, where it is more than a line without quotes: what these held.
    text: Vec<u8>,
    unquoted: bool,
    /// The beginning of a row that goes on in the next line, and its lines.
    begun: Vec<u8>,
    begun_lines: usize,
    number: u64,
}

/// A row of text.
pub(crate) struct Row<'a> {
    pub text: &'a [u8],
    fields: &'a [(u32, u32)],
    /// The line it begins in.
    pub number: u64,
}

impl Row<'_> {
    /// A field without blanks around it; nothing when there are not as many.
    #[inline]
    pub fn field(&self, column: usize) -> &[u8] {
        let Some((start, end)) = self.fields.get(column) else { return b"" };
        let field = &self.text[*start as usize..*end as usize];
        match field {
            [b' ' | b'\t', ..] | [.., b' ' | b'\t'] => field.trim_ascii(),
            _ => field,
        }
    }
}

impl Cells for Row<'_> {
    #[inline]
    fn text(&self, column: usize) -> Cow<'_, [u8]> {
        Cow::Borrowed(self.field(column))
    }
}

impl Rows {
    pub fn new(member: Member, delimiter: u8) -> Self {
        Self {
            lines: Lines::new(member),
            delimiter,
            columns: 0,
            fields: Vec::new(),
            text: Vec::new(),
            unquoted: false,
            begun: Vec::new(),
            begun_lines: 0,
            number: 0,
        }
    }

    pub fn name(&self) -> &str {
        self.lines.name()
    }

    /// The line in which the last row began.
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// Says how many fields a row has.
    pub const fn expect(&mut self, columns: usize) {
        self.columns = columns;
    }

    /// Leaves out lines.
    pub fn skip(&mut self, count: usize) -> Result<(), Problem> {
        for _ in 0..count {
            self.lines.next_line()?;
        }
        Ok(())
    }

    /// The next row, a fault in it, or `None` at the end.
    #[inline]
    pub fn next_row(&mut self) -> Result<Option<Result<Row<'_>, Fault>>, Problem> {
        loop {
            let Some(line) = self.lines.next_line()? else {
                return Ok(self.end());
            };
            let begun = !self.begun.is_empty();
            if !begun {
                if line.text.trim_ascii().is_empty() || is_comment(line.text) {
                    continue;
                }
                self.number = line.number;
                self.unquoted = split(line.text, self.delimiter, &mut self.fields);
                if self.unquoted {
                    break;
                }
            }
            if begun {
                self.begun.push(b'\n');
            }
            self.begun.extend_from_slice(line.text);
            self.begun_lines += 1;
            if let Some(result) = self.split_quoted() {
                if let Err(fault) = result {
                    return Ok(Some(Err(fault)));
                }
                break;
            }
        }
        Ok(Some(self.row()))
    }

    fn end(&mut self) -> Option<Result<Row<'_>, Fault>> {
        if self.begun.is_empty() {
            return None;
        }
        self.begun.clear();
        self.begun_lines = 0;
        Some(Err(Fault::new("a quoted field does not end")))
    }

    /// Splits what has begun; `None` when it goes on in the next line.
    fn split_quoted(&mut self) -> Option<Result<(), Fault>> {
        let mut found = Vec::with_capacity(self.columns);
        let split = split_quoted(&self.begun, self.delimiter, &mut found);
        let open = split.is_err() && memchr::memchr_iter(b'"', &self.begun).count() % 2 == 1;
        if open && self.begun_lines < MOST_LINES {
            return None;
        }
        self.text.clear();
        self.fields.clear();
        for field in found {
            let start = self.text.len() as u32;
            self.text.extend_from_slice(&unquote(field));
            self.fields.push((start, self.text.len() as u32));
        }
        self.begun.clear();
        self.begun_lines = 0;
        Some(split)
    }

    #[inline]
    fn row(&mut self) -> Result<Row<'_>, Fault> {
        let count = self.fields.len();
        if count != self.columns && self.columns > 0 && !self.is_only_longer_by_nothing() {
            return Err(wrong_count(count, self.columns));
        }
        let text = if self.unquoted { self.lines.last() } else { &self.text };
        Ok(Row { text, fields: &self.fields, number: self.number })
    }

    /// Whether the row has nothing but empty fields more.
    fn is_only_longer_by_nothing(&self) -> bool {
        self.fields.len() > self.columns
            && self.fields[self.columns..].iter().all(|(start, end)| start == end)
    }
}

#[cold]
fn wrong_count(count: usize, columns: usize) -> Fault {
    Fault::new(format!("has {count} fields where {columns} are expected"))
        .advice("look whether it is cut off, or has a delimiter too many; --lenient leaves it out")
}

/// Where the fields of a line are; `false` when it has a quote, and they are somewhere else.
#[inline]
fn split(line: &[u8], delimiter: u8, fields: &mut Vec<(u32, u32)>) -> bool {
    fields.clear();
    // Fields are short: eight bytes at a time are looked at.
    let (delimiters, quotes) = (ONES * u64::from(delimiter), ONES * u64::from(b'"'));
    let mut start = 0;
    let (words, rest) = line.as_chunks::<8>();
    // Lines are at most 16 MiB long.
    for (word, at) in words.iter().map(|word| u64::from_le_bytes(*word)).zip((0_u32..).step_by(8)) {
        if zeros(word ^ quotes) != 0 {
            return false;
        }
        let mut found = zeros(word ^ delimiters);
        while found != 0 {
            let end = at + found.trailing_zeros() / 8;
            fields.push((start, end));
            start = end + 1;
            found &= found - 1;
        }
    }
    for (byte, at) in rest.iter().zip((line.len() - rest.len()) as u32..) {
        if *byte == b'"' {
            return false;
        }
        if *byte == delimiter {
            fields.push((start, at));
            start = at + 1;
        }
    }
    fields.push((start, line.len() as u32));
    true
}

/// One in every byte.
const ONES: u64 = u64::MAX / 255;

/// The highest bit of every byte that is zero, and nothing else.
#[inline]
const fn zeros(word: u64) -> u64 {
    const REST: u64 = ONES * 0x7f;
    !(((word & REST) + REST) | word | REST)
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn fields_are_between_delimiters_wherever_they_are() {
        for length in 0..40_usize {
            for pattern in 0..4_096_u64 {
                let byte = |at: usize| {
                    if pattern >> (at % 12) & 1 == 1 { b',' } else { b',' - 1 + (at % 3) as u8 * 2 }
                };
                let line: Vec<u8> = (0..length).map(byte).collect();
                let mut fields = Vec::new();
                assert!(split(&line, b',', &mut fields));
                let found = fields.iter().map(|(start, end)| &line[*start as usize..*end as usize]);
                assert!(found.eq(line.split(|byte| *byte == b',')), "{line:?}");
            }
        }
        for at in 0..20 {
            let mut line = [b'a'; 20];
            line[at] = b'"';
            assert!(!split(&line, b',', &mut Vec::new()), "{at}");
        }
    }
}
