//! A million damaged and forged tapes: no panic, no memory beyond bounds, and no wrong record where checks were kept.

#![allow(unsafe_code, clippy::print_stdout)] // an allocator cannot be had without; it says what it counted

mod common;

use cift_tape::{Arrangement, Batch, Options, Reader, Source};
use common::{Random, any_batch, flow, input, open, tape_of};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The largest allocation that was asked for.
static LARGEST: AtomicUsize = AtomicUsize::new(0);

struct Watching;

#[global_allocator]
static ALLOCATOR: Watching = Watching;

// SAFETY: hands every call on to `System`, whose promises it keeps; watching neither allocates nor unwinds.
unsafe impl GlobalAlloc for Watching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LARGEST.fetch_max(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        LARGEST.fetch_max(size, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `realloc`.
        unsafe { System.realloc(memory, layout, size) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(memory, layout) }
    }
}

const ROUNDS: usize = 500_000;
/// The most that a chunk may claim is 2^26 bytes.
const MOST_BYTES: usize = (1 << 26) + (1 << 20);

struct Original {
    bytes: Vec<u8>,
    all: Batch,
    /// Where its chunks begin, the trailer's place last.
    heads: Vec<usize>,
}

fn originals() -> Vec<Original> {
    let make = |seed: u64, records: usize, chunk_records, arrangement| {
        let mut random = Random(seed);
        let all = if seed.is_multiple_of(2) {
            any_batch(&mut random, records, &mut 0, &mut 0)
        } else {
            flow(&mut random, records, &mut 0, &mut 0)
        };
        let (bytes, _) = tape_of(std::slice::from_ref(&all), Options { chunk_records, arrangement });
        let mut heads: Vec<usize> =
            (0..bytes.len() - 8).filter(|at| bytes[*at..].starts_with(b"CIFTCHNK")).collect();
        heads.push(bytes.len() - 64);
        Original { bytes, all, heads }
    };
    vec![
        make(0, 12, 12, Arrangement::Columns),
        make(1, 150, 80, Arrangement::Columns),
        make(2, 40, 15, Arrangement::Columns),
        make(3, 60, 30, Arrangement::Message),
    ]
}

fn seal(head: &mut [u8]) {
    let (covered, crc) = head.split_at_mut(head.len() - 4);
    crc.copy_from_slice(&crc32c::crc32c(covered).to_le_bytes());
}

/// Bytes changed, taken out, put in, copied or cut off.
fn mutate(random: &mut Random, bytes: &mut Vec<u8>, good: &[u8]) {
    for _ in 0..=random.below(3) {
        if bytes.is_empty() {
            return;
        }
        let at = random.below(bytes.len());
        let most = [1, 4, 64, 600][random.below(4)];
        let end = (at + 1 + random.below(most)).min(bytes.len());
        match random.below(8) {
            0 => bytes[at..end].iter_mut().for_each(|byte| *byte = random.word() as u8),
            1 | 2 => bytes[at] ^= 1 << random.below(8),
            3 => bytes[at..end].fill([0, 0xFF][random.below(2)]),
            4 => drop(bytes.drain(at..end)),
            5 => {
                let from = random.below(good.len() - (end - at).min(good.len()) + 1);
                let piece = good[from..(from + end - at).min(good.len())].to_vec();
                drop(bytes.splice(at..at, piece));
            }
            6 => {
                let target = random.below(bytes.len() - (end - at) + 1);
                bytes.copy_within(at..end, target);
            }
            _ => bytes.truncate(at),
        }
    }
}

/// Changes one place, and makes the checks fit again: what somebody could who means harm.
fn forge(random: &mut Random, original: &Original) -> Vec<u8> {
    let mut bytes = original.bytes.clone();
    let which = random.below(original.heads.len());
    let (head, last) = (original.heads[which], which + 1 == original.heads.len());
    for _ in 0..=random.below(2) {
        let value = random.any().to_le_bytes();
        let (place, size) = if last {
            (head + 8 * (1 + random.below(3)), 8)
        } else if random.below(4) == 0 {
            (head + 8 + 4 * random.below(28), 4)
        } else {
            let end = original.heads[which + 1];
            (head + 128 + random.below((end - head - 128).max(1)), 1 + random.below(4))
        };
        let end = (place + size).min(bytes.len());
        if random.below(3) == 0 {
            bytes[place..end].copy_from_slice(&value[..end - place]);
        } else if place < end {
            bytes[place] ^= 1 << random.below(8);
        }
    }
    if last {
        seal(&mut bytes[head..]);
        return bytes;
    }
    let end = original.heads[which + 1];
    let crc = crc32c::crc32c(&bytes[head + 128..end]).to_le_bytes();
    bytes[head + 120..head + 124].copy_from_slice(&crc);
    let size = random.below(8) == 0;
    if size {
        let claim = (random.any() as u32).to_le_bytes();
        bytes[head + 12..head + 16].copy_from_slice(&claim);
    }
    seal(&mut bytes[head..head + 128]);
    bytes
}

/// Reads all that a reader gives; after an error no more.
fn drain(reader: Reader, random: &mut Random, mut each: impl FnMut(&Batch)) {
    let mut reader = reader;
    match random.below(4) {
        0 => drop(reader.seek_time(random.any())),
        1 => drop(reader.seek_seq(random.below(200) as u64)),
        _ => {}
    }
    let mut batch = Batch::default();
    for _ in 0..50 {
        match reader.read(&mut batch) {
            Ok(true) => each(&batch),
            Ok(false) | Err(_) => return,
        }
    }
}

/// Each record is one of the tape.
fn check(all: &Batch, batch: &Batch) {
    let mut others = Vec::new();
    all.for_each(|record| others.push(record));
    batch.for_each(|record| {
        let at = others.binary_search_by_key(&record.seq(), cift_tape::AnyRecord::seq);
        assert_eq!(at.ok().map(|at| others[at]), Some(record), "a wrong record");
    });
}

fn rounds(seed: u64, rounds: usize) -> (usize, usize) {
    let originals = originals();
    let mut random = Random(seed);
    let (mut opened, mut given) = (0, 0);
    for round in 0..rounds {
        let original = &originals[random.below(originals.len())];
        let forged = round % 2 == 0;
        let bytes = if forged {
            forge(&mut random, original)
        } else {
            let mut bytes = original.bytes.clone();
            mutate(&mut random, &mut bytes, &original.bytes);
            bytes
        };
        let mut reader = if random.below(3) == 0 { Reader::recover(input(&bytes)) } else { open(&bytes) };
        if random.below(2) == 0 {
            reader = reader.map(Reader::lenient);
        }
        let Ok(reader) = reader else { continue };
        opened += 1;
        drain(reader, &mut random, |batch| {
            given += batch.len();
            if !forged {
                check(&original.all, batch);
            }
        });
    }
    (opened, given)
}

#[test]
fn a_million_damaged_and_forged_tapes() {
    let halves = std::thread::scope(|scope| {
        let other = scope.spawn(|| rounds(2, ROUNDS));
        [rounds(1, ROUNDS), other.join().expect("no panic")]
    });
    let [(a, x), (b, y)] = halves;
    println!(
        "{} tapes, {} opened, {} records given, largest allocation {}",
        2 * ROUNDS,
        a + b,
        x + y,
        LARGEST.load(Ordering::Relaxed)
    );
    assert!(a + b > ROUNDS / 4, "{} opened", a + b);
    assert!(LARGEST.load(Ordering::Relaxed) <= MOST_BYTES);
}
