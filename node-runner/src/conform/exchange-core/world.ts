// exchange-core's venue: clients with money, their orders, and what the last command did.

import {
  type BackendChoice,
  CommandBatch,
  type CommandInput,
  type EngineBackend,
  type EventCursor,
  EventKind,
  Exchange,
  type ReasonName,
  type SideName,
} from "@cift/engine";
import { CaseUnclear } from "../gherkin/case-result.js";
import { addCommand } from "../xetra/add-command.js";
import { CURRENCIES, isSettlement, SYMBOLS, type SymbolSpec } from "./symbols.js";

export type OrderKind = "GTC" | "IOC" | "FOK" | "FOK_BUDGET" | "IOC_BUDGET";

export interface OrderIn {
  readonly client: string;
  readonly id: number;
  readonly side: SideName;
  readonly symbol: SymbolSpec;
  readonly kind: OrderKind;
  readonly price: number;
  readonly size: number;
  readonly reservePrice: number;
}

/** An order that was accepted. */
export interface ClientOrder extends Omit<OrderIn, "price" | "size"> {
  readonly account: number;
  price: number;
  /** What it was for; less what was taken off it since. */
  size: number;
  filled: number;
}

/** A trade of the last command, as each of its two orders sees it. */
export interface OrderTrade {
  readonly order: ClientOrder;
  readonly price: number;
  readonly quantity: number;
  /** Nothing of the order is left. */
  readonly done: boolean;
}

/** What the last command did. */
export interface LastCommand {
  readonly trades: OrderTrade[];
  /** Quantity that left the market without trading, and why. */
  cancelled: { readonly quantity: number; readonly reason: ReasonName } | undefined;
  rejected: ReasonName | undefined;
}

/** A client trades pairs with one account and futures with another: an account is either for cash or for margin. */
interface Client {
  readonly name: string;
  readonly cash: number;
  readonly margin: number;
}

export class CoreWorld implements Disposable {
  checks = 0;
  readonly #exchange: Exchange;
  readonly #batch = new CommandBatch(2);
  readonly #clients = new Map<string, Client>();
  /** By account and id: an id may come again when its order is gone. */
  readonly #orders = new Map<string, ClientOrder>();
  #last: LastCommand = { trades: [], cancelled: undefined, rejected: undefined };

  private constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  static async create(backend: BackendChoice | EngineBackend): Promise<CoreWorld> {
    const exchange = await Exchange.create(
      {
        instruments: SYMBOLS.map(({ name: symbol }) => ({ symbol, profile: "exchange-core" })),
        accounts: {
          currencies: CURRENCIES.map((code) => ({ code, scale: 0 })),
          instruments: SYMBOLS.map(({ name: symbol, base, quote, lotValue, tickValue }) => {
            return { symbol, base, quote, lotValue, tickValue, initialMarginPpm: 0 };
          }),
        },
      },
      { backend },
    );
    return new CoreWorld(exchange);
  }

  get last(): LastCommand {
    return this.#last;
  }

  /** Opens a client's accounts, if they are not open yet. */
  open(name: string): void {
    if (this.#clients.has(name)) return;
    const cash = this.#clients.size * 2 + 1;
    this.#clients.set(name, { name, cash, margin: cash + 1 });
    this.#must({ kind: "account", account: cash, accountKind: "cash", orderId: NO_GROUP });
    this.#must({ kind: "account", account: cash + 1, accountKind: "margin", orderId: NO_GROUP });
  }

  /** Pays into a client's account, or out of it. */
  transfer(name: string, currency: string, amount: number): void {
    const account = this.#accountFor(name, currency);
    this.#must({ kind: "transfer", account, instrument: CURRENCIES.indexOf(currency), price: amount });
  }

  /** What a client can spend: what orders hold back is not in it. Margin is not held back from what futures settle in. */
  balance(name: string, currency: string): number {
    const account = this.#accountFor(name, currency);
    const balance = this.#exchange.accounts.balance(account, currency);
    return Number((isSettlement(currency) ? balance?.total : balance?.available) ?? 0);
  }

  /** Enters an order; `last` says what became of it. */
  place(order: OrderIn): void {
    const { id: orderId, side, symbol, kind, price, size: quantity, reservePrice } = order;
    const account = this.#accountOf(order.client, symbol);
    const before = this.#orders.get(keyOf(account, orderId));
    const fundsAt = side === "buy" && symbol.kind === "pair" && reservePrice !== 0;
    this.#orders.set(keyOf(account, orderId), { ...order, account, filled: 0 });
    this.#submit({
      kind: "new",
      orderId,
      account,
      instrument: symbol.index,
      side,
      price,
      quantity,
      timeInForce: kind === "IOC" ? "ioc" : kind === "FOK" ? "fok" : "gtc",
      ...(fundsAt ? { fundsAt, param: reservePrice } : {}),
    });
    if (this.#last.rejected === undefined) return;
    if (before === undefined) this.#orders.delete(keyOf(account, orderId));
    else this.#orders.set(keyOf(account, orderId), before);
  }

