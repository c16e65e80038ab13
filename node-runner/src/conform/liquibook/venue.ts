// A Liquibook book on the engine: its steps as commands, and how everything stands after each.

import {
  type BackendChoice,
  CommandCursor,
  CommandKind,
  type EngineBackend,
  type EventCursor,
  EventKind,
  Exchange,
  OrderTermsCursor,
  OrderType,
  type PriceLevel,
  Side,
  type SideName,
  sideNames,
  TimeInForce,
  Trigger,
  TriggerSource,
} from "@cift/engine";
import { type AddOp, type BookOp, fillText, levelText, orderText, type ReplaceOp } from "./vectors.js";

const ALL_OR_NONE = 1 << 2;
const HAS_TERMS = 1 << 8;
/** Where resting market orders stand (rule M7). An all-or-none market order is entered as a limit there (V9a). */
const EXTREME = { buy: 2n ** 63n - 1n, sell: -(2n ** 63n) } as const;
const BEYOND = 2 ** 63;
const INITIAL_LEVELS = 64;

/** How everything stands after a step. */
export interface Standing {
  readonly matched: boolean;
  readonly events: readonly string[];
  readonly orders: ReadonlyMap<number, string>;
  readonly bids: readonly string[];
  readonly asks: readonly string[];
  readonly bidOrders: number;
  readonly askOrders: number;
  readonly marketPrice: number;
}

/** What is known of an order beyond what the book says. */
interface Known {
  readonly side: number;
  isMarket: boolean;
  allOrNone: boolean;
  price: number;
  quantity: number;
  filled: number;
  cost: number;
  state: "accepted" | "complete" | "cancelled" | "rejected";
}

export class LiquibookVenue implements Disposable {
  readonly #exchange: Exchange;
  readonly #levels: number;
  readonly #orders = new Map<number, Known>();
  readonly #bytes = new Uint8Array(2 * CommandCursor.bytes);
  readonly #terms = new OrderTermsCursor(this.#bytes);
  readonly #command = new CommandCursor(this.#bytes);
  #events: string[] = [];
  #marketPrice = 0;

  private constructor(exchange: Exchange, levels: number) {
    this.#exchange = exchange;
    this.#levels = levels;
  }

  static async create(backend: BackendChoice | EngineBackend, levels: number): Promise<LiquibookVenue> {
    const instruments = [{ symbol: "BOOK", profile: "liquibook" } as const];
    return new LiquibookVenue(await Exchange.create({ instruments }, { backend }), levels);
  }

  [Symbol.dispose](): void {
    this.#exchange.dispose();
  }

  /** Does a step. */
  apply(op: Exclude<BookOp, { readonly op: "unknown" }>): Standing {
    this.#events = [];
    if (op.op === "add") this.#add(op);
    else if (op.op === "replace") this.#replace(op);
    else if (op.op === "price") this.#setPrice(op.price);
    else this.#cancel(op.id);
    return this.#standing();
  }

