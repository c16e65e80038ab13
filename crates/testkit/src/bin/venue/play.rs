//! Runs of commands through an engine, and races between ways of doing so.

use cift_engine::{Config, Engine};
use cift_wire::Command;
use std::time::Instant;

/// What a program gives.
pub type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Commands that are submitted together.
pub const BATCH: usize = 1024;

/// How often each way is run.
pub fn runs(otherwise: u32) -> Result<u32, std::num::ParseIntError> {
    std::env::var("RUNS").map_or(Ok(otherwise), |runs| runs.parse())
}

/// A session that has taken its opening commands.
pub fn opened(config: &Config, opening: &[Command]) -> Engine {
    let mut engine = Engine::new(config.clone()).expect("the settings of a benchmark are valid");
    play(&mut engine, opening, BATCH);
    engine
}

/// Submits commands in batches, and drops their events.
pub fn play(engine: &mut Engine, commands: &[Command], batch: usize) {
    for batch in commands.chunks(batch) {
        let mut rest = batch;
        while !rest.is_empty() {
            let submitted = engine.submit(rest);
            assert!(submitted.fault.is_none(), "a command of a benchmark has no place: {submitted:?}");
            rest = &rest[submitted.consumed..];
            engine.clear_events();
        }
    }
}

/// A way of doing something: what it is called, and a function that says how many ns it took.
pub type Way<'a> = (&'static str, Box<dyn FnMut() -> f64 + 'a>);

/// Lets ways take turns, each time beginning with another one; the best ns of each.
pub fn race(runs: u32, ways: &mut [Way<'_>]) -> Vec<f64> {
    let mut best = vec![f64::MAX; ways.len()];
    for run in 0..runs as usize {
        for turn in 0..ways.len() {
            let at = (run + turn) % ways.len();
            best[at] = best[at].min(ways[at].1());
        }
    }
    best
}

/// What some work takes, in ns.
pub fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let result = work();
    (start.elapsed().as_secs_f64() * 1e9, result)
}

/// Prints a figure: what it is, of what, and its value.
pub fn figure(name: &str, of: &str, unit: &str, value: f64) {
    println!(r#"{{"figure":"{name}","of":"{of}","unit":"{unit}","value":{value:.2}}}"#);
}

/// A file's name without folder and ending.
pub fn title(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('.').next().unwrap_or(name)
}
