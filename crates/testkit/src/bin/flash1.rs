//! Times the engine alone on flash1 order files: `flash1 ORDERS.bin…` prints a JSON line for each. Best of 7 runs, or of `RUNS` in the
//! environment.

#![allow(
    clippy::print_stdout,
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    clippy::disallowed_methods
)] // it times and prints

use cift_testkit::{flash1, session};
use std::time::Instant;

const BATCH: usize = 1024;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runs = std::env::var("RUNS").map_or(Ok(7), |runs| runs.parse::<u32>())?;
    for path in std::env::args().skip(1) {
        let commands = flash1::commands(&std::fs::read(&path)?)?;
        let mut best = f64::MAX;
        let (mut digest, mut events) = (0, 0);
        for _ in 0..runs {
            let mut engine = session::engine(1);
            let start = Instant::now();
            for batch in commands.chunks(BATCH) {
                let mut rest = batch;
                while !rest.is_empty() {
                    rest = &rest[engine.submit(rest).consumed..];
                    engine.clear_events();
                }
            }
            best = best.min(start.elapsed().as_secs_f64());
            let run = engine.digest();
            (digest, events) = (run.value(), run.event_count);
        }
        let ns = best * 1e9 / commands.len() as f64;
        println!(
            r#"{{"file":"{path}","messages":{},"events":{events},"ns_per_message":{ns:.2},"digest":"{digest:016x}"}}"#,
            commands.len()
        );
    }
    Ok(())
}
