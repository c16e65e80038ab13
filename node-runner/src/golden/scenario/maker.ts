// What the generators share: a batch that grows, a clock that goes on, and what they remember of the orders they made.

import { CommandBatch, type CommandInput, type ResolvedConfig } from "@cift/engine";
import { Random } from "./random.js";

/** An order that may still be live. */
export interface MadeOrder {
  readonly orderId: number;
  readonly account: number;
  readonly side: "buy" | "sell";
  readonly price: number;
}

/** An instrument as a generator sees it. */
export interface MadeMarket {
  readonly index: number;
  /** Prices are multiples of it. */
  readonly tick: number;
  /** Quantities are multiples of it. */
  readonly lot: number;
  /** Around this price it makes orders; it wanders. */
  middle: number;
  /** Orders that it may change; the oldest are forgotten. */
  readonly orders: MadeOrder[];
}

/** Orders of an instrument that are remembered. */
const REMEMBERED = 400;
/** Where every market begins, in ticks: far enough from zero for a long walk. */
const START = 10_000;

/** Whether an order can be there when its command is over. On some venues others can too; they are left alone. */
function mayRest({ orderType, timeInForce, terms }: CommandInput): boolean {
  if (timeInForce === "ioc" || timeInForce === "fok") return false;
  return terms?.trigger !== undefined || (orderType !== "market" && orderType !== "marketToLimit");
}

/** Makes commands. All of it follows from the seed. */
export class Maker {
  readonly random: Random;
  readonly markets: readonly MadeMarket[];
  readonly #batch: CommandBatch;
  #timeNs = 0;
  #lastId = 0;

  constructor(config: ResolvedConfig, seed: number, capacity: number) {
    this.random = new Random(seed);
    this.#batch = new CommandBatch(capacity + 64);
    this.markets = config.instruments.map(({ rules, referencePrice }, index) => {
      const tick = Math.max(1, ...rules.ticks.map((band) => band.tick));
      const middle = Number(referencePrice ?? START);
      return { index, tick, lot: rules.lot, middle: middle - (middle % tick), orders: [] };
    });
  }

  /** How many records it has made: commands and terms. */
  get count(): number {
    return this.#batch.length;
  }

  get timeNs(): number {
    return this.#timeNs;
  }

  /** The records. */
  get bytes(): Uint8Array {
    return this.#batch.bytes.slice();
  }

  pass(ns: number): void {
    this.#timeNs += ns;
  }

  newId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  add(command: CommandInput): void {
    this.#batch.add({ ...command, timeNs: this.#timeNs });
  }

  /** Adds a new order, to be changed later where it can rest. */
  enter(market: MadeMarket, order: CommandInput & Omit<MadeOrder, "price">): void {
    this.add({ instrument: market.index, ...order });
    const { orderId, account, side } = order;
    if (!mayRest(order)) return;
    market.orders.push({ orderId, account, side, price: Number(order.price ?? 0) });
    if (market.orders.length > REMEMBERED) market.orders.shift();
  }

  /** One of the orders that were made last; mostly it is live. */
  someOrder(market: MadeMarket): MadeOrder | undefined {
    const { orders } = market;
    return orders.length === 0 ? undefined : orders[this.random.below(orders.length)];
  }

  forget(market: MadeMarket, order: MadeOrder): void {
    const index = market.orders.indexOf(order);
    if (index !== -1) market.orders.splice(index, 1);
  }

  /** A price so many ticks above the middle (below: negative), on the grid. */
  priceAt(market: MadeMarket, ticks: number): number {
    return market.middle + ticks * market.tick;
  }

  quantity(market: MadeMarket, most = 40): number {
    return market.lot * this.random.between(1, most);
  }

  /** Lets the middle take a step, back towards where it began when it is far. */
  wander(market: MadeMarket): void {
    const pull = market.middle > START * 2 ? -1 : market.middle < START / 2 ? 1 : 0;
    market.middle += market.tick * (this.random.between(-1, 1) + pull);
  }
}
