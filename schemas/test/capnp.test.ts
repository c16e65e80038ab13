// The generated accessors against Cap'n Proto's own tool, both ways, for every record.

import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { decodeBatch, encodeBatch } from "../../engine/src/batch.js";
import { type Field, getExact, type RecordUnderTest, rangeOf, records, setExact } from "./records.js";
import { NO_CAPNP, REPOSITORY } from "./repository.js";

const MAX_SAFE = 2n ** 53n - 1n;

/** Values that differ from field to field and from zero, whose every byte differs where there is room. */
function distinctive(field: Field, index: number): bigint {
  const { max } = rangeOf(field);
  const value = (0x0102030405060708n + BigInt(index) * 0x1111111111111111n) & max;
  return field.type === "i64" ? -value : value;
}

function safeMax(field: Field): bigint {
  const { max } = rangeOf(field);
  return max < MAX_SAFE ? max : MAX_SAFE;
}

/** The rows of a batch: distinctive values, the ends of what numbers hold, the ends of what the fields hold. */
function rowsOf({ fields }: RecordUnderTest): bigint[][] {
  return [
    fields.map(distinctive),
    fields.map(safeMax),
    fields.map((field) => (field.type === "i64" ? -safeMax(field) : 1n)),
    fields.map((field) => rangeOf(field).max),
    fields.map((field) => (field.type === "i64" ? rangeOf(field).min : 1n)),
  ];
}

function capnp(command: "encode" | "decode", record: RecordUnderTest, input: Uint8Array | string): Buffer {
  const args = [command, record.schema, record.batch];
  const result = spawnSync("capnp", args, { cwd: REPOSITORY, input });
  if (result.status !== 0) throw new Error(`capnp ${command}: ${result.stderr.toString()}`);
  return result.stdout;
}

/** `capnp encode` reads `x = -7`; it takes `x=-7` for an operator. */
function textOf({ fields }: RecordUnderTest, rows: readonly bigint[][]): string {
  const text = rows.map((row) => fields.map((field, index) => `${field.name} = ${row[index]}`).join(", "));
  return `(records = [${text.map((fieldsText) => `(${fieldsText})`).join(", ")}])`;
}

/** The rows in what `capnp decode` prints, by the names that it prints. */
function rowsIn(text: string, { fields }: RecordUnderTest): bigint[][] {
  const bodies = text.slice(text.indexOf("[")).match(/\([^()]*\)/g) ?? [];
  return bodies.map((body) => {
    const values = new Map([...body.matchAll(/(\w+) = (-?\d+)/g)].map(([, name, value]) => [name, value]));
    return fields.map((field) => BigInt(values.get(field.name) ?? "0"));
  });
}

describe.each(records)("$name", (record) => {
  test("what a cursor writes, capnp reads", ({ skip }) => {
    skip(NO_CAPNP !== undefined, NO_CAPNP);
    const rows = rowsOf(record);
    const buffer = new Uint8Array(rows.length * record.bytes);
    const cursor = new record.Cursor(buffer);
    for (const row of rows) {
      cursor.next();
      for (const [index, field] of record.fields.entries()) {
        const value = row[index] ?? 0n;
        if (value >= -MAX_SAFE && value <= MAX_SAFE) cursor[field.name] = Number(value);
        else setExact(cursor, field, value);
      }
    }
    const text = capnp("decode", record, encodeBatch(buffer, record.bytes)).toString();
    expect(rowsIn(text, record)).toEqual(rows);
  });

  test("what capnp writes, a cursor reads", ({ skip }) => {
    skip(NO_CAPNP !== undefined, NO_CAPNP);
    const rows = rowsOf(record);
    const message = capnp("encode", record, textOf(record, rows));
    const cursor = new record.Cursor(decodeBatch(message, record.bytes));
    expect(cursor.length).toBe(rows.length);
    const read = rows.map((_, at) => record.fields.map((field) => getExact(cursor.at(at), field)));
    expect(read).toEqual(rows);
    const numbers = rows.map((_, at) => record.fields.map((field) => cursor.at(at)[field.name]));
    expect(numbers).toEqual(rows.map((row) => row.map(Number)));
  });

  test("the same records make the same bytes", ({ skip }) => {
    skip(NO_CAPNP !== undefined, NO_CAPNP);
    const message = new Uint8Array(capnp("encode", record, textOf(record, rowsOf(record))));
    expect(encodeBatch(decodeBatch(message, record.bytes), record.bytes)).toEqual(message);
  });

  test("empty batches mean the same on both sides", ({ skip }) => {
    skip(NO_CAPNP !== undefined, NO_CAPNP);
    const empty = encodeBatch(new Uint8Array(0), record.bytes);
    expect(new Uint8Array(capnp("encode", record, "(records = [])"))).toEqual(empty);
    expect(decodeBatch(capnp("encode", record, "()"), record.bytes)).toEqual(new Uint8Array(0));
    expect(rowsIn(capnp("decode", record, empty).toString(), record)).toEqual([]);
  });
});
