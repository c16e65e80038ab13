//! Journals.

use crate::flow::Random;
use crate::{begun, commands, error_of, settings, submit};
use cift_host::{Code, Host};
use cift_journal::{Blocks, Checkpoint, Content, Header, Writer, checkpoints};
use cift_wire::Command;

/// A recorded run: its journal, and digest and state at its end.
struct Recorded {
    bytes: Vec<u8>,
    digest: [u64; 5],
    state: Vec<u8>,
}

/// Records commands in batches of all sizes, taking bytes and making snapshots now and then.
fn record(with_accounts: bool, all: &[Command], begin: usize, snapshots: bool) -> Recorded {
    let (mut host, handle) = begun(with_accounts);
    let session = host.session(handle).unwrap();
    submit(session, &all[..begin]);
    session.journal_start(12).unwrap();
    let mut random = Random(all.len() as u64);
    let (mut rest, mut bytes) = (&all[begin..], Vec::new());
    while !rest.is_empty() {
        let most = random.pick(&[1, 10, 1000]);
        let (now, later) = rest.split_at((1 + random.below(most) as usize).min(rest.len()));
        submit(session, now);
        rest = later;
        if random.chance(20) {
            bytes.extend(session.journal_take().unwrap());
        }
        if snapshots && random.chance(2) {
            session.journal_snapshot().unwrap();
        }
    }
    bytes.extend(session.journal_take().unwrap());
    Recorded { bytes, digest: session.digest().unwrap(), state: session.snapshot().unwrap() }
}

fn ends_as(host: &mut Host, handle: u32, recorded: &Recorded) {
    let session = host.session(handle).unwrap();
    assert_eq!(session.digest().unwrap(), recorded.digest);
    assert!(session.snapshot().unwrap() == recorded.state, "another state");
}

#[test]
fn a_replay_ends_where_the_run_did() {
    for with_accounts in [false, true] {
        for begin in [0, 700] {
            let recorded = record(with_accounts, &commands(with_accounts, 21, 20_000), begin, false);
            let mut host = Host::new();
            let handle = host.replay(&recorded.bytes).unwrap();
            ends_as(&mut host, handle, &recorded);
            let state = host.session(handle).unwrap().journal_state().unwrap();
            let points = checkpoints(&recorded.bytes).unwrap();
            assert!(points.len() > 3, "{} checkpoints", points.len());
            let [open, last, bytes, waiting, tail, cause, closed, verified] = state;
            assert_eq!((open, waiting, tail, cause, closed), (0, 0, 0, 0, 0));
            assert_eq!((last, bytes), (recorded.digest[3], recorded.bytes.len() as u64));
            assert_eq!(verified, points.len() as u64);
        }
    }
}

#[test]
fn checkpoints_are_close() {
    let recorded = record(false, &commands(false, 22, 30_000), 0, false);
    let points = checkpoints(&recorded.bytes).unwrap();
    let counts: Vec<u64> = core::iter::once(0).chain(points.iter().map(|it| it.digest.event_count)).collect();
    for pair in counts.windows(2) {
        assert!((4096..4096 + 200).contains(&(pair[1] - pair[0])), "{pair:?}");
    }
    let behind = recorded.digest[4] - counts[counts.len() - 1];
    assert!(behind < 4096, "{behind} events behind the last one");
}

#[test]
fn a_recovery_from_the_last_snapshot_equals_the_replay_and_goes_on_recording() {
    for with_accounts in [false, true] {
        for begin in [0, 300] {
            let all = commands(with_accounts, 23, 12_000);
            let (first, second) = all.split_at(10_000);
            let recorded = record(with_accounts, first, begin, true);
            let mut host = Host::new();
            let replayed = host.replay(&recorded.bytes).unwrap();
            ends_as(&mut host, replayed, &recorded);
            let recovered = host.recover(&recorded.bytes).unwrap();
            ends_as(&mut host, recovered, &recorded);
            let session = host.session(recovered).unwrap();
            submit(session, second);
            let end = Recorded {
                bytes: [recorded.bytes, session.journal_take().unwrap()].concat(),
                digest: session.digest().unwrap(),
                state: session.snapshot().unwrap(),
            };
            for handle in [host.replay(&end.bytes).unwrap(), host.recover(&end.bytes).unwrap()] {
                ends_as(&mut host, handle, &end);
            }
        }
    }
}

#[test]
fn a_torn_tail_is_left_out_and_told() {
    let recorded = record(false, &commands(false, 24, 4000), 0, true);
    let bytes = &recorded.bytes;
    let starts: Vec<u64> = Blocks::new(bytes).unwrap().map(|block| block.unwrap().offset).collect();
    let mut host = Host::new();
    let start = starts[starts.len() - 2] as usize;
    for length in (start..bytes.len()).step_by(61).chain(bytes.len() - 70..bytes.len()) {
        for handle in [host.replay(&bytes[..length]).unwrap(), host.recover(&bytes[..length]).unwrap()] {
            let session = host.session(handle).unwrap();
            let [_, last, good, _, tail, cause, ..] = session.journal_state().unwrap();
            assert_eq!((last, good + tail), (session.state().unwrap()[0], length as u64));
            assert_eq!(cause != 0, tail > 0);
            host.destroy(handle).unwrap();
        }
    }
}

