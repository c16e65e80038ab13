//! The comparison has teeth: a venue that breaks one rule is found out, whichever rule it is, and what shows it is
//! shrunk to a few commands. The rule is broken in the oracle's place, which for the comparison is the same as in the
//! engine's.

#![allow(clippy::print_stdout)] // reports when each was found

mod plants;

use cift_testkit::case::Case;
use cift_testkit::coverage::Coverage;
use cift_testkit::differential::{self, Cuts};
use cift_testkit::{generator, regression, shrink};
use plants::{Plant, Planted};

/// A broken rule has to be found within so many commands.
const COMMANDS: usize = 200_000;
const LENGTH: usize = 1000;
/// What is left of them when they are shrunk.
const FEW: usize = 12;
/// So many rules at least are broken.
const PLANTS: usize = 60;

fn make(plant: Plant, seed: u64) -> Case {
    if plant.special { generator::special_case(seed, LENGTH) } else { generator::case(seed, LENGTH) }
}

/// The first seed that shows it, after how many commands, and the case.
fn find(plant: Plant) -> Option<(u64, usize, Case)> {
    for seed in 0..(COMMANDS / LENGTH) as u64 {
        let mut case = make(plant, seed);
        let cuts = Cuts { seed, ..Cuts::MIXED };
        let found = differential::compare(&case, cuts, Planted::new(plant, &case), &mut Coverage::default());
        if let Err(divergence) = found {
            let at = divergence.index;
            case.commands.truncate(at + LENGTH / 10);
            return Some((seed, seed as usize * LENGTH + at, case));
        }
    }
    None
}

/// Finds it, and shrinks what shows it. What is wrong with that, if anything is.
fn check(plant: Plant) -> Result<(), String> {
    let Some((seed, at, case)) = find(plant) else {
        return Err(format!("{}: not found within {COMMANDS} commands", plant.name));
    };
    let fails = |case: &Case| differential::check_against(case, || Planted::new(plant, case)).is_err();
    if !fails(&case) {
        return Err(format!("{}: seed {seed} in other cuts does not show it", plant.name));
    }
    let small = shrink::shrink(&case, fails);
    let Err(divergence) = differential::check_against(&small, || Planted::new(plant, &small)) else {
        return Err(format!("{}: what is shrunk does not show it", plant.name));
    };
    let source =
        regression::source("planted", &format!("{}. Seed {seed}.\n{divergence}", plant.name), &small);
    println!("// found within {at} commands, shrunk to {}\n{source}", small.commands.len());
    if small.commands.len() > FEW {
        return Err(format!("{}: still {} commands", plant.name, small.commands.len()));
    }
    let right = differential::check(&small);
    right.map_err(|found| format!("{}: the engine is wrong too: {found}", plant.name))
}

#[test]
fn every_broken_rule_is_found_and_shrunk() {
    let plants: Vec<Plant> = plants::all().collect();
    assert!(plants.len() >= PLANTS, "only {} rules are broken", plants.len());
    let (halves, mut wrong) = (plants.split_at(plants.len() / 2), Vec::new());
    std::thread::scope(|scope| {
        let work = |plants: &[Plant]| -> Vec<String> {
            plants.iter().filter_map(|&plant| check(plant).err()).collect()
        };
        let threads = [scope.spawn(move || work(halves.0)), scope.spawn(move || work(halves.1))];
        for thread in threads {
            wrong.extend(thread.join().expect("a thread of the run"));
        }
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}
