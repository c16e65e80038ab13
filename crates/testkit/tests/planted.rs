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
const FEW: usize = 6;

/// The first seed that shows it, after how many commands, and the case.
fn find(plant: Plant) -> Option<(u64, usize, Case)> {
    for seed in 0..(COMMANDS / LENGTH) as u64 {
        let case = generator::case(seed, LENGTH);
        let cuts = Cuts { seed, ..Cuts::MIXED };
        let found = differential::compare(&case, cuts, Planted::new(plant, &case), &mut Coverage::default());
        if let Err(divergence) = found {
            return Some((seed, seed as usize * LENGTH + divergence.index, case));
        }
    }
    None
}

#[test]
fn every_broken_rule_is_found_and_shrunk() {
    for &plant in plants::ALL {
        let Some((seed, at, case)) = find(plant) else {
            panic!("{}: not found within {COMMANDS} commands", plant.name);
        };
        let fails = |case: &Case| differential::check_against(case, || Planted::new(plant, case)).is_err();
        let small = shrink::shrink(&case, fails);
        let divergence = differential::check_against(&small, || Planted::new(plant, &small)).unwrap_err();
        let story = format!("{}. Seed {seed}.\n{divergence}", plant.name);
        let source = regression::source("planted", &story, &small);
        println!("// found within {at} commands, shrunk to {}\n{source}", small.commands.len());
        assert!(small.commands.len() <= FEW, "{}: still {} commands", plant.name, small.commands.len());
        assert!(
            differential::check(&small).is_ok(),
            "{}: the engine is right, the plant is wrong",
            plant.name
        );
    }
}
