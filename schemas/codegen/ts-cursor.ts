import type { FieldModel, RecordModel } from "./model.js";
import { tsDoc } from "./ts-doc.js";
import { fieldAccessors } from "./ts-fields.js";

/**
 * The class that reads and writes a record in place. Each record gets all of it, movement too: a base class would see
 * the objects of all records, and its call sites would be slow for each of them.
 */
export function cursorClass(record: RecordModel): string {
  const doc = [
    `Reads and writes \`${record.name}\` records in place, one at a time, without an object for each.`,
    "A new cursor stands before the first record: `while (cursor.next())` visits all, `at(i)` goes to one. Numbers of " +
      "64-bit fields are exact below 2^53 and rounded above; their `…Big` twins are always exact. Setters throw a " +
      "`RangeError` for what the field cannot hold.",
  ];
  return `${tsDoc(doc)}
export class ${record.name}Cursor {
  /** Bytes of one record. */
  static readonly bytes = ${record.bytes};

  #bytes: Uint8Array = NO_BYTES;
  #words: Uint32Array = NO_WORDS;
  #length = 0;
  #index = -1;
  #word = -${record.bytes / 4};

${movement(record)}

${record.fields.map((field) => fieldAccessors(record, field)).join("\n\n")}

${toObject(record)}
}`;
}

function movement({ name, bytes }: RecordModel): string {
  return `constructor(buffer?: Uint8Array) {
    if (buffer) this.attach(buffer);
  }

  /**
   * Turns to another buffer, and stands before its first record. Throws a \`RangeError\` unless the buffer holds whole
   * records and starts at a multiple of 4 of its memory.
   */
  attach(bytes: Uint8Array): this {
    this.#words = wordsOf(bytes, ${bytes}, "${name}Cursor");
    this.#bytes = bytes;
    this.#length = bytes.byteLength / ${bytes};
    return this.reset();
  }

  /** Number of records. */
  get length(): number {
    return this.#length;
  }

  /** The record that the cursor is at, from 0; -1 before the first. */
  get index(): number {
    return this.#index;
  }

  /** Goes to a record. */
  at(index: number): this {
    if (index >>> 0 !== index || index >= this.#length) noSuchRecord(index, this.#length, "${name}Cursor");
    this.#index = index;
    this.#word = index * ${bytes / 4};
    return this;
  }

  /** Goes to the next record. False, and no move, when there is none. */
  next(): boolean {
    const index = this.#index + 1;
    if (index >= this.#length) return false;
    this.#index = index;
    this.#word = index * ${bytes / 4};
    return true;
  }

  /** Goes before the first record. */
  reset(): this {
    this.#index = -1;
    this.#word = -${bytes / 4};
    return this;
  }

  /** Sets every byte of the record to zero. */
  clear(): this {
    const start = this.#place() * 4;
    this.#bytes.fill(0, start, start + ${bytes});
    return this;
  }

  /** The record's first word, for writers: a typed array ignores a write outside, so this must not. */
  #place(): number {
    if (this.#words[this.#word] === undefined) noRecord();
    return this.#word;
  }`;
}

function toObject({ name, fields }: RecordModel): string {
  const value = (field: FieldModel) => `this.${field.name}${field.enumName ? "Name" : ""}`;
  const members = fields
    .filter(({ reserved }) => !reserved)
    .map((field) => `${field.name}: ${value(field)},`);
  return `/** The record as a plain object: for people, not for hot paths. */
toObject(): ${name}Record {
  return {
    ${members.join("\n")}
  };
}`;
}