  /** What would be done of an order that nobody is there for: nothing. */
  placeNothing(quantity: number): void {
    this.#last = { trades: [], cancelled: { quantity, reason: "fillOrKill" }, rejected: undefined };
  }

  move(order: ClientOrder, price: number): void {
    const quantity = order.size - order.filled;
    this.#submit({ kind: "replace", ...targetOf(order), price, quantity });
    if (this.#last.rejected === undefined) order.price = price;
  }

  cancel(order: ClientOrder): void {
    this.#submit({ kind: "cancel", ...targetOf(order) });
  }

  reduce(order: ClientOrder, by: number): void {
    this.#submit({ kind: "reduce", ...targetOf(order), quantity: by });
    if (this.#last.rejected === undefined) order.size = Math.max(order.filled, order.size - by);
  }

  /** The levels of a book, best first. */
  book({ name }: SymbolSpec): { readonly bids: readonly Level[]; readonly asks: readonly Level[] } {
    const rows = this.#exchange.book(name).depth(MAX_LEVELS);
    return {
      bids: rows.flatMap(({ bid }) => (bid === undefined ? [] : [bid])),
      asks: rows.flatMap(({ ask }) => (ask === undefined ? [] : [ask])),
    };
  }

  /** The live orders of a client. */
  ordersOf(name: string): ClientOrder[] {
    const client = this.#client(name);
    return [...this.#orders.values()].filter(
      ({ account, id, symbol }) =>
        (account === client.cash || account === client.margin) &&
        this.#exchange.book(symbol.name).order({ account, id }) !== undefined,
    );
  }

  /** The order of an id, of a client where it is said whose; the last one of that id. */
  orderOf(id: number, name?: string): ClientOrder {
    const order = [...this.#orders.values()]
      .filter((each) => each.id === id && (name === undefined || each.client === name))
      .at(-1);
    if (order === undefined)
      throw new CaseUnclear(`there was no order ${id}${name === undefined ? "" : ` of ${name}`}`);
    return order;
  }

  [Symbol.dispose](): void {
    this.#exchange.dispose();
  }

  #client(name: string): Client {
    const client = this.#clients.get(name);
    if (client === undefined) throw new CaseUnclear(`there is no client ${name}`);
    return client;
  }

  #accountOf(name: string, { kind }: SymbolSpec): number {
    const client = this.#client(name);
    return kind === "pair" ? client.cash : client.margin;
  }

  #accountFor(name: string, currency: string): number {
    const client = this.#client(name);
    return isSettlement(currency) ? client.margin : client.cash;
  }

  #must(command: CommandInput): void {
    this.#submit(command);
    const { rejected } = this.#last;
    if (rejected !== undefined) throw new CaseUnclear(`the ${command.kind} is refused: ${rejected}`);
  }

  #submit(command: CommandInput): void {
    this.#last = { trades: [], cancelled: undefined, rejected: undefined };
    addCommand(this.#batch.clear(), command);
    this.#exchange.submitBatch(this.#batch, (events) => {
      while (events.next()) this.#event(events);
    });
  }

  #event(event: EventCursor): void {
    switch (event.kind) {
      case EventKind.trade:
        this.#trade(event.account, event.orderId, event, TAKER_DONE);
        this.#trade(event.counterAccount, event.counterOrderId, event, MAKER_DONE);
        break;
      case EventKind.cancelled:
        this.#last.cancelled = { quantity: event.quantity, reason: event.reasonName as ReasonName };
        break;
      case EventKind.rejected:
        this.#last.rejected = event.reasonName as ReasonName;
    }
  }

  #trade(account: number, id: number, { price, quantity, flags }: EventCursor, doneBit: number): void {
    const order = this.#orders.get(keyOf(account, id));
    if (order === undefined)
      throw new Error(`a trade names order ${id} of account ${account}, which nobody entered`);
    order.filled += quantity;
    this.#last.trades.push({ order, price, quantity, done: (flags & doneBit) !== 0 });
  }
}

export interface Level {
  readonly price: number;
  readonly quantity: number;
}

const TAKER_DONE = 1 << 0;
const MAKER_DONE = 1 << 1;
const NO_GROUP = 2 ** 32 - 1;
const MAX_LEVELS = 1000;

function keyOf(account: number, id: number): string {
  return `${account}:${id}`;
}

function targetOf({ id: orderId, account, symbol }: ClientOrder) {
  return { orderId, account, instrument: symbol.index };
}
