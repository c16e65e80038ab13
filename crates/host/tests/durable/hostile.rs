//! Commands with nonsense in every byte, among commands that are good: whatever comes, a session answers and goes on, and what
//! it rejects has changed nothing.

#![allow(clippy::print_stdout)] // says how much it has tried

use crate::flow::{Flow, Random};
use crate::{begun, settings};
use cift_host::{Code, Host, Session};
use cift_types::{CommandKind, EXACT_LIMIT, EventKind, Reason};
use cift_wire::{Command, Event, as_words, from_words};

/// Commands that are spoiled in a run.
const SPOILED: u64 = 1_000_000;
/// Sessions that they are spread over, half of them with accounts.
const SESSIONS: u64 = 20;
/// One of so many is looked at alone.
const LOOK: u64 = 50;

/// Numbers at which something ends.
const EDGES: [u64; 12] = [
    0,
    1,
    EXACT_LIMIT - 1,
    EXACT_LIMIT,
    i64::MAX as u64,
    i64::MAX as u64 - 1,
    1 << 63,
    (1 << 63) + 1,
    u64::MAX,
    u32::MAX as u64,
    1 << 32,
    1_000_000_000,
];

#[derive(Default, Debug)]
struct Counts {
    spoiled: u64,
    applied: u64,
    rejected: u64,
    faults: u64,
    looked: u64,
    most_events: usize,
}

/// A record in which some bytes are wrong, or all.
fn spoil(random: &mut Random, command: &Command, before: &Command) -> Command {
    let mut words = *as_words(command);
    for _ in 0..=random.below(3) {
        let at = random.below(8) as usize;
        match random.below(6) {
            0 => words[at] ^= 1 << random.below(64),
            1 => words[at] ^= (1 + random.below(255)) << (8 * random.below(8)),
            2 => words[at] = random.pick(&EDGES),
            3 => words[at] = random.next() >> random.below(64),
            4 => words[at] = as_words(before)[at],
            _ => words = std::array::from_fn(|at| if at == 0 { words[0] } else { random.next() }),
        }
    }
    if random.chance(5) {
        words = std::array::from_fn(|_| random.next());
    }
    from_words(words)
}

/// The command at a place that the session takes, now and then at another.
fn place(random: &mut Random, command: Command, now: u64) -> Command {
    if random.chance(2) {
        return Command { time_ns: now, ..command };
    }
    let late = command.time_ns >= EXACT_LIMIT || command.time_ns < now;
    let time_ns = if late && random.chance(5) { command.time_ns } else { now + random.below(3) };
    Command { seq: 0, time_ns, ..command }
}

/// The state behind the numbers of commands and events and their digests.
fn state(session: &Session) -> Vec<u8> {
    const LINE: usize = 64;
    const HEAD: usize = 4 * LINE;
    /// Magic, identity, seed, number, time, draws, and two digests.
    const NUMBERS: usize = 8 * (6 + 2 * 17);
    let snapshot = session.snapshot().unwrap();
    let from = HEAD + session.config_bytes().len().next_multiple_of(LINE) + NUMBERS;
    snapshot[from..snapshot.len() - 8].to_vec()
}

/// Whether a rejection may have changed something all the same: the messages that are counted (R2), the kept entries (V24).
fn may_count(session: &Session, rejection: &Event) -> bool {
    let kind = CommandKind::from_u8(rejection.flags);
    let asks = matches!(kind, Some(CommandKind::MassQuote | CommandKind::Replace));
    // The accounts too know prices that cannot be.
    let early = Reason::from_u8(rejection.reason)
        .is_some_and(|reason| reason < Reason::KillSwitch && reason != Reason::InvalidPrice);
    session.balance(0, 0).unwrap().is_some() && (asks || !early) || kind == Some(CommandKind::MassQuote)
}

/// Submits one command; the events it caused, or why it was not taken.
fn one(session: &mut Session, command: Command) -> Result<Vec<Event>, Code> {
    let consumed = session.submit(&[command]).unwrap();
    let events = session.events().unwrap().to_vec();
    session.advance(usize::MAX).unwrap();
    if let Some(fault) = session.fault() {
        return Err(fault.code);
    }
    assert_eq!(consumed, 1, "it is taken, or there is a fault");
    Ok(events)
}

