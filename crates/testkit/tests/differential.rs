//! The engine against the oracle over random streams. Every seed is a session of another kind.
//!
//! `CIFT_DIFFERENTIAL_COMMANDS` sets how many commands a run has (a million), `CIFT_SEED` runs one seed alone.

#![allow(clippy::print_stdout)] // reports what it has covered

use cift_testkit::coverage::Coverage;
use cift_testkit::differential::{self, Cuts};
use cift_testkit::divergence::Divergence;
use cift_testkit::generator;
use cift_testkit::oracle::Oracle;
use std::sync::atomic::{AtomicU64, Ordering};

const COMMANDS: u64 = 1_000_000;
/// So often has everything to happen in a run.
const LEAST: u64 = 20;

/// A seed's length: most are short, so that there are many kinds; some are long, so that books grow.
fn length(seed: u64) -> usize {
    if seed.is_multiple_of(8) {
        20_000
    } else if seed.is_multiple_of(3) {
        300
    } else {
        2_000
    }
}

fn run(seed: u64, length: usize, coverage: &mut Coverage) -> Result<(), Box<Divergence>> {
    let case = generator::case(seed, length);
    let longest = [300, 2, 129, 300, 300, 7, 300, 128][(seed % 8) as usize];
    let look_every = if length <= 300 { 1 } else { 500 };
    let cuts = Cuts { seed, longest: if length <= 300 { 1 } else { longest }, look_every };
    let run = differential::compare(&case, cuts, Oracle::new(&case.setup), coverage)?;
    let other = differential::digest(&case, Cuts { seed: seed + 1, ..Cuts::MIXED });
    assert_eq!(run, other, "seed {seed}: the digest depends on how the stream is cut");
    Ok(())
}

#[test]
fn engine_and_oracle_agree() {
    let number = |name| std::env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    if let Some(seed) = number("CIFT_SEED") {
        let mut coverage = Coverage::default();
        let found = run(seed, length(seed), &mut coverage);
        println!("{coverage}");
        return assert!(found.is_ok(), "seed {seed}: {}", found.unwrap_err());
    }
    let commands = number("CIFT_DIFFERENTIAL_COMMANDS").unwrap_or(COMMANDS);
    let next = AtomicU64::new(0);
    let left = AtomicU64::new(commands);
    let work = || {
        let mut coverage = Coverage::default();
        let mut failures = Vec::new();
        while left.load(Ordering::Relaxed) > 0 {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            let count = length(seed);
            let _ = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                Some(left.saturating_sub(count as u64))
            });
            if let Err(divergence) = run(seed, count, &mut coverage) {
                failures.push((seed, divergence));
            }
        }
        (coverage, failures)
    };
    let (mut coverage, mut failures) = (Coverage::default(), Vec::new());
    std::thread::scope(|scope| {
        let threads = [scope.spawn(work), scope.spawn(work)];
        for thread in threads {
            let (seen, failed) = thread.join().expect("a thread of the run");
            coverage.add(&seen);
            failures.extend(failed);
        }
    });
    println!("{coverage}");
    for (seed, divergence) in &failures {
        println!("seed {seed}: {divergence}");
    }
    assert!(
        failures.is_empty(),
        "seeds that differ: {:?}",
        failures.iter().map(|failure| failure.0).collect::<Vec<_>>()
    );
    let missing = coverage.missing(LEAST);
    assert!(commands < COMMANDS || missing.is_empty(), "reached less than {LEAST} times: {missing:#?}");
}
