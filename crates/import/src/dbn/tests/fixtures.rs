//! Every fixture is read, without loss, and says the same in every encoding of its schema.

use std::collections::BTreeMap;
use std::path::PathBuf;

use cift_tape::{Batch, FileInput, Input, Source};

use super::super::DbnSource;
use super::super::check::{FileCheck, check};
use super::super::reader::{Next, Reader};
use super::super::record::Record;
use crate::decompress;

/// The folder of the fixtures, or nothing where it is absent (then a test says so, and passes).
pub fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/dbn_format");
    let found = folder.is_dir();
    #[allow(clippy::print_stderr)] // a skipped test says why
    if !found {
        eprintln!("skipped: {} is absent", folder.display());
    }
    found.then_some(folder)
}

pub fn files() -> Vec<(String, PathBuf)> {
    let Some(folder) = folder() else { return Vec::new() };
    let mut files: Vec<_> = folder
        .read_dir()
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), path))
        .filter(|(name, _)| name.starts_with("test_data."))
        .collect();
    files.sort();
    files
}

pub fn input(path: &std::path::Path) -> Box<dyn Input> {
    Box::new(FileInput::open(path.to_str().expect("a path")).expect("a file"))
}

fn check_one(path: &std::path::Path) -> FileCheck {
    let mut checks = check(input(path)).expect("a file of DBN");
    assert_eq!(checks.len(), 1);
    checks.remove(0)
}

/// The schema in a fixture's name, and its version where the name says one.
fn schema(name: &str) -> String {
    name.split('.').nth(1).expect("test_data.<schema>.…").to_owned()
}

#[test]
fn every_fixture_comes_back_byte_for_byte() {
    for (name, path) in files() {
        let check = check_one(&path);
        assert!(check.passed(), "{name}: {check:#?}");
        assert_eq!(check.schema, Some(schema(&name).as_str()), "{name}");
        assert_eq!(check.other_versions, 0, "{name}");
        let version = match &name {
            name if name.ends_with("dbz") => 0,
            name if name.contains(".v1.") => 1,
            name if name.contains(".v3.") => 3,
            _ => 2,
        };
        assert_eq!(check.version, version, "{name}");
        let expected = match schema(&name).as_str() {
            "imbalance" | "mbo" | "mbp-1" | "mbp-10" | "tbbo" | "trades" | "ohlcv-1s" | "cmbp-1" => 2,
            "status" => 4,
            other => panic!("{other} is a new schema: say how many records it has"),
        };
        assert_eq!(check.records, expected, "{name}: {:?}", check.kinds);
    }
}

/// The records of a file in version 3.
fn records(path: &std::path::Path) -> Vec<Record> {
    let member = decompress::open(input(path)).expect("opens").remove(0);
    let mut reader = Reader::open(member.name.clone(), Box::new(member)).expect("metadata");
    let ts_out = reader.metadata().ts_out != 0;
    let mut records = Vec::new();
    while let Next::Record(bytes) = reader.next_record().expect("a record") {
        records.push(Record::decode(bytes, ts_out).expect("a record").upgrade());
    }
    records
}

#[test]
fn all_encodings_of_a_schema_have_the_same_records() {
    let mut by_schema: BTreeMap<String, Vec<(String, Vec<Record>)>> = BTreeMap::new();
    for (name, path) in files() {
        let mut records = records(&path);
        // Files before DBN do not say the interval of a bar in its kind.
        if schema(&name) == "ohlcv-1s" {
            for record in &mut records {
                record.body.header_mut().rtype = 0x20;
            }
        }
        by_schema.entry(schema(&name)).or_default().push((name, records));
    }
    for (schema, files) in by_schema {
        for (name, records) in &files[1..] {
            assert_eq!(records, &files[0].1, "{schema}: {name} and {}", files[0].0);
        }
    }
}

#[test]
fn sources_of_a_schema_read_the_same() {
    let mut by_schema: BTreeMap<String, (String, Batch)> = BTreeMap::new();
    for (name, path) in files() {
        let mut source = DbnSource::open(vec![input(&path)], false).expect("opens");
        let mut batch = Batch::default();
        assert!(source.read(&mut batch).expect("reads"), "{name}");
        assert_eq!(source.left_out(), 0);
        assert!(!source.metadata().venue.is_empty());
        assert!(source.metadata().dated);
        let symbol = if schema(&name) == "imbalance" { "SPOT" } else { "ESH1" };
        assert_eq!(source.metadata().instruments[0].symbol, symbol, "{name}");
        let mut rest = Batch::default();
        assert!(!source.read(&mut rest).expect("reads"));
        let (read, total) = source.progress();
        assert_eq!(read, total, "{name}");
        if let Some((first, expected)) = by_schema.get(&schema(&name)) {
            assert_eq!(format!("{expected:?}"), format!("{batch:?}"), "{first} and {name}");
        } else {
            by_schema.insert(schema(&name), (name, batch));
        }
    }
}

#[test]
fn what_a_user_drops_is_known_without_a_word() {
    for (name, path) in files() {
        let mut source =
            crate::detect::open(vec![input(&path)], &crate::detect::Options::default()).expect(&name);
        let mut batch = Batch::default();
        assert!(source.read(&mut batch).expect(&name), "{name}");
        assert_eq!(source.metadata().format, "dbn", "{name}");
    }
}
