//! An allocator that counts what each thread asks of it.

#![allow(unsafe_code)] // an allocator cannot be had without

use core::cell::Cell;
use std::alloc::{GlobalAlloc, Layout, System};

/// What a thread has asked of the allocator.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Use {
    pub allocations: u64,
    pub deallocations: u64,
    /// Allocated and not given back.
    pub bytes: i64,
}

thread_local! {
    /// Whether to say where memory is asked for, and how often yet.
    static TRACED: Cell<u32> = const { Cell::new(0) };
    static USED: Cell<Use> = const { Cell::new(Use { allocations: 0, deallocations: 0, bytes: 0 }) };
}

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn count(allocations: u64, deallocations: u64, bytes: i64) {
    trace();
    // Not there any more while the thread ends: nobody asks then.
    let _ = USED.try_with(|used| {
        let before = used.get();
        used.set(Use {
            allocations: before.allocations + allocations,
            deallocations: before.deallocations + deallocations,
            bytes: before.bytes + bytes,
        });
    });
}

// SAFETY: hands every call on to `System`, whose promises it keeps; counting neither allocates nor unwinds.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(1, 0, layout.size() as i64);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(1, 0, layout.size() as i64);
        // SAFETY: the caller keeps the contract of `alloc_zeroed`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(1, 1, size as i64 - layout.size() as i64);
        // SAFETY: the caller keeps the contract of `realloc`.
        unsafe { System.realloc(memory, layout, size) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        count(0, 1, -(layout.size() as i64));
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(memory, layout) }
    }
}

/// What `work` asks of the allocator, and its result.
pub fn measure<T>(work: impl FnOnce() -> T) -> (Use, T) {
    let before = USED.get();
    let result = work();
    let after = USED.get();
    let used = Use {
        allocations: after.allocations - before.allocations,
        deallocations: after.deallocations - before.deallocations,
        bytes: after.bytes - before.bytes,
    };
    (used, result)
}

/// As [`measure`]; with `CIFT_TRACE_ALLOCATIONS` set, prints where the first so many calls come from.
pub fn measure_traced<T>(most: u32, work: impl FnOnce() -> T) -> (Use, T) {
    TRACED.set(if std::env::var_os("CIFT_TRACE_ALLOCATIONS").is_some() { most } else { 0 });
    let measured = measure(work);
    TRACED.set(0);
    measured
}

#[cold]
fn trace() {
    let left = TRACED.try_with(Cell::get).unwrap_or(0);
    if left > 0 {
        // Printing allocates, too.
        TRACED.set(0);
        println!("{}", std::backtrace::Backtrace::force_capture());
        TRACED.set(left - 1);
    }
}
