//! Snapshots.

use crate::flow::Random;
use crate::{begun, commands, error_of, submit};
use cift_host::{Code, Host};
use cift_wire::Xxh3;

#[test]
fn a_restored_session_goes_on() {
    for with_accounts in [false, true] {
        for cut in [0, 1, 500, 1999] {
            let all = commands(with_accounts, 3, 2000);
            let (mut host, handle) = begun(with_accounts);
            let session = host.session(handle).unwrap();
            submit(session, &all[..cut]);
            let snapshot = session.snapshot().unwrap();
            let expected = submit(session, &all[cut..]);
            let (digest, end) = (session.digest().unwrap(), session.snapshot().unwrap());
            let again = host.restore(&snapshot).unwrap();
            let session = host.session(again).unwrap();
            assert_eq!(session.snapshot().unwrap(), snapshot);
            assert_eq!(submit(session, &all[cut..]), expected);
            assert_eq!((session.digest().unwrap(), session.snapshot().unwrap()), (digest, end));
        }
    }
}

fn snapshot(with_accounts: bool, count: usize) -> Vec<u8> {
    let (mut host, handle) = begun(with_accounts);
    let session = host.session(handle).unwrap();
    submit(session, &commands(with_accounts, 9, count));
    session.snapshot().unwrap()
}

/// Ends the lines of a snapshot with the checksum that they should have.
fn seal(mut lines: Vec<u8>) -> Vec<u8> {
    let checksum = Xxh3::of_lines(lines.as_chunks().0).unwrap_or(0);
    lines.extend_from_slice(&checksum.to_le_bytes());
    lines
}

#[test]
fn a_cut_off_or_changed_snapshot_is_refused() {
    let bytes = snapshot(true, 100);
    let mut host = Host::new();
    for length in 0..bytes.len() {
        assert_eq!(error_of(host.restore(&bytes[..length])).code, Code::SnapshotInvalid, "{length} bytes");
    }
    for at in 0..bytes.len() {
        let mut wrong = bytes.clone();
        wrong[at] ^= 1 << (at % 8);
        assert_eq!(error_of(host.restore(&wrong)).code, Code::SnapshotInvalid, "byte {at}");
    }
    assert!(host.restore(&bytes).is_ok());
}

#[test]
fn a_sealed_truncation_is_refused() {
    let bytes = snapshot(true, 100);
    let mut host = Host::new();
    for lines in 0..bytes.len() / 64 {
        let error = error_of(host.restore(&seal(bytes[..lines * 64].to_vec())));
        assert_eq!(error.code, Code::SnapshotInvalid, "{lines} lines");
    }
}

#[test]
fn another_version_is_named() {
    let bytes = snapshot(false, 10);
    let mut host = Host::new();
    for (at, what) in [(8, "format version"), (12, "semantics version"), (16, "record layouts")] {
        let mut other = bytes[..bytes.len() - 8].to_vec();
        other[at] ^= 0x40;
        let error = error_of(host.restore(&seal(other)));
        assert_eq!(error.code, Code::VersionMismatch);
        assert!(error.message.contains(what), "{error}");
    }
}

#[test]
fn sealed_mutations_do_not_panic() {
    let mut random = Random(5);
    let (mut taken, mut refused) = (0, 0);
    for with_accounts in [false, true] {
        let bytes = snapshot(with_accounts, 120);
        for _ in 0..10_000 {
            let mut lines = bytes[..bytes.len() - 8].to_vec();
            for _ in 0..=random.below(3) {
                let at = random.below(lines.len() as u64) as usize;
                lines[at] = match random.below(4) {
                    0 => lines[at] ^ 1 << random.below(8),
                    1 => lines[at].wrapping_add(1),
                    2 => random.pick(&[0, 1, 0x7F, 0xFF]),
                    _ => random.below(256) as u8,
                };
            }
            let mut host = Host::new();
            match host.restore(&seal(lines)) {
                Err(_) => refused += 1,
                Ok(handle) => {
                    taken += 1;
                    let session = host.session(handle).unwrap();
                    let mut flow = crate::flow::Flow::new(random.next(), 3, with_accounts);
                    flow.time_ns = session.state().unwrap()[1];
                    let _ = session.submit(&flow.commands(200));
                    session.snapshot().unwrap();
                }
            }
        }
    }
    assert!(taken > 100 && refused > 100, "{taken} taken, {refused} refused");
}
