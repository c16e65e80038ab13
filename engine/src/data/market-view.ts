// One instrument's market, record by record: its book with the place of every order, its trades, its averages and flows.

import type { BackendKind } from "../backend.js";
import { CiftError } from "../errors.js";
import { destroyWhenForgotten, disposedOf } from "../forgotten.js";
import { DepthLevelCursor, OrderCursor, type SideName, sideNames } from "../generated/index.js";
import { type DepthRow, type PriceLevel, rowOf } from "../order-book.js";
import type { DataBackend, ViewHandle, Wide } from "./backend.js";
import { loadData } from "./load.js";
import { type MarketViewOptions, viewRequest } from "./market-view-options.js";
import type { TapeBatch } from "./tape-batch.js";
import { type ViewField, ViewRow } from "./view-row.js";

/** What a view's book is made of: the kind of records that tells the most. */
export type ViewSource = "nothing" | "quotes" | "levels" | "orders";

const SOURCES: readonly ViewSource[] = ["nothing", "quotes", "levels", "orders"];

/** The last trade. */
export interface LastTrade {
  /** In ticks. */
  readonly price: number;
  /** In lots. */
  readonly quantity: number;
  /** Who took: as the source says, or by the rule of Lee and Ready. Nothing where neither tells. */
  readonly side: SideName | undefined;
  /** When it was, in nanoseconds of the tape. */
  readonly timeNs: number;
  /** What the taker paid over the middle, both ways, in ticks; NaN where that is not known. */
  readonly effectiveSpread: number;
}

/** A displayed order and its place in the queue at its price. */
export interface QueuePlace {
  /** The venue's id, rounded above 2^53. */
  readonly orderId: number;
  /** The same, exactly. */
  readonly orderIdBig: bigint;
  /** Whether it buys or sells. */
  readonly side: SideName;
  /** In ticks. */
  readonly price: number;
  /** What is open of it, in lots. */
  readonly quantity: number;
  /** Orders that trade before it. */
  readonly ordersAhead: number;
  /** Their quantity, in lots. */
  readonly quantityAhead: number;
}

/** Records that a book could not take at their word. */
export interface BookOddities {
  /** Changes of orders that were not there. */
  readonly unknown: number;
  /** New orders whose id was there already: they take its place. */
  readonly duplicate: number;
  /** Cancellations of more than was there. */
  readonly excess: number;
  /** Actions or sides that are none. */
  readonly invalid: number;
}

/** Whatever is later than all records. */
const FOREVER = 2n ** 64n - 1n;
const MOST_ROWS = 2 ** 32 - 1;
const MOST_ID = 2n ** 64n;

/** Opens a view of one instrument's market, which knows nothing yet. Throws `INVALID_ARGUMENT`. */
export async function marketView(options: MarketViewOptions = {}): Promise<MarketView> {
  const backend = await loadData(options.backend);
  return new MarketView(backend, backend.openView(viewRequest(options)));
}

/**
 * One instrument's market: fed with the batches of `readRecords`, or with what an exchange did, and asked between any two
 * records. The numbers are those of `measures`, by the same code. Prices are whole ticks and quantities whole lots; a number
 * is NaN, and a thing `undefined`, where nothing is known. The first number that is read after a change fetches them all;
 * reading numbers makes no objects. To be closed, by `close()` or `using`.
 */
export class MarketView {
  readonly #data: DataBackend;
  readonly #row: ViewRow;
  #handle: ViewHandle;
  /** The batch that the module has, so that going on in it costs no copy. */
  #loaded: TapeBatch | undefined;

  constructor(backend: DataBackend, handle: ViewHandle) {
    this.#data = backend;
    this.#handle = handle;
    this.#row = new ViewRow(backend);
    destroyWhenForgotten(this, { destroy: (forgotten) => backend.closeView(forgotten) }, handle);
  }

  /** Which module keeps it. */
  get backend(): BackendKind {
    return this.#data.kind;
  }

