//! Tables of all sorts, real and made up.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests say what they skip and how much they did"
)]

use cift_tape::{Batch, FileInput, Input, MemoryInput, Metadata, Problem, Source};
use cift_wire::{Bar, Quote, Tick};

use super::{CsvSource, Options, Order, Shape, TimeFormat, open};

/// All records of a source, with what it says about them.
#[derive(Default, Debug)]
struct Read {
    ticks: Vec<Tick>,
    quotes: Vec<Quote>,
    bars: Vec<Bar>,
    metadata: Metadata,
    skipped: u64,
}

fn read_all(mut source: CsvSource) -> Result<Read, Problem> {
    let (mut all, mut batch) = (Read::default(), Batch::default());
    while source.read(&mut batch)? {
        all.ticks.extend_from_slice(&batch.ticks);
        all.quotes.extend_from_slice(&batch.quotes);
        all.bars.extend_from_slice(&batch.bars);
    }
    all.metadata = source.metadata().clone();
    all.skipped = source.tolerance().map_or(0, |tolerance| tolerance.skipped);
    Ok(all)
}

fn read_with(text: &str, options: &Options) -> Result<Read, Problem> {
    let input: Box<dyn Input> = Box::new(MemoryInput::new("made/up.csv", text.as_bytes().to_vec()));
    read_all(open(vec![input], options)?)
}

fn read(text: &str) -> Read {
    read_with(text, &Options::default()).unwrap_or_else(|problem| panic!("{problem}\n{text}"))
}

fn problem(text: &str) -> String {
    read_with(text, &Options::default()).expect_err(text).to_string()
}

fn columns(pairs: &[(&str, &str)]) -> Options {
    let columns = pairs.iter().map(|(role, name)| ((*role).to_owned(), (*name).to_owned())).collect();
    Options { columns, ..Options::default() }
}

/// A price or a size as decimal text.
fn price(read: &Read, ticks: i64) -> String {
    read.metadata.instruments[0]
        .tick
        .times(ticks)
        .to_string()
        .trim_end_matches('0')
        .trim_end_matches('.')
        .to_owned()
}

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/bars/");

fn real(path: &str) -> Option<Read> {
    real_with(path, &Options::default())
}

fn real_with(path: &str, options: &Options) -> Option<Read> {
    let Ok(input) = FileInput::open(&format!("{DATA}{path}")) else {
        eprintln!("skipped: {DATA}{path} is not there");
        return None;
    };
    let source = open(vec![Box::new(input)], options);
    Some(source.and_then(read_all).unwrap_or_else(|problem| panic!("{problem}")))
}

mod columns;
mod edges;
mod fuzz;
mod vendors;
mod write;
