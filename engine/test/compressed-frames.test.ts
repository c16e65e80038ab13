// What decompression may take of memory is known before it begins, or is bounded while it goes on.

import { expect, test } from "vitest";
import { decompressLz4Frame } from "../src/data/decode/lz4-frame.js";
import { zstdBound } from "../src/data/decode/zstd-frame.js";

const BLOCK = 128 * 1024;

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));
const u32 = (value: number) => Buffer.from(Uint32Array.of(value).buffer).toString("hex");

/** A block's head. */
const head = (type: number, size: number, isLast: boolean) =>
  u32((size << 3) | (type << 1) | (isLast ? 1 : 0)).slice(0, 6);
const raw = (text: string, isLast = false) => head(0, text.length / 2, isLast) + text;
const run = (size: number, isLast = false) => `${head(1, size, isLast)}2a`;
/** A frame with a window of 128 KiB that does not say how long it is. */
const frame = (...blocks: string[]) => `28b52ffd0038${blocks.join("")}`;
/** A frame in one segment that says how long it is. */
const sized = (size: number, ...blocks: string[]) => `28b52ffda0${u32(size)}${blocks.join("")}`;
const SKIPPABLE = `512a4d18${u32(3)}010203`;

test("what zstd makes has a bound of its blocks", () => {
  // Of `zstd`: "0123456789" forty times, with a checksum.
  const made = "28b52ffd04588d00005030313233343536373839010083550b122a4da19a";
  expect(zstdBound(bytes(made))).toBe(BLOCK);
  expect(zstdBound(bytes(frame(raw("00112233"), run(1000), raw("44", true))))).toBe(1005);
  expect(zstdBound(bytes(frame(run(7, true)) + SKIPPABLE + frame(run(8, true)) + made))).toBe(15 + BLOCK);
  expect(zstdBound(bytes(sized(1005, raw("00112233"), run(1001, true))))).toBe(1005);
  expect(zstdBound(bytes(""))).toBe(0);
  for (let length = 1; length < made.length / 2 - 4; length++)
    expect(() => zstdBound(bytes(made).subarray(0, length)), String(length)).toThrow("cut off");
});

test("frames that claim more than they have, and what is no frame, are refused", () => {
  const claiming = bytes(sized(1006, raw("00112233"), run(1001, true)));
  expect(() => zstdBound(claiming)).toThrow("claims 1006 bytes, which it does not have");
  expect(() => zstdBound(bytes(`28b52ffde0${"ff".repeat(8)}${run(9, true)}`))).toThrow("claims");
  expect(() => zstdBound(bytes("0011223344556677"))).toThrow("no frame of zstd");
  expect(() => zstdBound(bytes(frame(head(3, 0, true))))).toThrow("of no kind");
  // 40 kB that would become more than a gigabyte.
  const bomb = frame(...Array.from({ length: 10_000 }, () => run(BLOCK)), run(1, true));
  expect(zstdBound(bytes(bomb))).toBe(10_000 * BLOCK + 1);
});

test("LZ4 stops at the most it may make", () => {
  const made = bytes("04224d186440a715000000af303132333435363738390a00ff6f50353637383900000000094f1add");
  const text = "0123456789".repeat(40);
  expect(Buffer.from(decompressLz4Frame(made, 400)).toString()).toBe(text);
  expect(() => decompressLz4Frame(made, 399)).toThrow("more than 399 bytes");
});
