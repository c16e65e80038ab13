use std::io::{Read, Write};

use cift_tape::{MemoryInput, Problem};

use super::{file_name, open};

const TEXT: &[u8] = b"1,2,3\n4,5,6\n";

fn read_all(name: &str, bytes: Vec<u8>) -> Result<Vec<(String, Vec<u8>)>, String> {
    let members = open(Box::new(MemoryInput::new(name, bytes))).map_err(|problem| problem.to_string())?;
    members
        .into_iter()
        .map(|mut member| {
            let mut all = Vec::new();
            member.read_to_end(&mut all).map_err(|error| error.to_string())?;
            Ok((member.name.clone(), all))
        })
        .collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

/// `xz -0 -C crc32` of [`TEXT`].
const XZ: &[u8] = include_bytes!("sample.xz");

/// An archive of members: name, method, packed bytes, unpacked bytes; in zip64 form or not.
fn zip(members: &[(&str, u16, Vec<u8>, &[u8])], large: bool) -> Vec<u8> {
    let (mut archive, mut list) = (Vec::new(), Vec::new());
    for (name, method, packed, unpacked) in members {
        let at = archive.len() as u32;
        let crc = crc32fast::hash(unpacked).to_le_bytes();
        let sizes = [(packed.len() as u32).to_le_bytes(), (unpacked.len() as u32).to_le_bytes()].concat();
        let middle = [&method.to_le_bytes()[..], &[0; 4], &crc, &sizes].concat();
        let name_length = (name.len() as u16).to_le_bytes();
        archive.extend([b"PK\x03\x04\x14\0\0\0", &middle[..], &name_length, &[0, 0]].concat());
        archive.extend([name.as_bytes(), packed].concat());
        let mut extra = Vec::new();
        let mut middle = middle;
        if large {
            middle[10..18].fill(0xff);
            extra.extend([1, 0, 16, 0]);
            extra.extend((unpacked.len() as u64).to_le_bytes());
            extra.extend((packed.len() as u64).to_le_bytes());
        }
        let extra_length = (extra.len() as u16).to_le_bytes();
        list.extend(
            [b"PK\x01\x02\x14\0\x14\0\0\0", &middle[..], &name_length, &extra_length, &[0; 10]].concat(),
        );
        list.extend([&at.to_le_bytes()[..], name.as_bytes(), &extra].concat());
    }
    let (count, at, length) = (members.len() as u64, archive.len() as u64, list.len() as u64);
    archive.extend(list);
    if large {
        let record_at = archive.len() as u64;
        archive.extend([b"PK\x06\x06".as_slice(), &44_u64.to_le_bytes(), &[0; 12]].concat());
        archive.extend([count, count, length, at].map(u64::to_le_bytes).concat());
        archive.extend([b"PK\x06\x07\0\0\0\0".as_slice(), &record_at.to_le_bytes(), &[1, 0, 0, 0]].concat());
        archive.extend([b"PK\x05\x06\0\0\0\0".as_slice(), &[0xff; 12], &[0, 0]].concat());
    } else {
        let count = (count as u16).to_le_bytes();
        let place = [(length as u32).to_le_bytes(), (at as u32).to_le_bytes()].concat();
        archive.extend([b"PK\x05\x06\0\0\0\0".as_slice(), &count, &count, &place, &[3, 0], b"hey"].concat());
    }
    archive
}

/// A small input of each kind, for mutation.
pub(crate) fn samples() -> Vec<Vec<u8>> {
    let members = [
        ("a.csv", 0, TEXT.to_vec(), TEXT),
        ("b.csv", 8, deflate(TEXT), TEXT),
        ("c.csv", 93, zstd(TEXT), TEXT),
    ];
    vec![gzip(TEXT), zstd(TEXT), XZ.to_vec(), zip(&members, false), zip(&members, true), gzip(&zstd(TEXT))]
}

#[test]
fn every_compression_gives_the_bytes_back() {
    let twice = [gzip(&TEXT[..6]), gzip(&TEXT[6..])].concat();
    let skipped =
        [b"\x50\x2a\x4d\x18\x03\0\0\0abc".as_slice(), &zstd(&TEXT[..6]), &zstd(&TEXT[6..])].concat();
    for (name, bytes) in [
        ("plain", TEXT.to_vec()),
        ("one.gz", gzip(TEXT)),
        ("members.gz", twice),
        ("frames.zst", skipped),
        ("one.xz", XZ.to_vec()),
        ("streams.xz", XZ.to_vec()),
        ("twice", gzip(&zstd(TEXT))),
    ] {
        assert_eq!(read_all(name, bytes), Ok(vec![(name.to_owned(), TEXT.to_vec())]), "{name}");
    }
    assert_eq!(read_all("empty", Vec::new()), Ok(vec![("empty".to_owned(), Vec::new())]));
    let doubled = read_all("streams.xz", [XZ, XZ].concat()).expect("two streams");
    assert_eq!(doubled[0].1, [TEXT, TEXT].concat());
}

#[test]
fn archives_have_members() {
    let members = [
        ("a.csv", 0, TEXT.to_vec(), TEXT),
        ("dir/", 0, Vec::new(), &b""[..]),
        ("dir/b.csv", 8, deflate(TEXT), TEXT),
        ("c.csv.gz", 0, gzip(TEXT), &gzip(TEXT)),
        ("d.csv", 93, zstd(TEXT), TEXT),
        ("__MACOSX/._a.csv", 0, b"x".to_vec(), b"x"),
    ];
    for large in [false, true] {
        let read = read_all("x.zip", zip(&members, large)).expect("an archive");
        let names: Vec<_> = read.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["x.zip/a.csv", "x.zip/dir/b.csv", "x.zip/c.csv.gz", "x.zip/d.csv"]);
        assert!(read.iter().all(|(_, bytes)| bytes == TEXT));
    }
}

