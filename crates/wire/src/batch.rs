//! Cap'n Proto messages around batches of records.
//!
//! A batch is one segment: the root struct `…Batch { records @0 :List(…); }` and its list, which for data-only structs
//! is a tag word and then the records as they are. So 32 bytes before any number of records make a message that every
//! Cap'n Proto reader reads, and a message is read by looking behind its first 32 bytes.
//!
//! | bytes | content |
//! |---|---|
//! | 0–3 | number of segments, less one: 0 |
//! | 4–7 | words in the segment: 3 + W |
//! | 8–15 | root pointer: a struct right behind it, no data words, one pointer |
//! | 16–23 | list pointer: right behind it, inline composite, W words without the tag |
//! | 24–31 | tag: number of records, data words of each, no pointers |
//!
//! The reader takes this form only. It is what `capnp encode` and the usual builders make of such a message, and every
//! word of it is accounted for, so a damaged header is found and never read as another batch. `engine/src/batch.ts` is
//! the same in TypeScript.

use core::fmt;
use std::borrow::Cow;

use crate::record::{Record, from_bytes};

/// Bytes of a message before its first record.
pub const HEADER_BYTES: usize = 32;

const WORD: usize = 8;
/// The segment's words that are not records: root pointer, list pointer, tag.
const HEAD_WORDS: u32 = 3;
/// A list pointer has 29 bits for its words.
const MAX_LIST_WORDS: u64 = (1 << 29) - 1;
/// A tag has 16 bits for the data words of a record.
const MAX_RECORD_WORDS: u32 = (1 << 16) - 1;

const ROOT_POINTER: u64 = 1 << 48;
const LIST_POINTER_LOW: u32 = 1;
const INLINE_COMPOSITE: u32 = 7;

/// Why bytes are not a batch that this reader understands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BatchError {
    /// The message ends before it is complete.
    CutOff {
        /// Bytes that are there.
        bytes: usize,
        /// Bytes that the message claims, or needs at least.
        expected: u64,
    },
    /// Bytes follow the message.
    TrailingBytes {
        /// How many.
        bytes: u64,
    },
    /// The message has several segments.
    Segments {
        /// How many.
        segments: u64,
    },
    /// The segment is too short to hold a batch.
    ShortSegment {
        /// Its words.
        words: u32,
    },
    /// The root is not a struct of one list and nothing else.
    Root,
    /// The root's pointer is not a list of structs right behind it.
    ListPointer,
    /// The list's words are not those that the segment has for it.
    ListWords {
        /// Words that the list claims.
        claimed: u32,
        /// Words behind the tag.
        present: u32,
    },
    /// The list's tag is not that of structs.
    Tag,
    /// The records have pointers; records are data only.
    Pointers {
        /// Pointers of a record.
        pointers: u16,
    },
    /// The records do not fill the list.
    Records {
        /// Records that the tag claims.
        count: u32,
        /// Words of each.
        words: u16,
        /// Words that the list has.
        present: u32,
    },
}

impl fmt::Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::CutOff { bytes, expected } => {
                write!(f, "the message is cut off: {bytes} of {expected} bytes are there")
            }
            Self::TrailingBytes { bytes } => write!(f, "{bytes} bytes follow the message"),
            Self::Segments { segments } => write!(f, "the message has {segments} segments: a batch has one"),
            Self::ShortSegment { words } => write!(f, "the segment has {words} words, too few for a batch"),
            Self::Root => {
                f.write_str("the message's root is not a batch: a struct of one list and nothing else")
            }
            Self::ListPointer => f.write_str("the batch's pointer is not a list of structs right behind it"),
            Self::ListWords { claimed, present } => {
                write!(f, "the list claims {claimed} words, but the segment has {present} for it")
            }
            Self::Tag => f.write_str("the list's tag is not that of structs"),
            Self::Pointers { pointers } => {
                write!(f, "the records have {pointers} pointers: records are data only")
            }
            Self::Records { count, words, present } => {
                write!(f, "the list claims {count} records of {words} words, but it has {present} words")
            }
        }
    }
}

impl core::error::Error for BatchError {}

