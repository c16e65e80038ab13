// One symbol's book: a session of the engine. The engine decides everything but what the protocol alone knows: that an id
// is one order's whoever owns it, that prices and quantities are binary64, and that next to nothing is nothing.

import {
  type BackendChoice,
  CommandKind,
  CommandWriter,
  type EngineBackend,
  type EventCursor,
  EventKind,
  Exchange,
  type InstrumentConfig,
  OrderType,
  type OrderView,
  SelfTrade,
  Side,
  TimeInForce,
} from "@cift/engine";
import { decimalText, rescaled } from "./decimals.js";
import { ANONYMOUS, Identities, type Identity } from "./identities.js";
import { countsAsNothing, FINEST, lotsOf, nothing, scaleFor, toScale } from "./lot-scale.js";
import {
  type EngineConfig,
  type MarketEvent,
  type NewOrderEvent,
  type OrderKind,
  ProtocolError,
  type ReplaceEvent,
} from "./protocol.js";
import { checkShares, needsShareCheck } from "./share-check.js";
import type { TickGrid } from "./tick-grid.js";

/** Why an event was refused: the contract's codes. */
export type Rejection = "ORDER_NOT_ACTIVE" | "DUPLICATE_ORDER_ID" | "INVALID_REPLACEMENT" | "INVALID_ORDER";

export interface Trade {
  readonly buyId: string;
  readonly sellId: string;
  readonly ticks: number;
  readonly lots: bigint;
}

/** An order of the book. */
export interface Resting extends Identity {
  readonly view: OrderView;
}

export interface Applied {
  readonly rejection: Rejection | undefined;
  readonly trades: readonly Trade[];
}

const APPLIED: Applied = { rejection: undefined, trades: [] };
const SYMBOL = "BOOK";
/** Prices above are not exact in binary64 either. */
const MOST_TICKS = 2 ** 53;
const MOST_LOTS = 2n ** 53n;
const ALLOW_SELF_TRADE = (1 + SelfTrade.allow) << 12;
const INT64 = 2n ** 63n;

const timeInForce: Readonly<Record<OrderKind, number>> = {
  LIMIT: TimeInForce.gtc,
  MARKET: TimeInForce.gtc,
  IOC: TimeInForce.ioc,
  FOK: TimeInForce.fok,
};

export class SymbolBook {
  readonly #config: EngineConfig;
  readonly #grid: TickGrid;
  readonly #backend: BackendChoice | EngineBackend;
  readonly #command = new CommandWriter();
  readonly #identities = new Identities();
  #exchange: Exchange;
  #scale = FINEST;
  /** At least as many lots as any level has. */
  #most = 0n;

  private constructor(
    config: EngineConfig,
    grid: TickGrid,
    backend: BackendChoice | EngineBackend,
    exchange: Exchange,
  ) {
    this.#config = config;
    this.#grid = grid;
    this.#backend = backend;
    this.#exchange = exchange;
  }

  static async create(
    config: EngineConfig,
    grid: TickGrid,
    backend: BackendChoice | EngineBackend,
  ): Promise<SymbolBook> {
    const exchange = await Exchange.create({ instruments: [instrumentOf(config, FINEST)] }, { backend });
    return new SymbolBook(config, grid, backend, exchange);
  }

  /** Lots are 10^-scale. */
  get scale(): number {
    return this.#scale;
  }

  dispose(): void {
    this.#exchange.dispose();
  }

  async apply(event: MarketEvent): Promise<Applied> {
    switch (event.op) {
      case "new":
        return this.#enter(event);
      case "replace":
        return this.#replace(event);
      case "cancel":
        return this.#cancel(event.id);
      case "reduce":
        return this.#reduce(event.id, event.quantity);
      case "clear":
        await this.#restart(FINEST, []);
        return APPLIED;
    }
  }

  /** All orders: bids, then asks, each best first and then by priority. Asked of the engine, one by one. */
  resting(): Resting[] {
    const orders: Resting[] = [];
    for (const identity of this.#identities.all()) {
      const view = this.#view(identity);
      if (view !== undefined) orders.push({ ...identity, view });
    }
    return orders.sort(byPriority);
  }

