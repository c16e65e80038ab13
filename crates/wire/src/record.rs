//! Casts between records and bytes, without copies.

use crate::xxh3::Words;

/// A fixed-size data-only record of the schemas.
///
/// # Safety
///
/// The type is `repr(C)`, has no padding, is aligned to at most 8 bytes, and every bit pattern is a valid value.
pub unsafe trait Record: Copy + 'static {}

/// The bytes of `records`, as they are in memory and on the wire.
#[must_use]
pub fn as_bytes<R: Record>(records: &[R]) -> &[u8] {
    // SAFETY: a `Record` has no padding, so each of its bytes is initialised; `u8` has no alignment to meet.
    unsafe { core::slice::from_raw_parts(records.as_ptr().cast(), size_of_val(records)) }
}

/// The records in `bytes`, or `None` when the length is not a multiple of the record or the address is not aligned.
#[must_use]
pub fn from_bytes<R: Record>(bytes: &[u8]) -> Option<&[R]> {
    let aligned = bytes.as_ptr().cast::<R>().is_aligned();
    if !aligned || !bytes.len().is_multiple_of(size_of::<R>()) {
        return None;
    }
    // SAFETY: length and alignment were checked above, and every bit pattern is a valid `Record`.
    Some(unsafe { core::slice::from_raw_parts(bytes.as_ptr().cast(), bytes.len() / size_of::<R>()) })
}

/// The eight words of a 64-byte record.
#[must_use]
#[inline(always)]
pub const fn as_words<R: Record>(record: &R) -> &Words {
    const { assert!(size_of::<R>() == 64 && align_of::<R>() == 8) };
    // SAFETY: same size and alignment (asserted above); a `Record` has no padding, and every bit pattern is a valid `u64`.
    unsafe { &*core::ptr::from_ref(record).cast::<Words>() }
}

/// The words of 64-byte records.
#[must_use]
#[inline(always)]
pub fn all_words<R: Record>(records: &[R]) -> &[Words] {
    const { assert!(size_of::<R>() == 64 && align_of::<R>() == 8) };
    // SAFETY: as in `as_words`, for each record.
    unsafe { core::slice::from_raw_parts(records.as_ptr().cast(), records.len()) }
}

/// The words of records of any size.
#[must_use]
#[inline(always)]
pub fn word_slice<R: Record>(records: &[R]) -> &[u64] {
    const { assert!(size_of::<R>().is_multiple_of(8) && align_of::<R>() == 8) };
    // SAFETY: same alignment, and the length is that of the records in words (asserted above); no padding.
    unsafe { core::slice::from_raw_parts(records.as_ptr().cast(), size_of_val(records) / 8) }
}

/// The words of records of any size, to be written.
#[must_use]
#[inline(always)]
pub fn word_slice_mut<R: Record>(records: &mut [R]) -> &mut [u64] {
    const { assert!(size_of::<R>().is_multiple_of(8) && align_of::<R>() == 8) };
    // SAFETY: as in `word_slice`; the borrow is exclusive, and every bit pattern is a valid `Record`.
    unsafe { core::slice::from_raw_parts_mut(records.as_mut_ptr().cast(), size_of_val(records) / 8) }
}

/// The record of these words.
#[must_use]
#[inline(always)]
pub const fn from_words<R: Record>(words: Words) -> R {
    const { assert!(size_of::<R>() == 64 && align_of::<R>() == 8) };
    // SAFETY: same size (asserted above), and every bit pattern is a valid `Record`.
    unsafe { core::mem::transmute_copy(&words) }
}

/// The record in 64 bytes at any address.
#[must_use]
pub fn read_record<R: Record>(bytes: &[u8; 64]) -> R {
    const { assert!(size_of::<R>() == 64) };
    // SAFETY: the source has the record's size (asserted above), the read is unaligned, every bit pattern is valid.
    unsafe { bytes.as_ptr().cast::<R>().read_unaligned() }
}

/// A 64-byte record on a cache line of its own. A record across two lines costs two accesses wherever it is touched.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C, align(64))]
pub struct Line<R: Record>(pub R);

impl<R: Record> Line<R> {
    /// The records on the lines.
    #[must_use]
    #[inline(always)]
    pub const fn records(lines: &[Self]) -> &[R] {
        const { assert!(size_of::<Self>() == size_of::<R>()) };
        // SAFETY: a line has its record at the start and nothing behind it (asserted above).
        unsafe { core::slice::from_raw_parts(lines.as_ptr().cast(), lines.len()) }
    }
}
