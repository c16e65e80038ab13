// The book of one instrument, from a tape's order, level or quote records. Order records are the better ones where there
// are several kinds. As crates/market-data builds books, but only to be looked at: best prices are found when asked for.

import {
  BookAction,
  MarketByOrderEventCursor,
  MarketByPriceEventCursor,
  QuoteCursor,
  Side,
} from "@cift/engine";
import type { TapeBatch, TapeTable } from "@cift/engine/data";
import type { BookLevel, BookView } from "./protocol.ts";

interface Order {
  readonly side: number;
  price: number;
  quantity: number;
}

interface Total {
  quantity: number;
  orders: number;
}

type Levels = Map<number, Total>;

const NOT_DISPLAYED = 4;

export class MarketBook {
  readonly #instrument: number;
  /** Ids are numbers where a number holds them. */
  readonly #orders = new Map<number | bigint, Order>();
  readonly #byOrder: readonly [Levels, Levels] = [new Map(), new Map()];
  readonly #byLevel: readonly [Levels, Levels] = [new Map(), new Map()];
  readonly #byQuote: readonly [Levels, Levels] = [new Map(), new Map()];
  #source: BookView["source"] = "nothing";
  #timeNs = Number.NaN;

  constructor(instrument: number) {
    this.#instrument = instrument;
  }

  /**
   * Takes the records of a batch in their order. Before each of another time `onTime` is told it, and may stop by
   * returning false; returns whether it went through.
   */
  apply(batch: TapeBatch, onTime: (timeNs: number) => boolean): boolean {
    const readers = new Readers(batch);
    for (const { table, count } of batch.runs()) {
      if (!readers.read(table, count, (record) => this.#take(record, onTime))) return false;
    }
    return true;
  }

  #take(record: BookRecord, onTime: (timeNs: number) => boolean): boolean {
    if (record.instrument !== this.#instrument) return true;
    const { timeNs } = record;
    if (timeNs !== this.#timeNs && !onTime(timeNs)) return false;
    this.#timeNs = timeNs;
    if (record instanceof MarketByOrderEventCursor) this.#order(record);
    else if (record instanceof MarketByPriceEventCursor) this.#level(record);
    else this.#quote(record);
    return true;
  }

  #order(event: MarketByOrderEventCursor): void {
    this.#source = "orders";
    if ((event.flags & NOT_DISPLAYED) !== 0) return;
    if (event.action === BookAction.clear) {
      this.#orders.clear();
      for (const side of this.#byOrder) side.clear();
      return;
    }
    const known = event.orderId;
    const id = Number.isSafeInteger(known) ? known : event.orderIdBig;
    const order = this.#orders.get(id);
    switch (event.action) {
      case BookAction.add:
        if (order !== undefined) this.#remove(id, order);
        this.#enter(id, event);
        break;
      case BookAction.cancel:
        if (order === undefined) break;
        if (event.quantity === 0 || event.quantity >= order.quantity) this.#remove(id, order);
        else this.#change(order, order.price, order.quantity - event.quantity);
        break;
      case BookAction.modify:
        if (order !== undefined) this.#remove(id, order);
        this.#enter(id, event);
        break;
      default:
      // Trades and fills change nothing: the venue sends a cancellation with them.
    }
  }

  #enter(id: number | bigint, { side, price, quantity }: MarketByOrderEventCursor): void {
    if (quantity === 0 || side > Side.sell) return;
    this.#orders.set(id, { side, price, quantity });
    add(this.#byOrder[side === Side.buy ? 0 : 1], price, quantity, 1);
  }

  #remove(id: number | bigint, order: Order): void {
    this.#orders.delete(id);
    add(this.#byOrder[order.side === Side.buy ? 0 : 1], order.price, -order.quantity, -1);
  }

  #change(order: Order, price: number, quantity: number): void {
    add(this.#byOrder[order.side === Side.buy ? 0 : 1], price, quantity - order.quantity, 0);
    order.quantity = quantity;
  }

  #level(event: MarketByPriceEventCursor): void {
    if (this.#source !== "orders") this.#source = "levels";
    const { action, side } = event;
    if (action === BookAction.clear) {
      for (const levels of this.#byLevel) levels.clear();
      return;
    }
    const isChange =
      action === BookAction.add || action === BookAction.cancel || action === BookAction.modify;
    if (!isChange || side > Side.sell || (event.flags & NOT_DISPLAYED) !== 0) return;
    const levels = this.#byLevel[side === Side.buy ? 0 : 1];
    if (event.quantity === 0) levels.delete(event.price);
    else levels.set(event.price, { quantity: event.quantity, orders: event.orders });
  }

  #quote(quote: QuoteCursor): void {
    if (this.#source === "nothing") this.#source = "quotes";
    const [bids, asks] = this.#byQuote;
    bids.clear();
    asks.clear();
    if (quote.bidQuantity > 0)
      bids.set(quote.bidPrice, { quantity: quote.bidQuantity, orders: quote.bidOrders });
    if (quote.askQuantity > 0)
      asks.set(quote.askPrice, { quantity: quote.askQuantity, orders: quote.askOrders });
  }

  get #sides(): readonly [Levels, Levels] {
    if (this.#source === "orders") return this.#byOrder;
    return this.#source === "levels" ? this.#byLevel : this.#byQuote;
  }

  /** Between the best prices, in ticks; NaN where a side is empty, or the book crossed: then it says nothing. */
  middle(): number {
    const [bids, asks] = this.#sides;
    let bid = Number.NaN;
    for (const price of bids.keys()) if (!(price <= bid)) bid = price;
    let ask = Number.NaN;
    for (const price of asks.keys()) if (!(price >= ask)) ask = price;
    return bid > ask ? Number.NaN : (bid + ask) / 2;
  }

  view(levels: number): BookView {
    const [bids, asks] = this.#sides;
    return {
      source: this.#source,
      bids: best(bids, levels, (one, other) => other - one),
      asks: best(asks, levels, (one, other) => one - other),
      bidLevels: bids.size,
      askLevels: asks.size,
    };
  }
}

type BookRecord = MarketByOrderEventCursor | MarketByPriceEventCursor | QuoteCursor;

/** Goes through the tables of a batch in the order of its runs. */
class Readers {
  readonly #cursors: Partial<Record<TapeTable, BookRecord>>;

  constructor(batch: TapeBatch) {
    this.#cursors = {
      market_by_order: new MarketByOrderEventCursor(batch.list("market_by_order")),
      market_by_price: new MarketByPriceEventCursor(batch.list("market_by_price")),
      quotes: new QuoteCursor(batch.list("quotes")),
    };
  }

  /** Whether all of the next `count` records of a table were taken. */
  read(table: TapeTable, count: number, take: (record: BookRecord) => boolean): boolean {
    const cursor = this.#cursors[table];
    if (cursor === undefined) return true;
    for (let left = count; left > 0 && cursor.next(); left--) if (!take(cursor)) return false;
    return true;
  }
}

function add(levels: Levels, price: number, quantity: number, orders: number): void {
  const total = levels.get(price);
  if (total === undefined) {
    levels.set(price, { quantity, orders });
    return;
  }
  total.quantity += quantity;
  total.orders += orders;
  if (total.orders <= 0) levels.delete(price);
}

function best(levels: Levels, count: number, order: (one: number, other: number) => number): BookLevel[] {
  return [...levels.keys()]
    .sort(order)
    .slice(0, count)
    .map((price) => ({ price, ...(levels.get(price) ?? { quantity: 0, orders: 0 }) }));
}
