// Some records in order: lists by table, and the runs in which the tables take turns.

import { TAPE_TABLES, type TapeTable } from "./metadata.js";
import { TAPE_CURSORS } from "./records.js";

/** So many records of a table follow each other. */
export interface TapeRun {
  /** Their table. */
  readonly table: TapeTable;
  /** How many. */
  readonly count: number;
}

/** A block's parts begin at multiples of this. */
const ALIGN = 64;
/** Places in a block's head, of words. */
const RUNS = TAPE_TABLES.length;
const LENGTH = RUNS + 1;
const REVISION = RUNS + 2;
const HEAD_WORDS = REVISION + 1;

/** Records in order. The lists are views of one buffer, for the tables' cursors: `new TickCursor(batch.list("ticks"))`. */
export class TapeBatch {
  readonly #bytes: Uint8Array;
  readonly #counts: readonly number[];
  readonly #runs: Uint32Array;
  readonly #starts: readonly number[];

  /** Reads a block of `crates/data/src/jobs/records.rs`. */
  constructor(block: Uint8Array) {
    const head = headOf(block);
    const runs = head[RUNS] ?? 0;
    this.#bytes = block;
    this.#counts = TAPE_TABLES.map((_, kind) => head[kind] ?? 0);
    this.#runs = new Uint32Array(block.buffer, block.byteOffset + ALIGN, runs * 2);
    let at = ALIGN + Math.ceil((runs * 8) / ALIGN) * ALIGN;
    this.#starts = TAPE_TABLES.map((table, kind) => {
      const start = at;
      at += (this.#counts[kind] ?? 0) * RECORD_BYTES[table];
      return start;
    });
  }

  /** All of it as it crosses: a head, the runs, the lists. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** How many records of all tables. */
  get length(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  /** How many records of a table. */
  count(table: TapeTable): number {
    return this.#counts[TAPE_TABLES.indexOf(table)] ?? 0;
  }

  /** The records of a table, as bytes. */
  list(table: TapeTable): Uint8Array {
    const kind = TAPE_TABLES.indexOf(table);
    const start = this.#starts[kind] ?? 0;
    return this.#bytes.subarray(start, start + (this.#counts[kind] ?? 0) * RECORD_BYTES[table]);
  }

  /** The order of the records. */
  *runs(): Generator<TapeRun> {
    for (let at = 0; at < this.#runs.length; at += 2) {
      const table = TAPE_TABLES[this.#runs[at] ?? 0];
      if (table !== undefined) yield { table, count: this.#runs[at + 1] ?? 0 };
    }
  }
}

/** Bytes of a record of each table. */
export const RECORD_BYTES = Object.fromEntries(
  TAPE_TABLES.map((table) => [table, TAPE_CURSORS[table].bytes]),
) as Readonly<Record<TapeTable, number>>;

/** The blocks of a piece of output, which holds whole ones. */
export function* blocksOf(output: Uint8Array): Generator<TapeBatch> {
  for (let at = 0; at < output.length; ) {
    const length = headOf(output, at)[LENGTH] ?? 0;
    yield new TapeBatch(output.subarray(at, at + length));
    at += length;
  }
}

/** How often the report of the job was another one, up to the block at the front of its output. */
export function revisionOf(output: Uint8Array): number {
  return headOf(output)[REVISION] ?? 0;
}

function headOf(block: Uint8Array, at = 0): Uint32Array {
  return new Uint32Array(block.buffer, block.byteOffset + at, HEAD_WORDS);
}
