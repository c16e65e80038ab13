import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EventCursor, EventKind, eventKindNames } from "../../engine/src/generated/index.js";
import {
  type Cursor,
  exactAccessor,
  type Field,
  getExact,
  peek,
  rangeOf,
  records,
  setExact,
  tables,
} from "./records.js";

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** What the number accessors take: the field's range, as far as numbers are exact. */
function safeRange(field: Field): { min: bigint; max: bigint } {
  const { min, max } = rangeOf(field);
  return { min: min < -MAX_SAFE ? -MAX_SAFE : min, max: max > MAX_SAFE ? MAX_SAFE : max };
}

/** One value for each field, in order. */
function values(fields: readonly Field[], range: typeof rangeOf): fc.Arbitrary<bigint[]> {
  return fc.tuple(...fields.map((field) => fc.bigInt(range(field))));
}

/** What the cursor says of a record, and what its bytes say. */
function readBoth(cursor: Cursor, buffer: Uint8Array, at: number, fields: readonly Field[]): bigint[][] {
  return [fields.map((field) => getExact(cursor, field)), fields.map((field) => peek(buffer, at, field))];
}

describe.each(records)("$name cursor", ({ name, bytes, fields, Cursor: Record }) => {
  test("covers every byte once, in fields that the tables agree with", () => {
    const ends = fields.map((field) => field.offset + field.bytes);
    expect(fields.map((field) => field.offset)).toEqual([0, ...ends.slice(0, -1)]);
    expect(ends.at(-1)).toBe(bytes);
    expect(Record.bytes).toBe(bytes);
    const columns = tables.tables.find(({ record }) => record === name)?.columns ?? [];
    expect(columns).toEqual(
      columns.map((column) =>
        expect.objectContaining({ offset: fields.find((field) => field.name === column.field)?.offset }),
      ),
    );
  });

  test("reads back all fields of all records as numbers", () => {
    fc.assert(
      fc.property(fc.array(values(fields, safeRange), { minLength: 1, maxLength: 4 }), (rows) => {
        const buffer = new Uint8Array(rows.length * bytes);
        const cursor = new Record(buffer);
        for (const row of rows) {
          cursor.next();
          for (const [index, field] of fields.entries()) cursor[field.name] = Number(row[index]);
        }
        for (const [at, row] of rows.entries()) {
          cursor.at(at);
          expect(fields.map((field) => BigInt(cursor[field.name] as number))).toEqual(row);
          expect(readBoth(cursor, buffer, at * bytes, fields)).toEqual([row, row]);
        }
      }),
    );
  });

  test("reads back all 64 bits as bigints", () => {
    fc.assert(
      fc.property(values(fields, rangeOf), (row) => {
        const buffer = new Uint8Array(3 * bytes);
        const cursor = new Record(buffer).at(1);
        for (const [index, field] of fields.entries()) setExact(cursor, field, row[index] ?? 0n);
        expect(readBoth(cursor, buffer, bytes, fields)).toEqual([row, row]);
        expect(fields.map((field) => cursor[field.name])).toEqual(row.map(Number));
      }),
    );
  });

  test("changes the bytes of the field and no others", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 3 * bytes, maxLength: 3 * bytes }),
        fc.constantFrom(...fields).chain((field) => fc.tuple(fc.constant(field), fc.bigInt(rangeOf(field)))),
        (before, [field, value]) => {
          const after = before.slice();
          setExact(new Record(after).at(1), field, value);
          const [start, end] = [bytes + field.offset, bytes + field.offset + field.bytes];
          expect(after.subarray(0, start)).toEqual(before.subarray(0, start));
          expect(after.subarray(end)).toEqual(before.subarray(end));
          expect(peek(after, bytes, field)).toBe(value);
        },
      ),
    );
  });

  test.each(fields)("refuses what $name cannot hold, and changes nothing", (field) => {
    const buffer = new Uint8Array(bytes).fill(0xa5);
    const cursor = new Record(buffer).at(0);
    const set = (accessor: string, value: unknown) => () => {
      cursor[accessor] = value;
    };
    const { min, max } = safeRange(field);
    const message = `${name}.${field.name} must be`;
    for (const value of [Number(min) - 1, Number(max) + 1, 0.5, Number.NaN, Infinity, -Infinity, 2 ** 64]) {
      expect(set(field.name, value), String(value)).toThrow(RangeError);
      expect(set(field.name, value), String(value)).toThrow(message);
    }
    if (field.bytes === 8) {
      expect(set(exactAccessor(field), rangeOf(field).min - 1n)).toThrow(message);
      expect(set(exactAccessor(field), rangeOf(field).max + 1n)).toThrow(message);
    }
    expect(buffer).toEqual(new Uint8Array(bytes).fill(0xa5));
  });

  test("makes plain objects with names, without reserved fields", () => {
    const cursor = new Record(new Uint8Array(bytes)).at(0);
    for (const field of fields) cursor[field.name] = 1;
    const visible = fields.filter(({ reserved }) => !reserved);
    const expected = visible.map(({ name: key, names }) => [key, names ? names[1] : 1]);
    expect(cursor.toObject()).toEqual(Object.fromEntries(expected));
    expect(Object.keys(cursor.toObject())).toEqual(visible.map((field) => field.name));
  });

  test("names what it knows and numbers what it does not", () => {
    const cursor = new Record(new Uint8Array(bytes)).at(0);
    for (const { name: key, names } of fields.filter((field) => field.names)) {
      for (let value = 0; value < 256; value++) {
        cursor[key] = value;
        expect(cursor[`${key}Name`]).toBe(names?.[value] ?? `unknown(${value})`);
      }
    }
  });

  test("clears its record and no other", () => {
    const buffer = new Uint8Array(3 * bytes).fill(0xff);
    new Record(buffer).at(1).clear();
    const expected = new Uint8Array(3 * bytes).fill(0xff).fill(0, bytes, 2 * bytes);
    expect(buffer).toEqual(expected);
  });

  test("wants whole records at a multiple of four", () => {
    const memory = new ArrayBuffer(2 * bytes + 8);
    expect(new Record(new Uint8Array(memory, 4, bytes)).length).toBe(1);
    for (const offset of [1, 2, 3, 5]) {
      const misaligned = () => new Record(new Uint8Array(memory, offset, bytes));
      expect(misaligned).toThrow(RangeError);
      expect(misaligned).toThrow(`${name}Cursor: the buffer starts at byte ${offset}`);
    }
    const partial = () => new Record(new Uint8Array(memory, 0, bytes + 4));
    expect(partial).toThrow(`${name}Cursor: ${bytes + 4} bytes are not whole records of ${bytes} bytes`);
  });

  test("stays inside its buffer", () => {
    const cursor = new Record(new Uint8Array(2 * bytes));
    for (const index of [-1, 2, 0.5, Number.NaN, 2 ** 32, 2 ** 53]) {
      expect(() => cursor.at(index), String(index)).toThrow(RangeError);
    }
    expect(cursor.index).toBe(-1);
    expect([cursor.next(), cursor.next(), cursor.next(), cursor.index]).toEqual([true, true, false, 1]);
    expect(cursor.reset().index).toBe(-1);
    expect(cursor.at(1).index).toBe(1);
  });

  test("says so when it is at no record", () => {
    const fresh = new Record(new Uint8Array(bytes));
    const gone = new Uint8Array(bytes);
    const detached = new Record(gone).at(0);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    for (const cursor of [new Record(), new Record(new Uint8Array(0)), fresh, detached]) {
      for (const field of fields) {
        expect(() => cursor[field.name]).toThrow("the cursor is at no record");
        expect(() => cursor[exactAccessor(field)]).toThrow("the cursor is at no record");
        expect(() => setExact(cursor, field, 1n)).toThrow("the cursor is at no record");
      }
      expect(() => cursor.clear()).toThrow(RangeError);
    }
  });
});

test("a cursor without a buffer has no records until it gets one", () => {
  const cursor = new EventCursor();
  expect([cursor.length, cursor.index, cursor.next()]).toEqual([0, -1, false]);
  const buffer = new Uint8Array(128);
  expect(cursor.attach(buffer).length).toBe(2);
  cursor.at(1).seq = 5;
  expect(cursor.attach(buffer.subarray(64)).at(0).seq).toBe(5);
});

test("rounds what a number cannot hold, and the bigint is exact", () => {
  const cursor = new EventCursor(new Uint8Array(64)).at(0);
  cursor.priceBig = -(2n ** 63n) + 1n;
  expect(cursor.price).toBe(-(2 ** 63));
  expect(cursor.priceBig).toBe(-(2n ** 63n) + 1n);
  cursor.quantityBig = 2n ** 64n - 1n;
  expect(cursor.quantity).toBe(2 ** 64);
});

test("enums are numbers by name and names by number", () => {
  expect(EventKind.trade).toBe(2);
  expect(eventKindNames[EventKind.trade]).toBe("trade");
  expect(eventKindNames).toEqual(Object.keys(EventKind));
  expect(Object.values(EventKind)).toEqual(eventKindNames.map((_, value) => value));
});
