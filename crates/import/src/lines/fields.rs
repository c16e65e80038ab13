//! Fields of a line.

use std::borrow::Cow;

use super::Fault;

/// The fields of a line that has no quotes, one after the other.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    rest: Option<&'a [u8]>,
    separator: u8,
}

impl<'a> Fields<'a> {
    /// Splits at every separator. A line without bytes has one field without bytes.
    #[must_use]
    pub const fn new(line: &'a [u8], separator: u8) -> Self {
        Self { rest: Some(line), separator }
    }

    /// What is not split yet.
    #[must_use]
    pub const fn rest(&self) -> Option<&'a [u8]> {
        self.rest
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        // Fields are short: a plain loop finds the separator before a vector search has begun.
        let found = rest.iter().position(|byte| *byte == self.separator);
        let Some(at) = found else {
            self.rest = None;
            return Some(rest);
        };
        self.rest = Some(&rest[at + 1..]);
        Some(&rest[..at])
    }
}

/// Splits a line whose fields may be in double quotes, into `fields`. The quotes around a field are left out; quotes
/// within it stay doubled, which [`unquote`] undoes. A field does not go on in the next line.
pub fn split_quoted<'a>(line: &'a [u8], separator: u8, fields: &mut Vec<&'a [u8]>) -> Result<(), Fault> {
    fields.clear();
    let mut rest = line;
    loop {
        let (field, after) = if let Some(inner) = rest.strip_prefix(b"\"") {
            let end =
                closing_quote(inner).ok_or_else(|| Fault::new("a quoted field does not end in its line"))?;
            (&inner[..end], &inner[end + 1..])
        } else {
            rest.split_at(memchr::memchr(separator, rest).unwrap_or(rest.len()))
        };
        fields.push(field);
        match after.split_first() {
            None => return Ok(()),
            Some((byte, after)) if *byte == separator => rest = after,
            Some(_) => {
                return Err(Fault::new("a quoted field is followed by something else than a separator"));
            }
        }
    }
}

/// The quote that ends a field: one that no other follows.
fn closing_quote(inner: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + memchr::memchr(b'"', &inner[from..])?;
        if inner.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        from = at + 2;
    }
}

/// A field of [`split_quoted`] with its doubled quotes made single.
#[must_use]
pub fn unquote(field: &[u8]) -> Cow<'_, [u8]> {
    if !field.windows(2).any(|pair| pair == b"\"\"") {
        return Cow::Borrowed(field);
    }
    let mut plain = Vec::with_capacity(field.len());
    let mut bytes = field.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        plain.push(byte);
        if byte == b'"' && bytes.peek() == Some(&b'"') {
            bytes.next();
        }
    }
    Cow::Owned(plain)
}
