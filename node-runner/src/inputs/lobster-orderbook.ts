// A LOBSTER order book file: no header; row k is the book after message k, as
// ask_px1,ask_sz1,bid_px1,bid_sz1,ask_px2,….

import { DataError } from "./data-error.js";
import type { Input } from "./input.js";
import { integerAt } from "./integer.js";
import { countLines } from "./lines.js";

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const COMMA = 44;
/** Fields of a level: ask price, ask size, bid price, bid size. */
export const LEVEL_FIELDS = 4;

/** Gives rows by number. They are read when they are asked for: a day has tens of megabytes of them. */
export class LobsterOrderbook {
  readonly name: string;
  readonly rows: number;
  /** Levels of each row in the file. */
  readonly levels: number;
  readonly #bytes: Uint8Array;
  readonly #starts: Uint32Array;

  /** Throws a `DataError` where the file's rows have fewer than `levels` levels. */
  constructor({ name, bytes }: Input, levels: number) {
    this.name = name;
    this.#bytes = bytes;
    this.rows = countLines(bytes);
    if (this.rows === 0) throw new DataError(name, "has no rows");
    this.#starts = lineStarts(bytes, this.rows);
    this.levels = this.#countFields(0) / LEVEL_FIELDS;
    this.#checkLevels(levels);
  }

  /** Reads the front of a row, as many fields as the target holds. */
  read(row: number, target: Float64Array): void {
    const bytes = this.#bytes;
    let [at, end] = this.#range(row);
    const last = end;
    for (let field = 0; field < target.length; field++) {
      end = at;
      while (end < last && bytes[end] !== COMMA) end++;
      const value = integerAt(bytes, at, end);
      if (Number.isNaN(value)) this.#fail(row, field, at, end);
      target[field] = value;
      at = end + 1;
    }
  }

  #range(row: number): [from: number, to: number] {
    const from = this.#starts[row] ?? 0;
    let to = (this.#starts[row + 1] ?? 0) - 1;
    if (this.#bytes[to - 1] === CARRIAGE_RETURN) to--;
    return [from, to];
  }

  #countFields(row: number): number {
    const [from, to] = this.#range(row);
    let fields = 1;
    for (let at = from; at < to; at++) if (this.#bytes[at] === COMMA) fields++;
    return fields;
  }

  #checkLevels(wanted: number): void {
    const fields = this.levels * LEVEL_FIELDS;
    if (!Number.isInteger(this.levels)) {
      const problem = `the row has ${fields} fields, expected ${LEVEL_FIELDS} for each level`;
      throw new DataError(this.name, problem, { line: 1 });
    }
    if (wanted > this.levels) {
      const problem = `has ${this.levels} levels, and ${wanted} are to be compared`;
      throw new DataError(this.name, problem, { line: 1 }, `compare with --levels ${this.levels}, or less`);
    }
  }

  #fail(row: number, field: number, from: number, to: number): never {
    const fields = this.#countFields(row);
    const place = { line: row + 1, column: from - this.#range(row)[0] + 1 };
    if (fields < this.levels * LEVEL_FIELDS) {
      const problem = `the row has ${fields} fields, expected ${this.levels * LEVEL_FIELDS}`;
      throw new DataError(this.name, problem, { line: row + 1 });
    }
    const text = new TextDecoder().decode(this.#bytes.subarray(from, to));
    throw new DataError(this.name, `${fieldName(field)}: expected an integer, got '${text}'`, place);
  }
}

/** The name of a field, as LOBSTER's manual has it: ask_px1, ask_sz1, bid_px1, bid_sz1, ask_px2, …. */
export function fieldName(field: number): string {
  const names = ["ask_px", "ask_sz", "bid_px", "bid_sz"];
  return `${names[field % LEVEL_FIELDS]}${Math.floor(field / LEVEL_FIELDS) + 1}`;
}

/** Where each line starts, and where one behind the last would. */
function lineStarts(bytes: Uint8Array, lines: number): Uint32Array {
  const starts = new Uint32Array(lines + 1);
  for (let line = 1; line <= lines; line++) {
    const newline = bytes.indexOf(NEWLINE, starts[line - 1]);
    starts[line] = newline < 0 ? bytes.length + 1 : newline + 1;
  }
  return starts;
}
