// What became of an order by a request, from the events of its commands.

import {
  type EventCursor,
  EventKind,
  type EventRecord,
  type ReasonName,
  type SideName,
} from "./generated/index.js";
import type { OrderView } from "./order-book.js";

/** What became of an order that was entered or changed. */
export type OrderStatus =
  /** It is in the book, and nothing of it traded on this request. */
  | "resting"
  /** It is outside the book: it waits for a trigger, a release, another order, an auction, or a price to follow. */
  | "waiting"
  /** All of it traded. */
  | "filled"
  /** Part of it traded on this request, and the rest is in the book. */
  | "partiallyFilled"
  /** It, or what did not trade, is gone. `reason` says why. */
  | "cancelled"
  /** The request changed nothing. `reason` says why. */
  | "rejected";

/** One side of a trade. */
export interface Party {
  /** The account's number. */
  readonly account: number;
  /** The order's id. */
  readonly id: number;
}

/** A trade, as seen from the order that took liquidity. */
export interface TradeView {
  /** Of the command that caused it. */
  readonly seq: number;
  /** Nanoseconds since the session's start. */
  readonly timeNs: number;
  /** Of the order that took liquidity. */
  readonly side: SideName;
  /** In ticks: the resting order's, or the auction's. */
  readonly price: number;
  /** In lots. */
  readonly quantity: number;
  /** Of an auction, where nobody takes: the buyer. */
  readonly taker: Party;
  /** Of an auction: the seller. */
  readonly maker: Party;
}

/** What became of a request. It names its order: give it to `cancel`, `reduce` or `replace` as it is. */
export interface OrderResult {
  /** The instrument's. */
  readonly symbol: string;
  /** Whose order it is. */
  readonly account: number;
  /** The order's id. */
  readonly id: number;
  /** The command's place in the session's total order. */
  readonly seq: number;
  /** What became of it. */
  readonly status: OrderStatus;
  /** Why it was rejected or cancelled. */
  readonly reason?: ReasonName;
  /** How many lots traded on this request. */
  readonly filled: number;
  /** How many lots are in the market afterwards: in the book, in reserve, or waiting. */
  readonly open: number;
  /** The order's trades on this request. */
  readonly fills: readonly TradeView[];
  /** All events of this request, also those of other orders. */
  readonly events: readonly EventRecord[];
}

/** An order that a request is about. */
export interface OrderName {
  readonly symbol: string;
  readonly instrument: number;
  readonly account: number;
  readonly id: number;
  /** Whether the request is to enter it. */
  readonly isNew: boolean;
}

/** Folds the events of a request's commands, one after another. */
export class ResultBuilder {
  readonly order: OrderName;
  readonly #fills: TradeView[] = [];
  #seq = 0;
  #filled = 0;
  #reason: ReasonName | undefined;
  #isRejected = false;

  constructor(order: OrderName) {
    this.order = order;
  }

  /** Takes the event that the cursor is at, if it is of this order. */
  add(event: EventCursor): void {
    if (event.instrument !== this.order.instrument) return;
    if (event.kind === EventKind.trade) this.#trade(event);
    else if (this.#isMine(event.orderId, event.account)) this.#change(event);
  }

  #isMine(id: number, account: number): boolean {
    return id === this.order.id && account === this.order.account;
  }

  #trade(event: EventCursor): void {
    const counter = this.#isMine(event.counterOrderId, event.counterAccount);
    if (!counter && !this.#isMine(event.orderId, event.account)) return;
    this.#fills.push(tradeOf(event));
    this.#filled += event.quantity;
    this.#seq = event.seq;
  }

  #change(event: EventCursor): void {
    switch (event.kind) {
      case EventKind.accepted:
        // Before it came, an order of the same id may have expired.
        this.#filled = 0;
        this.#fills.length = 0;
        this.#reason = undefined;
        break;
      case EventKind.cancelled:
        this.#reason = event.reasonName as ReasonName;
        break;
      case EventKind.rejected:
        this.#reason = event.reasonName as ReasonName;
        this.#isRejected = true;
        break;
      // The others change what the book says of it.
    }
    this.#seq = event.seq;
  }

  /** The result, with what the book says of the order now. */
  finish(view: OrderView | undefined, events: readonly EventRecord[]): OrderResult {
    const { symbol, account, id } = this.order;
    return {
      symbol,
      account,
      id,
      seq: this.#seq,
      status: this.#status(view),
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
      filled: this.#filled,
      // A live order with the id of one that was refused is another one.
      open: this.#isRejected && this.order.isNew ? 0 : (view?.quantity ?? 0),
      fills: this.#fills,
      events,
    };
  }

  #status(view: OrderView | undefined): OrderStatus {
    if (this.#isRejected) return "rejected";
    if (view === undefined) return this.#reason === undefined ? "filled" : "cancelled";
    if (view.waiting) return "waiting";
    return this.#filled > 0 ? "partiallyFilled" : "resting";
  }
}

/** The trade that the cursor is at. */
export function tradeOf(event: EventCursor): TradeView {
  return {
    seq: event.seq,
    timeNs: event.timeNs,
    side: event.sideName as SideName,
    price: event.price,
    quantity: event.quantity,
    taker: { account: event.account, id: event.orderId },
    maker: { account: event.counterAccount, id: event.counterOrderId },
  };
}
