//! Zip archives: the list of members at the end, zip64 where it is large, members stored or compressed.

use std::io::{self, Read};

use cift_tape::{Place, Problem};

use super::damaged;
use super::shared::{Fused, SharedInput};

/// The longest comment after the end record.
const MOST_COMMENT: u64 = 65_535;
const END_BYTES: u64 = 22;
/// More members or bytes in the list than any archive of market data has.
const MOST_MEMBERS: u64 = 100_000;
const MOST_LIST_BYTES: u64 = 64 * 1024 * 1024;
const LIST_ENTRY_BYTES: usize = 46;
const LOCAL_HEADER_BYTES: u64 = 30;

/// Whether bytes begin with a zip archive.
pub fn is(first: &[u8]) -> bool {
    matches!(first, [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..])
}

/// A member's name and its unpacked bytes.
pub type Named = (String, Box<dyn Read>);

/// What the list says of a member.
struct Entry {
    name: String,
    flags: u16,
    method: u16,
    crc: u32,
    packed: u64,
    unpacked: u64,
    header_at: u64,
}

/// The members that are files, in the archive's order, each with a reader of its unpacked bytes.
pub fn members(archive: &SharedInput) -> Result<Vec<Named>, Problem> {
    let name = archive.name();
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::InvalidData => Problem::new(&name, Place::Whole, error.to_string())
            .advice("the archive is damaged or cut off: get it again"),
        _ => damaged(&name, Place::Whole, &error),
    };
    let entries = list(archive).map_err(failed)?;
    let mut opened = Vec::new();
    for entry in entries.into_iter().filter(is_file) {
        let full = format!("{name}/{}", entry.name);
        if entry.flags & 1 != 0 {
            return Err(Problem::new(full, Place::Whole, "is encrypted").advice("unpack the archive first"));
        }
        let packed = archive_part(archive, &entry).map_err(failed)?;
        let Some(reader) = decoder(entry.method, packed) else {
            let reason = format!("is packed by method {}, which is not read here", entry.method);
            return Err(Problem::new(full, Place::Whole, reason).advice("pack it by deflate, zstd or xz"));
        };
        let checked =
            Checked { reader, hash: crc32fast::Hasher::new(), crc: entry.crc, left: entry.unpacked };
        opened.push((full, Box::new(Fused::new(checked)) as Box<dyn Read>));
    }
    if opened.is_empty() {
        return Err(Problem::new(&name, Place::Whole, "is an archive without files"));
    }
    Ok(opened)
}

fn is_file(entry: &Entry) -> bool {
    let file = entry.name.rsplit('/').next().unwrap_or("");
    !file.is_empty() && !file.starts_with('.') && !entry.name.starts_with("__MACOSX/")
}

fn decoder(method: u16, packed: impl Read + 'static) -> Option<Box<dyn Read>> {
    match method {
        0 => Some(Box::new(packed)),
        8 => Some(Box::new(flate2::read::DeflateDecoder::new(packed))),
        93 => Some(Box::new(super::zstd::Frames::new(packed))),
        95 => {
            let packed = io::BufReader::new(packed);
            Some(Box::new(lzma_rust2::XzReader::new_mem_limit(packed, true, super::XZ_MEMORY_KIB)))
        }
        _ => None,
    }
}

/// The packed bytes of a member.
fn archive_part(archive: &SharedInput, entry: &Entry) -> io::Result<impl Read + use<>> {
    let mut header = [0; LOCAL_HEADER_BYTES as usize];
    archive.read_exact(entry.header_at, &mut header)?;
    if header[..4] != *b"PK\x03\x04" {
        return Err(invalid("a member is not where the archive's list says"));
    }
    let extra = u64::from(u16_at(&header, 26)) + u64::from(u16_at(&header, 28));
    let start = entry.header_at + LOCAL_HEADER_BYTES + extra;
    let end = start.checked_add(entry.packed).filter(|end| *end <= archive.size());
    end.map(|end| archive.part(start, end)).ok_or_else(|| invalid("a member is longer than the archive"))
}

