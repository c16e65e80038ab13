// One instrument's book, as it is at the moment of asking.

import { RECORD_BYTES } from "./backend.js";
import { CiftError } from "./errors.js";
import { DepthLevelCursor, OrderCursor, type SideName, sideNames } from "./generated/index.js";
import { INSPECT } from "./inspect.js";
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
  /** Of the buy side. */
  readonly bid: PriceLevel | undefined;
  /** Of the sell side. */
  readonly ask: PriceLevel | undefined;
}

/** A live order. */
export interface OrderView {
  /** The instrument's. */
  readonly symbol: string;
  /** The order's id. */
  readonly id: number;
  /** Whose order it is. */
  readonly account: number;
  /** Whether it buys or sells. */
  readonly side: SideName;
  /** In ticks. */
  readonly price: number;
  /** What is still open, in lots. */
  readonly quantity: number;
  /** What the book shows of it, in lots. */
  readonly displayedQuantity: number;
  /** Whether it waits outside the book: for a trigger, a release, another order, an auction, or a price to follow. */
  readonly waiting: boolean;
  /** Lots that trade before it at its price. */
  readonly quantityAhead: number;
  /** Orders that trade before it at its price. */
  readonly ordersAhead: number;
}

/** What a book asks its exchange. */
export interface BookQueries {
  /** Writes the best levels; returns how many there are. */
  depthInto(instrument: number, target: Uint8Array): number;
  /** Writes a live order; false when there is none. */
  orderInto(instrument: number, account: number, orderId: number, target: Uint8Array): boolean;
  /** Writes the displayed orders of a side; returns how many. */
  ordersInto(instrument: number, side: number, target: Uint8Array): number;
}

const MAX_LEVELS = 2 ** 20;

/** A view of a book: every question is asked anew, so it is never stale and remembers nothing. */
export class OrderBook {
  /** Whose book it is. */
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
    return viewOf(this.instrument.symbol, new OrderCursor(record).at(0));
  }

  /** The displayed orders of a side, first to trade first, `most` of them at most. */
  orders(side: SideName, most = 100): OrderView[] {
    if (!Number.isSafeInteger(most) || most < 0 || most > MAX_LEVELS) {
      throw new CiftError("INVALID_ARGUMENT", `most must be a number up to ${MAX_LEVELS}, not ${most}`);
    }
    const index = sideNames.indexOf(side);
    if (index === -1) throw new CiftError("INVALID_ARGUMENT", `side must be one of ${sideNames.join(", ")}`);
    const records = new Uint8Array(most * RECORD_BYTES);
    const count = this.#queries.ordersInto(this.instrument.index, index, records);
    const cursor = new OrderCursor(records);
    return Array.from({ length: count }, (_, at) => viewOf(this.instrument.symbol, cursor.at(at)));
  }

  /** In Node's console: the best levels, asks above bids, as a screen would show them. */
  [INSPECT](_depth: number, _options: object): string {
    const { symbol } = this.instrument;
    const rows = this.depth(5);
    const line = (level: PriceLevel | undefined) =>
      level === undefined
        ? []
        : [
            `${this.instrument.formatPrice(level.price)} × ${this.instrument.formatQuantity(level.quantity)} (${level.orders})`,
          ];
    const asks = rows.flatMap(({ ask }) => line(ask)).reverse();
    const bids = rows.flatMap(({ bid }) => line(bid));
    return [
      `OrderBook ${symbol}`,
      ...asks.map((text) => `  ask ${text}`),
      ...bids.map((text) => `  bid ${text}`),
    ].join("\n");
  }
}

function viewOf(symbol: string, order: OrderCursor): OrderView {
  return {
    symbol,
    id: order.orderId,
    account: order.account,
    side: order.sideName as SideName,
    price: order.price,
    quantity: order.quantity,
    displayedQuantity: order.displayedQuantity,
    waiting: order.waiting !== 0,
    quantityAhead: order.quantityAhead,
    ordersAhead: order.ordersAhead,
  };
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