  /** Applies the records of a batch in their order, or those from place `from` to before `to`. Throws `BUFFER_INVALID`. */
  apply(batch: TapeBatch, from = 0, to: number = batch.length): void {
    this.#run(batch, from, to, FOREVER);
  }

  /**
   * Applies the records of a batch up to and including a time: stops before the first later one, of whichever instrument.
   * Returns its place, from which to go on, or the batch's length: then the next batch may have more of that time.
   */
  applyUntil(batch: TapeBatch, timeNs: Wide, from = 0): number {
    return timeNs < 0 ? from : this.#run(batch, from, batch.length, tapeTime(timeNs));
  }

  #run(batch: TapeBatch, from: number, to: number, untilNs: Wide): number {
    const handle = this.#open();
    whole("from", from);
    whole("to", to);
    if (from > to || to > batch.length)
      throw new CiftError(
        "INVALID_ARGUMENT",
        `a batch of ${batch.length} records has none from ${from} to ${to}`,
      );
    this.#row.stale();
    if (this.#loaded !== batch) {
      this.#loaded = undefined;
      this.#data.viewLoad(handle, batch.bytes);
      this.#loaded = batch;
    }
    return this.#data.viewRun(handle, from, to, untilNs);
  }

  /**
   * Applies what an exchange did since its beginning, or since the last call: all events of some commands, and these. Without
   * commands all orders are taken for plain ones: fully displayed, and waiting for nothing. The view must have been opened
   * with the `exchange`. Throws `BUFFER_INVALID` for events that are of other commands.
   */
  applyEvents(
    events: Uint8Array | { toBytes(): Uint8Array },
    commands: Uint8Array | { readonly bytes: Uint8Array } = new Uint8Array(),
  ): void {
    const handle = this.#open();
    this.#row.stale();
    this.#data.viewObserve(
      handle,
      commands instanceof Uint8Array ? commands : commands.bytes,
      events instanceof Uint8Array ? events : events.toBytes(),
    );
  }

  /** Nothing has happened up to a time, in nanoseconds of the tape: windows and averages over time move on to it. */
  advance(timeNs: Wide): void {
    if (timeNs < 0 || (typeof timeNs === "number" && !Number.isInteger(timeNs)))
      throw new CiftError("INVALID_ARGUMENT", `timeNs must be a whole number from 0, not ${timeNs}`);
    this.#data.viewAdvance(this.#open(), tapeTime(timeNs));
    this.#row.stale();
  }

  /** Makes the model behind `microprice` of all changes of the best prices so far. Not before that it has a value. */
  fitMicroprice(): void {
    this.#data.viewFit(this.#open());
    this.#row.stale();
  }

  /** The names of the numbers, in the order in which `readInto` writes them. */
  get fields(): readonly ViewField[] {
    return this.#row.names;
  }

  /** Writes all numbers into `target`, from place `at` on: for columns over time, without an object. */
  readInto(target: Float64Array, at = 0): void {
    target.set(this.#row.read(this.#open()), at);
  }

  /** One of the numbers. */
  get(field: ViewField): number {
    return this.#row.read(this.#open())[this.#row.at[field]] ?? Number.NaN;
  }

  /** When the market was so: of the last record, of whichever instrument, or later, in nanoseconds of the tape. */
  get timeNs(): number {
    return this.get("time_ns");
  }

  /** The place on the tape of the last record. */
  get seq(): number {
    return this.get("seq");
  }

  /** How many records of the instrument were applied. */
  get records(): number {
    return this.get("records");
  }

  /** What the book is made of. */
  get source(): ViewSource {
    return SOURCES[this.get("source")] ?? "nothing";
  }

  /** The highest bid and the lowest ask. */
  get best(): Omit<DepthRow, "level"> {
    return { bid: this.#level("bid"), ask: this.#level("ask") };
  }

  #level(side: "bid" | "ask"): PriceLevel | undefined {
    const price = this.get(side);
    if (Number.isNaN(price)) return undefined;
    return { price, quantity: this.get(`${side}_quantity`), orders: this.get(`${side}_orders`) };
  }

  /** The highest bid, in ticks. */
  get bid(): number {
    return this.get("bid");
  }

  /** The lowest ask, in ticks. */
  get ask(): number {
    return this.get("ask");
  }

  /** Halfway between the best prices, in ticks. */
  get mid(): number {
    return this.get("mid");
  }

  /** The middle weighted by what stands on the other side, in ticks. */
  get weightedMid(): number {
    return this.get("weighted_mid");
  }

  /** Stoikov's micro-price, in ticks: by the model that `fitMicroprice` has made. */
  get microprice(): number {
    return this.get("microprice");
  }

  /** The quoted spread: the best ask less the best bid, in ticks. */
  get spread(): number {
    return this.get("spread");
  }

  /** How much more stands to buy than to sell on the best levels, −1 to 1. */
  get imbalance(): number {
    return this.get("imbalance");
  }

  /** Order-flow imbalance since the beginning, in lots. */
  get orderFlow(): number {
    return this.get("order_flow");
  }

  /** Lots bought less lots sold in the window, as a share of both, −1 to 1. */
  get tradeFlow(): number {
    return this.get("trade_flow");
  }

  /** The last trade. */
  get lastTrade(): LastTrade | undefined {
    const price = this.get("last_price");
    if (Number.isNaN(price)) return undefined;
    return {
      price,
      quantity: this.get("last_quantity"),
      side: sideNames[this.get("last_side")],
      timeNs: this.get("last_time_ns"),
      effectiveSpread: this.get("last_effective_spread"),
    };
  }

  /** How many trades there were. */
  get trades(): number {
    return this.get("trades");
  }

  /** Lots that were traded. */
  get volume(): number {
    return this.get("volume");
  }

  /** Lots that were bought by those who took. */
  get buyVolume(): number {
    return this.get("buy_volume");
  }

  /** Lots that were sold by those who took. */
  get sellVolume(): number {
    return this.get("sell_volume");
  }

  /** The volume-weighted average price since the beginning, in ticks. */
  get vwap(): number {
    return this.get("vwap");
  }

  /** The same since the session's beginning. */
  get sessionVwap(): number {
    return this.get("session_vwap");
  }

  /** The same of the window. */
  get windowVwap(): number {
    return this.get("window_vwap");
  }

  /** The time-weighted average of the last traded price, in ticks. */
  get twap(): number {
    return this.get("twap");
  }

  /** The time-weighted average of the middle, in ticks; while a side is empty, the last middle stands. */
  get midTwap(): number {
    return this.get("mid_twap");
  }

  /** The volume-weighted mean of effective spreads since the beginning, in ticks. */
  get effectiveSpread(): number {
    return this.get("effective_spread");
  }

  /** The volume-weighted mean of realised spreads since the beginning, in ticks. */
  get realisedSpread(): number {
    return this.get("realised_spread");
  }

  /** The volume-synchronised probability of informed trading, 0 to 1. */
  get vpin(): number {
    return this.get("vpin");
  }

  /**
   * Takes the bars that are complete and were not taken yet, as records for `BarCursor`: the last 65,536 of them. What is
   * measured by the bar, from volatility to Kyle's lambda, is among the numbers (`get("kyle_lambda")`), as of the last bar.
   */
  takeBars(): Uint8Array<ArrayBuffer> {
    const bars = this.#data.viewBars(this.#open());
    this.#row.stale();
    return bars;
  }

  /** Records that the book could not take at their word. */
  get oddities(): BookOddities {
    return {
      unknown: this.get("unknown"),
      duplicate: this.get("duplicate"),
      excess: this.get("excess"),
      invalid: this.get("invalid"),
    };
  }

  /** The best levels of both sides, best first; rows that have none are left out. */
  depth(levels = 10): DepthRow[] {
    if (!(levels >= 0))
      throw new CiftError("INVALID_ARGUMENT", `levels must be a number from 0, not ${levels}`);
    const most = Math.min(Math.floor(levels), MOST_ROWS);
    const cursor = new DepthLevelCursor(this.#data.viewDepth(this.#open(), most));
    return Array.from({ length: cursor.length }, (_, row) => rowOf(cursor.at(row)));
  }

  /** The best levels of a side, best first; `Infinity`: all. */
  levels(side: SideName, levels = 10): PriceLevel[] {
    const part = sideIndex(side) === 0 ? "bid" : "ask";
    return this.depth(levels).flatMap((row) => row[part] ?? []);
  }

  /** The orders at a price, first to trade first. None where the book is not made of orders (`source`). */
  queue(side: SideName, price: Wide): QueuePlace[] {
    wide("price", price, -(MOST_ID / 2n), MOST_ID / 2n);
    const records = this.#data.viewQueue(this.#open(), sideIndex(side), price);
    const cursor = new OrderCursor(records);
    return Array.from({ length: cursor.length }, (_, at) => placeOf(cursor.at(at)));
  }

  /** A displayed order's place in its queue, by the venue's id. Nothing where there is no such order. */
  queuePlace(orderId: Wide): QueuePlace | undefined {
    wide("orderId", orderId, 0n, MOST_ID);
    const record = this.#data.viewPlace(this.#open(), orderId);
    return record.length === 0 ? undefined : placeOf(new OrderCursor(record).at(0));
  }

  /** The venue's id of an exchange's live order, for `queuePlace`: orders are known in the market by it. */
  venueOrderId({ id, account = 0 }: { readonly id: number; readonly account?: number }): number | undefined {
    whole("id", id);
    whole("account", account);
    const number = this.#data.viewNumber(this.#open(), account, id);
    return number === 0 ? undefined : number;
  }

  /** Ends it; a second time does nothing. */
  close(): void {
    if (this.#handle === 0) return;
    const handle = this.#handle;
    this.#handle = 0;
    this.#loaded = undefined;
    disposedOf(this);
    this.#data.closeView(handle);
  }

  /** The same, for `using`; WebKit has no `Symbol.dispose`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #open(): ViewHandle {
    if (this.#handle === 0) throw new CiftError("DISPOSED", "the view was closed");
    return this.#handle;
  }
}

function placeOf(order: OrderCursor): QueuePlace {
  const { orderId, orderIdBig, price, quantity, ordersAhead, quantityAhead } = order;
  const side = sideNames[order.side] ?? "buy";
  return { orderId, orderIdBig, side, price, quantity, ordersAhead, quantityAhead };
}

function sideIndex(side: SideName): number {
  const index = sideNames.indexOf(side);
  if (index === -1) throw new CiftError("INVALID_ARGUMENT", `side must be one of ${sideNames.join(", ")}`);
  return index;
}

function whole(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new CiftError(
      "INVALID_ARGUMENT",
      `${name} must be a whole number from 0 to 2^53 - 1, not ${value}`,
    );
}

/** The last nanosecond of the tape that is not after a time; floats above 2^53 are whole. */
function tapeTime(timeNs: Wide): Wide {
  if (Number.isNaN(timeNs)) throw new CiftError("INVALID_ARGUMENT", "timeNs must be a number, not NaN");
  if (timeNs > FOREVER) return FOREVER;
  return typeof timeNs === "bigint" ? timeNs : Math.floor(timeNs);
}

function wide(name: string, value: Wide, from: bigint, to: bigint): void {
  const isExact = typeof value === "bigint" || Number.isSafeInteger(value);
  if (!isExact || BigInt(value) < from || BigInt(value) >= to)
    throw new CiftError("INVALID_ARGUMENT", `${name} must be a whole number of 64 bits, not ${value}`);
}