  /** The same, after an event is done: the ids of all others are free again. */
  settle(): Resting[] {
    const orders = this.resting();
    if (orders.length === this.#identities.size) return orders;
    const live = new Set(orders.map(({ id }) => id));
    for (const identity of this.#identities.all()) {
      if (!live.has(identity.id)) this.#identities.forget(identity);
    }
    return orders;
  }

  async #enter(event: NewOrderEvent): Promise<Applied> {
    if (this.#live(event.id) !== undefined) return rejected("DUPLICATE_ORDER_ID");
    const ticks = event.type === "MARKET" ? 0 : this.#ticks(event.price);
    if (ticks === undefined || event.quantity <= 0 || !isInt64(event.owner)) return rejected("INVALID_ORDER");
    // Only a limit order may come to a level.
    const lots = await this.#makeRoom(event.quantity, event.type === "LIMIT" ? ticks : undefined);
    if (countsAsNothing(lots, this.#scale)) return rejected("INVALID_ORDER");
    const identity = this.#identities.add(event.id, event.owner);
    const command = this.#beginNew(identity, event.side, ticks, lots);
    if (event.type === "MARKET") command.orderType = OrderType.market;
    command.timeInForce = timeInForce[event.type];
    return { rejection: undefined, trades: this.#submit() };
  }

  async #replace({ id, price, quantity }: ReplaceEvent): Promise<Applied> {
    const order = this.#live(id);
    if (order === undefined) return rejected("ORDER_NOT_ACTIVE");
    if ((price !== undefined && price <= 0) || (quantity !== undefined && quantity <= 0)) {
      return rejected("INVALID_REPLACEMENT");
    }
    const ticks = price === undefined ? order.view.price : this.#ticks(price);
    if (ticks === undefined) {
      // The contract's engine finds this out when the order is out of the book already, and puts it back, at the end.
      this.#submitReplace(order, order.view.price, BigInt(order.view.quantity));
      return rejected("INVALID_REPLACEMENT");
    }
    // Also where only the price changes: it comes to another level.
    const lots =
      quantity === undefined
        ? await this.#makeRoomAgain(order, ticks)
        : await this.#makeRoom(quantity, ticks);
    if (countsAsNothing(lots, this.#scale)) return this.#cancel(id);
    return { rejection: undefined, trades: this.#submitReplace(order, ticks, lots) };
  }

  #cancel(id: string): Applied {
    const order = this.#live(id);
    if (order === undefined) return rejected("ORDER_NOT_ACTIVE");
    this.#begin(CommandKind.cancel, order);
    this.#submit();
    return APPLIED;
  }

  #reduce(id: string, quantity: number): Applied {
    const order = this.#live(id);
    if (order === undefined) return rejected("ORDER_NOT_ACTIVE");
    const open = BigInt(order.view.quantity);
    const by = lotsOf(quantity, this.#scale, this.#config.places);
    if (by > open + nothing(this.#scale)) return rejected("INVALID_ORDER");
    if (countsAsNothing(open - by, this.#scale)) return this.#cancel(id);
    if (by === 0n) return APPLIED;
    this.#begin(CommandKind.reduce, order).quantity = Number(by);
    this.#submit();
    return APPLIED;
  }

  #submitReplace(order: Identity, ticks: number, lots: bigint): readonly Trade[] {
    const command = this.#begin(CommandKind.replace, order);
    command.price = ticks;
    command.quantity = Number(lots);
    return this.#submit();
  }

  /** The command, ready for its other fields. */
  #begin(kind: number, { number, account }: Identity): CommandWriter {
    const command = this.#command.at(0).clear();
    command.kind = kind;
    command.orderId = number;
    command.account = account;
    return command;
  }

  #beginNew(identity: Identity, side: number, ticks: number, lots: bigint): CommandWriter {
    const command = this.#begin(CommandKind.new, identity);
    command.side = side;
    command.price = ticks;
    command.quantity = Number(lots);
    // Orders of nobody have no owner in common.
    if (identity.account === ANONYMOUS) command.flags = ALLOW_SELF_TRADE;
    return command;
  }

  #submit(): Trade[] {
    const trades: Trade[] = [];
    const { matching, places } = this.#config;
    const before =
      matching === "pro_rata" && needsShareCheck(this.#scale, places) ? this.resting() : undefined;
    this.#exchange.submitRecord(this.#command);
    this.#exchange.readEvents((events) => {
      while (events.next()) {
        if (events.kind === EventKind.trade) trades.push(this.#tradeOf(events));
        else if (events.kind === EventKind.rejected || events.reasonName === "capacity")
          throw unexpected(events);
      }
    });
    if (before !== undefined) checkShares(before, trades);
    this.#sweepDust(trades);
    return trades.filter(({ lots }) => !countsAsNothing(lots, this.#scale));
  }

  #tradeOf({ side, orderId, counterOrderId, price, quantity }: EventCursor): Trade {
    const [buy, sell] = side === Side.buy ? [orderId, counterOrderId] : [counterOrderId, orderId];
    return {
      buyId: this.#identities.idOf(buy),
      sellId: this.#identities.idOf(sell),
      ticks: price,
      lots: BigInt(quantity),
    };
  }

  /** Takes out what trades have left over of orders and counts as nothing. */
  #sweepDust(trades: readonly Trade[]): void {
    if (nothing(this.#scale) === 0n) return;
    for (const id of new Set(trades.flatMap(({ buyId, sellId }) => [buyId, sellId]))) {
      const order = this.#live(id);
      if (order === undefined || !countsAsNothing(BigInt(order.view.quantity), this.#scale)) continue;
      this.#begin(CommandKind.cancel, order);
      this.#exchange.submitRecord(this.#command);
      this.#exchange.readEvents(() => undefined);
    }
  }

  /** The price on the grid; nothing where that is not above zero. */
  #ticks(price: number): number | undefined {
    if (price <= 0) return undefined;
    const ticks = this.#grid.ticks(price);
    if (ticks >= MOST_TICKS)
      throw new ProtocolError(`price ${price} is beyond 2^53 ticks`, "UNSUPPORTED_PRICE");
    return this.#grid.isPositive(ticks) ? ticks : undefined;
  }

  /**
   * The quantity in lots, after seeing to it that there is room for it.
   * @param ticks the level that it may come to
   */
  async #makeRoom(quantity: number, ticks: number | undefined): Promise<bigint> {
    await this.#makeRoomFor(lotsOf(quantity, this.#scale, 0), ticks);
    return lotsOf(quantity, this.#scale, this.#config.places);
  }

  /** The same for a live order, with what is open of it. */
  async #makeRoomAgain({ id, view }: Resting, ticks: number): Promise<bigint> {
    await this.#makeRoomFor(BigInt(view.quantity), ticks);
    return BigInt(this.#live(id)?.view.quantity ?? 0);
  }

  async #makeRoomFor(lots: bigint, ticks: number | undefined): Promise<void> {
    this.#most += ticks === undefined ? 0n : lots;
    if (this.#most < MOST_LOTS && lots < MOST_LOTS) return;
    const from = this.#scale;
    const orders = this.resting();
    const most = mostLots(orders, lots, ticks);
    const scale = Math.min(scaleFor(most, from), from);
    if (scale !== from) await this.#restart(scale, orders);
    this.#most = rescaled(most, from, scale);
  }

  /** A new session with other lots, and the same orders in the same places. */
  async #restart(scale: number, orders: readonly Resting[]): Promise<void> {
    const from = this.#scale;
    const config = { instruments: [instrumentOf(this.#config, scale)] };
    const exchange = await Exchange.create(config, { backend: this.#backend });
    this.#exchange.dispose();
    this.#exchange = exchange;
    this.#scale = scale;
    this.#identities.clear();
    this.#most = 0n;
    for (const order of orders) {
      const { side, price, quantity } = order.view;
      const lots = toScale(BigInt(quantity), from, scale, this.#config.places);
      if (countsAsNothing(lots, scale)) continue;
      this.#identities.keep(order);
      this.#beginNew(order, Side[side], price, lots);
      this.#submit();
    }
  }

  #live(id: string): Resting | undefined {
    const identity = this.#identities.find(id);
    const view = identity && this.#view(identity);
    return identity && view && { ...identity, view };
  }

  #view({ number, account }: Identity): OrderView | undefined {
    return this.#exchange.book().order({ id: number, account });
  }
}

/** The contract's rules as a venue profile, with lots of that scale. */
function instrumentOf({ matching, selfTrade }: EngineConfig, scale: number): InstrumentConfig {
  const lotSize = decimalText(1n, scale);
  if (matching === "fifo") {
    return { symbol: SYMBOL, profile: "tracebook-fifo", lotSize, rules: { selfTrade } };
  }
  // Shares that count as nothing go to the last order, too.
  const minimum = Number(nothing(scale)) + 1;
  return {
    symbol: SYMBOL,
    profile: "tracebook-pro-rata",
    lotSize,
    rules: { selfTrade, allocation: { minimum } },
  };
}

function byPriority({ view: one }: Resting, { view: other }: Resting): number {
  if (one.side !== other.side) return one.side === "buy" ? -1 : 1;
  const apart = one.side === "buy" ? other.price - one.price : one.price - other.price;
  return apart === 0 ? one.ordersAhead - other.ordersAhead : apart;
}

/** The lots of the fullest level, or of that of a price after so many more have come, or these alone. */
function mostLots(orders: readonly Resting[], lots: bigint, ticks: number | undefined): bigint {
  const levels = new Map<number, bigint>([[ticks ?? Number.NaN, lots]]);
  for (const { view } of orders)
    levels.set(view.price, (levels.get(view.price) ?? 0n) + BigInt(view.quantity));
  let most = 0n;
  for (const level of levels.values()) if (level > most) most = level;
  return most;
}

function isInt64(owner: string): boolean {
  const value = BigInt(owner);
  return value >= -INT64 && value < INT64;
}

function rejected(rejection: Rejection): Applied {
  return { rejection, trades: [] };
}

function unexpected(event: EventCursor): Error {
  const { kindName, reasonName, orderId, price, quantity } = event;
  return new Error(
    `the engine says ${kindName}, ${reasonName}: order ${orderId}, ${quantity} lots at ${price} ticks`,
  );
}