/// The bytes that make a message of `records` records of `record_words` words each that follow them.
///
/// # Panics
///
/// When a Cap'n Proto list cannot hold so much: records of more than 65,535 words, or more than 2^29 − 1 words in all.
#[must_use]
pub fn header(records: u64, record_words: u32) -> [u8; HEADER_BYTES] {
    assert!((1..=MAX_RECORD_WORDS).contains(&record_words), "a record cannot have {record_words} words");
    let list_words = records
        .checked_mul(u64::from(record_words))
        .filter(|&words| words <= MAX_LIST_WORDS)
        .unwrap_or_else(|| panic!("a batch cannot hold {records} records of {record_words} words"));
    let words: [u64; 4] = [
        (u64::from(HEAD_WORDS) + list_words) << 32,
        ROOT_POINTER,
        u64::from(LIST_POINTER_LOW) | u64::from(INLINE_COMPOSITE) << 32 | list_words << 35,
        records << 2 | u64::from(record_words) << 32,
    ];
    let mut bytes = [0; HEADER_BYTES];
    for (target, word) in bytes.chunks_exact_mut(WORD).zip(words) {
        target.copy_from_slice(&word.to_le_bytes());
    }
    bytes
}

/// The records of a message: borrowed from it where their size is ours and they are aligned, copied elsewhere.
///
/// Records of a newer writer are longer, and the part that we know is taken. Those of an older writer are shorter, and
/// the fields that it did not know are zero.
pub fn decode<R: Record>(message: &[u8]) -> Result<Cow<'_, [R]>, BatchError> {
    const { assert!(size_of::<R>() > 0 && size_of::<R>().is_multiple_of(WORD) && align_of::<R>() <= WORD) };
    let Shape { count, record_bytes } = read_shape(message)?;
    if count == 0 {
        return Ok(Cow::Borrowed(&[]));
    }
    let body = &message[HEADER_BYTES..];
    if record_bytes == size_of::<R>()
        && let Some(records) = from_bytes(body)
    {
        return Ok(Cow::Borrowed(records));
    }
    Ok(Cow::Owned(copy_records(body, record_bytes)))
}

/// What a header says of the records behind it. They end with the message.
struct Shape {
    count: u32,
    /// Bytes of a record as the writer knew it.
    record_bytes: usize,
}

fn read_shape(message: &[u8]) -> Result<Shape, BatchError> {
    let segment_words = read_segment_table(message)?;
    if u64_at(message, 8) != ROOT_POINTER {
        return Err(BatchError::Root);
    }
    // A list that was never set is a null pointer, and the segment ends behind it.
    if segment_words == 2 && u64_at(message, 16) == 0 {
        return Ok(Shape { count: 0, record_bytes: 0 });
    }
    let Some(list_words) = segment_words.checked_sub(HEAD_WORDS) else {
        return Err(BatchError::ShortSegment { words: segment_words });
    };
    check_list_pointer(message, list_words)?;
    read_tag(message, list_words)
}

/// The words of the only segment, after checking that they are all there and that nothing follows.
fn read_segment_table(message: &[u8]) -> Result<u32, BatchError> {
    let bytes = message.len();
    if bytes < WORD {
        return Err(BatchError::CutOff { bytes, expected: WORD as u64 });
    }
    let segments = u64::from(u32_at(message, 0)) + 1;
    if segments != 1 {
        return Err(BatchError::Segments { segments });
    }
    let words = u32_at(message, 4);
    let expected = (u64::from(words) + 1) * WORD as u64;
    match (bytes as u64).checked_sub(expected) {
        None => Err(BatchError::CutOff { bytes, expected }),
        Some(0) if words < 2 => Err(BatchError::ShortSegment { words }),
        Some(0) => Ok(words),
        Some(trailing) => Err(BatchError::TrailingBytes { bytes: trailing }),
    }
}

