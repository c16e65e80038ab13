// One instrument's book, as it is at the moment of asking.

import { RECORD_BYTES } from "./backend.js";
import { CiftError } from "./errors.js";
import { DepthLevelCursor, OrderCursor, type SideName } from "./generated/index.js";
import type { Instrument } from "./instrument.js";

/** A price with what rests there. */
export interface PriceLevel {
  /** In ticks. */
  readonly price: number;
  /** In lots. */
  readonly quantity: number;
  /** How many orders. */
  readonly orders: number;
}

/** The levels of both sides that are equally far from the best. */
export interface DepthRow {
  /** From 0, the best. */
  readonly level: number;
  readonly bid: PriceLevel | undefined;
  readonly ask: PriceLevel | undefined;
}

/** A live order. */
export interface OrderView {
  readonly symbol: string;
  readonly id: number;
  readonly account: number;
  readonly side: SideName;
  /** In ticks. */
  readonly price: number;
  /** What is still open, in lots. */
  readonly quantity: number;
  /** Lots that trade before it at its price. */
  readonly quantityAhead: number;
  /** Orders that trade before it at its price. */
  readonly ordersAhead: number;
}

/** What a book asks its exchange. */
export interface BookQueries {
  depthInto(instrument: number, target: Uint8Array): number;
  orderInto(instrument: number, account: number, orderId: number, target: Uint8Array): boolean;
}

const MAX_LEVELS = 2 ** 20;

/** A view of a book: every question is asked anew, so it is never stale and remembers nothing. */
export class OrderBook {
  readonly instrument: Instrument;
  readonly #queries: BookQueries;
  #rows = new Uint8Array(RECORD_BYTES);
  readonly #row = new DepthLevelCursor(this.#rows);

  constructor(instrument: Instrument, queries: BookQueries) {
    this.instrument = instrument;
    this.#queries = queries;
  }

  /** The highest bid, or nothing. */
  get bestBid(): PriceLevel | undefined {
    return this.#best().bid;
  }

  /** The lowest ask, or nothing. */
  get bestAsk(): PriceLevel | undefined {
    return this.#best().ask;
  }

  /** The best ask less the best bid, in ticks; nothing where a side is empty. */
  get spread(): number | undefined {
    const { bid, ask } = this.#best();
    return bid === undefined || ask === undefined ? undefined : ask.price - bid.price;
  }

  /** Halfway between the best bid and ask, in ticks: may be half a tick. Nothing where a side is empty. */
  get mid(): number | undefined {
    const { bid, ask } = this.#best();
    // Halves first: the sum of two prices need not be exact.
    return bid === undefined || ask === undefined ? undefined : bid.price + (ask.price - bid.price) / 2;
  }

  #best(): DepthRow {
    return this.depth(1)[0] ?? { level: 0, bid: undefined, ask: undefined };
  }

  /** The best levels, best first; rows that have none are left out. */
  depth(levels = 10): DepthRow[] {
    const rows: DepthRow[] = [];
    const cursor = this.#row;
    const count = this.depthInto(cursor, levels);
    for (let level = 0; level < count; level++) rows.push(rowOf(cursor.at(level)));
    return rows;
  }

  /**
   * Writes the best levels as records, as many as the target has room for; rows without a level have quantity zero.
   * Returns how many rows have a level. Give it bytes of your own, or a cursor, which is turned to `levels` rows (as many
   * as it had) in memory of this book that the next question overwrites.
   */
  depthInto(target: Uint8Array | DepthLevelCursor, levels?: number): number {
    if (target instanceof Uint8Array) return this.#queries.depthInto(this.instrument.index, target);
    const wanted = levels ?? target.length;
    if (!Number.isSafeInteger(wanted) || wanted < 0 || wanted > MAX_LEVELS) {
      throw new CiftError("INVALID_ARGUMENT", `levels must be a number up to ${MAX_LEVELS}, not ${wanted}`);
    }
    const bytes = wanted * RECORD_BYTES;
    if (this.#rows.byteLength < bytes) this.#rows = new Uint8Array(bytes);
    const rows = this.#rows.subarray(0, bytes);
    const count = this.#queries.depthInto(this.instrument.index, rows);
    target.attach(rows);
    return count;
  }

  /** A live order with its place in the queue, or nothing. */
  order({ id, account = 0 }: { readonly id: number; readonly account?: number }): OrderView | undefined {
    const record = new Uint8Array(RECORD_BYTES);
    if (!this.#queries.orderInto(this.instrument.index, account, id, record)) return undefined;
    const order = new OrderCursor(record).at(0);
    return {
      symbol: this.instrument.symbol,
      id: order.orderId,
      account: order.account,
      side: order.sideName as SideName,
      price: order.price,
      quantity: order.quantity,
      quantityAhead: order.quantityAhead,
      ordersAhead: order.ordersAhead,
    };
  }
}

/** A row of the book as an object. */
export function rowOf(row: DepthLevelCursor): DepthRow {
  const { bidQuantity, askQuantity } = row;
  return {
    level: row.level,
    bid:
      bidQuantity === 0 ? undefined : { price: row.bidPrice, quantity: bidQuantity, orders: row.bidOrders },
    ask:
      askQuantity === 0 ? undefined : { price: row.askPrice, quantity: askQuantity, orders: row.askOrders },
  };
}
