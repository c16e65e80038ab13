// Cap'n Proto messages around batches of records.
//
// A batch is one segment: the root struct `…Batch { records @0 :List(…); }` and its list, which for data-only structs is
// a tag word and then the records as they are. So 32 bytes before any number of records make a message that every
// Cap'n Proto reader in every language reads, and a message is read by looking behind its first 32 bytes.
//
//   bytes  0–3   number of segments, less one: 0
//          4–7   words in the segment: 3 + W
//          8–15  root pointer: a struct right behind it, no data words, one pointer
//         16–23  list pointer: right behind it, inline composite, W words without the tag
//         24–31  tag: number of records, data words of each, no pointers
//
// The reader takes this form only. It is what `capnp encode` and the usual builders make of such a message, and every
// word of it is accounted for, so a damaged header is found and never read as another batch. `crates/wire/src/batch.rs`
// is the same in Rust.

/** Bytes of a message before its first record. */
export const BATCH_HEADER_BYTES = 32;

/** The bytes are not a batch that this reader understands. */
export class BatchError extends Error {
  override readonly name = "BatchError";
}

const WORD = 8;
/** The segment's words that are not records: root pointer, list pointer, tag. */
const HEAD_WORDS = 3;
/** A list pointer has 29 bits for its words. */
const MAX_LIST_WORDS = 2 ** 29 - 1;
/** A tag has 16 bits for the data words of a record. */
const MAX_RECORD_WORDS = 2 ** 16 - 1;

const ROOT_POINTER_HIGH = 1 << 16;
const LIST_POINTER_LOW = 1;
const INLINE_COMPOSITE = 7;

/** A message of the records: the header words and the records as they are. */
export function encodeBatch(records: Uint8Array, recordBytes: number): Uint8Array {
  const message = new Uint8Array(BATCH_HEADER_BYTES + records.byteLength);
  writeBatchHeader(message, wholeRecords(records.byteLength, recordBytes), recordBytes);
  message.set(records, BATCH_HEADER_BYTES);
  return message;
}

/**
 * Writes the 32 header bytes of a batch into the front of a buffer, for callers that have left room before their
 * records and so need no copy.
 */
export function writeBatchHeader(target: Uint8Array, records: number, recordBytes: number): void {
  const recordWords = wordsOfRecord(recordBytes);
  const listWords = records * recordWords;
  if (!Number.isSafeInteger(records) || records < 0 || listWords > MAX_LIST_WORDS) {
    throw new RangeError(`a batch cannot hold ${records} records of ${recordBytes} bytes`);
  }
  if (target.byteLength < BATCH_HEADER_BYTES) {
    throw new RangeError(`a batch header takes ${BATCH_HEADER_BYTES} bytes, not ${target.byteLength}`);
  }
  const view = viewOf(target);
  view.setUint32(0, 0, true);
  view.setUint32(4, HEAD_WORDS + listWords, true);
  view.setUint32(8, 0, true);
  view.setUint32(12, ROOT_POINTER_HIGH, true);
  view.setUint32(16, LIST_POINTER_LOW, true);
  view.setUint32(20, listWords * 8 + INLINE_COMPOSITE, true);
  view.setUint32(24, records * 4, true);
  view.setUint32(28, recordWords, true);
}

/**
 * The records of a message. Where their size is ours and they are aligned for cursors, the answer lies in the message
 * and copies nothing. Records of a newer writer are longer: the part that we know is copied. Those of an older writer
 * are shorter: the fields that it did not know are zero. Throws a `BatchError` for anything that is not such a batch.
 */
export function decodeBatch(message: Uint8Array, recordBytes: number): Uint8Array {
  const ours = wordsOfRecord(recordBytes) * WORD;
  const { count, theirs } = readHeader(message);
  const records = message.subarray(BATCH_HEADER_BYTES, BATCH_HEADER_BYTES + count * theirs);
  if (count === 0) return new Uint8Array(0);
  if (theirs !== ours) return resized(records, count, theirs, ours);
  return records.byteOffset % 4 === 0 ? records : records.slice();
}

