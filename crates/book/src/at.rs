//! Access by the book's own links, without a bounds check in release builds.
//!
//! Slots, levels and map entries are made by this crate alone and stay valid for the life of a store: its vectors only
//! grow. Every test runs with the check on.

/// The item at `index`, which one of the store's own links holds.
#[inline(always)]
#[allow(unsafe_code)]
pub fn at<T>(items: &[T], index: u32) -> &T {
    debug_assert!((index as usize) < items.len(), "link {index} out of {}", items.len());
    // SAFETY: links are indices of items that exist, see above.
    unsafe { items.get_unchecked(index as usize) }
}

/// As [`at`], to change it.
#[inline(always)]
#[allow(unsafe_code)]
pub fn at_mut<T>(items: &mut [T], index: u32) -> &mut T {
    debug_assert!((index as usize) < items.len(), "link {index} out of {}", items.len());
    // SAFETY: links are indices of items that exist, see above.
    unsafe { items.get_unchecked_mut(index as usize) }
}
