//! Bytes that nobody saved: whatever they are, loading them does not panic, and what is loaded goes on
//! without a panic.

use crate::configs::configs;
use crate::flow::{Flow, Random};
use crate::saved;
use cift_engine::{Config, Engine, SnapshotError};

/// Of all configurations together.
const MUTATIONS: u64 = 100_000;
const COMMANDS: usize = 1000;

/// A session's state somewhere on its way, and the commands that would follow.
struct Base {
    config: Config,
    bytes: Vec<u8>,
    flow: Flow,
}

fn bases(config: &Config) -> Vec<Base> {
    (0..4)
        .map(|seed| {
            let mut flow = Flow::new(seed, config.instruments.len(), config.accounts.is_some());
            let mut engine = Engine::new(config.clone()).unwrap();
            engine.submit(&flow.opening());
            engine.submit(&flow.commands(60 + 150 * seed as usize));
            Base { config: config.clone(), bytes: saved(&engine), flow }
        })
        .collect()
}

/// Changes bytes the way that damage, and somebody who means it, would.
fn mutate(random: &mut Random, bytes: &mut Vec<u8>) {
    let at = random.below(bytes.len() as u64) as usize;
    let end = (at + random.pick(&[1, 2, 4, 8, 16, 25, 64])).min(bytes.len());
    match random.below(12) {
        0..3 => bytes[at] ^= 1 << random.below(8),
        3 => bytes[at] = random.pick(&[0, 1, 2, 0x7F, 0x80, 0xFF]),
        4 => bytes[at] = bytes[at].wrapping_add(random.pick(&[1, 255])),
        5 => bytes[at..end].fill(random.pick(&[0, 0xFF])),
        6 => drop(bytes.drain(at..end)),
        7 => {
            let some = bytes[at..end].to_vec();
            drop(bytes.splice(at..at, some));
        }
        8 => {
            let from = random.below(bytes.len() as u64) as usize;
            let to = (from + end - at).min(bytes.len());
            let some = bytes[from..to].to_vec();
            bytes[at..].iter_mut().zip(some).for_each(|(byte, other)| *byte = other);
        }
        9 | 10 => {
            let word: u64 =
                random.pick(&[0, 1, 2, 1 << 31, 1 << 52, (1 << 53) - 1, 1 << 53, 1 << 63, u64::MAX]);
            let word = word.to_le_bytes();
            bytes[at..end].iter_mut().zip(word).for_each(|(byte, other)| *byte = other);
        }
        _ => bytes.truncate(at),
    }
}

/// Goes on with random commands.
fn go_on(base: &Base, mut engine: Engine, random: &mut Random) {
    let mut flow = base.flow.clone();
    flow.random = random.clone();
    flow.time_ns = engine.time_ns();
    for _ in 0..COMMANDS / 50 {
        engine.submit(&flow.commands(50));
        engine.clear_events();
        let _ = engine.digest();
    }
    let mut again = Vec::new();
    engine.save(&mut again);
    let loaded = Engine::load(base.config.clone(), &again);
    // Sums of money that only a mutation brings to their limits may go beyond them.
    assert!(loaded.is_ok() || base.config.accounts.is_some(), "{loaded:?}");
}

fn survive(number: usize) {
    let all = configs();
    let bases = bases(&all[number]);
    let mut random = Random(number as u64);
    let mut taken = 0;
    for _ in 0..MUTATIONS / all.len() as u64 {
        let base = &bases[random.below(bases.len() as u64) as usize];
        let mut bytes = base.bytes.clone();
        for _ in 0..random.pick(&[1, 1, 1, 2, 3]) {
            if !bytes.is_empty() {
                mutate(&mut random, &mut bytes);
            }
        }
        let Ok(engine) = Engine::load(base.config.clone(), &bytes) else { continue };
        assert!(saved(&engine) == bytes, "loaded from other bytes than it saves");
        taken += 1;
        go_on(base, engine, &mut random);
    }
    assert!(taken > 1000, "only {taken} were taken: nothing was tried");
}

#[test]
fn mutations_of_plain_instruments() {
    survive(0);
}

#[test]
fn mutations_of_resting_and_shared_orders() {
    survive(1);
}

#[test]
fn mutations_of_banded_instruments() {
    survive(2);
}

#[test]
fn mutations_with_accounts() {
    survive(3);
}

#[test]
fn mutations_with_accounts_and_bands() {
    survive(4);
}

#[test]
fn mutations_with_accounts_and_resting_orders() {
    survive(5);
}

#[test]
fn every_truncation_is_refused() {
    for config in configs() {
        for base in bases(&config) {
            for length in 0..base.bytes.len() {
                assert!(Engine::load(config.clone(), &base.bytes[..length]).is_err(), "{length} bytes");
            }
            let longer = [&base.bytes[..], &[0]].concat();
            assert!(matches!(Engine::load(config.clone(), &longer), Err(SnapshotError::Wrong(_))));
        }
    }
}

#[test]
fn another_configuration_is_refused() {
    let all = configs();
    let base = &bases(&all[0])[1];
    let other_seed = Config { seed: 99, ..base.config.clone() };
    let more_room = Config { event_buffer: 7, ..base.config.clone() };
    assert_eq!(Engine::load(all[1].clone(), &base.bytes).unwrap_err(), SnapshotError::OtherConfig);
    assert_eq!(Engine::load(other_seed, &base.bytes).unwrap_err(), SnapshotError::OtherConfig);
    assert!(Engine::load(more_room, &base.bytes).is_ok(), "what memory is set aside is nobody's identity");
}
