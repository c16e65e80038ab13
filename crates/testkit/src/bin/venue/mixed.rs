//! The flow of all kinds of orders: what is in it, and how fast it goes.

use crate::play::{BATCH, Outcome, figure, opened, play, race, runs, timed};
use cift_testkit::mixed::{self, Mixed};
use cift_types::{CommandKind, EventKind, Reason};
use cift_wire::Command;

/// Commands of the flow that is timed.
pub const COMMANDS: usize = 500_000;
/// The flow's seed.
pub const SEED: u64 = 1;

/// The flow's commands: [`COMMANDS`], or as many as `COMMANDS` in the environment says.
pub fn commands() -> Vec<Command> {
    let count = std::env::var("COMMANDS").ok().and_then(|count| count.parse().ok()).unwrap_or(COMMANDS);
    Mixed::new(SEED).take(count).collect()
}

/// Times the flow.
pub fn time(_: &[String]) -> Outcome {
    let (config, opening, commands) = (mixed::config(), mixed::opening(), commands());
    let run = || {
        let mut engine = opened(&config, &opening);
        let (ns, ()) = timed(|| play(&mut engine, &commands, BATCH));
        ns
    };
    let best = race(runs(7)?, &mut [("mixed", Box::new(run))]);
    figure("mixed", "batches", "ns a command", best[0] / commands.len() as f64);
    Ok(())
}

/// Says what is in the flow.
#[allow(clippy::unnecessary_wraps)] // as all measurements
pub fn describe(_: &[String]) -> Outcome {
    let mut engine = opened(&mixed::config(), &mixed::opening());
    let mut kinds = [0_u32; CommandKind::ALL.len()];
    let mut events = [0_u32; EventKind::ALL.len()];
    let mut refused = vec![[0_u32; Reason::ALL.len()]; CommandKind::ALL.len()];
    let mut live = 0;
    let commands = commands();
    for command in &commands {
        kinds[command.kind as usize] += 1;
        engine.submit(core::slice::from_ref(command));
        live += u64::from(engine.live_orders());
        for event in engine.events() {
            events[event.kind as usize] += 1;
            if event.kind == EventKind::Rejected as u8 {
                refused[command.kind as usize][event.reason as usize] += 1;
            }
        }
        engine.clear_events();
    }
    println!("{} live orders on average", live / commands.len() as u64);
    for (kind, count) in CommandKind::ALL.iter().zip(kinds).filter(|&(_, count)| count > 0) {
        println!("{count:8} {}", kind.name());
        let reasons = Reason::ALL.iter().zip(&refused[*kind as usize]).filter(|&(_, &count)| count > 0);
        for (reason, count) in reasons {
            println!("         {count:8} rejected: {}", reason.name());
        }
    }
    for (kind, count) in EventKind::ALL.iter().zip(events).filter(|&(_, count)| count > 0) {
        println!("{count:8} events {}", kind.name());
    }
    Ok(())
}
