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
    /// The last row: a line, or what its quotes held.
    text: Vec<u8>,
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
                if memchr::memchr(b'"', line.text).is_none() {
                    // The line is copied: the reader's buffer cannot be lent out of this loop.
                    self.text.clear();
                    self.text.extend_from_slice(line.text);
                    split(&self.text, self.delimiter, &mut self.fields);
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
        Ok(Row { text: &self.text, fields: &self.fields, number: self.number })
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

/// Where the fields of a line are.
#[inline]
fn split(line: &[u8], delimiter: u8, fields: &mut Vec<(u32, u32)>) {
    fields.clear();
    let mut start = 0;
    // Lines are at most 16 MiB long.
    for end in memchr::memchr_iter(delimiter, line) {
        fields.push((start, end as u32));
        start = end as u32 + 1;
    }
    fields.push((start, line.len() as u32));
}
