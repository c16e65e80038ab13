//! The journal in memory: what appending costs beside the engine, and how fast a replay with its digest is.

use crate::play::{BATCH, Outcome, Way, figure, opened, play, race, runs, timed, title};
use crate::{files, mixed as mixed_flow};
use cift_engine::{Config, Engine};
use cift_journal::{Blocks, CHECKPOINT_EVENTS, Checkpoint, Content, Header, Writer};
use cift_testkit::mixed;
use cift_wire::{Command, RunDigest};

/// Room for a group with its checkpoint.
const GROUP_BYTES: usize = 1 << 17;

/// A flow with its session.
struct Flow {
    name: String,
    config: Config,
    commands: Vec<Command>,
}

/// Times both for each flow, and for the mixed one.
pub fn time(files: &[String]) -> Outcome {
    let runs = runs(7)?;
    for file in files {
        let (config, opening, commands) = files::with_accounts(file)?;
        let commands = [opening, commands].concat();
        measure(runs, &Flow { name: title(file).to_owned(), config, commands });
    }
    let commands = [mixed::opening(), mixed_flow::commands()].concat();
    measure(runs, &Flow { name: "mixed".to_owned(), config: mixed::config(), commands });
    Ok(())
}

fn measure(runs: u32, flow: &Flow) {
    let (journal, digest) = record(flow);
    let points = checkpoints(&journal);
    let (commands, events) = (flow.commands.len() as f64, digest.event_count as f64);
    let mut ways: [Way<'_>; 4] = [
        ("engine", Box::new(|| run(flow, false).0)),
        ("engine and journal", Box::new(|| run(flow, true).0)),
        ("append", Box::new(|| append(flow, &points))),
        ("replay", Box::new(|| replay(flow, &journal, digest))),
    ];
    let best = race(runs, &mut ways);
    let name = &flow.name;
    figure("journal-append", name, "ns an event", best[2] / events);
    figure("journal-append", name, "ns a command", best[2] / commands);
    figure("journal-on-ratio", name, "times", best[1] / best[0]);
    figure("replay", name, "M events/s", events / best[3] * 1e3);
    figure("journal", name, "bytes an event", journal.len() as f64 / events);
}

/// The journal of a flow, and the run's digest.
fn record(flow: &Flow) -> (Vec<u8>, RunDigest) {
    let mut engine = opened(&flow.config, &[]);
    let mut writer = new_writer(&flow.config);
    let mut journal = Vec::new();
    let mut checkpointed = 0;
    for batch in flow.commands.chunks(BATCH) {
        play(&mut engine, batch, BATCH);
        write(&mut writer, &engine, batch, &mut checkpointed);
        journal.extend(writer.take_bytes());
    }
    (journal, engine.digest())
}

fn new_writer(config: &Config) -> Writer {
    let header = Header { seed: config.seed, config_hash: config.identity(), ..Header::default() };
    Writer::new(&header).expect("a small header")
}

fn write(writer: &mut Writer, engine: &Engine, batch: &[Command], checkpointed: &mut u64) {
    writer.append(batch).expect("numbered by the writer");
    let digest = engine.digest();
    if digest.event_count - *checkpointed >= CHECKPOINT_EVENTS {
        *checkpointed = digest.event_count;
        writer.checkpoint(&Checkpoint { seq: engine.seq(), digest }).expect("at its place");
    }
}

/// Plays the flow, and writes its journal group by group if `recorded`.
fn run(flow: &Flow, recorded: bool) -> (f64, Engine) {
    let mut engine = opened(&flow.config, &[]);
    let mut writer = new_writer(&flow.config);
    writer.reserve(GROUP_BYTES);
    let mut checkpointed = 0;
    let (ns, ()) = timed(|| {
        for batch in flow.commands.chunks(BATCH) {
            play(&mut engine, batch, BATCH);
            if recorded {
                write(&mut writer, &engine, batch, &mut checkpointed);
                let group = writer.pending().len();
                writer.written(group);
            }
        }
    });
    (ns, engine)
}

fn checkpoints(journal: &[u8]) -> Vec<Checkpoint> {
    cift_journal::checkpoints(journal).expect("a good journal")
}

/// Writes the journal again from commands and checkpoints, as if it were written to a disk group by group.
fn append(flow: &Flow, points: &[Checkpoint]) -> f64 {
    let mut writer = new_writer(&flow.config);
    writer.reserve(GROUP_BYTES);
    let mut points = points.iter().peekable();
    let mut seq = 0;
    let (ns, ()) = timed(|| {
        for batch in flow.commands.chunks(BATCH) {
            writer.append(batch).expect("numbered by the writer");
            seq += batch.len() as u64;
            if let Some(point) = points.next_if(|point| point.seq == seq) {
                writer.checkpoint(point).expect("at its place");
            }
            let group = writer.pending().len();
            writer.written(group);
        }
    });
    ns
}

/// Reads the journal into a fresh session, and compares every checkpoint.
fn replay(flow: &Flow, journal: &[u8], expected: RunDigest) -> f64 {
    let mut engine = opened(&flow.config, &[]);
    let mut verified = 0;
    let (ns, ()) = timed(|| {
        for block in Blocks::new(journal).expect("a good header") {
            match block.expect("a good block").content {
                Content::Commands(commands) => play(&mut engine, &commands.records(), BATCH),
                Content::Checkpoint(point) => {
                    assert_eq!(point.digest, engine.digest());
                    verified += 1;
                }
                _ => {}
            }
        }
    });
    assert!(verified > 0 && engine.digest() == expected);
    ns
}
