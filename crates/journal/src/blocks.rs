//! Reads a journal that is in memory as a whole, without copying it.

use crate::block::{Block, Content, Recovery, Seen};
use crate::checkpoint::Checkpoint;
use crate::cursor::{Cursor, Step, TailCause};
use crate::error::JournalError;
use crate::header::Header;
use crate::scan::Scan;

/// The blocks of a journal, one after the other.
///
/// A block that is given is good, and so is everything before it. An error comes once and ends the iteration;
/// [`Blocks::finish`] gives it again.
#[derive(Clone, Debug)]
pub struct Blocks<'a> {
    bytes: &'a [u8],
    header: Header,
    cursor: Cursor,
    seen: Seen,
    /// Set at the end: why the rest is torn, if there is one, or why the journal is refused.
    end: Option<Result<Option<TailCause>, JournalError>>,
}

impl<'a> Blocks<'a> {
    /// Reads the header.
    pub fn new(bytes: &'a [u8]) -> Result<Self, JournalError> {
        let decoded = Header::decode(bytes)?.ok_or_else(|| Header::cut_off(bytes))?;
        let cursor = Cursor::new(&decoded);
        Ok(Self { bytes, header: decoded.header, cursor, seen: Seen::default(), end: None })
    }

    /// What the journal says of its session.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// Reads on to the end, and says what the journal came to.
    pub fn finish(mut self) -> Result<Recovery, JournalError> {
        for block in &mut self {
            block?;
        }
        let torn = self.end.unwrap_or(Ok(None))?;
        Ok(self.seen.recovery(self.header, &self.cursor, self.bytes.len() as u64, torn))
    }

    /// Looks behind an unreadable block.
    fn end_at(&self, cause: TailCause, body_end: u64) -> Result<Option<TailCause>, JournalError> {
        let offset = self.cursor.at.offset;
        let mut scan = Scan::new(&self.cursor, cause, body_end);
        scan.look(&self.cursor, &self.bytes[offset as usize..], offset, true)?;
        Ok(Some(scan.cause()))
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Result<Block<'a>, JournalError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.end.is_some() {
            return None;
        }
        let rest = &self.bytes[self.cursor.at.offset as usize..];
        let end = match self.cursor.step(rest) {
            Step::Block(found) => {
                self.seen.note(&found);
                return Some(Ok(Block::new(&found, rest)));
            }
            Step::More if rest.is_empty() => Ok(None),
            Step::More => self.end_at(TailCause::Incomplete, self.cursor.claimed_end(rest)),
            Step::Suspect { cause, body_end } => self.end_at(cause, body_end),
            Step::Refuse(error) => Err(error),
        };
        self.end = Some(end);
        end.err().map(Err)
    }
}

/// Reads a whole journal and says what it came to: refused, or good up to a tail that is to be cut off.
pub fn recover(bytes: &[u8]) -> Result<Recovery, JournalError> {
    Blocks::new(bytes)?.finish()
}

/// The checkpoints of a journal, for [`bisect`](crate::bisect).
pub fn checkpoints(bytes: &[u8]) -> Result<Vec<Checkpoint>, JournalError> {
    let mut all = Vec::new();
    for block in Blocks::new(bytes)? {
        if let Content::Checkpoint(checkpoint) = block?.content {
            all.push(checkpoint);
        }
    }
    Ok(all)
}
