// All books of a conversation, and what is seen of them after each event.

import { createHash } from "node:crypto";
import type { BackendChoice, EngineBackend } from "@cift/engine";
import { decimalText, rescaled } from "./decimals.js";
import type { EngineConfig, MarketEvent } from "./protocol.js";
import { type Applied, type Resting, SymbolBook, type Trade } from "./symbol-book.js";
import { TickGrid } from "./tick-grid.js";

/** A book as the state has it. */
interface Listed {
  readonly book: SymbolBook;
  /** Its part of the state, as canonical JSON. */
  text: string;
  orders: number;
}

export class Observer {
  readonly #config: EngineConfig;
  readonly #grid: TickGrid;
  readonly #backend: BackendChoice | EngineBackend;
  readonly #books = new Map<string, Listed>();
  /** Sorted by code points, as the contract does. */
  #symbols: string[] = [];

  constructor(config: EngineConfig, backend: BackendChoice | EngineBackend) {
    this.#config = config;
    this.#grid = new TickGrid(config.tickSize);
    this.#backend = backend;
  }

  dispose(): void {
    for (const { book } of this.#books.values()) book.dispose();
  }

  /** Applies an event; the frame says what came of it. */
  async observe(index: number, event: MarketEvent): Promise<string> {
    const listed = await this.#listed(event);
    const applied: Applied =
      listed === undefined ? { rejection: "ORDER_NOT_ACTIVE", trades: [] } : await listed.book.apply(event);
    const trades = applied.trades.map((trade) =>
      this.#tradeText(event.symbol, trade, listed?.book.scale ?? 0),
    );
    if (listed !== undefined) this.#render(event.symbol, listed);
    let orders = 0;
    for (const book of this.#books.values()) orders += book.orders;
    return (
      `{"type":"observation","index":${index},"outcome":${outcomeText(applied)},"trades":[${trades.join(",")}],` +
      `"state_hash":"${createHash("sha256").update(this.state()).digest("hex")}","resting_order_count":${orders}}`
    );
  }

  /** All books as canonical JSON: compact, keys sorted. */
  state(): string {
    const books = this.#symbols.map((symbol) => this.#books.get(symbol)?.text);
    return `{"books":[${books.join(",")}]}`;
  }

  /** The event's book. Only `new` and `clear` open one. */
  async #listed({ op, symbol }: MarketEvent): Promise<Listed | undefined> {
    const known = this.#books.get(symbol);
    if (known !== undefined || (op !== "new" && op !== "clear")) return known;
    const book = await SymbolBook.create(this.#config, this.#grid, this.#backend);
    const listed = { book, text: "", orders: 0 };
    this.#books.set(symbol, listed);
    this.#symbols = [...this.#books.keys()].sort(byCodePoint);
    return listed;
  }

  #render(symbol: string, listed: Listed): void {
    const orders = listed.book.settle();
    const side = (name: string) =>
      orders
        .filter(({ view }) => view.side === name)
        .map((order) => this.#orderText(order, listed.book.scale))
        .join(",");
    listed.orders = orders.length;
    listed.text = `{"asks":[${side("sell")}],"bids":[${side("buy")}],"symbol":${JSON.stringify(symbol)}}`;
  }

  #orderText({ id, owner, view }: Resting, scale: number): string {
    const price = this.#grid.text(view.price);
    const quantity = this.#quantityText(BigInt(view.quantity), scale);
    return `{"order_id":${id},"order_type":"LIMIT","owner":${owner},"price":"${price}","remaining_quantity":"${quantity}"}`;
  }

  #tradeText(symbol: string, { buyId, sellId, ticks, lots }: Trade, scale: number): string {
    const price = this.#grid.text(ticks);
    const quantity = this.#quantityText(lots, scale);
    return (
      `{"symbol":${JSON.stringify(symbol)},"buy_order_id":${buyId},"sell_order_id":${sellId},` +
      `"price":"${price}","quantity":"${quantity}"}`
    );
  }

  #quantityText(lots: bigint, scale: number): string {
    const { places } = this.#config;
    return scale > places ? decimalText(rescaled(lots, scale, places), places) : decimalText(lots, scale);
  }
}

function outcomeText({ rejection }: Applied): string {
  if (rejection === undefined) return '{"status":"applied","reason":null,"message":null}';
  return `{"status":"rejected","reason":"${rejection}","message":null}`;
}

/** JavaScript compares UTF-16 units, which puts characters above U+FFFF before some below. */
function byCodePoint(one: string, other: string): number {
  const [left, right] = [[...one], [...other]];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const apart = (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0);
    if (apart !== 0) return apart;
  }
  return left.length - right.length;
}
