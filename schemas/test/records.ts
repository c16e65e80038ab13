// The generated records, for tests that go over all of them. What a field is comes from tables.json, and for reserved
// fields, which tables leave out, from the distance to the next field: two outputs of the generator check each other.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as generated from "../../engine/src/generated/index.js";
import { REPOSITORY } from "./repository.js";

export type NumberType = "u8" | "u16" | "u32" | "u64" | "i64";

export interface Field {
  readonly name: string;
  readonly type: NumberType;
  readonly offset: number;
  readonly bytes: number;
  readonly reserved: boolean;
  /** Names by number, where the field holds an enum. */
  readonly names: readonly string[] | undefined;
}

/** What all cursors share, with the record's own accessors by name. */
export interface Cursor {
  attach(bytes: Uint8Array): Cursor;
  at(index: number): Cursor;
  next(): boolean;
  reset(): Cursor;
  clear(): Cursor;
  toObject(): Record<string, unknown>;
  readonly length: number;
  readonly index: number;
  [accessor: string]: unknown;
}

export interface RecordUnderTest {
  readonly name: string;
  readonly schema: string;
  readonly batch: string;
  readonly bytes: number;
  readonly fields: readonly Field[];
  readonly Cursor: (new (buffer?: Uint8Array) => Cursor) & { readonly bytes: number };
}

interface Tables {
  readonly layoutHash: string;
  readonly enums: Readonly<Record<string, readonly string[]>>;
  readonly tables: readonly {
    readonly table: string;
    readonly record: string;
    readonly schema: string;
    readonly batch: string;
    readonly bytes: number;
    readonly columns: readonly {
      readonly name: string;
      readonly field: string;
      readonly type: string;
      readonly offset: number;
    }[];
  }[];
}

export const tables = JSON.parse(
  readFileSync(join(REPOSITORY, "schemas/generated/tables.json"), "utf8"),
) as Tables;

const exported = generated as unknown as Readonly<Record<string, unknown>>;

export const records: readonly RecordUnderTest[] = tables.tables.map((table) => {
  const layoutName = `${table.record.charAt(0).toLowerCase()}${table.record.slice(1)}Layout`;
  const { bytes, offsets } = exported[layoutName] as { bytes: number; offsets: Record<string, number> };
  const places = Object.entries(offsets);
  const fields = places.map(([name, offset], index): Field => {
    const column = table.columns.find(({ field }) => field === name);
    const end = places[index + 1]?.[1] ?? bytes;
    const names = column?.type.startsWith("enum:") ? tables.enums[column.type.slice(5)] : undefined;
    const type = names ? "u8" : (column?.type ?? `u${8 * (end - offset)}`);
    return { name, type: type as NumberType, offset, bytes: end - offset, reserved: !column, names };
  });
  const { record: name, schema, batch } = table;
  return {
    name,
    schema,
    batch,
    bytes,
    fields,
    Cursor: exported[`${name}Cursor`] as RecordUnderTest["Cursor"],
  };
});

export const BITS: Readonly<Record<NumberType, number>> = { u8: 8, u16: 16, u32: 32, u64: 64, i64: 64 };

/** The field's accessor for all of its values: the `…Big` one where a number is not enough. */
export function exactAccessor({ name, bytes }: Field): string {
  return bytes === 8 ? `${name}Big` : name;
}

/** Sets a field to a value of any size. */
export function setExact(cursor: Cursor, field: Field, value: bigint): void {
  cursor[exactAccessor(field)] = field.bytes === 8 ? value : Number(value);
}

/** The field's value, whatever its size. */
export function getExact(cursor: Cursor, field: Field): bigint {
  return BigInt(cursor[exactAccessor(field)] as number | bigint);
}

/** The least and the greatest value of a field. */
export function rangeOf({ type }: Field): { min: bigint; max: bigint } {
  const bits = BigInt(BITS[type]);
  return type === "i64" ? { min: -(2n ** 63n), max: 2n ** 63n - 1n } : { min: 0n, max: 2n ** bits - 1n };
}

/** The field's bytes, read without the code under test. */
export function peek(buffer: Uint8Array, at: number, { type, offset }: Field): bigint {
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  const place = at + offset;
  if (type === "u8") return BigInt(view.getUint8(place));
  if (type === "u16") return BigInt(view.getUint16(place, true));
  if (type === "u32") return BigInt(view.getUint32(place, true));
  return type === "u64" ? view.getBigUint64(place, true) : view.getBigInt64(place, true);
}
