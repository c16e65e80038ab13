//! Many instruments: the same messages for one and for a thousand at random, and what idle ones take.

use crate::play::{BATCH, Outcome, Way, figure, opened, play, race, runs, timed, title};
use cift_engine::Config;
use cift_testkit::funded::{self, Limited};
use cift_testkit::{flash1, session};
use cift_types::AccountKind;
use cift_wire::Command;

/// Instruments that are hit at random.
pub const MANY: u32 = 1000;
const IDLE: u32 = 10_000;

/// Races one instrument with many, in batches and message by message, which leaves nothing to look ahead to; without accounts,
/// and with two.
pub fn time(files: &[String]) -> Outcome {
    let runs = runs(5)?;
    for file in files {
        let plain = flash1::commands(&std::fs::read(file)?)?;
        for accounts in [false, true] {
            let (one, many) = (spread(&plain, 1, accounts), spread(&plain, MANY, accounts));
            let mut ways: Vec<Way<'_>> = Vec::new();
            for (instruments, commands) in [(1, &one), (MANY, &many)] {
                for (way, batch) in [("batches", BATCH), ("single", 1)] {
                    let run = move || run(instruments, accounts, commands, batch);
                    ways.push((way, Box::new(run)));
                }
            }
            let best = race(runs, &mut ways);
            let of = |what: &str| {
                format!(
                    "{} {}, {what}",
                    title(file),
                    if accounts { "with accounts" } else { "without accounts" }
                )
            };
            let each = |ns: f64| ns / plain.len() as f64;
            figure("instruments 1", &of("batches"), "ns a message", each(best[0]));
            figure("instruments 1", &of("single"), "ns a message", each(best[1]));
            figure("instruments 1000", &of("batches"), "ns a message", each(best[2]));
            figure("instruments 1000", &of("single"), "ns a message", each(best[3]));
            figure("instruments-ratio", &of("batches"), "times", best[2] / best[0]);
            figure("instruments-ratio", &of("single"), "times", best[3] / best[1]);
        }
    }
    Ok(())
}

fn spread(commands: &[Command], instruments: u32, accounts: bool) -> Vec<Command> {
    let mut spread = commands.to_vec();
    funded::spread(&mut spread, instruments);
    if accounts {
        funded::share(&mut spread, 2);
    }
    spread
}

fn settings(instruments: u32, accounts: bool) -> (Config, Vec<Command>) {
    let mut config = if accounts { funded::config(instruments) } else { session::config(instruments) };
    // Room for every book's pages, as one instrument has room for its own.
    config.limits.reserve_pages = 1 << 14;
    let cash = [(1, AccountKind::Cash), (2, AccountKind::Cash)];
    let opening = if accounts { funded::opening(&cash, Limited::Typical) } else { Vec::new() };
    (config, opening)
}

fn run(instruments: u32, accounts: bool, commands: &[Command], batch: usize) -> f64 {
    let (config, opening) = settings(instruments, accounts);
    let mut engine = opened(&config, &opening);
    timed(|| play(&mut engine, commands, batch)).0
}

/// Plays so many instruments alone, with accounts.
pub fn once(arguments: &[String]) -> Outcome {
    let [instruments, file] = arguments else { return Err("name a number and a file".into()) };
    let instruments = instruments.parse()?;
    let commands = spread(&flash1::commands(&std::fs::read(file)?)?, instruments, true);
    for _ in 0..runs(1)? {
        let ns = run(instruments, true, &commands, BATCH);
        figure(
            &format!("instruments {instruments}"),
            title(file),
            "ns a message",
            ns / commands.len() as f64,
        );
    }
    Ok(())
}

/// What idle instruments add to the memory of the process.
pub fn idle(_: &[String]) -> Outcome {
    let one = opened(&settings(1, true).0, &settings(1, true).1);
    let before = resident_bytes()?;
    let (config, opening) = settings(IDLE + 1, true);
    let many = opened(&config, &opening);
    drop(config);
    let added = resident_bytes()? - before;
    figure("idle", "10,000 instruments, resident", "MiB", added / f64::from(1 << 20));
    drop((one, many));
    Ok(())
}

/// Linux tells.
fn resident_bytes() -> Result<f64, Box<dyn std::error::Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).ok_or("no VmRSS")?;
    let kib: f64 = line.split_whitespace().nth(1).ok_or("no number")?.parse()?;
    Ok(kib * 1024.0)
}
