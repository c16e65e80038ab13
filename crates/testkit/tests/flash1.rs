//! The flash1 benchmark's order files: the oracle agrees with the engine on their beginnings, and the engine's events
//! are, line by line, the reports that all conforming engines give.

#![allow(clippy::print_stdout)] // says what it has skipped

use cift_testkit::case::{Case, Setup};
use cift_testkit::coverage::Coverage;
use cift_testkit::differential::{self, Cuts};
use cift_testkit::oracle::Oracle;
use cift_testkit::{flash1, session};
use cift_types::{CommandKind, EventKind};
use cift_wire::{Command, Event};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};

/// Name, and the SHA-256 of its reports (`hashes.json`).
const FILES: [(&str, &str); 5] = [
    ("static", "f360e2f206750539d109b613b18b48d3a9eaa42c22721734480189c394b14865"),
    ("normal", "99070bf220482ac06c7059c1e169baab18e47dfa0121ee57b15b6bd21be3d668"),
    ("swing-25", "d44eefb4ecaa0bc2f2329faf76dfa8b6ddda11d747335b8ff4d0925d2bc81f31"),
    ("swing-40", "4dde39db2ef4dddac82ce2efa1a6b97119fbd93da2283f7391b35b14306e418b"),
    ("flash-crash", "6395d5131f2c09c03c542ccebee609503279ae2f9f22457f2c483d6b72191aa8"),
];
/// How many reports `normal` has.
const NORMAL_REPORTS: usize = 218_462;
/// The oracle takes a time that grows with the book.
const MESSAGES: usize = 30_000;

/// The folder of the order files, if it is there.
fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("CIFT_DATA").map_or(beside, PathBuf::from).join("flash1/seed7");
    folder.is_dir().then_some(folder)
}

/// The contents of a packed file; `None` without `xz`.
fn unpack(path: &Path) -> Option<Vec<u8>> {
    let output = Process::new("xz").arg("-dc").arg(path).output().ok()?;
    assert!(output.status.success(), "xz cannot read {}", path.display());
    Some(output.stdout)
}

/// The order files, or why there are none.
fn files() -> Result<Vec<(&'static str, Vec<Command>)>, String> {
    let folder =
        folder().ok_or("shared/data/flash1/seed7 is not there; CIFT_DATA names the folder of the data")?;
    let read = |(name, _)| {
        let file = unpack(&folder.join(format!("{name}.bin.xz"))).ok_or("xz is not installed")?;
        Ok((name, flash1::commands(&file)?))
    };
    FILES.into_iter().map(read).collect()
}

#[test]
fn the_oracle_agrees_on_their_beginnings() {
    let files = match files() {
        Ok(files) => files,
        Err(reason) => return println!("skipped: {reason}"),
    };
    let compare = |name: &str, mut commands: Vec<Command>| {
        commands.truncate(MESSAGES);
        let case = Case { setup: Setup::roomy(1), commands };
        let cuts = Cuts { look_every: 3000, ..Cuts::MIXED };
        let run = differential::compare(&case, cuts, Oracle::new(&case.setup), &mut Coverage::default());
        assert!(run.is_ok(), "{name}: {}", run.unwrap_err());
    };
    std::thread::scope(|scope| {
        for (name, commands) in files {
            scope.spawn(move || compare(name, commands));
        }
    });
}

/// An event as the benchmark reports it: the number of its type, and the line.
fn report(event: &Event) -> (u8, String) {
    let &Event { side, seq, order_id: id, counter_order_id: maker, price, quantity, .. } = event;
    let message = seq - 1;
    match EventKind::from_u8(event.kind) {
        Some(EventKind::Accepted) => (0, format!("{message},{side},{id},{price},{quantity}")),
        Some(EventKind::Trade) => (1, format!("{message},{price},{quantity},{maker},{id}")),
        Some(EventKind::Cancelled) => (2, format!("{message},{side},{id},{price}")),
        Some(EventKind::Replaced) => (3, format!("{message},{side},{id},{price},{quantity}")),
        Some(EventKind::Rejected) if event.flags == CommandKind::Cancel as u8 => {
            (4, format!("{message},{id}"))
        }
        Some(EventKind::Rejected) if event.flags == CommandKind::Replace as u8 => {
            (5, format!("{message},{id}"))
        }
        _ => panic!("no such report: {event:?}"),
    }
}

/// All reports of a file, sorted as the benchmark sorts them.
fn reports(commands: &[Command]) -> Vec<String> {
    let mut engine = session::engine(1);
    let (mut at, mut reports) = (0, Vec::new());
    while at < commands.len() {
        at += engine.submit(&commands[at..]).consumed;
        reports.extend(engine.events().iter().map(|event| (event.seq, report(event))));
        engine.clear_events();
    }
    reports.sort_by_key(|(seq, (kind, _))| (*seq, *kind)); // stable
    reports.into_iter().map(|(_, (kind, line))| format!("{kind},{line}")).collect()
}

/// The SHA-256 of a text; `None` without `sha256sum`.
fn sha256(text: &str) -> Option<String> {
    let mut process = Process::new("sha256sum").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
    process.stdin.take()?.write_all(text.as_bytes()).ok()?; // and closed
    let output = process.wait_with_output().ok()?;
    String::from_utf8(output.stdout).ok()?.split(' ').next().map(ToOwned::to_owned)
}

#[test]
fn the_engine_gives_the_reports_of_the_benchmark() {
    let files = match files() {
        Ok(files) => files,
        Err(reason) => return println!("skipped: {reason}"),
    };
    for ((name, expected), (_, commands)) in FILES.into_iter().zip(files) {
        let reports = reports(&commands);
        assert!(name != "normal" || reports.len() == NORMAL_REPORTS, "{name}: {} reports", reports.len());
        match sha256(&reports.join("\n")) {
            Some(actual) => assert_eq!(actual, expected, "{name}"),
            None => println!("skipped: the hash of {name}, because sha256sum is not installed"),
        }
    }
}
