//! The bytes of a file, record by record.

use std::io::{self, Read};

use cift_tape::{Place, Problem};

use super::dbz;
use super::layout::Header;
use super::metadata::{FileMetadata, MOST_BYTES, NEWEST, PRELUDE};
use super::record::{Shape, TS_OUT_SIZE};
use crate::decompress;

/// Bytes that are read at once.
const BUFFER: usize = 256 * 1024;

/// Reads metadata and the bytes of records, one record after the other.
pub struct Reader {
    name: String,
    source: Box<dyn Read>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Bytes of the input, decompressed, before the buffer's first.
    before: u64,
    metadata: FileMetadata,
    /// The metadata as it was read, for those who compare it.
    raw_metadata: Option<Vec<u8>>,
}

impl Reader {
    /// Reads a file's metadata. The bytes are DBN, a fragment of it that has records only, or the format before it as
    /// it is (its records are compressed).
    pub fn open(name: impl Into<String>, source: Box<dyn Read>) -> Result<Self, Problem> {
        Self::open_keeping(name, source, None)
    }

    /// The same, and keeps the metadata's bytes.
    pub(super) fn open_to_compare(name: &str, source: Box<dyn Read>) -> Result<Self, Problem> {
        Self::open_keeping(name, source, Some(Vec::new()))
    }

    fn open_keeping(
        name: impl Into<String>,
        source: Box<dyn Read>,
        raw_metadata: Option<Vec<u8>>,
    ) -> Result<Self, Problem> {
        let mut reader = Self {
            name: name.into(),
            source,
            buffer: vec![0; BUFFER],
            start: 0,
            end: 0,
            before: 0,
            metadata: nothing(),
            raw_metadata,
        };
        reader.fill(dbz::HEAD + 4)?;
        let first = &reader.buffer[reader.start..reader.end];
        if dbz::is(first) {
            reader.open_dbz()?;
        } else if first.starts_with(b"DBN") {
            reader.read_metadata()?;
        } else if let Some(metadata) = of_fragment(first) {
            reader.metadata = metadata;
        } else {
            let advice = "its first letters would be DBN, or DBZ after eight bytes, once it is decompressed";
            return Err(reader.problem("is no file of Databento's binary encoding").advice(advice));
        }
        Ok(reader)
    }

    /// The input's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the file says about itself.
    #[must_use]
    pub const fn metadata(&self) -> &FileMetadata {
        &self.metadata
    }

    /// The metadata's bytes, where they are kept and are those of DBN.
    pub(super) fn raw_metadata(&self) -> Option<&[u8]> {
        self.raw_metadata.as_deref().filter(|bytes| !bytes.is_empty())
    }

