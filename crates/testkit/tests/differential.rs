//! The engine against the oracle over random streams. Every seed is a session of another kind.
//!
//! `CIFT_EVENTS` sets how many events a run compares (ten million; most of them of plain orders), `CIFT_FIRST_SEED` where
//! it begins, `CIFT_SEED` runs one seed alone, `CIFT_SHRUNK` says how many failing seeds are shrunk. `cargo test … plain`
//! runs plain orders alone, `… everything` the rest.

#![allow(clippy::print_stdout)] // reports what it has covered and found

use cift_testkit::case::Case;
use cift_testkit::coverage::Coverage;
use cift_testkit::differential::{self, Cuts};
use cift_testkit::divergence::Divergence;
use cift_testkit::oracle::Oracle;
use cift_testkit::{generator, regression, shrink};
use cift_wire::Command;
use std::sync::atomic::{AtomicU64, Ordering};

/// Events that a run compares.
const EVENTS: u64 = 10_000_000;
/// Of ten events, so many are of plain orders.
const PLAIN: u64 = 7;
/// So often has everything to happen in a run.
const LEAST: u64 = 20;
/// So many failing seeds are shrunk.
const SHRUNK: usize = 3;

type Failure = (u64, Box<Divergence>);

/// A seed's length: most are short, so that there are many kinds; some are long, so that books grow.
const fn length(seed: u64) -> usize {
    if seed.is_multiple_of(8) {
        20_000
    } else if seed.is_multiple_of(3) {
        300
    } else {
        2_000
    }
}

/// Short streams are looked at after every command.
const fn cuts(seed: u64) -> Cuts {
    let longest = [300, 2, 129, 300, 300, 7, 300, 128][(seed % 8) as usize];
    if length(seed) <= 300 { Cuts { seed, ..Cuts::SINGLE } } else { Cuts { seed, longest, look_every: 500 } }
}

/// Compares a case with the oracle, and its digest with that of other cuts.
fn run(seed: u64, case: &Case, coverage: &mut Coverage) -> Result<(), Box<Divergence>> {
    let one = differential::compare(case, cuts(seed), Oracle::new(&case.setup), coverage)?;
    let other = differential::digest(case, Cuts { seed: seed + 1, ..Cuts::MIXED });
    if one == other {
        return Ok(());
    }
    let what = "the digests in two cuts";
    let (expected, actual) = (format!("{one:x?}"), format!("{other:x?}"));
    Err(Box::new(Divergence {
        index: case.commands.len() - 1,
        command: Command::default(),
        what,
        expected,
        actual,
    }))
}

/// What seeds are made into.
type Make = fn(u64, usize) -> Case;

/// Runs seeds until so many events are compared, on two threads.
fn run_many(events: u64, make: Make) -> (Coverage, Vec<Failure>) {
    let first = number("CIFT_FIRST_SEED").unwrap_or(0);
    let (next, done) = (AtomicU64::new(first), AtomicU64::new(0));
    let work = || {
        let (mut coverage, mut failures) = (Coverage::default(), Vec::new());
        loop {
            if done.load(Ordering::Relaxed) >= events {
                return (coverage, failures);
            }
            let seed = next.fetch_add(1, Ordering::Relaxed);
            let before = coverage.events;
            failures.extend(
                run(seed, &make(seed, length(seed)), &mut coverage)
                    .err()
                    .map(|divergence| (seed, divergence)),
            );
            done.fetch_add(coverage.events - before, Ordering::Relaxed);
        }
    };
    let mut all = (Coverage::default(), Vec::new());
    std::thread::scope(|scope| {
        for thread in [scope.spawn(work), scope.spawn(work)] {
            let (coverage, failures) = thread.join().expect("a thread of the run");
            all.0.add(&coverage);
            all.1.extend(failures);
        }
    });
    println!("seeds {first} to {}", next.load(Ordering::Relaxed) - 1);
    all
}

/// Prints a failure as the smallest test that shows it.
fn report(seed: u64, make: Make, divergence: &Divergence) {
    println!("seed {seed}: {divergence}\n");
    let fails = |case: &Case| {
        let own = run(seed, case, &mut Coverage::default());
        // Other cuts look after every command, which takes long for long streams.
        own.is_err() || (case.commands.len() <= 100 && differential::check(case).is_err())
    };
    // A panic that is being shrunk would be printed a thousand times.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let mut case = make(seed, length(seed));
    case.commands.truncate(divergence.index + 300);
    let small = shrink::shrink(&case, fails);
    let found =
        differential::check(&small).map_or_else(|found| found.to_string(), |()| "In other cuts.".to_owned());
    std::panic::set_hook(hook);
    if small.commands.len() <= 20 {
        println!("{}", differential::story(&small));
    }
    let story = format!("Seed {seed}.\n{found}");
    println!("{}", regression::source(&format!("seed_{seed}"), &story, &small));
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("the variable is a number"))
}

/// Runs all seeds, or one, and fails where engine and oracle differ. How much was reached.
fn compare(make: Make, tenths: u64) -> Option<Coverage> {
    let one = number("CIFT_SEED");
    let events = number("CIFT_EVENTS").unwrap_or(EVENTS);
    let (coverage, mut failures) = one.map_or_else(
        || run_many(events / 10 * tenths, make),
        |seed| {
            let mut coverage = Coverage::default();
            let failed = run(seed, &make(seed, length(seed)), &mut coverage).err();
            (coverage, failed.into_iter().map(|divergence| (seed, divergence)).collect())
        },
    );
    println!("{coverage}");
    failures.sort_unstable_by_key(|failure| failure.0);
    let shrunk = number("CIFT_SHRUNK").map_or(SHRUNK, |count| count as usize);
    for (at, (seed, divergence)) in failures.iter().enumerate() {
        if at < shrunk {
            report(*seed, make, divergence);
        } else {
            println!("seed {seed}: {divergence}\n");
        }
    }
    let seeds: Vec<u64> = failures.iter().map(|failure| failure.0).collect();
    assert!(seeds.is_empty(), "seeds in which engine and oracle differ: {seeds:?}");
    (one.is_none() && events >= EVENTS).then_some(coverage)
}

#[test]
fn engine_and_oracle_agree_on_plain_orders() {
    let Some(coverage) = compare(generator::case, PLAIN) else { return };
    let missing = coverage.missing_plain(LEAST);
    assert!(missing.is_empty(), "reached less than {LEAST} times: {missing:#?}");
}

#[test]
fn engine_and_oracle_agree_on_everything() {
    let Some(coverage) = compare(generator::special_case, 10 - PLAIN) else { return };
    let missing = coverage.missing_special(LEAST);
    assert!(missing.is_empty(), "reached less than {LEAST} times: {missing:#?}");
}
