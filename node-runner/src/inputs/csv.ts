// Comma-separated integers and words, read in place: no string and no object for a row.

import { DataError } from "./data-error.js";
import type { Input } from "./input.js";
import { integerAt } from "./integer.js";

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const COMMA = 44;

/** Reads a CSV text without quotes, row by row: `while (csv.next()) csv.integer(3)`. */
export class CsvReader {
  readonly #input: Input;
  readonly #columns: readonly string[];
  /** Where each field of the row starts; one more for the place behind the last field's end. */
  readonly #starts: Int32Array;
  #next = 0;
  #line = 0;

  /** @param header whether the first line has to name the columns */
  constructor(input: Input, columns: readonly string[], { header }: { readonly header: boolean }) {
    this.#input = input;
    this.#columns = columns;
    this.#starts = new Int32Array(columns.length + 1);
    if (header) this.#checkHeader();
  }

  /** The row's line, from 1. */
  get line(): number {
    return this.#line;
  }

  /** Goes to the next row; false after the last. */
  next(): boolean {
    const { bytes } = this.#input;
    const from = this.#next;
    if (from >= bytes.length) return false;
    this.#line++;
    const newline = bytes.indexOf(NEWLINE, from);
    const end = newline < 0 ? bytes.length : newline;
    this.#next = end + 1;
    this.#split(from, end > from && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end);
    return true;
  }

  /** An integer that a double holds exactly, from `least` on. */
  integer(column: number, least = Number.MIN_SAFE_INTEGER): number {
    const [from, to] = this.#field(column);
    const value = integerAt(this.#input.bytes, from, to);
    if (value >= least) return value;
    const range = least === Number.MIN_SAFE_INTEGER ? "an integer" : `an integer from ${least}`;
    return this.fail(column, `expected ${range}, got '${this.text(column)}'`);
  }

  text(column: number): string {
    const [from, to] = this.#field(column);
    return new TextDecoder().decode(this.#input.bytes.subarray(from, to));
  }

  /** The code of a field of one character; 0 for any other. */
  letter(column: number): number {
    const [from, to] = this.#field(column);
    return to - from === 1 ? (this.#input.bytes[from] ?? 0) : 0;
  }

  /** Says what is wrong with a field of the row. */
  fail(column: number, problem: string): never {
    const place = { line: this.#line, column: this.#field(column)[0] - this.#field(0)[0] + 1 };
    throw new DataError(this.#input.name, `${this.#columns[column]}: ${problem}`, place);
  }

  #field(column: number): [from: number, to: number] {
    return [this.#starts[column] ?? 0, (this.#starts[column + 1] ?? 1) - 1];
  }

  #split(from: number, end: number): void {
    const { bytes, name } = this.#input;
    let fields = 1;
    this.#starts[0] = from;
    for (let at = from; at < end; at++) {
      if (bytes[at] !== COMMA) continue;
      if (fields < this.#columns.length) this.#starts[fields] = at + 1;
      fields++;
    }
    if (fields !== this.#columns.length) {
      const problem = `the row has ${fields} fields, expected ${this.#columns.length} (${this.#columns.join(",")})`;
      throw new DataError(name, problem, { line: this.#line });
    }
    this.#starts[fields] = end + 1;
  }

  #checkHeader(): void {
    const { bytes, name } = this.#input;
    const expected = this.#columns.join(",");
    const newline = bytes.indexOf(NEWLINE);
    const first = new TextDecoder().decode(bytes.subarray(0, newline < 0 ? bytes.length : newline));
    if (first.trimEnd() !== expected) {
      const got = first.length > 80 ? `${first.slice(0, 80)}…` : first;
      throw new DataError(name, `expected the header '${expected}', got '${got}'`, { line: 1 });
    }
    this.#next = newline < 0 ? bytes.length : newline + 1;
    this.#line = 1;
  }
}
