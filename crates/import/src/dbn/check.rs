//! Whether files are read without loss: each record decoded and encoded again gives the same bytes, and a record of an
//! older version says the same once it is one of the newest.

use std::collections::{BTreeMap, BTreeSet};

use cift_tape::{Input, Place, Problem};

use super::layout::{Column, Header, Meaning, Value};
use super::metadata::{FileMetadata, NEWEST};
use super::reader::{Next, Reader};
use super::record::{Record, Shape, TS_OUT_SIZE};
use crate::decompress;

/// The first differences that are kept.
const KEPT: usize = 10;

/// What was found in a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FileCheck {
    /// The file.
    pub name: String,
    /// Its version; 0 is the format before DBN.
    pub version: u8,
    /// Its schema, when its metadata names one.
    pub schema: Option<&'static str>,
    /// All records.
    pub records: u64,
    /// Records by kind.
    pub kinds: BTreeMap<&'static str, u64>,
    /// Whether the metadata, encoded again in its own version, has the same bytes. `None` in the format before DBN,
    /// where they are compressed and are not made again, and of a fragment, which has none.
    pub metadata_bytes_equal: Option<bool>,
    /// Whether the metadata says the same after it was made version 3, encoded and decoded. `None` when it is that.
    pub metadata_upgraded: Option<bool>,
    /// Records that, encoded again in the layout they came in, have the same bytes.
    pub bytes_equal: u64,
    /// Records in a layout that is not one of the file's version.
    pub other_versions: u64,
    /// Records of an older layout that were made version 3, encoded, decoded, and say the same in each field that both
    /// have.
    pub upgraded_equal: u64,
    /// Records of an older layout, where those of `upgraded_equal` come from.
    pub upgraded: u64,
    /// Fields that older layouts have and version 3 has not: they are read, and lost by an upgrade.
    pub fields_dropped: BTreeSet<&'static str>,
    /// Records that do not read.
    pub unread: u64,
    /// What did not read and what was not equal, the first of it.
    pub differences: Vec<Problem>,
}

impl FileCheck {
    /// Whether everything was read, and came back as it was.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.unread == 0
            && self.metadata_bytes_equal != Some(false)
            && self.metadata_upgraded != Some(false)
            && self.bytes_equal == self.records
            && self.upgraded_equal == self.upgraded
            && self.differences.is_empty()
    }

    fn differs(&mut self, problem: Problem) {
        if self.differences.len() < KEPT {
            self.differences.push(problem);
        }
    }
}

/// Checks a file. An error is one of reading its first bytes and its metadata; what is wrong later is counted, and ends
/// the check where nothing can be read after it.
pub fn check(input: Box<dyn Input>) -> Result<Vec<FileCheck>, Problem> {
    decompress::open(input)?.into_iter().map(|member| check_member(member.name.clone(), member)).collect()
}

fn check_member(name: String, member: decompress::Member) -> Result<FileCheck, Problem> {
    let mut reader = Reader::open_to_compare(&name, Box::new(member))?;
    let mut check = FileCheck { name, ..FileCheck::default() };
    check.version = reader.metadata().version;
    check.schema = reader.metadata().schema_name();
    check_metadata(&reader, &mut check);
    let mut again = Vec::new();
    loop {
        let place = Place::Byte(reader.position());
        let (version, ts_out) = (reader.metadata().version, reader.metadata().ts_out != 0);
        match reader.next_record() {
            Ok(Next::Record(bytes)) => check_record(bytes, (version, ts_out), place, &mut again, &mut check),
            Ok(Next::Metadata) => check_metadata(&reader, &mut check),
            Ok(Next::End) => return Ok(check),
            Err(problem) => {
                check.unread += 1;
                check.differs(problem);
                return Ok(check);
            }
        }
    }
}