/// Reads the list of members.
fn list(archive: &SharedInput) -> io::Result<Vec<Entry>> {
    let (count, bytes, at) = end_record(archive)?;
    if count > MOST_MEMBERS
        || bytes > MOST_LIST_BYTES
        || at.checked_add(bytes).is_none_or(|end| end > archive.size())
    {
        return Err(invalid("the archive's list of members is not possible"));
    }
    let mut list = vec![0; usize::try_from(bytes).unwrap_or(0)];
    archive.read_exact(at, &mut list)?;
    let mut rest = list.as_slice();
    let mut entries = Vec::new();
    for _ in 0..count {
        let (entry, length) =
            list_entry(rest).ok_or_else(|| invalid("the archive's list of members is damaged"))?;
        entries.push(entry);
        rest = &rest[length..];
    }
    Ok(entries)
}

/// How many members the list has, its length in bytes and where it begins.
fn end_record(archive: &SharedInput) -> io::Result<(u64, u64, u64)> {
    let start = archive.size().saturating_sub(END_BYTES + MOST_COMMENT);
    let mut tail = Vec::new();
    archive.part(start, archive.size()).read_to_end(&mut tail)?;
    let at = memchr::memmem::rfind(&tail, b"PK\x05\x06")
        .filter(|at| tail.len() - at >= END_BYTES as usize)
        .ok_or_else(|| invalid("the archive's end is missing"))?;
    let end = &tail[at..];
    let plain = (u64::from(u16_at(end, 10)), u64::from(u32_at(end, 12)), u64::from(u32_at(end, 16)));
    let locator =
        at.checked_sub(20).map(|at| &tail[at..]).filter(|locator| locator.starts_with(b"PK\x06\x07"));
    let large = plain.0 == 0xffff || plain.1 == 0xffff_ffff || plain.2 == 0xffff_ffff;
    let Some(locator) = locator.filter(|_| large) else { return Ok(plain) };
    let mut record = [0; 56];
    archive.read_exact(u64_at(locator, 8), &mut record)?;
    if record[..4] != *b"PK\x06\x06" {
        return Err(invalid("the archive's zip64 end is missing"));
    }
    Ok((u64_at(&record, 32), u64_at(&record, 40), u64_at(&record, 48)))
}

/// The first entry of a list, and its length in bytes.
fn list_entry(list: &[u8]) -> Option<(Entry, usize)> {
    let fixed = list.get(..LIST_ENTRY_BYTES).filter(|fixed| fixed.starts_with(b"PK\x01\x02"))?;
    let (name_length, extra_length) = (usize::from(u16_at(fixed, 28)), usize::from(u16_at(fixed, 30)));
    let length = LIST_ENTRY_BYTES + name_length + extra_length + usize::from(u16_at(fixed, 32));
    list.get(..length)?;
    let name = &list[LIST_ENTRY_BYTES..LIST_ENTRY_BYTES + name_length];
    let mut entry = Entry {
        name: String::from_utf8_lossy(name).into_owned(),
        flags: u16_at(fixed, 8),
        method: u16_at(fixed, 10),
        crc: u32_at(fixed, 16),
        packed: u64::from(u32_at(fixed, 20)),
        unpacked: u64::from(u32_at(fixed, 24)),
        header_at: u64::from(u32_at(fixed, 42)),
    };
    let extra = &list[LIST_ENTRY_BYTES + name_length..LIST_ENTRY_BYTES + name_length + extra_length];
    zip64(&mut entry, extra);
    Some((entry, length))
}

/// Sizes that did not fit into 32 bits are in an extra field, in this order.
fn zip64(entry: &mut Entry, extra: &[u8]) {
    let mut extra = extra;
    while extra.len() >= 4 {
        let (kind, length) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
        let Some(field) = extra.get(4..4 + length) else { return };
        if kind == 1 {
            let mut values = field.chunks_exact(8).map(|value| u64_at(value, 0));
            for size in [&mut entry.unpacked, &mut entry.packed, &mut entry.header_at] {
                if *size == 0xffff_ffff {
                    *size = values.next().unwrap_or(*size);
                }
            }
        }
        extra = &extra[4 + length..];
    }
}

/// Unpacked bytes, checked by length and CRC at their end.
struct Checked {
    reader: Box<dyn Read>,
    hash: crc32fast::Hasher,
    crc: u32,
    left: u64,
}

impl Read for Checked {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(target)?;
        if count == 0 && !target.is_empty() {
            if self.left > 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if self.hash.clone().finalize() != self.crc {
                return Err(invalid("the checksum of a member is wrong"));
            }
            return Ok(0);
        }
        self.left = self
            .left
            .checked_sub(count as u64)
            .ok_or_else(|| invalid("a member is longer than the archive's list says"))?;
        self.hash.update(&target[..count]);
        Ok(count)
    }
}

fn invalid(reason: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}
