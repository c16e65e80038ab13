// Order files of the flash1 matching-engine benchmark: a 16-byte header, then records of 40 bytes.
//
//   header  u64 magic "100_WBEM", u32 version, u32 records
//   record  u8 type (0 new, 1 cancel, 2 modify), u8 side, u8 ioc, u8 0, u32 quantity, u64 sequence, u64 order id,
//           i64 price in ticks, i64 reserved
//
// `crates/testkit/src/flash1.rs` makes the same commands of them, byte for byte.

import { CommandCursor, CommandKind, commandLayout, TimeInForce } from "@cift/engine";
import { DataError } from "./data-error.js";
import type { Input } from "./input.js";

const HEADER_BYTES = 16;
const RECORD_BYTES = 40;
const MAGIC = "100_WBEM";
const VERSION = 1;

/** High words from here on make a number of 2^53 and above. */
const EXACT_HIGH = 2 ** 21;
const TWO_32 = 2 ** 32;

/** Where a record's fields are, in words. */
const source = { quantity: 1, sequence: 2, orderId: 4, price: 6 } as const;
/** Where they go. */
const word = {
  kind: commandLayout.offsets.kind / 4,
  orderId: commandLayout.offsets.orderId / 4,
  price: commandLayout.offsets.price / 4,
  quantity: commandLayout.offsets.quantity / 4,
} as const;
const byteIn = (offset: number) => (offset % 4) * 8;

/** An order file as commands. */
export interface Flash1Orders {
  readonly name: string;
  readonly count: number;
  /** The file's own number of each message. It grows, but it may have gaps. */
  readonly sequences: Float64Array;
  /** `Command` records. */
  readonly commands: Uint8Array;
}

export function isFlash1(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, MAGIC.length)) === MAGIC;
}

/** Reads an order file; throws a `DataError` with the byte of the record for what is not one. */
export function readFlash1Orders(input: Input): Flash1Orders {
  const count = readHeader(input);
  const words = recordWords(input.bytes);
  const commands = new Uint8Array(count * CommandCursor.bytes);
  const target = new Uint32Array(commands.buffer);
  const sequences = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const from = (index * RECORD_BYTES) / 4;
    const sequence = unsigned(words, from + source.sequence);
    const problem = writeCommand(words, from, target, (index * CommandCursor.bytes) / 4);
    if (problem !== undefined) fail(input, index, problem);
    if (sequence >= Number.MAX_SAFE_INTEGER) fail(input, index, "the sequence is 2^53 - 1 or above");
    if (index > 0 && sequence <= (sequences[index - 1] ?? 0)) {
      fail(input, index, `sequence ${sequence} follows ${sequences[index - 1]}: sequences have to grow`);
    }
    sequences[index] = sequence;
  }
  return { name: input.name, count, sequences, commands };
}

function readHeader({ name, bytes }: Input): number {
  if (!isFlash1(bytes)) {
    throw new DataError(name, `does not begin with '${MAGIC}': it is not a flash1 order file`, { byte: 0 });
  }
  if (bytes.length < HEADER_BYTES)
    throw new DataError(name, "ends inside its header of 16 bytes", { byte: bytes.length });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(8, true);
  if (version !== VERSION) {
    throw new DataError(name, `has version ${version} of the format, expected ${VERSION}`, { byte: 8 });
  }
  const count = view.getUint32(12, true);
  if (count === 0) throw new DataError(name, "has no records", { byte: 12 });
  const expected = HEADER_BYTES + count * RECORD_BYTES;
  if (bytes.length !== expected) {
    const problem = `the header says ${count} records, which makes ${expected} bytes, but there are ${bytes.length}`;
    throw new DataError(name, problem, { byte: 12 }, "fetch or make the file again");
  }
  return count;
}

/** The words of all records. */
function recordWords(bytes: Uint8Array): Uint32Array {
  const records = bytes.subarray(HEADER_BYTES);
  // Whoever made the bytes may have put them anywhere in their memory.
  const aligned = records.byteOffset % 4 === 0 ? records : records.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}

/** Writes the command of a record, and says what is wrong with the record if something is. */
function writeCommand(words: Uint32Array, from: number, target: Uint32Array, to: number): string | undefined {
  const first = words[from] ?? 0;
  const type = first & 0xff;
  const side = (first >>> 8) & 0xff;
  const ioc = (first >>> 16) & 0xff;
  const kind = kinds[type];
  if (kind === undefined) return `type ${type} is none of 0, 1, 2`;
  if (side > 1) return `side ${side} is neither 0 (buy) nor 1 (sell)`;
  if (ioc > 1) return `ioc ${ioc} is neither 0 nor 1`;
  if ((words[from + source.orderId + 1] ?? 0) >= EXACT_HIGH) return "the order id is 2^53 or above";
  const priceHigh = (words[from + source.price + 1] ?? 0) | 0;
  if (priceHigh < -EXACT_HIGH || priceHigh >= EXACT_HIGH) return "the price is not between -2^53 and 2^53";
  const timeInForce = ioc === 1 ? TimeInForce.ioc : TimeInForce.gtc;
  const { side: sideAt, timeInForce: timeInForceAt } = commandLayout.offsets;
  target[to + word.kind] = kind | (side << byteIn(sideAt)) | (timeInForce << byteIn(timeInForceAt));
  target[to + word.orderId] = words[from + source.orderId] ?? 0;
  target[to + word.orderId + 1] = words[from + source.orderId + 1] ?? 0;
  target[to + word.price] = words[from + source.price] ?? 0;
  target[to + word.price + 1] = priceHigh;
  target[to + word.quantity] = words[from + source.quantity] ?? 0;
  return undefined;
}

const kinds: readonly number[] = [CommandKind.new, CommandKind.cancel, CommandKind.replace];

function unsigned(words: Uint32Array, at: number): number {
  return (words[at + 1] ?? 0) * TWO_32 + (words[at] ?? 0);
}

function fail(input: Input, index: number, problem: string): never {
  throw new DataError(input.name, `record ${index}: ${problem}`, {
    byte: HEADER_BYTES + index * RECORD_BYTES,
  });
}
