//! Once their buffers have their sizes, reading on and writing on allocate nothing.

#![allow(unsafe_code, clippy::print_stdout)] // an allocator cannot be had without; it says what it counted

mod common;

use cift_tape::{Arrangement, Batch, MemoryInput, Options, Reader, Source, Writer};
use common::{Random, any_batch, flow, metadata, tape_of};
use core::cell::Cell;
use std::alloc::{GlobalAlloc, Layout, System};

thread_local! {
    static CALLS: Cell<u64> = const { Cell::new(0) };
    static BYTES: Cell<u64> = const { Cell::new(0) };
}

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn count(bytes: usize) {
    // Not there any more while the thread ends: nobody asks then.
    let _ = CALLS.try_with(|calls| calls.set(calls.get() + 1));
    let _ = BYTES.try_with(|all| all.set(all.get() + bytes as u64));
}

// SAFETY: hands every call on to `System`, whose promises it keeps; counting neither allocates nor unwinds.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: the caller keeps the contract of `realloc`.
        unsafe { System.realloc(memory, layout, size) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(memory, layout) }
    }
}

const CHUNKS: usize = 20;

/// Records that fill twice as many chunks: of one kind as venues have them, or of all kinds with any values.
fn records(chunk_records: usize, any: bool) -> Vec<Batch> {
    let (mut random, mut seq, mut time) = (Random(1), 0, 0);
    let draw = if any { any_batch } else { flow };
    (0..2 * CHUNKS).map(|_| draw(&mut random, chunk_records, &mut seq, &mut time)).collect()
}

/// Calls and bytes of the allocator for the second half of the steps.
fn counted(mut step: impl FnMut(usize)) -> (u64, u64) {
    (0..CHUNKS).for_each(&mut step);
    let before = (CALLS.get(), BYTES.get());
    (CHUNKS..2 * CHUNKS).for_each(&mut step);
    (CALLS.get() - before.0, BYTES.get() - before.1)
}

/// Other chunks may be larger than those before, so that a buffer grows now and then; the same ones are not.
fn reading(batches: &[Batch], options: Options, same: bool) -> (u64, u64) {
    let (tape, _) = tape_of(batches, options);
    let mut reader = Reader::open(Box::new(MemoryInput::new("tape", tape))).unwrap();
    let mut batch = Batch::default();
    counted(|step| {
        if same && step == CHUNKS {
            reader.rewind();
        }
        assert!(reader.read(&mut batch).unwrap());
    })
}

fn writing(batches: &[Batch], options: Options) -> (u64, u64) {
    let mut writer = Writer::with(std::io::sink(), &metadata(), options).unwrap();
    counted(|chunk| writer.append(&batches[chunk]).unwrap())
}

#[test]
fn reading_and_writing_on_allocate_nothing() {
    use Arrangement::{Columns, Message};
    for (chunk_records, any, arrangement) in
        [(4096, false, Columns), (16_384, false, Columns), (4096, true, Columns), (4096, false, Message)]
    {
        let batches = records(chunk_records, any);
        let options = Options { chunk_records, arrangement };
        let (same, others) = (reading(&batches, options, true), reading(&batches, options, false));
        let written = writing(&batches, options);
        println!("{CHUNKS} chunks of {chunk_records}, any {any}, {arrangement:?}: calls and bytes");
        println!("  read {same:?}, others {others:?}, written {written:?}");
        assert_eq!(same, (0, 0));
        assert!(others.0 <= 4, "{others:?}");
        // `ruzstd` makes the frames of messages, with buffers of its own.
        assert!(arrangement == Message || written.0 <= 4, "{written:?}");
    }
}
