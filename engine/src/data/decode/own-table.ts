// Tables that this project wrote: their records come back as they were, ticks, lots and all.

import type { DecodedArray } from "hyparquet";
import { CiftError } from "../../errors.js";
import { type ColumnSchema, TABLES } from "../../generated/tables.js";
import { type DataMetadata, TAPE_TABLES, type TapeTable } from "../metadata.js";

/** A table of a tape, and what its source said about itself. */
export interface OwnTable {
  readonly table: TapeTable;
  readonly metadata: DataMetadata;
}

/** Where files have it: `node-runner/src/market-data/table-files.ts` writes it. */
export const OWN_TABLE_KEY = "cift";

/** What a file says it is, when this project wrote it. `text` is what it has under `OWN_TABLE_KEY`. */
export function ownTable(
  name: string,
  text: string | null | undefined,
  columns: ReadonlySet<string>,
): OwnTable | undefined {
  if (text === undefined || text === null) return undefined;
  const { table, ...metadata } = JSON.parse(text) as DataMetadata & { table: TapeTable };
  if (!TAPE_TABLES.includes(table)) throw invalid(name, `has ${table}, which are no market data`);
  const missing = TABLES[table].columns.find((column) => !columns.has(column.name));
  if (missing !== undefined)
    throw invalid(name, `says that it is the table ${table}, and has no column ${missing.name}`);
  return { table, metadata };
}

function invalid(name: string, reason: string): CiftError {
  return new CiftError("DATA_INVALID", `${name}: ${reason}`, { detail: { input: name, reason } });
}

/** Puts the columns of a table together again. `values` gives the values of a column, one a record. */
export async function packRecords(
  name: string,
  { table, metadata }: OwnTable,
  count: number,
  values: (column: string) => Promise<DecodedArray>,
): Promise<Uint8Array<ArrayBuffer>> {
  const { bytes: size, columns } = TABLES[table];
  const bytes = new Uint8Array(count * size);
  for (const column of columns) {
    const from = await values(column.name);
    const wrong = (row: number) =>
      invalid(name, `row ${row + 1}: ${column.name} is ${from[row]}, which no record can have`);
    if (from.length !== count) throw invalid(name, `${column.name} has ${from.length} of ${count} values`);
    if (column.name === "instrument") checkInstruments(from, metadata.instruments.length, wrong);
    putColumn(bytes, size, column, from, wrong);
  }
  return bytes;
}

function checkInstruments(values: DecodedArray, count: number, wrong: (row: number) => CiftError): void {
  for (let row = 0; row < values.length; row++) if (!(Number(values[row]) >>> 0 < count)) throw wrong(row);
}

function putColumn(
  bytes: Uint8Array<ArrayBuffer>,
  size: number,
  { type, offset }: ColumnSchema,
  values: DecodedArray,
  wrong: (row: number) => CiftError,
): void {
  const view = new DataView(bytes.buffer);
  const put =
    typeof type === "object"
      ? putName(view, type.enum)
      : {
          u8: (at: number, value: never) => view.setUint8(at, value),
          u16: (at: number, value: never) => view.setUint16(at, value, true),
          u32: (at: number, value: never) => view.setUint32(at, value, true),
          u64: (at: number, value: never) => view.setBigUint64(at, value, true),
          i64: (at: number, value: never) => view.setBigInt64(at, value, true),
        }[type];
  for (let row = 0; row < values.length; row++) {
    try {
      put(row * size + offset, values[row] as never);
    } catch {
      throw wrong(row);
    }
  }
}

/** Names of an enum, each as the bytes of its dictionary's entry, which are one object. */
function putName(view: DataView, names: readonly string[]): (at: number, value: Uint8Array) => void {
  const known = new Map<Uint8Array, number>();
  const decoder = new TextDecoder();
  return (at, value) => {
    let number = known.get(value);
    if (number === undefined) {
      number = names.indexOf(decoder.decode(value));
      if (number < 0) throw new RangeError("no such name");
      known.set(value, number);
    }
    view.setUint8(at, number);
  };
}
