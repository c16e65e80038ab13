//! Bytes as they were before compression: gzip, zstd, xz and zip, recognised by their first bytes.

mod shared;
mod zip;
mod zstd;

use std::io::{self, Read};

use cift_tape::{Input, Place, Problem};

pub use shared::Progress;
use shared::{Fused, SharedInput};

/// The most memory that one decoder of xz may take for its dictionary: the largest preset needs 64 MiB.
const XZ_MEMORY_KIB: u32 = 160 * 1024;
/// Compressed within compressed, this deep and no deeper: a `.csv.gz` within a `.zip`.
const MOST_LAYERS: usize = 2;
/// Enough bytes for every magic number.
const MAGIC_BYTES: usize = 16;

/// A stream of bytes after decompression.
pub struct Member {
    /// What a person calls it: the input's name, and for a member of an archive `archive.zip/member.csv`.
    pub name: String,
    /// How much of the input was read.
    pub progress: Progress,
    reader: Box<dyn Read>,
}

impl Member {
    /// The part of the name after the last slash, without the endings of compression.
    #[must_use]
    pub fn file_name(&self) -> &str {
        file_name(&self.name)
    }

    /// The first bytes, up to `count`, which stay to be read.
    pub fn peek(&mut self, count: usize) -> Result<Vec<u8>, Problem> {
        let reader = core::mem::replace(&mut self.reader, Box::new(io::empty()));
        let (first, reader) =
            peek(reader, count).map_err(|error| damaged(&self.name, Place::Whole, &error))?;
        self.reader = reader;
        Ok(first)
    }
}

impl Read for Member {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        self.reader.read(target)
    }
}

/// The part of a name after the last slash, without the endings of compression.
#[must_use]
pub fn file_name(name: &str) -> &str {
    let mut short = name.rsplit(['/', '\\']).next().unwrap_or(name);
    while let Some((stem, ending)) = short.rsplit_once('.') {
        if !["gz", "zst", "xz", "gzip", "zstd"].iter().any(|known| ending.eq_ignore_ascii_case(known)) {
            break;
        }
        short = stem;
    }
    short
}

/// What a failed read means to a person.
#[must_use]
pub fn damaged(name: &str, place: Place, error: &io::Error) -> Problem {
    let (reason, advice) = match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            ("ends in the middle of its compressed data".to_owned(), "it is cut off: get it again")
        }
        io::ErrorKind::OutOfMemory => {
            (format!("does not decompress: {error}"), "decompress it first, by the tool that made it")
        }
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => (
            format!("does not decompress: {error}"),
            "it is damaged or not what its first bytes say: get it again",
        ),
        _ => (format!("cannot be read: {error}"), "look whether it is still there and may be read"),
    };
    Problem::new(name, place, reason).advice(advice)
}

/// Opens an input: as many members as an archive has, else one. Nothing but the first bytes, and an archive's list of
/// members, is read.
pub fn open(input: Box<dyn Input>) -> Result<Vec<Member>, Problem> {
    let mut input = input;
    let name = input.name().to_owned();
    let first = first_bytes(input.as_mut()).map_err(|error| damaged(&name, Place::Whole, &error))?;
    let shared = SharedInput::new(input);
    let progress = shared.progress();
    let opened = if zip::is(&first) {
        zip::members(&shared)?
    } else {
        vec![(name, Box::new(shared.part(0, shared.size())) as Box<dyn Read>)]
    };
    opened
        .into_iter()
        .map(|(name, reader)| {
            let reader = unwrap(&name, reader)?;
            Ok(Member { name, progress: progress.clone(), reader })
        })
        .collect()
}

/// The members of several inputs, in their order.
pub fn open_all(inputs: Vec<Box<dyn Input>>) -> Result<Vec<Member>, Problem> {
    let mut members = Vec::new();
    for input in inputs {
        members.extend(open(input)?);
    }
    Ok(members)
}

/// The first bytes of an input as they are, before any decompression.
pub fn first_bytes(input: &mut dyn Input) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; MAGIC_BYTES];
    let mut length = 0;
    while length < bytes.len() {
        match input.read_at(length as u64, &mut bytes[length..])? {
            0 => break,
            count => length += count,
        }
    }
    bytes.truncate(length);
    Ok(bytes)
}

/// Takes off the layers of compression.
pub(crate) fn unwrap(name: &str, reader: Box<dyn Read>) -> Result<Box<dyn Read>, Problem> {
    let mut reader = reader;
    for _ in 0..MOST_LAYERS {
        let (first, whole) =
            peek(reader, MAGIC_BYTES).map_err(|error| damaged(name, Place::Whole, &error))?;
        reader = match first.as_slice() {
            [0x1f, 0x8b, ..] => fused(flate2::read::MultiGzDecoder::new(whole)),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => {
                fused(lzma_rust2::XzReader::new_mem_limit(io::BufReader::new(whole), true, XZ_MEMORY_KIB))
            }
            first if zstd::is(first) => fused(zstd::Frames::new(whole)),
            first => return refuse_others(name, first).map(|()| whole),
        };
    }
    Ok(reader)
}

fn fused(reader: impl Read + 'static) -> Box<dyn Read> {
    Box::new(Fused::new(reader))
}

/// Compressions that are known and not read.
fn refuse_others(name: &str, first: &[u8]) -> Result<(), Problem> {
    let kind = match first {
        [b'B', b'Z', b'h', b'1'..=b'9', ..] => "bzip2",
        [b'7', b'z', 0xbc, 0xaf, ..] => "7-Zip",
        [0x04, 0x22, 0x4d, 0x18, ..] => "lz4",
        [b'R', b'a', b'r', b'!', ..] => "rar",
        _ => return Ok(()),
    };
    let problem =
        Problem::new(name, Place::Whole, format!("is compressed by {kind}, which is not read here"));
    Err(problem.advice("unpack it, or pack it by gzip, zstd, xz or zip"))
}

fn peek(mut reader: Box<dyn Read>, count: usize) -> io::Result<(Vec<u8>, Box<dyn Read>)> {
    let mut first = Vec::new();
    (&mut reader).take(count as u64).read_to_end(&mut first)?;
    let whole = Box::new(io::Cursor::new(first.clone()).chain(reader));
    Ok((first, whole))
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::samples;
