// Compares the engine's book with rows of a LOBSTER order book file.

import { DepthLevelCursor, type OrderBook } from "@cift/engine";
import { type LobsterOps, opName } from "../inputs/lobster-ops.js";
import { fieldName, LEVEL_FIELDS, type LobsterOrderbook } from "../inputs/lobster-orderbook.js";
import type { Differences } from "./difference.js";

/** What LOBSTER writes as the price of a level that a book has not; negative on the bid side. */
const NO_PRICE = 9_999_999_999;

export class LobsterRowCheck {
  readonly #ops: LobsterOps;
  readonly #rows: LobsterOrderbook;
  readonly #differences: Differences;
  readonly #levels: Uint8Array;
  /** Reads what the book writes into `#levels`. */
  readonly #depth: DepthLevelCursor;
  readonly #expected: Float64Array;
  readonly #got: Float64Array;
  #compared = 0;
  #different = 0;

  constructor(ops: LobsterOps, rows: LobsterOrderbook, levels: number, differences: Differences) {
    this.#ops = ops;
    this.#rows = rows;
    this.#differences = differences;
    this.#levels = new Uint8Array(levels * DepthLevelCursor.bytes);
    this.#depth = new DepthLevelCursor(this.#levels);
    this.#expected = new Float64Array(levels * LEVEL_FIELDS);
    this.#got = new Float64Array(levels * LEVEL_FIELDS);
  }

  get compared(): number {
    return this.#compared;
  }

  get different(): number {
    return this.#different;
  }

  /** Compares the book as it stands with the row that belongs behind an op. */
  check(op: number, book: OrderBook): void {
    const row = this.#ops.row[op] ?? -1;
    this.#rows.read(row, this.#expected);
    this.#readBook(book);
    this.#compared++;
    const field = this.#firstDifferent();
    if (field < 0) return;
    this.#different++;
    this.#differences.add(() => ({
      what: "row",
      seq: this.#ops.seq[op] ?? 0,
      op: opName(this.#ops, op),
      where: this.#place(row, field),
      expected: `${this.#expected[field]}`,
      got: `${this.#got[field]}`,
    }));
  }

  #place(row: number, field: number): string {
    const level = Math.floor(field / LEVEL_FIELDS) + 1;
    return `row ${row} (${this.#rows.name}:${row + 1}), level ${level}, ${fieldName(field)}`;
  }

  #readBook(book: OrderBook): void {
    const depth = this.#depth;
    book.depthInto(this.#levels);
    const got = this.#got;
    let at = 0;
    for (depth.reset(); depth.next(); at += LEVEL_FIELDS) {
      const ask = depth.askQuantity;
      const bid = depth.bidQuantity;
      got[at] = ask === 0 ? NO_PRICE : depth.askPrice;
      got[at + 1] = ask;
      got[at + 2] = bid === 0 ? -NO_PRICE : depth.bidPrice;
      got[at + 3] = bid;
    }
  }

  #firstDifferent(): number {
    const expected = this.#expected;
    const got = this.#got;
    for (let field = 0; field < expected.length; field++) if (expected[field] !== got[field]) return field;
    return -1;
  }
}
