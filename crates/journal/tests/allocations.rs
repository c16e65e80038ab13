//! The writer allocates nothing once its buffer has found its size.

#![allow(unsafe_code)] // an allocator cannot be had without

mod common;

use cift_journal::Writer;
use common::{Random, checkpoint, commands, header};
use core::cell::Cell;
use std::alloc::{GlobalAlloc, Layout, System};

thread_local! {
    static CALLS: Cell<u64> = const { Cell::new(0) };
}

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn count() {
    // Not there any more while the thread ends: nobody asks then.
    let _ = CALLS.try_with(|calls| calls.set(calls.get() + 1));
}

// SAFETY: hands every call on to `System`, whose promises it keeps; counting neither allocates nor unwinds.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of `realloc`.
        unsafe { System.realloc(memory, layout, size) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(memory, layout) }
    }
}

/// One group, taken in two parts.
fn group(writer: &mut Writer, list: &[cift_wire::Command], random: &mut Random) {
    for some in list.chunks(10) {
        writer.append(some).unwrap();
    }
    writer.checkpoint(&checkpoint(random, writer.seq())).unwrap();
    writer.snapshot(writer.seq(), &[7; 1000]).unwrap();
    let all = writer.pending().len();
    writer.written(all / 2);
    writer.written(all - all / 2);
    writer.synced();
}

#[test]
fn journalling_allocates_nothing_after_the_first_group() {
    let mut random = Random(1);
    let list = commands(&mut random, 5000);
    let mut writer = Writer::new(&header(1)).unwrap();
    let fresh = CALLS.get();
    group(&mut writer, &list, &mut random);
    let before = CALLS.get();
    assert!(before > fresh, "the allocator counts");
    for _ in 0..20 {
        group(&mut writer, &list, &mut random);
    }
    assert_eq!(CALLS.get(), before);
}
