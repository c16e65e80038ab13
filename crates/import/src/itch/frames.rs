//! Messages in a file: each after its length, two bytes, big-endian. A length of zero ends the session.

use std::io::{self, Read};

use cift_tape::{Place, Problem};

use crate::decompress;

/// Bytes that are read at once: more than the longest message that a length can say.
const BUFFER: usize = 256 * 1024;
const LENGTH: usize = 2;

/// Cuts bytes into messages.
pub struct Frames {
    name: String,
    source: Box<dyn Read>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    before: u64,
}

impl Frames {
    pub fn new(name: impl Into<String>, source: Box<dyn Read>) -> Self {
        Self { name: name.into(), source, buffer: vec![0; BUFFER], start: 0, end: 0, before: 0 }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where the next message's length is, in bytes after decompression.
    pub const fn position(&self) -> u64 {
        self.before + self.start as u64
    }

    /// The next message's bytes, `None` at the end.
    #[inline]
    pub fn next_message(&mut self) -> Result<Option<&[u8]>, Problem> {
        if let Some(length) = self.whole() {
            let start = self.start + LENGTH;
            self.start = start + length;
            return Ok(Some(&self.buffer[start..start + length]));
        }
        self.next_slowly()
    }

    /// The length of the next message, when all of it is in the buffer and it has bytes.
    #[inline]
    fn whole(&self) -> Option<usize> {
        let have = &self.buffer[self.start..self.end];
        let length = match have {
            [high, low, ..] => usize::from(u16::from_be_bytes([*high, *low])),
            _ => return None,
        };
        (length > 0 && have.len() >= LENGTH + length).then_some(length)
    }

    #[cold]
    fn next_slowly(&mut self) -> Result<Option<&[u8]>, Problem> {
        loop {
            if self.end - self.start < LENGTH + usize::from(u16::MAX) {
                self.fill()?;
            }
            if let Some(length) = self.whole() {
                let start = self.start + LENGTH;
                self.start = start + length;
                return Ok(Some(&self.buffer[start..start + length]));
            }
            match self.end - self.start {
                0 => return Ok(None),
                1 => return Err(self.cut_off("within a message's length")),
                have => {
                    let length = u16::from_be_bytes([self.buffer[self.start], self.buffer[self.start + 1]]);
                    if length > 0 {
                        return Err(
                            self.cut_off(&format!("after {} of a message's {length} bytes", have - LENGTH))
                        );
                    }
                    // The session ends; another file's may follow.
                    self.start += LENGTH;
                }
            }
        }
    }

    fn cut_off(&self, place: &str) -> Problem {
        let problem = Problem::new(&self.name, Place::Byte(self.position()), format!("ends {place}"));
        problem.advice("it is cut off, or has no message lengths: get it again")
    }

    fn fill(&mut self) -> Result<(), Problem> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.before += self.start as u64;
        self.end -= self.start;
        self.start = 0;
        while self.end < self.buffer.len() {
            match self.source.read(&mut self.buffer[self.end..]) {
                Ok(0) => break,
                Ok(count) => self.end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    let place = Place::Byte(self.before + self.end as u64);
                    return Err(decompress::damaged(&self.name, place, &error));
                }
            }
        }
        Ok(())
    }
}
