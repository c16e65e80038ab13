//! Lines of a stream.

use std::io::{self, Read};

use cift_tape::{Place, Problem};

use crate::decompress::{Member, Progress, damaged};

const FIRST_BUFFER_BYTES: usize = 8 * 1024;
const BUFFER_BYTES: usize = 256 * 1024;
/// The longest line, unless said otherwise: a snapshot of a whole book is some hundreds of kilobytes.
const MOST_LINE_BYTES: usize = 16 * 1024 * 1024;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A line without its end.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Its bytes.
    pub text: &'a [u8],
    /// From 1.
    pub number: u64,
}

/// The lines of a stream, one after the other. They end by LF or CR LF, the last one by the end of the stream; a byte
/// order mark at the beginning is no part of the first. Memory does not grow beyond the longest line.
pub struct Lines {
    member: Member,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Where the line last read is.
    last: (usize, usize),
    number: u64,
    longest: usize,
    finished: bool,
    /// Why nothing more can be read, until somebody is told.
    failed: Option<io::Error>,
    begun: bool,
}

impl Lines {
    /// Reads a member.
    #[must_use]
    pub fn new(member: Member) -> Self {
        Self::with_longest(member, MOST_LINE_BYTES)
    }

    /// Reads a member whose lines are at most that long, in bytes.
    #[must_use]
    pub fn with_longest(member: Member, longest: usize) -> Self {
        let (buffer, longest) = (Vec::new(), longest.max(1));
        let (finished, failed, begun) = (false, None, false);
        let (start, end, last, number) = (0, 0, (0, 0), 0);
        Self { member, buffer, start, end, last, number, longest, finished, failed, begun }
    }

    /// What a person calls the stream.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.member.name
    }

    /// How much of the input was read.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.member.progress.clone()
    }

    /// The number of the line last read, from 1.
    #[must_use]
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// A problem of the line last read.
    #[must_use]
    pub fn problem(&self, reason: impl Into<String>) -> Problem {
        Problem::new(self.name(), Place::Line(self.number), reason)
    }

    /// The next line, or `None` at the end. A failed read ends the stream: it is an error once.
    #[inline]
    pub fn next_line(&mut self) -> Result<Option<Line<'_>>, Problem> {
        let mut searched = 0;
        loop {
            let unread = &self.buffer[self.start..self.end];
            if let Some(at) = memchr::memchr(b'\n', &unread[searched..]) {
                let (from, to) = (self.start, self.start + searched + at);
                self.start = to + 1;
                return Ok(Some(self.line(from, to)));
            }
            if self.finished {
                let (from, to) = (self.start, self.end);
                self.start = to;
                if let Some(error) = self.failed.take() {
                    return Err(damaged(self.name(), Place::Line(self.number + 1), &error));
                }
                return Ok(if from == to { None } else { Some(self.line(from, to)) });
            }
            searched = unread.len();
            if searched > self.longest {
                return Err(self.too_long());
            }
            self.fill();
        }
    }

    /// The next bytes, which stay to be read: at least `count` of them unless the end, or what cannot be read, is before.
    pub fn peek(&mut self, count: usize) -> &[u8] {
        while self.end - self.start < count && !self.finished {
            self.fill();
        }
        &self.buffer[self.start..self.end]
    }

    /// The text of the line last read, until more is read: for whoever cannot hold on to the line.
    #[must_use]
    pub fn last(&self) -> &[u8] {
        let text = &self.buffer[self.last.0..self.last.1];
        text.strip_suffix(b"\r").unwrap_or(text)
    }

    #[inline]
    fn line(&mut self, from: usize, to: usize) -> Line<'_> {
        self.number += 1;
        self.last = (from, to);
        let text = &self.buffer[from..to];
        Line { text: text.strip_suffix(b"\r").unwrap_or(text), number: self.number }
    }

    #[cold]
    fn too_long(&mut self) -> Problem {
        self.number += 1;
        self.finished = true;
        self.start = self.end;
        let reason = format!("is longer than {} bytes", self.longest);
        self.problem(reason).advice("it is no text file, or its lines do not end by a line feed")
    }

    /// Reads more behind what is unread, and makes room for it first.
    fn fill(&mut self) {
        self.last = (0, 0);
        if self.buffer.len() < BUFFER_BYTES {
            // A small input does not take a large buffer.
            let small = self.buffer.is_empty();
            self.buffer.resize(if small { FIRST_BUFFER_BYTES } else { BUFFER_BYTES }, 0);
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.end == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        match self.member.read(&mut self.buffer[self.end..]) {
            Ok(0) => self.finished = true,
            Ok(count) => self.end += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                self.finished = true;
                self.failed = Some(error);
            }
        }
        if !self.begun && (self.finished || self.end >= BYTE_ORDER_MARK.len()) {
            self.begun = true;
            if self.buffer[..self.end].starts_with(BYTE_ORDER_MARK) {
                self.start = BYTE_ORDER_MARK.len();
            }
        }
    }
}
