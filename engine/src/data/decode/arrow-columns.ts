// What the columns of an Arrow table are, and their values as Arrow stores them.

import {
  TimeUnit as ArrowUnit,
  type Data,
  DataType,
  DateUnit,
  type Field,
  Precision,
  Vector,
} from "apache-arrow";
import type { DecodedArray } from "hyparquet";
import type { ColumnKind, PlannedColumn, TimeUnit } from "./column-kind.js";

const UNITS: Readonly<Record<ArrowUnit, TimeUnit>> = {
  // Seconds are made milliseconds.
  [ArrowUnit.SECOND]: "MILLIS",
  [ArrowUnit.MILLISECOND]: "MILLIS",
  [ArrowUnit.MICROSECOND]: "MICROS",
  [ArrowUnit.NANOSECOND]: "NANOS",
};

/** The columns of one value a row, in order; lists, structures and the like are none. */
export function arrowColumns(fields: readonly Field[]): PlannedColumn[] {
  return fields.flatMap(({ name, type }) => {
    const kind = columnKind(type);
    return kind === undefined ? [] : [{ name, kind }];
  });
}

function columnKind(type: DataType): ColumnKind | undefined {
  if (DataType.isDictionary(type)) return columnKind(type.dictionary);
  if (DataType.isInt(type)) return type.isSigned ? { of: "whole" } : { of: "unsigned", bits: type.bitWidth };
  if (DataType.isFloat(type)) return { of: type.precision === Precision.SINGLE ? "float" : "double" };
  if (isText(type)) return { of: "text" };
  if (DataType.isBool(type)) return { of: "boolean" };
  if (DataType.isDecimal(type)) return { of: "decimal", scale: type.scale };
  if (DataType.isDate(type)) return { of: "date" };
  if (DataType.isTime(type)) return { of: "clock", unit: UNITS[type.unit] };
  if (DataType.isTimestamp(type)) {
    const isUtc = (type.timezone ?? "") !== "";
    return { of: "time", unit: UNITS[type.unit], isUtc };
  }
  return undefined;
}

function isText(type: DataType): boolean {
  const isUtf8 = DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type);
  return isUtf8 || DataType.isBinary(type) || DataType.isLargeBinary(type) || DataType.isBinaryView(type);
}

/** The values of so many rows. Throws where there are fewer. */
export function arrowValues(type: DataType, data: Data, rows: number): DecodedArray {
  if (data.length !== rows) throw new Error(`a column has ${data.length} values of ${rows}`);
  const values = storedValues(type, data, rows);
  if (values.length < rows) throw new Error(`a column has ${values.length} values of ${rows}`);
  if (data.nullCount === 0) return values;
  return Array.from({ length: rows }, (_, row) => (data.getValid(row) ? values[row] : null));
}

function storedValues(type: DataType, data: Data, rows: number): DecodedArray {
  if (DataType.isDictionary(type)) return fromDictionary(type.dictionary, data, rows);
  if (isText(type)) return texts(data, rows);
  if (DataType.isBool(type)) return flags(data, rows);
  const stored = data.values.subarray(0, rows * (data.stride ?? 1)) as DecodedArray;
  if (DataType.isFloat(type) && type.precision === Precision.HALF) return each(new Vector([data]), rows);
  if (DataType.isDecimal(type)) return decimals(data.values as Uint32Array, type.bitWidth / 32, rows);
  if (DataType.isDate(type) && type.unit === DateUnit.MILLISECOND)
    return Array.from(stored as BigInt64Array, (ms) => Number(ms) / 86_400_000);
  if ((DataType.isTime(type) || DataType.isTimestamp(type)) && type.unit === ArrowUnit.SECOND)
    return BigInt64Array.from(stored as BigInt64Array, (seconds) => BigInt(seconds) * 1000n);
  // The encoder of chunks takes words of 64 bits as signed ones.
  return stored instanceof BigUint64Array
    ? new BigInt64Array(stored.buffer, stored.byteOffset, stored.length)
    : stored;
}

/** What each dictionary's entries are: the same objects for each batch, as whoever counts them by identity wants. */
const entriesOf = new WeakMap<Vector, readonly unknown[]>();

function fromDictionary(type: DataType, data: Data, rows: number): DecodedArray {
  const { dictionary } = data;
  if (dictionary === undefined) throw new Error("a dictionary is missing");
  let entries = entriesOf.get(dictionary);
  if (entries === undefined) {
    entries = dictionary.data.flatMap((part: Data) =>
      Array.from(arrowValues(type, part, part.length) as unknown[]),
    );
    entriesOf.set(dictionary, entries);
  }
  const known = entries;
  return Array.from({ length: rows }, (_, row) => {
    if (!data.getValid(row)) return null;
    const entry = known[Number(data.values[row])];
    if (entry === undefined)
      throw new Error(`a value is number ${data.values[row]} of a dictionary of ${known.length}`);
    return entry;
  });
}

function texts(data: Data, rows: number): DecodedArray {
  if (DataType.isUtf8View(data.type) || DataType.isBinaryView(data.type))
    return each(new Vector([data]), rows);
  const { valueOffsets: ends, values } = data;
  if (rows > 0 && ends.length <= rows) throw new Error("a column of texts is cut off");
  return Array.from({ length: rows }, (_, row) => {
    const [start, end] = [Number(ends[row]), Number(ends[row + 1])];
    if (!(0 <= start && start <= end && end <= values.length))
      throw new Error("a text is outside of its column");
    return values.subarray(start, end) as Uint8Array;
  });
}

function flags(data: Data, rows: number): DecodedArray {
  if (data.values.length * 8 < rows) throw new Error("a column of flags is cut off");
  return each(new Vector([data]), rows);
}

function each(vector: Vector, rows: number): unknown[] {
  return Array.from({ length: rows }, (_, row) => vector.get(row));
}

/** Whole numbers of several words, the lowest first. */
function decimals(words: Uint32Array, count: number, rows: number): bigint[] {
  if (words.length < rows * count) throw new Error("a column of decimals is cut off");
  return Array.from({ length: rows }, (_, row) => {
    let number = 0n;
    for (let at = count - 1; at >= 0; at--)
      number = (number << 32n) | BigInt((words[row * count + at] ?? 0) >>> 0);
    return BigInt.asIntN(count * 32, number);
  });
}
