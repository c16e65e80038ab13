//! A session that is saved and loaded again goes on as if nothing had happened, and what cannot be is not
//! loaded.

mod configs;
mod flow;
mod mutations;

use cift_engine::{Config, Engine};
use cift_wire::{Command, Event};
use configs::configs;
use flow::{Flow, Random};

const CUTS: usize = 100;

fn saved(engine: &Engine) -> Vec<u8> {
    let mut bytes = Vec::new();
    engine.save(&mut bytes);
    bytes
}

fn apply(engine: &mut Engine, commands: &[Command]) -> Vec<Event> {
    let submitted = engine.submit(commands);
    assert_eq!((submitted.consumed, submitted.fault), (commands.len(), None));
    let events = engine.events().to_vec();
    engine.clear_events();
    events
}

fn commands(config: &Config, seed: u64, count: usize) -> Vec<Command> {
    let mut flow = Flow::new(seed, config.instruments.len(), config.accounts.is_some());
    let mut all = flow.opening();
    all.extend(flow.commands(count));
    all
}

/// Cuts one run at many places; each time the restored session does the same from there.
fn cut_everywhere(config: &Config, seed: u64, count: usize) {
    let all = commands(config, seed, count);
    let mut random = Random(seed ^ 0xC07);
    let mut cuts: Vec<usize> = (0..CUTS).map(|_| random.below(all.len() as u64 + 1) as usize).collect();
    cuts.sort_unstable();
    let mut whole = Engine::new(config.clone()).unwrap();
    let (mut at, mut events, mut states) = (0, Vec::new(), Vec::new());
    for &cut in &cuts {
        events.extend(apply(&mut whole, &all[at..cut]));
        at = cut;
        states.push((events.len(), saved(&whole)));
    }
    events.extend(apply(&mut whole, &all[at..]));
    let end = saved(&whole);
    for (&cut, (before, state)) in cuts.iter().zip(&states) {
        let mut again = Engine::load(config.clone(), state)
            .unwrap_or_else(|error| panic!("seed {seed}, cut {cut}: {error}"));
        assert!(saved(&again) == *state, "seed {seed}, cut {cut}: other bytes");
        let rest = apply(&mut again, &all[cut..]);
        let differs = rest.iter().zip(&events[*before..]).position(|(one, other)| one != other);
        assert_eq!(differs, None, "seed {seed}, cut {cut}");
        assert_eq!(again.digest(), whole.digest(), "seed {seed}, cut {cut}");
        assert!(saved(&again) == end, "seed {seed}, cut {cut}: other bytes in the end");
    }
}

#[test]
fn a_restored_session_goes_on_as_the_unbroken_one() {
    for (number, config) in configs().iter().enumerate() {
        for seed in 0..8 {
            cut_everywhere(config, number as u64 * 1000 + seed, 3000);
        }
    }
}
