import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BATCH_HEADER_BYTES,
  BatchError,
  decodeBatch,
  encodeBatch,
  writeBatchHeader,
} from "../../engine/src/batch.js";

/** `echo '(records = [(kind = 1)])' | capnp encode schemas/trading.capnp CommandBatch`, its first 32 bytes. */
const CAPNP_HEADER = "000000000b00000000000000000001000100000047000000" + "0400000008000000";

function numbered(bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, at) => at + 1);
}

/** The message, or why it is refused; other errors get through. */
function attempt(message: Uint8Array, recordBytes = 64): Uint8Array | string {
  try {
    return decodeBatch(message, recordBytes);
  } catch (error) {
    if (error instanceof BatchError) return error.message;
    throw error;
  }
}

/** A header of records of any size, with the records that it claims. */
function messageOf(records: number, recordBytes: number): Uint8Array {
  return encodeBatch(numbered(records * recordBytes), recordBytes);
}

describe("encodeBatch", () => {
  test("writes the header that capnp writes", () => {
    const message = encodeBatch(numbered(64), 64);
    expect(Buffer.from(message.subarray(0, 32)).toString("hex")).toBe(CAPNP_HEADER);
    expect(message.subarray(32)).toEqual(numbered(64));
  });

  test.each([64, 128])("gives back records of %d bytes, in place", (recordBytes) => {
    for (const count of [0, 1, 2, 100]) {
      const message = messageOf(count, recordBytes);
      const records = decodeBatch(message, recordBytes);
      expect(records).toEqual(numbered(count * recordBytes));
      if (count > 0) expect(records.buffer).toBe(message.buffer);
    }
  });

  test("refuses records that are not whole, and sizes that are none", () => {
    expect(() => encodeBatch(new Uint8Array(65), 64)).toThrow("65 bytes are not whole records of 64 bytes");
    for (const size of [0, -8, 12, 0.5, Number.NaN, Infinity, 8 * 65536]) {
      expect(() => encodeBatch(new Uint8Array(0), size), String(size)).toThrow(RangeError);
      expect(() => decodeBatch(messageOf(1, 64), size), String(size)).toThrow(RangeError);
    }
  });

  test("writes the longest batch's header, and none longer", () => {
    const header = new Uint8Array(BATCH_HEADER_BYTES);
    writeBatchHeader(header, 2 ** 26 - 1, 64);
    expect(new DataView(header.buffer).getUint32(4, true)).toBe(3 + 2 ** 29 - 8);
    for (const count of [2 ** 26, 2 ** 53, -1, 0.5, Number.NaN]) {
      expect(() => writeBatchHeader(header, count, 64), String(count)).toThrow(RangeError);
    }
    expect(() => writeBatchHeader(new Uint8Array(31), 1, 64)).toThrow(RangeError);
  });
});