#[test]
fn damage_is_an_error() {
    let compressed = [("a.gz", gzip(TEXT)), ("a.zst", zstd(TEXT)), ("a.xz", XZ.to_vec())];
    for (name, bytes) in &compressed {
        for length in 11..bytes.len() {
            assert!(read_all(name, bytes[..length].to_vec()).is_err(), "{name} cut to {length}");
        }
    }
    let mut wrong = gzip(TEXT);
    let at = wrong.len() - 6;
    wrong[at] ^= 1;
    assert!(read_all("a.gz", wrong).is_err());
    let archive = zip(&[("a.csv", 0, TEXT.to_vec(), TEXT)], false);
    let before_comment = archive.len() - 3;
    for at in 0..before_comment {
        let mut wrong = archive.clone();
        wrong[at] ^= 0x11;
        // Never a panic; the names, dates and comments may be anything.
        let _ = read_all("a.zip", wrong);
        assert!(read_all("a.zip", archive[..at].to_vec()).is_err() || at < 4, "cut to {at}");
    }
    let mut wrong = archive;
    wrong[40] ^= 1;
    let problem = read_all("a.zip", wrong).expect_err("damaged");
    assert!(problem.contains("the checksum of a member is wrong"), "{problem}");
}

#[test]
fn what_is_not_read_says_what_to_do() {
    let refused = |bytes: &[u8]| -> Problem {
        open(Box::new(MemoryInput::new("x", bytes.to_vec()))).err().expect("a problem")
    };
    assert_eq!(
        refused(b"BZh91AY&SY").to_string(),
        "x: is compressed by bzip2, which is not read here; unpack it, or pack it by gzip, zstd, xz or zip"
    );
    let method = refused(&zip(&[("a.csv", 9, TEXT.to_vec(), TEXT)], false));
    assert_eq!(method.reason, "is packed by method 9, which is not read here");
    assert_eq!(refused(&zip(&[], false)).reason, "is an archive without files");
}

#[test]
fn names_lose_folders_and_endings() {
    assert_eq!(file_name("a/b.zip/GOOG_message_1.csv.gz"), "GOOG_message_1.csv");
    assert_eq!(file_name("C:\\x\\y.dbn.zst"), "y.dbn");
    assert_eq!(file_name("spot_20240808.gz"), "spot_20240808");
}
