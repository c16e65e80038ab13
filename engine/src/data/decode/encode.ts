// Columns as `crates/data/src/jobs/column_stream.rs` reads them.

import type { DecodedArray } from "hyparquet";
import type { ColumnKind, PlannedColumn, TimeUnit } from "./column-kind.js";

/** Numbers of the types, as they are written. */
const FLOAT64 = 0;
const FLOAT32 = 1;
const INT64 = 2;
const TIME: Readonly<Record<TimeUnit, number>> = { MILLIS: 4, MICROS: 5, NANOS: 6 };
const TEXT = 7;
/** Is added to the number of a time whose zone is not said. */
const CLOCK_TIME = 8;

interface Encoded {
  readonly type: number;
  readonly valid: Uint8Array | undefined;
  readonly parts: readonly Uint8Array[];
}

const encoder = new TextEncoder();

/** Rows of a chunk: files may have millions in one piece. */
const CHUNK_ROWS = 65_536;

/** Rows as chunks. `values` are those of each column, one a row. */
export function* encodeChunks(
  columns: readonly PlannedColumn[],
  values: readonly DecodedArray[],
  rows: number,
): Generator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < rows; at += CHUNK_ROWS) {
    const end = Math.min(rows, at + CHUNK_ROWS);
    const part = columns.map((column, index) => ({
      ...column,
      values: (values[index] as DecodedArray).slice(at, end) as DecodedArray,
    }));
    yield encodeChunk(part, end - at);
  }
}

/** A chunk of rows. The columns' values are the rows' and no more. */
function encodeChunk(
  columns: readonly (PlannedColumn & { readonly values: DecodedArray })[],
  rows: number,
): Uint8Array<ArrayBuffer> {
  const parts = columns.flatMap(({ name, kind, values }) => {
    const { type, valid, parts: bytes } = encodeValues(kind, values);
    const nameBytes = encoder.encode(name).subarray(0, 0xffff);
    const head = new Uint8Array([type, valid ? 1 : 0, nameBytes.length & 0xff, nameBytes.length >> 8]);
    return [head, nameBytes, ...(valid ? [valid] : []), ...bytes];
  });
  const length = parts.reduce((sum, part) => sum + part.length, 8);
  const chunk = new Uint8Array(4 + length);
  const head = new DataView(chunk.buffer);
  [length, rows, columns.length].forEach((word, at) => {
    head.setUint32(at * 4, word, true);
  });
  let at = 12;
  for (const part of parts) {
    chunk.set(part, at);
    at += part.length;
  }
  return chunk;
}

function encodeValues(kind: ColumnKind, values: DecodedArray): Encoded {
  const valid = validity(values);
  switch (kind.of) {
    case "double":
      return { type: FLOAT64, valid, parts: [bytesOf(numbers(values, new Float64Array(values.length)))] };
    case "float":
      return { type: FLOAT32, valid, parts: [bytesOf(numbers(values, new Float32Array(values.length)))] };
    case "whole":
      return { type: INT64, valid, parts: [bytesOf(words(values, BigInt))] };
    case "unsigned":
      return encodeUnsigned(kind.bits, values, valid);
    case "time": {
      const type = TIME[kind.unit] + (kind.isUtc ? 0 : CLOCK_TIME);
      return { type, valid, parts: [bytesOf(words(values, BigInt))] };
    }
    default:
      return { type: TEXT, valid, parts: texts(values, textOf(kind)) };
  }
}

/** Those above the largest signed number go as texts: such are ids, and no prices. */
function encodeUnsigned(bits: number, values: DecodedArray, valid: Uint8Array | undefined): Encoded {
  const unsigned = (value: unknown) => BigInt.asUintN(bits, BigInt(value as number));
  const isLarge = bits === 64 && Array.prototype.some.call(values, (value) => value !== null && value < 0n);
  return isLarge
    ? { type: TEXT, valid, parts: texts(values, (value) => encoder.encode(String(unsigned(value)))) }
    : { type: INT64, valid, parts: [bytesOf(words(values, unsigned))] };
}

function validity(values: DecodedArray): Uint8Array | undefined {
  if (!Array.isArray(values) || !values.some(isMissing)) return undefined;
  return Uint8Array.from(values, (value) => (isMissing(value) ? 0 : 1));
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined;
}

function numbers<T extends Float64Array | Float32Array>(values: DecodedArray, to: T): T {
  for (let at = 0; at < to.length; at++) to[at] = (values[at] as number | null) ?? Number.NaN;
  return to;
}

function words(values: DecodedArray, convert: (value: number | bigint) => bigint): BigInt64Array {
  if (values instanceof BigInt64Array) return values;
  const to = new BigInt64Array(values.length);
  for (let at = 0; at < to.length; at++) {
    const value = values[at] as number | bigint | null | undefined;
    if (value !== null && value !== undefined) to[at] = convert(value);
  }
  return to;
}

function bytesOf({
  buffer,
  byteOffset,
  byteLength,
}: Float64Array | Float32Array | BigInt64Array | Uint32Array) {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Where each text ends, and the texts. */
function texts(values: DecodedArray, convert: (value: unknown) => Uint8Array): Uint8Array[] {
  const ends = new Uint32Array(values.length);
  const pieces = Array.from(values as ArrayLike<unknown>, (value) =>
    isMissing(value) ? EMPTY : convert(value),
  );
  let end = 0;
  pieces.forEach((piece, at) => {
    end += piece.length;
    ends[at] = end;
  });
  const all = new Uint8Array(end);
  pieces.forEach((piece, at) => {
    all.set(piece, (ends[at] ?? 0) - piece.length);
  });
  return [bytesOf(ends), all];
}

const EMPTY = new Uint8Array();

function textOf(kind: ColumnKind): (value: unknown) => Uint8Array {
  const text = (write: (value: unknown) => string) => (value: unknown) => encoder.encode(write(value));
  switch (kind.of) {
    case "decimal":
      return text((value) => decimalText(wholeNumber(value), kind.scale));
    case "date":
      return text((value) => new Date(Number(value) * 86_400_000).toISOString().slice(0, 10));
    case "clock":
      return text((value) => clockText(BigInt(value as number), kind.unit));
    default:
      return (value) => (value instanceof Uint8Array ? value : encoder.encode(String(value)));
  }
}

/** The number that a decimal stores: a number, or its bytes with the highest first. */
function wholeNumber(value: unknown): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value as number | bigint);
  let number = 0n;
  for (const byte of value) number = (number << 8n) | BigInt(byte);
  return BigInt.asIntN(value.length * 8, number);
}

function decimalText(number: bigint, scale: number): string {
  const digits = (number < 0n ? -number : number).toString().padStart(scale + 1, "0");
  const point = digits.length - scale;
  const fraction = scale === 0 ? "" : `.${digits.slice(point)}`;
  return `${number < 0n ? "-" : ""}${digits.slice(0, point)}${fraction}`;
}

const CLOCK_DIGITS = { MILLIS: 3, MICROS: 6, NANOS: 9 } as const;

function clockText(value: bigint, unit: TimeUnit): string {
  const digits = CLOCK_DIGITS[unit];
  const second = 10n ** BigInt(digits);
  const two = (part: bigint) => part.toString().padStart(2, "0");
  const seconds = value / second;
  const clock = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n].map(two).join(":");
  return `${clock}.${(value % second).toString().padStart(digits, "0")}`;
}