fn check_list_pointer(message: &[u8], list_words: u32) -> Result<(), BatchError> {
    let (low, high) = (u32_at(message, 16), u32_at(message, 20));
    if low != LIST_POINTER_LOW || high % 8 != INLINE_COMPOSITE {
        return Err(BatchError::ListPointer);
    }
    let claimed = high >> 3;
    if claimed != list_words {
        return Err(BatchError::ListWords { claimed, present: list_words });
    }
    Ok(())
}

fn read_tag(message: &[u8], list_words: u32) -> Result<Shape, BatchError> {
    let (low, high) = (u32_at(message, 24), u32_at(message, 28));
    if low % 4 != 0 {
        return Err(BatchError::Tag);
    }
    let (words, pointers) = (high as u16, (high >> 16) as u16);
    if pointers != 0 {
        return Err(BatchError::Pointers { pointers });
    }
    let count = low >> 2;
    let filled = u64::from(count) * u64::from(words) == u64::from(list_words);
    if !filled || (words == 0 && count > 0) {
        return Err(BatchError::Records { count, words, present: list_words });
    }
    Ok(Shape { count, record_bytes: usize::from(words) * WORD })
}

/// The records with the size and the alignment that we know: cut off, or filled up with zeroes.
fn copy_records<R: Record>(body: &[u8], record_bytes: usize) -> Vec<R> {
    // Room for one record at an aligned place, wherever the buffer is.
    let mut buffer = vec![0; size_of::<R>() + align_of::<R>()];
    let start = buffer.as_ptr().align_offset(align_of::<R>());
    let slot = start..start + size_of::<R>();
    let known = record_bytes.min(size_of::<R>());
    let mut records = Vec::with_capacity(body.len() / record_bytes);
    for theirs in body.chunks_exact(record_bytes) {
        buffer[slot.clone()][..known].copy_from_slice(&theirs[..known]);
        records.extend_from_slice(from_bytes(&buffer[slot.clone()]).expect("one record, aligned"));
    }
    records
}

fn u32_at(message: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(message[at..at + 4].try_into().expect("four bytes"))
}

