//! DBN: every record decoded and encoded again.

use super::Report;
use cift_import::dbn;
use cift_tape::{Input, Problem};

pub(super) fn check(inputs: Vec<Box<dyn Input>>) -> Result<Report, Problem> {
    let mut files = Vec::new();
    for input in inputs {
        files.extend(dbn::check::check(input)?);
    }
    let sum = |of: fn(&dbn::check::FileCheck) -> u64| files.iter().map(of).sum();
    let mut report = Report { equal: files.iter().all(dbn::check::FileCheck::passed), ..Report::default() };
    report.count("files", "files", files.len() as u64);
    report.count("files_equal", "files equal", files.iter().filter(|file| file.passed()).count() as u64);
    report.count("records", "records", sum(|file| file.records));
    report.count("records_equal", "records encoded to the same bytes", sum(|file| file.bytes_equal));
    report.count("upgraded", "records of older versions", sum(|file| file.upgraded));
    report.count("upgraded_equal", "of these equal after the upgrade", sum(|file| file.upgraded_equal));
    report.count("unread", "records that do not read", sum(|file| file.unread));
    for file in &files {
        let version = if file.version == 0 { "dbz".to_owned() } else { format!("version {}", file.version) };
        let schema = file.schema.unwrap_or("no schema");
        let verdict = if file.passed() { "equal" } else { "NOT EQUAL" };
        report.notes.push(format!("{}: {version}, {schema}, {} records, {verdict}", file.name, file.records));
    }
    report.differences = files.iter().flat_map(|file| &file.differences).map(ToString::to_string).collect();
    Ok(report)
}