  #add(op: AddOp): void {
    const { id, side, price, quantity, allOrNone } = op;
    const isMarket = price === 0;
    this.#orders.set(id, {
      side,
      isMarket,
      allOrNone,
      price,
      quantity,
      filled: 0,
      cost: 0,
      state: "accepted",
    });
    const command = this.#begin(CommandKind.new, id);
    this.#describe(command, side, isMarket ? undefined : price, allOrNone);
    command.quantity = quantity;
    if (op.immediateOrCancel) command.timeInForce = TimeInForce.ioc;
    // Liquibook has no stop before there is a price: such an order enters at once.
    const waits = op.stop !== 0 && this.#marketPrice !== 0;
    if (waits) this.#addTerms(command, op.stop);
    this.#submit({ withTerms: waits, entered: id });
  }

  /** The price at which market orders trade with each other, until the next trade (rule A5). */
  #setPrice(price: number): void {
    const command = this.#begin(CommandKind.reference, 0);
    command.price = price;
    this.#submit({ withTerms: false });
    this.#marketPrice = price;
  }

  /** Takes it out and enters it anew, as the engine's replace does. */
  #replace({ id, sizeDelta, price }: ReplaceOp): void {
    const order = this.#orders.get(id);
    const open = this.#open(id);
    const delta = Math.max(sizeDelta, -open);
    if (order === undefined || open === 0) {
      this.#events.push(`replace_reject ${id}`);
      return;
    }
    order.quantity += delta;
    if (open + delta === 0) {
      this.#events.push(`replace ${id}`);
      this.#cancel(id);
      return;
    }
    if (order.isMarket && price !== undefined) {
      this.#becomeLimit(id, order, price, open + delta);
      return;
    }
    order.price = price ?? order.price;
    const command = this.#begin(CommandKind.replace, id);
    if (order.isMarket && order.allOrNone) command.priceBig = EXTREME[nameOf(order.side)];
    else command.price = order.price;
    command.quantity = open + delta;
    this.#submit({ withTerms: false });
  }

  /** A market order that gets a price: the engine's replace keeps it a market order (C3), so it is entered anew. */
  #becomeLimit(id: number, order: Known, price: number, quantity: number): void {
    const before = this.#events.length;
    this.#begin(CommandKind.cancel, id);
    this.#submit({ withTerms: false });
    order.isMarket = false;
    order.price = price;
    order.state = "accepted";
    const command = this.#begin(CommandKind.new, id);
    this.#describe(command, order.side, price, order.allOrNone);
    command.quantity = quantity;
    this.#submit({ withTerms: false });
    const [, , ...rest] = this.#events.splice(before);
    this.#events.push(`replace ${id}`, ...rest);
  }

  #cancel(id: number): void {
    this.#begin(CommandKind.cancel, id);
    this.#submit({ withTerms: false });
  }

  #begin(kind: number, id: number): CommandCursor {
    this.#bytes.fill(0);
    const command = this.#command.at(1);
    command.kind = kind;
    command.orderId = id;
    return command;
  }

  /** @param price undefined: a market order */
  #describe(command: CommandCursor, side: number, price: number | undefined, allOrNone: boolean): void {
    command.side = side;
    if (allOrNone) command.flags = ALL_OR_NONE;
    if (price !== undefined) command.price = price;
    else if (allOrNone) command.priceBig = EXTREME[nameOf(side)];
    else command.orderType = OrderType.market;
  }

  #addTerms(command: CommandCursor, stop: number): void {
    command.flags |= HAS_TERMS;
    const terms = this.#terms.at(0);
    terms.kind = CommandKind.terms;
    terms.trigger = Trigger.stop;
    terms.triggerSource = TriggerSource.last;
    terms.offset = stop;
  }

  /** @param entered the order whose own trigger, satisfied on entry, is no event in Liquibook */
  #submit({ withTerms, entered }: { readonly withTerms: boolean; readonly entered?: number }): void {
    const records = withTerms ? this.#bytes : this.#bytes.subarray(CommandCursor.bytes);
    this.#exchange.submitBatch(records, (events) => {
      while (events.next()) this.#event(events, entered);
    });
  }

  #event(event: EventCursor, entered: number | undefined): void {
    const { orderId: id } = event;
    switch (event.kind) {
      case EventKind.accepted:
        this.#events.push(`accept ${id}`);
        return;
      case EventKind.trade:
        this.#trade(event);
        return;
      case EventKind.cancelled:
        this.#events.push(`cancel ${id}`);
        this.#end(id, "cancelled");
        return;
      case EventKind.replaced:
      case EventKind.reduced:
        this.#events.push(`replace ${id}`);
        return;
      case EventKind.triggered:
        if (id !== entered) this.#events.push(`trigger ${id}`);
        return;
      case EventKind.rejected:
        this.#rejected(event);
        return;
      case EventKind.applied:
        return;
      default:
        this.#events.push(`${event.kindName} ${id}`);
    }
  }

  #trade({ orderId, counterOrderId, quantity, price }: EventCursor): void {
    this.#events.push(fillText(orderId, counterOrderId, quantity, price));
    this.#marketPrice = price;
    for (const id of [orderId, counterOrderId]) {
      const order = this.#orders.get(id);
      if (order === undefined) continue;
      order.filled += quantity;
      order.cost += quantity * price;
      if (order.filled === order.quantity) order.state = "complete";
    }
  }

  #rejected(event: EventCursor): void {
    const { orderId: id } = event;
    if (event.flags !== CommandKind.new) {
      this.#events.push(`${event.flags === CommandKind.cancel ? "cancel" : "replace"}_reject ${id}`);
      return;
    }
    this.#events.push(`reject ${id}`);
    this.#end(id, "rejected");
  }

  #end(id: number, state: Known["state"]): void {
    const order = this.#orders.get(id);
    if (order !== undefined) order.state = state;
  }

  /** What the engine says is open. */
  #open(id: number): number {
    return this.#exchange.book().order({ id })?.quantity ?? 0;
  }

  #standing(): Standing {
    const rows = this.#depth();
    const side = (name: "bid" | "ask") => rows.flatMap((row) => row[name] ?? []);
    const [bids, asks] = [side("bid"), side("ask")];
    const trigger = this.#events.findIndex((event) => event.startsWith("trigger"));
    const own = trigger < 0 ? this.#events : this.#events.slice(0, trigger);
    return {
      matched: own.some((event) => event.startsWith("fill")),
      events: this.#events,
      orders: new Map([...this.#orders].map(([id, order]) => [id, this.#orderText(id, order)])),
      bids: this.#levelTexts(bids),
      asks: this.#levelTexts(asks),
      bidOrders: countOrders(bids),
      askOrders: countOrders(asks),
      marketPrice: this.#marketPrice,
    };
  }

  #orderText(id: number, { state, quantity, filled, cost }: Known): string {
    const open = this.#open(id);
    // The book's word for live orders; what is gone is no longer in it.
    if (state === "accepted") return orderText(open > 0 ? state : "not in the book", open, filled, cost);
    return orderText(open > 0 ? "still in the book" : state, quantity - filled, filled, cost);
  }

  /** All levels. */
  #depth() {
    const book = this.#exchange.book();
    let levels = INITIAL_LEVELS;
    for (;;) {
      const rows = book.depth(levels);
      if (rows.length < levels) return rows;
      levels *= 4;
    }
  }

  /** The depth as Liquibook has it: without market orders. */
  #levelTexts(levels: readonly PriceLevel[]): string[] {
    return levels
      .filter(({ price }) => Math.abs(price) < BEYOND)
      .slice(0, this.#levels)
      .map(({ price, orders, quantity }) => levelText(price, orders, quantity));
  }
}

function nameOf(side: number): SideName {
  return sideNames[side] ?? (side === Side.buy ? "buy" : "sell");
}

function countOrders(levels: readonly PriceLevel[]): number {
  return levels.reduce((sum, { orders }) => sum + orders, 0);
}
