//! Where bytes come from.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// Bytes that can be read at any place, synchronously.
pub trait Input {
    /// What a person calls it: a path, a file's name.
    fn name(&self) -> &str;
    /// How many bytes it has.
    fn size(&self) -> u64;
    /// Reads at `offset` into the front of `target`; returns how many bytes, zero at the end.
    fn read_at(&mut self, offset: u64, target: &mut [u8]) -> io::Result<usize>;
}

/// Bytes in memory.
#[derive(Debug, Clone)]
pub struct MemoryInput {
    name: String,
    bytes: Vec<u8>,
}

impl MemoryInput {
    /// Names bytes.
    #[must_use]
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self { name: name.into(), bytes }
    }
}

impl Input for MemoryInput {
    fn name(&self) -> &str {
        &self.name
    }

    fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn read_at(&mut self, offset: u64, target: &mut [u8]) -> io::Result<usize> {
        let start = usize::try_from(offset).map_or(self.bytes.len(), |offset| offset.min(self.bytes.len()));
        (&self.bytes[start..]).read(target)
    }
}

/// A file of the system. Not in WebAssembly, where the host reads.
#[derive(Debug)]
pub struct FileInput {
    name: String,
    file: File,
    size: u64,
    at: u64,
}

impl FileInput {
    /// Opens a file for reading.
    pub fn open(path: &str) -> io::Result<Self> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        Ok(Self { name: path.to_owned(), file, size, at: 0 })
    }
}

impl Input for FileInput {
    fn name(&self) -> &str {
        &self.name
    }

    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&mut self, offset: u64, target: &mut [u8]) -> io::Result<usize> {
        if self.at != offset {
            self.at = self.file.seek(SeekFrom::Start(offset))?;
        }
        let count = self.file.read(target)?;
        self.at += count as u64;
        Ok(count)
    }
}

/// An input, or a part of it, read from front to back.
pub struct InputReader {
    input: Box<dyn Input>,
    at: u64,
    end: u64,
}

impl InputReader {
    /// Reads all of an input.
    #[must_use]
    pub fn new(input: Box<dyn Input>) -> Self {
        let end = input.size();
        Self { input, at: 0, end }
    }

    /// Reads the bytes from `start` to before `end`.
    #[must_use]
    pub fn part(input: Box<dyn Input>, start: u64, end: u64) -> Self {
        let end = end.min(input.size());
        Self { input, at: start.min(end), end }
    }

    /// The input's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.input.name()
    }

    /// Where the next byte is read.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.at
    }

    /// The input back.
    #[must_use]
    pub fn into_input(self) -> Box<dyn Input> {
        self.input
    }
}

impl Read for InputReader {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        let wanted = target.len().min(left);
        let count = self.input.read_at(self.at, &mut target[..wanted])?;
        self.at += count as u64;
        Ok(count)
    }
}