interface Header {
  readonly count: number;
  /** Bytes of a record as the writer knew it. */
  readonly theirs: number;
}

function readHeader(message: Uint8Array): Header {
  const view = viewOf(message);
  const segmentWords = readSegmentTable(view);
  if (view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== ROOT_POINTER_HIGH) {
    throw new BatchError("the message's root is not a batch: a struct of one list and nothing else");
  }
  // A list that was never set is a null pointer, and the segment ends behind it.
  if (segmentWords === 2 && view.getUint32(16, true) === 0 && view.getUint32(20, true) === 0) {
    return { count: 0, theirs: 0 };
  }
  if (segmentWords < HEAD_WORDS)
    throw new BatchError(`the segment has ${segmentWords} words, too few for a batch`);
  checkListPointer(view, segmentWords - HEAD_WORDS);
  return readTag(view, segmentWords - HEAD_WORDS);
}

/** The words of the only segment, after checking that they are all there and that nothing follows. */
function readSegmentTable(view: DataView): number {
  const length = view.byteLength;
  if (length < WORD) throw new BatchError(`the message is cut off: ${length} bytes hold no segment table`);
  const segments = view.getUint32(0, true) + 1;
  if (segments !== 1) throw new BatchError(`the message has ${segments} segments: a batch has one`);
  const words = view.getUint32(4, true);
  const expected = WORD + words * WORD;
  if (length < expected)
    throw new BatchError(`the message is cut off: ${length} of ${expected} bytes are there`);
  if (length > expected) throw new BatchError(`${length - expected} bytes follow the message's ${expected}`);
  if (words < 2) throw new BatchError(`the segment has ${words} words, too few for a batch`);
  return words;
}

function checkListPointer(view: DataView, listWords: number): void {
  const low = view.getUint32(16, true);
  const high = view.getUint32(20, true);
  if (low !== LIST_POINTER_LOW || high % 8 !== INLINE_COMPOSITE) {
    throw new BatchError("the batch's pointer is not a list of structs right behind it");
  }
  if (high >>> 3 !== listWords) {
    throw new BatchError(`the list claims ${high >>> 3} words, but the segment has ${listWords} for it`);
  }
}

function readTag(view: DataView, listWords: number): Header {
  const low = view.getUint32(24, true);
  const words = view.getUint16(28, true);
  const pointers = view.getUint16(30, true);
  if (low % 4 !== 0) throw new BatchError("the list's tag is not that of structs");
  if (pointers !== 0) throw new BatchError(`the records have ${pointers} pointers: records are data only`);
  const count = low >>> 2;
  if (count * words !== listWords || (words === 0 && count > 0)) {
    throw new BatchError(`the list claims ${count} records of ${words} words, but it has ${listWords} words`);
  }
  return { count, theirs: words * WORD };
}

/** The records with the size that we know: cut off, or filled up with zeroes. */
function resized(records: Uint8Array, count: number, theirs: number, ours: number): Uint8Array {
  const known = Math.min(theirs, ours);
  const result = new Uint8Array(count * ours);
  for (let index = 0; index < count; index++) {
    result.set(records.subarray(index * theirs, index * theirs + known), index * ours);
  }
  return result;
}

function wholeRecords(bytes: number, recordBytes: number): number {
  const records = bytes / (wordsOfRecord(recordBytes) * WORD);
  if (Number.isInteger(records)) return records;
  throw new RangeError(`${bytes} bytes are not whole records of ${recordBytes} bytes`);
}

function wordsOfRecord(recordBytes: number): number {
  const words = recordBytes / WORD;
  if (Number.isInteger(words) && words >= 1 && words <= MAX_RECORD_WORDS) return words;
  throw new RangeError(`a record cannot have ${recordBytes} bytes: it is a number of whole 8-byte words`);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