#[test]
fn damage_is_refused() {
    let recorded = record(true, &commands(true, 25, 3000), 0, false);
    let mut host = Host::new();
    let blocks: Vec<u64> = Blocks::new(&recorded.bytes).unwrap().map(|block| block.unwrap().offset).collect();
    let last = blocks[blocks.len() - 1] as usize;
    for at in (0..last).step_by(37) {
        let mut wrong = recorded.bytes.clone();
        wrong[at] ^= 0x10;
        let error = error_of(host.replay(&wrong));
        let expected = [Code::JournalDamaged, Code::JournalInvalid, Code::VersionMismatch];
        assert!(expected.contains(&error.code), "byte {at}: {error}");
        assert!(at < 128 || error.code == Code::JournalDamaged, "byte {at}: {error}");
    }
}

/// A journal of the same commands in which checkpoints are changed.
fn with_checkpoints(bytes: &[u8], change: impl Fn(&mut Header), wrong: impl Fn(&mut Checkpoint)) -> Vec<u8> {
    let blocks = Blocks::new(bytes).unwrap();
    let mut header = blocks.header().clone();
    change(&mut header);
    let mut writer = Writer::new(&header).unwrap();
    for block in blocks {
        match block.unwrap().content {
            Content::Commands(commands) => writer.append(&commands.records()).unwrap(),
            Content::Checkpoint(mut checkpoint) => {
                wrong(&mut checkpoint);
                writer.checkpoint(&checkpoint).unwrap();
            }
            _ => {}
        }
    }
    writer.take_bytes()
}

#[test]
fn the_first_checkpoint_that_differs_is_named() {
    let recorded = record(false, &commands(false, 26, 20_000), 0, false);
    let points = checkpoints(&recorded.bytes).unwrap();
    let (before, first) = (points[1].seq, points[2].seq);
    let other =
        with_checkpoints(&recorded.bytes, |_| {}, |it| it.digest.events ^= u64::from(it.seq >= first));
    let error = error_of(Host::new().replay(&other));
    assert_eq!(error.code, Code::JournalDiverged);
    let expected = format!("at sequence {first}, other events ({before} is the last that agrees)");
    assert!(error.message.contains(&expected), "{error}");
}

#[test]
fn a_head_that_does_not_fit_is_refused() {
    let recorded = record(false, &commands(false, 27, 100), 0, false);
    let changes: [fn(&mut Header); 3] =
        [|it| it.seed += 1, |it| it.config_hash ^= 1, |it| it.config = settings(true)];
    for change in changes {
        let error = error_of(Host::new().replay(&with_checkpoints(&recorded.bytes, change, |_| {})));
        assert_eq!(error.code, Code::JournalInvalid, "{error}");
    }
    let error = error_of(Host::new().replay(b"CIFTSNAPetc"));
    assert_eq!(error.code, Code::JournalInvalid, "{error}");
}

#[test]
fn a_closed_journal_says_so_and_a_new_one_can_begin() {
    let (mut host, handle) = begun(false);
    let session = host.session(handle).unwrap();
    assert_eq!(session.journal_take().unwrap_err().code, Code::JournalState);
    assert_eq!(session.journal_state().unwrap_err().code, Code::JournalState);
    session.journal_start(1).unwrap();
    assert_eq!(session.journal_start(1).unwrap_err().code, Code::JournalState);
    let all = commands(false, 28, 400);
    submit(session, &all[..200]);
    session.journal_close().unwrap();
    assert_eq!(session.journal_snapshot().unwrap_err().code, Code::JournalState);
    submit(session, &all[200..]);
    let first = session.journal_take().unwrap();
    session.journal_start(2).unwrap();
    let second = session.journal_take().unwrap();
    let end = session.digest().unwrap();
    let replayed = host.replay(&first).unwrap();
    let [_, last, .., closed, _] = host.session(replayed).unwrap().journal_state().unwrap();
    assert_eq!((last, closed), (200, 1));
    let replayed = host.replay(&second).unwrap();
    assert_eq!(host.session(replayed).unwrap().digest().unwrap(), end);
}

#[test]
fn a_broken_session_still_gives_its_journal() {
    let (mut host, handle) = begun(false);
    let session = host.session(handle).unwrap();
    session.journal_start(1).unwrap();
    submit(session, &commands(false, 29, 300));
    session.break_for_test();
    let bytes = session.journal_take().unwrap();
    let replayed = host.replay(&bytes).unwrap();
    assert_eq!(host.session(replayed).unwrap().state().unwrap()[0], 300);
}