    /// Where the next record begins, in bytes after decompression.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.before + self.start as u64
    }

    /// A problem at the next record.
    #[must_use]
    pub fn problem(&self, reason: impl Into<String>) -> Problem {
        Problem::new(&self.name, Place::Byte(self.position()), reason)
    }

    /// The next record's bytes, or nothing at the end. `Next::Metadata` says that files were put one after the other,
    /// and that here another one's metadata was read.
    #[inline]
    pub fn next_record(&mut self) -> Result<Next<'_>, Problem> {
        if let Some(length) = self.whole() {
            let start = self.start;
            self.start += length;
            return Ok(Next::Record(&self.buffer[start..start + length]));
        }
        self.next_slowly()
    }

    /// The length of the next record, when all of it is in the buffer and it can be one.
    #[inline]
    fn whole(&self) -> Option<usize> {
        let have = self.end - self.start;
        let length = if have > 0 { usize::from(self.buffer[self.start]) * Header::WORD } else { 0 };
        let plausible = length >= Header::SIZE && length <= have && !self.at_metadata();
        plausible.then_some(length)
    }

    /// Whether metadata follows: a record that begins like it would be of a kind that there is not.
    #[inline]
    fn at_metadata(&self) -> bool {
        let bytes = &self.buffer[self.start..self.end];
        bytes.len() >= 3 && bytes[1] == b'B' && bytes.starts_with(b"DBN")
    }

    #[cold]
    fn next_slowly(&mut self) -> Result<Next<'_>, Problem> {
        if !self.at_metadata() {
            self.refill()?;
        }
        if self.start == self.end {
            return Ok(Next::End);
        }
        if self.at_metadata() {
            self.read_metadata()?;
            return Ok(Next::Metadata);
        }
        match self.whole() {
            Some(length) => {
                let start = self.start;
                self.start += length;
                Ok(Next::Record(&self.buffer[start..start + length]))
            }
            None => Err(self.broken()),
        }
    }

    /// Why the next record is none.
    fn broken(&self) -> Problem {
        let length = usize::from(self.buffer[self.start]) * Header::WORD;
        if length < Header::SIZE {
            let reason = format!("a record of {length} bytes is shorter than its header of {}", Header::SIZE);
            return self.problem(reason).column("length").advice("the file is damaged here: get it again");
        }
        let have = self.end - self.start;
        let reason = format!("ends after {have} of a record's {length} bytes");
        self.problem(reason).column("length").advice("it is cut off: get it again")
    }

    /// Reads more, so that one record is whole, unless the input ends.
    fn refill(&mut self) -> Result<(), Problem> {
        self.fill(usize::from(u8::MAX) * Header::WORD)
    }

    /// Reads until there are as many bytes, or the input ends.
    fn fill(&mut self, count: usize) -> Result<(), Problem> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.before += self.start as u64;
            self.end -= self.start;
            self.start = 0;
        }
        while self.end < count {
            match self.source.read(&mut self.buffer[self.end..]) {
                Ok(0) => break,
                Ok(read) => self.end += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    let place = Place::Byte(self.before + self.end as u64);
                    return Err(decompress::damaged(&self.name, place, &error));
                }
            }
        }
        Ok(())
    }

    fn read_metadata(&mut self) -> Result<(), Problem> {
        self.fill(PRELUDE)?;
        if self.end - self.start < PRELUDE {
            return Err(self.problem("ends within its metadata").advice("it is cut off: get it again"));
        }
        let prelude = &self.buffer[self.start..self.start + PRELUDE];
        let version = prelude[3];
        if version == 0 || version > NEWEST {
            let reason = format!("is of version {version}, and versions 1 to {NEWEST} are known");
            return Err(self
                .problem(reason)
                .column("version")
                .advice("convert it to version 3 by Databento's dbn"));
        }
        let length = u32::from_le_bytes([prelude[4], prelude[5], prelude[6], prelude[7]]);
        let mut head = [0; PRELUDE];
        head.copy_from_slice(prelude);
        let bytes = self.bytes(PRELUDE, length)?;
        if let Some(raw) = &mut self.raw_metadata {
            raw.clear();
            raw.extend_from_slice(&head);
            raw.extend_from_slice(&bytes);
        }
        self.metadata = FileMetadata::decode(version, &bytes).map_err(|reason| self.problem(reason))?;
        Ok(())
    }

    fn open_dbz(&mut self) -> Result<(), Problem> {
        let mut head = [0; dbz::HEAD];
        head.copy_from_slice(&self.buffer[self.start..self.start + dbz::HEAD]);
        let frame = self.bytes(dbz::HEAD, dbz::frame_length(head))?;
        self.metadata = dbz::decode(&self.name, &frame).map_err(|reason| self.problem(reason))?;
        let rest = self.buffer[self.start..self.end].to_vec();
        let source = core::mem::replace(&mut self.source, Box::new(io::empty()));
        self.source = decompress::unwrap(&self.name, Box::new(io::Cursor::new(rest).chain(source)))?;
        (self.start, self.end) = (0, 0);
        Ok(())
    }

    /// As many bytes after a head. Memory is taken as they come, not as they are claimed.
    fn bytes(&mut self, head: usize, length: u32) -> Result<Vec<u8>, Problem> {
        if length > MOST_BYTES {
            let reason = format!("claims {length} bytes of metadata");
            return Err(self
                .problem(reason)
                .column("length")
                .advice("the file is damaged here: get it again"));
        }
        let place = self.position();
        self.start += head;
        let mut bytes = Vec::new();
        while bytes.len() < length as usize {
            if self.start == self.end {
                self.fill(1)?;
            }
            let count = (self.end - self.start).min(length as usize - bytes.len());
            if count == 0 {
                let reason = format!("ends after {} of its metadata's {length} bytes", bytes.len());
                let problem = Problem::new(&self.name, Place::Byte(place), reason);
                return Err(problem.advice("it is cut off: get it again"));
            }
            bytes.extend_from_slice(&self.buffer[self.start..self.start + count]);
            self.start += count;
        }
        Ok(bytes)
    }
}

/// What follows in a file.
pub enum Next<'a> {
    /// A record's bytes, as many as its header says.
    Record(&'a [u8]),
    /// Another file's metadata.
    Metadata,
    /// Nothing.
    End,
}

/// What can be said of bytes that begin with a record: its layout's newest version, and whether it has a time of
/// sending. `None` when they do not.
fn of_fragment(first: &[u8]) -> Option<FileMetadata> {
    let (length, rtype) = (usize::from(*first.first()?) * Header::WORD, *first.get(1)?);
    let appended = usize::from(Shape::of(rtype, length).is_none()) * TS_OUT_SIZE;
    let shape = Shape::of(rtype, length.checked_sub(appended)?)?;
    Some(FileMetadata { version: shape.versions().1, ts_out: u8::from(appended > 0), ..nothing() })
}

const fn nothing() -> FileMetadata {
    FileMetadata {
        version: 0,
        dataset: Vec::new(),
        schema: super::metadata::NO_SCHEMA,
        start: 0,
        end: u64::MAX,
        limit: 0,
        record_count: None,
        stype_in: u8::MAX,
        stype_out: 0,
        ts_out: 0,
        symbol_cstr_len: 0,
        reserved: Vec::new(),
        schema_definition: Vec::new(),
        symbols: Vec::new(),
        partial: Vec::new(),
        not_found: Vec::new(),
        mappings: Vec::new(),
        padding: Vec::new(),
    }
}
