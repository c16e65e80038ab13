//! The first rows of a table: what stands between fields, whether there is a header.

use std::borrow::Cow;

use crate::lines::{split_quoted, unquote};

use super::number::{NoNumber, Number};
use super::options::Options;
use super::time::TimeFormat;

/// How many bytes are looked at.
pub(crate) const SAMPLE_BYTES: usize = 1 << 16;
/// How many rows are looked at.
const SAMPLE_ROWS: usize = 500;
/// How many of them must agree on what stands between fields.
const DIALECT_ROWS: usize = 20;
const DELIMITERS: [u8; 4] = *b"\t;|,";

/// A row, its quotes undone.
pub(crate) type Cells = Vec<Vec<u8>>;

/// The first rows of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Sample {
    pub delimiter: u8,
    /// The columns' names, if the first row has them.
    pub header: Option<Vec<String>>,
    pub rows: Vec<Cells>,
    /// How many lines stand before the header or the first row: comments, a title.
    pub preamble: usize,
}

impl Sample {
    /// Of the first bytes, up to [`SAMPLE_BYTES`] of them.
    pub fn of(bytes: &[u8], options: &Options) -> Self {
        let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').take(SAMPLE_ROWS + 1).collect();
        if lines.len() > 2 && bytes.len() >= SAMPLE_BYTES {
            // The last line is cut off.
            lines.pop();
        }
        if let Some(first) = lines.first_mut() {
            *first = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first);
        }
        for line in &mut lines {
            *line = line.strip_suffix(b"\r").unwrap_or(line);
        }
        let comments = lines.iter().take_while(|line| is_comment(line)).count();
        let delimiter = options.delimiter.unwrap_or_else(|| delimiter(&lines[comments..]));
        let title = has_title(&lines[comments..], delimiter);
        let preamble = comments + usize::from(title);
        let mut rows: Vec<Cells> = lines[preamble.min(lines.len())..]
            .iter()
            .filter(|line| !line.trim_ascii().is_empty() && !is_comment(line))
            .map(|line| split(line, delimiter))
            .collect();
        let header = options.header.unwrap_or_else(|| rows.first().is_some_and(|row| is_header(row)));
        let header = (header && !rows.is_empty()).then(|| {
            let names = rows.remove(0);
            names.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect()
        });
        Self { delimiter, header, rows, preamble }
    }

    /// The cells of a column.
    pub fn column(&self, at: usize) -> impl Iterator<Item = &[u8]> + Clone {
        self.rows.iter().filter_map(move |row| row.get(at).map(Vec::as_slice))
    }
}

/// Whether a line is a remark.
pub(crate) fn is_comment(line: &[u8]) -> bool {
    line.first() == Some(&b'#')
}

fn split(line: &[u8], delimiter: u8) -> Cells {
    let mut fields = Vec::new();
    if split_quoted(line, delimiter, &mut fields).is_err() {
        // The row goes on in the next line, or does not read: reading it for good says so.
        fields = line.split(|byte| *byte == delimiter).collect();
    }
    fields.into_iter().map(|field| unquote(field).trim_ascii().to_vec()).collect()
}

/// The first that splits the first lines into fields, the same number in each of them. The comma comes last: it may be a
/// decimal point where something else is between fields.
fn delimiter(lines: &[&[u8]]) -> u8 {
    let filled =
        || lines.iter().filter(|line| !line.trim_ascii().is_empty() && !is_comment(line)).take(DIALECT_ROWS);
    let count = |line: &&&[u8], delimiter: u8| split(line, delimiter).len();
    // A title may stand above.
    let second = |delimiter: u8| filled().take(2).last().map_or(1, |line| count(&line, delimiter));
    let agree = |delimiter: u8| filled().skip(1).all(|line| count(&line, delimiter) == second(delimiter));
    let agreed = DELIMITERS.into_iter().find(|delimiter| second(*delimiter) > 1 && agree(*delimiter));
    let most = DELIMITERS.into_iter().rev().max_by_key(|delimiter| second(*delimiter));
    agreed.or(most).unwrap_or(b',')
}

/// Whether the first line is a title: one field above rows of several.
fn has_title(lines: &[&[u8]], delimiter: u8) -> bool {
    let mut counts = lines.iter().filter(|line| !line.is_empty()).map(|line| split(line, delimiter).len());
    counts.next() == Some(1) && counts.next().is_some_and(|count| count > 1)
}

/// Names are neither numbers nor times.
fn is_header(row: &[Vec<u8>]) -> bool {
    let is_value = |cell: &Vec<u8>| {
        Number::parse(cell, b'.') != Err(NoNumber::Malformed) && !cell.is_empty()
            || TimeFormat::detect([cell.as_slice()].into_iter()).is_some()
    };
    row.iter().any(|cell| !cell.is_empty()) && !row.iter().any(is_value)
}

/// Cells as a person would quote them.
pub(crate) fn shown<'a>(cells: impl Iterator<Item = &'a [u8]>) -> String {
    let shown: Vec<Cow<'_, str>> = cells.take(3).map(|cell| crate::lines::quoted(cell).into()).collect();
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::{Options, Sample};

    fn sample(text: &str) -> Sample {
        Sample::of(text.as_bytes(), &Options::default())
    }

    #[test]
    fn finds_delimiter_and_header() {
        assert_eq!(sample("a,b\n1,2\n").delimiter, b',');
        assert_eq!(sample("a;b\r\n1,5;2,5\r\n").delimiter, b';');
        assert_eq!(sample("1,5;2,5\n1,6;2,7\n").delimiter, b';');
        assert_eq!(sample("a\tb, c\n1\t2\n").delimiter, b'\t');
        assert_eq!(sample("\"a,x\";b\n\"1,5\";2\n").delimiter, b';');
        assert_eq!(sample("time,price\n1,2\n").header, Some(vec!["time".into(), "price".into()]));
        assert_eq!(sample("2024-01-01,2\n").header, None);
        assert_eq!(sample("1,2\n").header, None);
    }

    #[test]
    fn a_title_and_remarks_stand_above() {
        let sample = sample("\u{feff}# by us\nhttps://example.org\n\ntime,price\n1,2\n3");
        assert_eq!((sample.preamble, sample.rows.len()), (2, 2));
        assert_eq!(sample.header.as_deref(), Some(&["time".to_owned(), "price".to_owned()][..]));
        assert_eq!(Sample::of(b"", &Options::default()).rows.len(), 0);
    }
}
