//! Mutated files of the binary formats and of Databento's CSV: whatever they say, reading them ends, without a panic
//! and without memory that the input does not account for.

use std::path::Path;

use cift_tape::{Batch, Input, MemoryInput, Source};

use crate::databento_csv::DatabentoCsv;
use crate::dbn::tests::fixtures::{files, input};
use crate::dbn::tests::handmade::{Random, file};
use crate::dbn::{DbnSource, check};
use crate::decompress;
use crate::itch::tests::{add, day, framed};
use crate::itch::{Itch, ItchOptions};
use crate::mbo;

/// Inputs made by mutation, in each format.
const DBN: u64 = 160_000;
const CSV: u64 = 100_000;
const ITCH: u64 = 100_000;

/// A few mutations of one of the seeds: bits, bytes that matter, cuts, and parts of other seeds.
fn mutated(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(4) {
        if bytes.is_empty() {
            break;
        }
        let at = random.below(bytes.len());
        match random.below(7) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = [0, 1, 0x7f, 0x80, 0xff, b',', b'.', b'-', b'9'][random.below(9)],
            2 => bytes.truncate(at),
            3 => {
                let other = &seeds[random.below(seeds.len())];
                let (from, count) = (random.below(other.len()), random.below(64));
                let part = other[from..(from + count).min(other.len())].to_vec();
                bytes.splice(at..at, part);
            }
            4 => drop(bytes.drain(at..(at + random.below(16)).min(at + 1))),
            5 => {
                let value = [u64::MAX, 1 << 63, i64::MAX.cast_unsigned(), 0][random.below(4)].to_le_bytes();
                let count = (bytes.len() - at).min([1, 2, 4, 8][random.below(4)]);
                bytes[at..at + count].copy_from_slice(&value[..count]);
            }
            _ => bytes[at] = random.next() as u8,
        }
    }
    bytes
}

/// Reads to the end or to the first problem; returns how many records there were.
fn drain(source: &mut dyn Source) -> usize {
    let (mut batch, mut records) = (Batch::default(), 0);
    while source.read(&mut batch).unwrap_or(false) {
        records += batch.len();
        let instruments = source.metadata().instruments.len();
        assert!(batch.ticks.iter().all(|tick| (tick.instrument as usize) < instruments));
        assert!(batch.market_by_order.iter().all(|event| (event.instrument as usize) < instruments));
    }
    records
}

fn memory(bytes: Vec<u8>) -> Vec<Box<dyn Input>> {
    vec![Box::new(MemoryInput::new("fuzz", bytes))]
}

fn decompressed(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut member = decompress::open(input(path)).expect("opens").remove(0);
    std::io::Read::read_to_end(&mut member, &mut bytes).expect("reads");
    bytes
}

#[allow(clippy::print_stderr)] // how much was tried belongs to the test
fn report(format: &str, inputs: u64, read: u64, records: usize, longest: usize) {
    eprintln!("{format}: {inputs} mutated inputs, {read} of them with records, {records} records in all");
    assert!(records < inputs as usize * longest, "{format}: more records than the inputs have bytes");
    assert!(read > inputs / 20, "{format}: hardly any input was read, so hardly anything was tried");
}

#[test]
fn dbn_of_any_bytes_ends() {
    let mut seeds: Vec<_> =
        files().iter().map(|(_, path)| decompressed(path)).filter(|bytes| bytes.len() < 2000).collect();
    seeds.extend([file(1, false), file(2, true), file(3, false)]);
    let mut random = Random(0x0d_b1);
    let (mut read, mut records) = (0, 0);
    for index in 0..DBN {
        let bytes = mutated(&seeds, &mut random);
        if index % 4 == 0 {
            // The check decodes, encodes and upgrades each record.
            if let Ok(found) = check::check(memory(bytes).remove(0)) {
                assert!(found.iter().all(|found| found.bytes_equal + found.unread >= found.records));
            }
            continue;
        }
        let Ok(mut source) = DbnSource::open(memory(bytes), index % 4 == 1) else { continue };
        let count = drain(&mut source);
        records += count;
        read += u64::from(count > 0);
    }
    report("dbn", DBN, read, records, 4000);
}

#[test]
fn databento_csv_of_any_bytes_ends() {
    let mbo = "ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,price,size,channel_id,order_id,flags,\
        ts_in_delta,sequence,symbol\n1609160400000704060,1609160400000429831,160,1,5482,C,A,3722750000000,1,0,\
        647784973705,128,22993,1170352,ESH1\n2020-12-28T13:00:00.000711344Z,2020-12-28T13:00:00.000431665Z,160,1,5482,\
        A,B,3723.000000000,1,0,647784973631,128,19621,1170353,ESH1\n";
    let mbp = "ts_event,instrument_id,action,side,depth,price,size,flags,bid_px_00,ask_px_00,bid_sz_00,ask_sz_00,\
        bid_ct_00,ask_ct_00,symbol\n1,5,T,A,0,5.5,3,0,5.25,5.75,1,2,3,4,\"A,B\"\n2,5,A,B,0,,3,128,,,1,2,3,4,X\n";
    let bars = "ts_event,rtype,publisher_id,instrument_id,open,high,low,close,volume\n1,32,1,2,3,4,5,6,7\n";
    let seeds: Vec<_> = [mbo, mbp, bars].iter().map(|text| text.as_bytes().to_vec()).collect();
    let mut random = Random(0x0c_57);
    let (mut read, mut records) = (0, 0);
    for index in 0..CSV {
        let Ok(mut source) = DatabentoCsv::open(memory(mutated(&seeds, &mut random)), index % 2 == 0) else {
            continue;
        };
        let count = drain(&mut source);
        records += count;
        read += u64::from(count > 0);
    }
    report("databento csv", CSV, read, records, 1000);
}

#[test]
fn itch_of_any_bytes_ends() {
    let orders: Vec<_> = (1..20).map(|order| add(order, b"BS"[order as usize % 2], 100, 5)).collect();
    let seeds = vec![framed(&day()), framed(&orders), framed(&[day(), orders].concat())];
    let mut random = Random(0x17_c4);
    let (mut read, mut records) = (0, 0);
    for index in 0..ITCH {
        let options = ItchOptions { lenient: index % 2 == 0, ..ItchOptions::default() };
        let Ok(mut source) = Itch::open(memory(mutated(&seeds, &mut random)), options) else { continue };
        let count = if index % 4 == 0 {
            mbo::check(&mut source).map_or(0, |found| found.events as usize)
        } else {
            drain(&mut source)
        };
        records += count;
        read += u64::from(count > 0);
    }
    report("itch", ITCH, read, records, 2000);
}
