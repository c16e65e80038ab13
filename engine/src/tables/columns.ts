// Records turned into columns, for stores and for whoever computes with columns.

import { type ColumnType, TABLES, type TableName } from "../generated/tables.js";

/** The values of a column: 64-bit ones as BigInts when they are read one by one, and as words when they are copied. */
export type ColumnValues = Uint8Array | Uint16Array | Uint32Array | BigUint64Array | BigInt64Array;

/** A column of some records. */
export interface Column {
  /** Its name in every store. */
  readonly name: string;
  /** What its values are. */
  readonly type: ColumnType;
  /** A value a record; of an enum its number. */
  readonly values: ColumnValues;
}

/** The columns of records: `bytes` are whole records of the table, and begin at a multiple of four of their memory. */
export function columnsOf(table: TableName, bytes: Uint8Array): Column[] {
  const { bytes: size, columns } = TABLES[table];
  const count = recordCount(table, bytes, size);
  return columns.map(({ name, type, offset }) => ({
    name,
    type,
    values: copyColumn(bytes, size, count, offset, type),
  }));
}

function recordCount(table: TableName, bytes: Uint8Array, size: number): number {
  const count = bytes.length / size;
  if (Number.isInteger(count)) return count;
  throw new RangeError(`${bytes.length} bytes are not whole records of ${table}, which have ${size}`);
}

function copyColumn(
  bytes: Uint8Array,
  size: number,
  count: number,
  offset: number,
  type: ColumnType,
): ColumnValues {
  if (type === "u64" || type === "i64") {
    const low = copyWords(bytes, size, count, offset);
    return type === "u64" ? new BigUint64Array(low.buffer) : new BigInt64Array(low.buffer);
  }
  if (type === "u32") return copyFields(words(bytes), size / 4, offset / 4, new Uint32Array(count));
  if (type === "u16") return copyFields(halves(bytes), size / 2, offset / 2, new Uint16Array(count));
  return copyFields(bytes, size, offset, new Uint8Array(count));
}

/** A field of 64 bits a record, as pairs of words: without a BigInt for any of them. */
function copyWords(bytes: Uint8Array, size: number, count: number, offset: number): Uint32Array<ArrayBuffer> {
  const from = words(bytes);
  const to = new Uint32Array(count * 2);
  for (let index = 0, at = offset / 4; index < count; index++, at += size / 4) {
    to[index * 2] = from[at] as number;
    to[index * 2 + 1] = from[at + 1] as number;
  }
  return to;
}

function copyFields<T extends Uint8Array | Uint16Array | Uint32Array>(
  from: ArrayLike<number>,
  stride: number,
  first: number,
  to: T,
): T {
  for (let index = 0, at = first; index < to.length; index++, at += stride) to[index] = from[at] as number;
  return to;
}

function words(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
}

function halves(bytes: Uint8Array): Uint16Array {
  return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 1);
}
