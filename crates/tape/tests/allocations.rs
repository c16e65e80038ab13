//! The reader reuses its buffers: what it still allocates for a chunk is little.

#![allow(unsafe_code, clippy::print_stdout)] // an allocator cannot be had without; it says what it counted

mod common;

use cift_tape::{Batch, MemoryInput, Options, Reader, Source};
use common::{Random, flow, tape_of};
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

/// Calls and bytes of the allocator for a chunk of so many records, once the buffers have their sizes.
fn for_a_chunk(chunk_records: usize) -> (u64, u64) {
    const CHUNKS: u64 = 20;
    let records = flow(&mut Random(1), chunk_records * (CHUNKS as usize + 5), &mut 0, &mut 0);
    let (tape, _) = tape_of(&[records], Options { chunk_records, ..Options::default() });
    let mut reader = Reader::open(Box::new(MemoryInput::new("tape", tape))).unwrap();
    let mut batch = Batch::default();
    for _ in 0..5 {
        assert!(reader.read(&mut batch).unwrap());
    }
    let before = (CALLS.get(), BYTES.get());
    for _ in 0..CHUNKS {
        assert!(reader.read(&mut batch).unwrap());
    }
    ((CALLS.get() - before.0) / CHUNKS, (BYTES.get() - before.1) / CHUNKS)
}

#[test]
fn reading_a_chunk_allocates_little_whatever_its_size() {
    let (small, large) = (for_a_chunk(4096), for_a_chunk(16_384));
    println!("4,096 records: {small:?} calls and bytes; 16,384 records: {large:?}");
    assert!(large.0 <= 100 && large.1 <= 40_000, "{large:?}");
    assert!(large.0 <= small.0 * 2, "{small:?} {large:?}");
}
