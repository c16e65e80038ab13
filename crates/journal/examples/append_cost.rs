//! What it costs to journal a command, in memory: `cargo run --release -p cift-journal --example append_cost`.

#![allow(clippy::print_stdout, clippy::disallowed_methods)] // a measurement: a clock, and a report

use cift_journal::{Header, JournalError, Writer, recover};
use cift_wire::Command;
use std::hint::black_box;
use std::time::Instant;

const COMMANDS: usize = 1 << 20;
const ROUNDS: usize = 9;

fn main() -> Result<(), JournalError> {
    let commands: Vec<Command> = (0..4096)
        .map(|i| Command { kind: 1, order_id: i, price: i as i64 % 97, quantity: 5, ..Command::default() })
        .collect();
    println!("append and pending, best and median of {ROUNDS}, ns a command:");
    for batch in [1, 8, 64, 512, 4096] {
        for group in [64, 4096] {
            if batch <= group {
                report(&format!("append {batch}, a group {group}"), || write(&commands, batch, group));
            }
        }
    }
    let mut writer = Writer::new(&Header::default())?;
    for batch in commands.chunks(64).cycle().take(COMMANDS / 64) {
        writer.append(batch)?;
        writer.pending();
    }
    let journal = writer.take_bytes();
    println!("recover, {} bytes:", journal.len());
    report("recover, groups of 64", || {
        let start = Instant::now();
        black_box(recover(&journal)).expect("a good journal");
        start.elapsed().as_nanos()
    });
    Ok(())
}

fn report(what: &str, mut round: impl FnMut() -> u128) {
    let mut all: Vec<u128> = (0..ROUNDS).map(|_| round() * 10 / COMMANDS as u128).collect();
    all.sort_unstable();
    let tenths = |ns: u128| format!("{}.{}", ns / 10, ns % 10);
    println!("  {what:28} {:>6} {:>6}", tenths(all[0]), tenths(all[ROUNDS / 2]));
}

/// Journals all commands in batches, and takes the bytes after each group.
fn write(commands: &[Command], batch: usize, group: usize) -> u128 {
    let mut writer = Writer::new(&Header::default()).expect("a small header");
    writer.reserve(1 << 20);
    let mut waiting = 0;
    let start = Instant::now();
    for some in commands.chunks(batch).cycle().take(COMMANDS / batch) {
        writer.append(some).expect("numbered by the writer");
        waiting += some.len();
        if waiting >= group {
            let bytes = black_box(writer.pending()).len();
            writer.written(bytes);
            waiting = 0;
        }
    }
    start.elapsed().as_nanos()
}