describe("decodeBatch", () => {
  test("copies records that are not aligned for a cursor", () => {
    const message = messageOf(3, 64);
    for (let shift = 0; shift < 8; shift++) {
      const shifted = new Uint8Array(message.byteLength + shift).subarray(shift);
      shifted.set(message);
      const records = decodeBatch(shifted, 64);
      expect(records).toEqual(numbered(192));
      expect(records.byteOffset % 4).toBe(0);
      expect(records.buffer === shifted.buffer).toBe(shift % 4 === 0);
    }
  });

  test("takes what it knows of a newer writer's longer records", () => {
    const theirs = numbered(2 * 80);
    const expected = Uint8Array.from([...theirs.subarray(0, 64), ...theirs.subarray(80, 144)]);
    expect(decodeBatch(encodeBatch(theirs, 80), 64)).toEqual(expected);
  });

  test("fills an older writer's shorter records up with zeroes", () => {
    const theirs = numbered(2 * 56);
    const gap = new Uint8Array(8);
    const expected = Uint8Array.from([...theirs.subarray(0, 56), ...gap, ...theirs.subarray(56), ...gap]);
    expect(decodeBatch(encodeBatch(theirs, 56), 64)).toEqual(expected);
  });

  test("takes a list that was never set as empty", () => {
    const message = new Uint8Array(24);
    message[4] = 2;
    message[14] = 1;
    expect(attempt(message)).toEqual(new Uint8Array(0));
  });

  test("refuses every truncation, and every byte too many", () => {
    const whole = messageOf(2, 64);
    for (let length = 0; length < whole.byteLength; length++) {
      expect(attempt(whole.subarray(0, length)), `${length} bytes`).toMatch(/is cut off/);
    }
    for (const extra of [1, 8, 64]) {
      const longer = new Uint8Array(whole.byteLength + extra);
      longer.set(whole);
      expect(attempt(longer)).toBe(`${extra} bytes follow the message's ${whole.byteLength}`);
    }
  });

  test("refuses every header with one bit flipped", () => {
    const whole = messageOf(2, 64);
    for (let bit = 0; bit < BATCH_HEADER_BYTES * 8; bit++) {
      const damaged = whole.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(attempt(damaged), `bit ${bit}`).toEqual(expect.any(String));
    }
  });

  test("accepts a damaged header only where it means exactly its records", () => {
    const damage = fc.array(fc.tuple(fc.nat({ max: 31 }), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(fc.nat({ max: 5 }), damage, (count, changes) => {
        const message = messageOf(count, 64);
        for (const [at, byte] of changes) message[at] = byte;
        const result = attempt(message);
        if (typeof result === "string") return;
        const view = new DataView(message.buffer);
        const [claimed, words] = [view.getUint32(24, true) >>> 2, view.getUint16(28, true)];
        expect(BATCH_HEADER_BYTES + claimed * words * 8).toBe(message.byteLength);
        expect(result.byteLength).toBe(claimed * 64);
      }),
      { numRuns: 5000 },
    );
  });

  test("takes any bytes without more memory than they justify", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const result = attempt(bytes, 128);
        expect(typeof result === "string" || result.byteLength <= bytes.byteLength * 16).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  const damages: readonly [string, readonly (readonly [number, number])[], string][] = [
    ["several segments", [[0, 2]], "the message has 3 segments: a batch has one"],
    [
      "absurdly many segments",
      [0, 1, 2, 3].map((at) => [at, 255]),
      "the message has 4294967296 segments: a batch has one",
    ],
    [
      "an absurd segment",
      [4, 5, 6, 7].map((at) => [at, 255]),
      "the message is cut off: 96 of 34359738368 bytes are there",
    ],
    ["another root", [[12, 1]], "the message's root is not a batch: a struct of one list and nothing else"],
    ["a list elsewhere", [[16, 5]], "the batch's pointer is not a list of structs right behind it"],
    ["a list of bytes", [[20, 0x42]], "the batch's pointer is not a list of structs right behind it"],
    ["an absurd list", [[23, 255]], "the list claims 534773768 words, but the segment has 8 for it"],
    ["a tag that is none", [[24, 5]], "the list's tag is not that of structs"],
    [
      "absurdly many records",
      [[27, 255]],
      "the list claims 1069547521 records of 8 words, but it has 8 words",
    ],
    ["records with pointers", [[30, 2]], "the records have 2 pointers: records are data only"],
  ];

  test.each(damages)("says what is wrong: %s", (_, changes, expected) => {
    const message = messageOf(1, 64);
    for (const [at, byte] of changes) message[at] = byte;
    expect(attempt(message)).toBe(expected);
  });

  test("refuses records without words, of which a few bytes could claim a billion", () => {
    const message = messageOf(0, 64);
    message.set([0xfc, 0xff, 0xff, 0xff, 0, 0, 0, 0], 24);
    expect(attempt(message)).toBe("the list claims 1073741823 records of 0 words, but it has 0 words");
  });

  test("refuses a segment that ends before the tag", () => {
    const words = (count: number) => {
      const message = messageOf(0, 64).slice(0, 8 + 8 * count);
      message[4] = count;
      return attempt(message);
    };
    expect([words(0), words(1), words(2)]).toEqual([
      "the segment has 0 words, too few for a batch",
      "the segment has 1 words, too few for a batch",
      "the segment has 2 words, too few for a batch",
    ]);
  });
});