fn check_metadata(reader: &Reader, check: &mut FileCheck) {
    let metadata = reader.metadata();
    let mut again = Vec::new();
    if let Some(raw) = reader.raw_metadata() {
        metadata.encode(&mut again);
        let equal = again == raw;
        check.metadata_bytes_equal = Some(equal && check.metadata_bytes_equal != Some(false));
        if !equal {
            check.differs(reader.problem("the metadata encoded again has other bytes"));
        }
    }
    let of_file = !metadata.dataset.is_empty();
    if metadata.version < NEWEST && of_file {
        again.clear();
        metadata.upgrade().encode(&mut again);
        let back = FileMetadata::decode(NEWEST, &again[super::metadata::PRELUDE..]);
        let equal = back.is_ok_and(|back| back.says_the_same(metadata));
        check.metadata_upgraded = Some(equal && check.metadata_upgraded != Some(false));
        if !equal {
            check.differs(reader.problem("the metadata as version 3 says something else"));
        }
    }
}

fn check_record(
    bytes: &[u8],
    (version, ts_out): (u8, bool),
    place: Place,
    again: &mut Vec<u8>,
    check: &mut FileCheck,
) {
    check.records += 1;
    let name = check.name.clone();
    let record = match Record::decode(bytes, ts_out) {
        Ok(record) => record,
        Err(reason) => {
            check.unread += 1;
            check.differs(Problem::new(name, place, reason));
            return;
        }
    };
    let shape = record.body.shape();
    *check.kinds.entry(shape.label()).or_default() += 1;
    let (first, last) = shape.versions();
    check.other_versions += u64::from(!(first..=last).contains(&version.max(1)));
    again.clear();
    record.encode(again);
    if again == bytes {
        check.bytes_equal += 1;
    } else {
        check.differs(Problem::new(&name, place, "encoded again it has other bytes"));
    }
    if last < NEWEST {
        check.upgraded += 1;
        match check_upgrade(record, bytes, again, ts_out, &mut check.fields_dropped) {
            Ok(()) => check.upgraded_equal += 1,
            Err((column, reason)) => check.differs(Problem::new(name, place, reason).column(column)),
        }
    }
}

/// Makes a record version 3, encodes and decodes it, and compares the fields.
fn check_upgrade(
    record: Record,
    bytes: &[u8],
    again: &mut Vec<u8>,
    ts_out: bool,
    dropped: &mut BTreeSet<&'static str>,
) -> Result<(), (&'static str, String)> {
    let old = record.body.shape();
    let upgraded = record.upgrade();
    again.clear();
    upgraded.encode(again);
    if usize::from(again[0]) * Header::WORD != again.len() {
        return Err(("length", "is not the length of the record in version 3".to_owned()));
    }
    let back = Record::decode(again, ts_out).map_err(|reason| ("", reason))?;
    if back != upgraded {
        return Err(("", "as version 3 it is decoded as another record".to_owned()));
    }
    let new = back.body.shape();
    // Kind, publisher, instrument and time; the length is another.
    if bytes[1..Header::SIZE] != again[1..Header::SIZE] {
        return Err(("header", "is another one in version 3".to_owned()));
    }
    if ts_out && bytes[bytes.len() - TS_OUT_SIZE..] != again[again.len() - TS_OUT_SIZE..] {
        return Err(("ts_out", "is another one in version 3".to_owned()));
    }
    compare_columns((old, bytes), (new, again), dropped)
}

fn compare_columns(
    (old, bytes): (Shape, &[u8]),
    (new, again): (Shape, &[u8]),
    dropped: &mut BTreeSet<&'static str>,
) -> Result<(), (&'static str, String)> {
    for column in old.columns().iter().filter(|column| column.meaning != Meaning::Reserved) {
        let Some(same) = new.columns().iter().find(|other| other.name == column.name) else {
            dropped.insert(column.name);
            continue;
        };
        let (before, after) = (widened(column, bytes, same), same.value(again));
        if before != after {
            return Err((column.name, format!("was {before:?}, and as version 3 is {after:?}")));
        }
    }
    Ok(())
}

/// A value as it must be in a wider field: "none" is the greatest number of a signed field's type in either.
fn widened(column: &Column, bytes: &[u8], wider: &Column) -> Value {
    let value = column.value(bytes);
    let none_of = |size: usize| Value::Number((1 << (8 * size - 1)) - 1);
    if column.signed && wider.size > column.size && value == none_of(column.size) {
        return none_of(wider.size);
    }
    value
}
