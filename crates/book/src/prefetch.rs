//! Hints that bring memory closer before it is needed. They change no result.
//!
//! A book is bound by cache misses. Before a block of commands is matched, the lines that it will need are asked for
//! by independent reads, so the misses overlap. x86-64 has an instruction for it; elsewhere (WASM) a plain load does.

/// Asks for the cache line of `slice[index]`. Out of range is allowed and does nothing harmful.
#[inline(always)]
pub fn prefetch<T>(slice: &[T], index: usize) {
    #[cfg(target_arch = "x86_64")]
    #[allow(unsafe_code)]
    {
        use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a prefetch never faults and reads nothing, whatever the address.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(slice.as_ptr().wrapping_add(index).cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        if let Some(item) = slice.get(index) {
            // The load must happen, its value is not used.
            touch(core::ptr::from_ref(item).cast());
        }
    }
}

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
#[allow(unsafe_code)]
fn touch(address: *const u8) {
    // SAFETY: the address comes from a reference to an initialised item, so its first byte can be read.
    let _ = unsafe { address.read_volatile() };
}
