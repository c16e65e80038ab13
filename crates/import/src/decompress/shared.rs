//! An input that several members are read from, and how far.

use std::cell::{Cell, RefCell};
use std::io::{self, Read};
use std::rc::Rc;

use cift_tape::Input;

/// How much of an input was read, by all who read it.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    read: Rc<Cell<u64>>,
    total: u64,
}

impl Progress {
    /// Of an input of that many bytes.
    #[must_use]
    pub fn new(total: u64) -> Self {
        Self { read: Rc::default(), total }
    }

    /// Says that as many bytes more were read.
    pub fn add(&self, count: u64) {
        self.read.set(self.read.get().saturating_add(count));
    }

    /// Bytes read so far, and in all.
    #[must_use]
    pub fn get(&self) -> (u64, u64) {
        (self.read.get().min(self.total), self.total)
    }

    /// The sum over inputs, each counted once.
    #[must_use]
    pub fn sum<'a>(all: impl IntoIterator<Item = &'a Self>) -> (u64, u64) {
        let mut seen: Vec<*const Cell<u64>> = Vec::new();
        let mut sum = (0_u64, 0_u64);
        for progress in all {
            if seen.contains(&Rc::as_ptr(&progress.read)) {
                continue;
            }
            seen.push(Rc::as_ptr(&progress.read));
            let (read, total) = progress.get();
            sum = (sum.0.saturating_add(read), sum.1.saturating_add(total));
        }
        sum
    }
}

/// An input with any number of readers.
pub struct SharedInput {
    input: Rc<RefCell<Box<dyn Input>>>,
    progress: Progress,
    size: u64,
}

impl SharedInput {
    pub fn new(input: Box<dyn Input>) -> Self {
        let size = input.size();
        Self { input: Rc::new(RefCell::new(input)), progress: Progress::new(size), size }
    }

    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }

    pub const fn size(&self) -> u64 {
        self.size
    }

    pub fn name(&self) -> String {
        self.input.borrow().name().to_owned()
    }

    /// The bytes from `start` to before `end`, from front to back.
    pub fn part(&self, start: u64, end: u64) -> Part {
        let end = end.min(self.size);
        let (input, progress) = (Rc::clone(&self.input), self.progress.clone());
        Part { input, progress, at: start.min(end), end }
    }

    /// Fills `target` from `offset`.
    pub fn read_exact(&self, offset: u64, target: &mut [u8]) -> io::Result<()> {
        self.part(offset, self.size).read_exact(target)
    }
}

/// A part of an input, read from front to back.
pub struct Part {
    input: Rc<RefCell<Box<dyn Input>>>,
    progress: Progress,
    at: u64,
    end: u64,
}

impl Read for Part {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        let wanted = target.len().min(left);
        if wanted == 0 {
            return Ok(0);
        }
        let count = self.input.borrow_mut().read_at(self.at, &mut target[..wanted])?;
        self.at += count as u64;
        self.progress.add(count as u64);
        Ok(count)
    }
}

/// A reader that is not asked again after it failed: decoders need not stand that.
pub struct Fused<R> {
    reader: Option<R>,
    failed: Option<(io::ErrorKind, String)>,
}

impl<R: Read> Fused<R> {
    pub const fn new(reader: R) -> Self {
        Self { reader: Some(reader), failed: None }
    }
}

impl<R: Read> Read for Fused<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        if let Some((kind, text)) = &self.failed {
            return Err(io::Error::new(*kind, text.clone()));
        }
        let Some(reader) = &mut self.reader else { return Ok(0) };
        match reader.read(target) {
            Ok(0) if !target.is_empty() => {
                self.reader = None;
                Ok(0)
            }
            Ok(count) => Ok(count),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => {
                self.reader = None;
                self.failed = Some((error.kind(), error.to_string()));
                Err(error)
            }
        }
    }
}
