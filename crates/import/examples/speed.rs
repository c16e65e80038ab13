//! How fast importers read: `cargo run --release -p cift-import --example speed -- FILE…`.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark tells times")]
use std::time::Instant;
use cift_import::{binance, decompress, lobster};
use cift_tape::{Batch, Source, FileInput, Input};
fn main() {
    for path in std::env::args().skip(1) {
        let input: Box<dyn Input> = Box::new(FileInput::open(&path).expect("file"));
        let start = Instant::now();
        if path.contains("bitstamp") { println!("{:#?} {:?}", cift_import::bitstamp::check(decompress::open(input).expect("opens")), start.elapsed()); continue; }
        if path.contains("usdt") {
            let mut source = binance::Binance::open(decompress::open(input).expect("opens"), &binance::Options::default()).expect("opens");
            let report = binance::check(&mut source);
            println!("{:?}\n{report:#?}", start.elapsed());
            let input: Box<dyn Input> = Box::new(FileInput::open(&path).expect("file"));
            let start = Instant::now();
            let mut source = binance::Binance::open(decompress::open(input).expect("opens"), &binance::Options::default()).expect("opens");
            let mut b = Batch::default();
            let mut n = 0;
            while source.read(&mut b).unwrap() { n += b.len(); }
            println!("import only {:?} {n}", start.elapsed());
            continue;
        }
        let report = lobster::check(decompress::open(input).expect("opens"));
        println!("{:?}", start.elapsed());
        println!("{report:#?}");
    }
}
