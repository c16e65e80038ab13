//! Times the venue with what surrounds the book: accounts and limits, all kinds of orders, the journal, snapshots, many instruments.
//!
//! `venue WHAT [ARGUMENTS]` prints a JSON line for each figure; without arguments it says what there is. `RUNS` in the environment
//! says how often each way is run; the best run counts. Ways that are compared take turns.

#![allow(
    clippy::print_stdout,
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    clippy::disallowed_methods
)] // it times and prints

mod accounts;
mod files;
mod instruments;
mod journal;
mod mixed;
mod play;
mod risk;
mod snapshot;

use play::Outcome;

type Timing = fn(&[String]) -> Outcome;

/// What can be timed: a name, what its arguments are, and the function.
const WHAT: [(&str, &str, Timing); 11] = [
    (
        "accounts",
        "ORDERS.bin…: a flow without accounts, and with them, unlimited and limited",
        accounts::compare,
    ),
    ("accounts-once", "WAY ORDERS.bin: one of its ways alone, RUNS times, for callgrind", accounts::once),
    ("mixed", ": a busy market with all kinds of orders", mixed::time),
    ("mixed-describe", ": what is in it", mixed::describe),
    ("risk", ": the check of an order alone", risk::time),
    ("journal", "ORDERS.bin…: appending, and replay with the digest; of the mixed flow too", journal::time),
    ("snapshot", "ORDERS.bin…: size and time; of the mixed flow too", snapshot::time),
    ("instruments", "ORDERS.bin…: one instrument, and a thousand at random", instruments::time),
    ("instruments-once", "NUMBER ORDERS.bin: so many with accounts, RUNS times, for perf", instruments::once),
    ("idle", ": the memory of ten thousand instruments", instruments::idle),
    ("write", "FOLDER ORDERS.bin…: the flows as files of records", files::write),
];

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let found = arguments.first().and_then(|name| WHAT.iter().find(|(what, ..)| what == name));
    if let Some((.., run)) = found {
        return run(&arguments[1..]);
    }
    for (name, what, _) in WHAT {
        println!("venue {name} {what}");
    }
    Err("say what to time".into())
}
