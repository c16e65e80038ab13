//! Reads a journal that comes in pieces.

use crate::block::{Block, Recovery, Seen};
use crate::cursor::{Cursor, Found, Step, TailCause};
use crate::error::JournalError;
use crate::header::Header;
use crate::scan::Scan;

/// A reader that is fed pieces of any size, and gives the same as [`Blocks`](crate::Blocks) over all of them.
///
/// After each [`Reader::feed`] the caller takes blocks until there are no more. Then the reader keeps no more than the
/// block that is not complete yet. Nothing is allocated for what a head claims, only for bytes that came.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    buffer: Vec<u8>,
    /// Bytes of the buffer that are done with.
    done: usize,
    /// Bytes of the journal before the buffer.
    before: u64,
    body: Option<Body>,
    failed: Option<JournalError>,
}

/// What is read behind the header.
#[derive(Clone, Debug)]
struct Body {
    header: Header,
    cursor: Cursor,
    seen: Seen,
    /// Behind an unreadable block.
    scan: Option<Scan>,
}

impl Reader {
    /// A reader at the start of a journal.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The journal's next bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        if self.failed.is_some() {
            return;
        }
        self.buffer.drain(..self.done);
        self.before += self.done as u64;
        self.done = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// What the journal says of its session, once that has been read.
    #[must_use]
    pub fn header(&self) -> Option<&Header> {
        self.body.as_ref().map(|body| &body.header)
    }

    /// Bytes that are in memory.
    #[must_use]
    pub const fn buffered(&self) -> usize {
        self.buffer.len()
    }

    /// The next block; `None` until more bytes come. An error ends the reading, and comes again at each call.
    pub fn next_block(&mut self) -> Result<Option<Block<'_>>, JournalError> {
        match self.read() {
            Ok(None) => Ok(None),
            Ok(Some(found)) => {
                let start = (found.offset - self.before) as usize;
                Ok(Some(Block::new(&found, &self.buffer[start..])))
            }
            Err(error) => {
                self.failed = Some(error);
                Err(error)
            }
        }
    }

    /// No more bytes come: says what the journal came to.
    pub fn finish(mut self) -> Result<Recovery, JournalError> {
        while self.next_block()?.is_some() {}
        let rest = &self.buffer[self.done..];
        let Some(body) = self.body else { return Err(Header::cut_off(rest)) };
        let Body { header, cursor, seen, scan } = body;
        let offset = self.before + self.done as u64;
        let length = self.before + self.buffer.len() as u64;
        if length == cursor.at.offset {
            return Ok(seen.recovery(header, &cursor, length, None));
        }
        let claimed_end = cursor.claimed_end(rest);
        let mut scan = scan.unwrap_or_else(|| Scan::new(&cursor, TailCause::Incomplete, claimed_end));
        scan.look(&cursor, rest, offset, true)?;
        Ok(seen.recovery(header, &cursor, length, Some(scan.cause())))
    }

    fn read(&mut self) -> Result<Option<Found>, JournalError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let rest = &self.buffer[self.done..];
        let offset = self.before + self.done as u64;
        let Some(body) = &mut self.body else {
            let Some(decoded) = Header::decode(rest)? else { return Ok(None) };
            let cursor = Cursor::new(&decoded);
            self.done += decoded.bytes;
            self.body = Some(Body { header: decoded.header, cursor, seen: Seen::default(), scan: None });
            return self.read();
        };
        let found = body.read(rest, offset)?;
        self.done += match (&found, &body.scan) {
            (Some(found), _) => found.total_bytes,
            (None, Some(scan)) => (scan.next() - offset) as usize,
            (None, None) => 0,
        };
        Ok(found)
    }
}

impl Body {
    /// Reads a block from the start of `bytes`, or looks through them behind an unreadable one.
    fn read(&mut self, bytes: &[u8], offset: u64) -> Result<Option<Found>, JournalError> {
        if self.scan.is_none() {
            match self.cursor.step(bytes) {
                Step::More => return Ok(None),
                Step::Block(found) => {
                    self.seen.note(&found);
                    return Ok(Some(found));
                }
                Step::Refuse(error) => return Err(error),
                Step::Suspect { cause, body_end } => {
                    self.scan = Some(Scan::new(&self.cursor, cause, body_end));
                }
            }
        }
        if let Some(scan) = &mut self.scan {
            scan.look(&self.cursor, bytes, offset, false)?;
        }
        Ok(None)
    }
}