/// Looks whether a command that is rejected leaves everything as it was.
fn look(session: &mut Session, command: Command, counts: &mut Counts) {
    // No terms are kept, and no timer is due.
    let [_, now, ..] = session.state().unwrap();
    let clock = Command { kind: CommandKind::Clock as u8, time_ns: now, ..Command::default() };
    one(session, clock).unwrap();
    let (before, words) = (state(session), session.state().unwrap());
    let events = match one(session, Command { time_ns: now, ..command }) {
        Ok(events) => events,
        Err(code) => {
            assert_eq!(code, Code::SequenceMismatch);
            assert!(
                state(session) == before && session.state().unwrap() == words,
                "{command:?} was not taken"
            );
            counts.faults += 1;
            return;
        }
    };
    count(counts, &events);
    let [rejection] = events[..] else { return };
    if rejection.kind == EventKind::Rejected as u8 && !may_count(session, &rejection) {
        counts.looked += 1;
        assert_eq!(session.state().unwrap()[2..], words[2..], "{command:?} was rejected");
        assert!(state(session) == before, "{command:?} was rejected and changed something: {rejection:?}");
    }
}

fn count(counts: &mut Counts, events: &[Event]) {
    counts.applied += 1;
    counts.rejected += u64::from(events.first().is_some_and(|event| event.kind == EventKind::Rejected as u8));
    counts.most_events = counts.most_events.max(events.len());
}

/// One session of good and bad commands.
fn run(seed: u64, with_accounts: bool, counts: &mut Counts) {
    let (mut host, handle) = begun(with_accounts);
    let session = host.session(handle).unwrap();
    let mut flow = Flow::new(seed, 3, with_accounts);
    let mut random = Random(!seed);
    let mut before = Command::default();
    for opening in flow.opening() {
        one(session, opening).unwrap();
    }
    let until = counts.spoiled + SPOILED / SESSIONS;
    while counts.spoiled < until {
        for good in flow.commands(8) {
            let [_, now, ..] = session.state().unwrap();
            if random.chance(30) {
                let time_ns = good.time_ns.max(now);
                one(session, Command { time_ns, ..good }).unwrap();
            } else {
                counts.spoiled += 1;
                let spoiled = spoil(&mut random, &good, &before);
                let command = place(&mut random, spoiled, now.max(good.time_ns));
                if random.below(LOOK) == 0 {
                    look(session, command, counts);
                } else {
                    match one(session, command) {
                        Ok(events) => count(counts, &events),
                        Err(_) => counts.faults += 1,
                    }
                }
            }
            before = good;
        }
    }
    goes_on(session, &mut flow);
}

/// What the session has become is a state like any other: it can be saved and restored, and goes on with good commands.
fn goes_on(session: &mut Session, flow: &mut Flow) {
    let snapshot = session.snapshot().unwrap();
    let mut host = Host::new();
    let handle = host.restore(&snapshot).unwrap();
    let again = host.session(handle).unwrap();
    let [_, now, ..] = session.state().unwrap();
    flow.time_ns = flow.time_ns.max(now);
    for command in flow.commands(500) {
        assert_eq!(one(session, command), one(again, command));
    }
    assert_eq!(session.digest(), again.digest());
}

#[test]
fn a_million_spoiled_commands_break_nothing() {
    let mut counts = Counts::default();
    for seed in 0..SESSIONS {
        run(seed, seed % 2 == 1, &mut counts);
    }
    println!("{counts:?}");
    let least = SPOILED / 10;
    assert!(counts.spoiled >= SPOILED && counts.rejected > least && counts.applied - counts.rejected > least);
    assert!(counts.faults > 1000 && counts.looked > 1000);
}

#[test]
fn a_session_is_not_made_from_a_spoiled_configuration_that_it_cannot_run_with() {
    let good = settings(true);
    let mut random = Random(5);
    let mut made = 0;
    for _ in 0..20_000 {
        let mut bad = good.clone();
        for _ in 0..=random.below(3) {
            let at = random.below(bad.len() as u64) as usize;
            bad[at] = random.next() as u8;
        }
        let mut host = Host::new();
        match host.create(&bad) {
            Ok(handle) => {
                made += 1;
                let clock = Command { kind: CommandKind::Clock as u8, ..Command::default() };
                one(host.session(handle).unwrap(), clock).unwrap();
            }
            Err(error) => assert_eq!(error.code, Code::ConfigInvalid),
        }
    }
    println!("{made} of 20000 spoiled configurations can be used");
}