fn u64_at(message: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(message[at..at + 8].try_into().expect("eight bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::as_bytes;
    use crate::{Bar, Command, Event};

    const WORDS: u32 = 8;

    fn event(n: u64) -> Event {
        Event {
            kind: 2,
            seq: n,
            price: -n.cast_signed(),
            quantity: n << 40,
            counter_account: u32::MAX,
            ..Event::default()
        }
    }

    fn message<R: Record>(records: &[R]) -> Vec<u8> {
        let record_words = (size_of::<R>() / WORD) as u32;
        let mut bytes = header(records.len() as u64, record_words).to_vec();
        bytes.extend_from_slice(as_bytes(records));
        bytes
    }

    /// The message at the given distance from an aligned address, and the buffer's first bytes before it.
    fn shifted(message: &[u8], distance: usize) -> (Vec<u8>, core::ops::Range<usize>) {
        let mut buffer = vec![0; message.len() + 16];
        let start = buffer.as_ptr().align_offset(8) + distance;
        let range = start..start + message.len();
        buffer[range.clone()].copy_from_slice(message);
        (buffer, range)
    }

    #[test]
    fn header_is_what_capnp_writes() {
        // `echo '(records = [(kind = 1)])' | capnp encode schemas/trading.capnp CommandBatch`, its first 32 bytes.
        #[rustfmt::skip]
        let expected = [
            0, 0, 0, 0, 0x0b, 0, 0, 0,  0, 0, 0, 0, 0, 0, 1, 0,
            1, 0, 0, 0, 0x47, 0, 0, 0,  4, 0, 0, 0, 8, 0, 0, 0,
        ];
        assert_eq!(header(1, WORDS), expected);
    }

    #[test]
    fn records_come_back() {
        for count in [0, 1, 2, 1000] {
            let events: Vec<Event> = (0..count).map(event).collect();
            assert_eq!(decode::<Event>(&message(&events)).as_deref(), Ok(events.as_slice()));
        }
        let bars = [Bar { open: i64::MIN, notional_high: -1, ..Bar::default() }; 3];
        assert_eq!(decode::<Bar>(&message(&bars)).as_deref(), Ok(bars.as_slice()));
    }

    #[test]
    fn aligned_messages_are_borrowed_and_others_copied() {
        let events: Vec<Event> = (0..5).map(event).collect();
        for distance in 0..8 {
            let (buffer, range) = shifted(&message(&events), distance);
            let decoded = decode::<Event>(&buffer[range]).expect("a batch");
            assert_eq!(*decoded, *events);
            assert_eq!(matches!(decoded, Cow::Borrowed(_)), distance == 0);
        }
    }

    #[test]
    fn records_of_a_newer_writer_lose_what_we_do_not_know() {
        let command = Command { kind: 1, seq: 9, account: 4, ..Command::default() };
        let mut bytes = header(2, WORDS + 2).to_vec();
        for _ in 0..2 {
            bytes.extend_from_slice(as_bytes(&[command]));
            bytes.extend_from_slice(&[0xff; 16]);
        }
        assert_eq!(decode::<Command>(&bytes).as_deref(), Ok([command; 2].as_slice()));
    }

    #[test]
    fn records_of_an_older_writer_get_zeroes() {
        let full = [event(7), event(8)];
        let mut bytes = header(2, WORDS - 1).to_vec();
        for record in &full {
            bytes.extend_from_slice(&as_bytes(core::slice::from_ref(record))[..56]);
        }
        let expected = full.map(|record| Event { account: 0, counter_account: 0, ..record });
        assert_eq!(decode::<Event>(&bytes).as_deref(), Ok(expected.as_slice()));
    }

    #[test]
    fn a_list_that_was_never_set_is_empty() {
        // `echo '()' | capnp encode schemas/trading.capnp CommandBatch`
        let mut bytes = [0; 24];
        bytes[4] = 2;
        bytes[14] = 1;
        assert_eq!(decode::<Command>(&bytes).as_deref(), Ok([].as_slice()));
    }

    #[test]
    fn every_truncation_is_refused() {
        let whole = message(&[event(1), event(2)]);
        for length in 0..whole.len() {
            assert!(decode::<Event>(&whole[..length]).is_err(), "{length} bytes");
        }
        let mut longer = whole;
        longer.push(0);
        assert_eq!(decode::<Event>(&longer), Err(BatchError::TrailingBytes { bytes: 1 }));
    }

    #[test]
    fn every_flipped_bit_of_a_header_is_refused() {
        let whole = message(&[event(1), event(2)]);
        for bit in 0..HEADER_BYTES * 8 {
            let mut damaged = whole.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert!(decode::<Event>(&damaged).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn records_without_words_do_not_multiply() {
        let mut bytes = header(0, WORDS).to_vec();
        bytes[24..32].copy_from_slice(&u64::from(u32::MAX - 3).to_le_bytes());
        let claim = BatchError::Records { count: (1 << 30) - 1, words: 0, present: 0 };
        assert_eq!(decode::<Event>(&bytes), Err(claim));
    }

    #[test]
    fn errors_say_what_is_wrong() {
        let whole = message(&[event(1)]);
        let mut segments = whole.clone();
        segments[0] = 2;
        let mut pointers = whole.clone();
        pointers[30] = 1;
        let says = |bytes: &[u8]| decode::<Event>(bytes).expect_err("damaged").to_string();
        assert_eq!(says(&segments), "the message has 3 segments: a batch has one");
        assert_eq!(says(&pointers), "the records have 1 pointers: records are data only");
        assert_eq!(says(&whole[..40]), "the message is cut off: 40 of 96 bytes are there");
    }

    #[test]
    fn the_longest_batch_and_none_longer() {
        let header = header(MAX_LIST_WORDS, 1);
        assert_eq!(u32_at(&header, 20) >> 3, u32::MAX >> 3);
        assert!(std::panic::catch_unwind(|| super::header(MAX_LIST_WORDS + 1, 1)).is_err());
        assert!(std::panic::catch_unwind(|| super::header(u64::MAX, 8)).is_err());
        assert!(std::panic::catch_unwind(|| super::header(1, 0)).is_err());
        assert!(std::panic::catch_unwind(|| super::header(1, 1 << 16)).is_err());
    }
}
