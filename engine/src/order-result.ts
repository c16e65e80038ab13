// What became of one request, from the events of its command.

import type { CommandInput } from "./command-batch.js";
import {
  type EventCursor,
  EventKind,
  type EventRecord,
  type ReasonName,
  type SideName,
} from "./generated/index.js";

/** What became of an order that was entered or changed. */
export type OrderStatus =
  /** It is in the book, and nothing of it traded on this request. */
  | "resting"
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
  readonly account: number;
  readonly id: number;
}

/** A trade, as seen from the order that took liquidity. */
export interface TradeView {
  /** Of the command that caused it. */
  readonly seq: number;
  readonly timeNs: number;
  /** Of the order that took liquidity. */
  readonly side: SideName;
  /** The resting order's, in ticks. */
  readonly price: number;
  /** In lots. */
  readonly quantity: number;
  readonly taker: Party;
  readonly maker: Party;
}

/** What became of a request. It names its order: give it to `cancel`, `reduce` or `replace` as it is. */
export interface OrderResult {
  readonly symbol: string;
  readonly account: number;
  /** The order's id. */
  readonly id: number;
  /** The command's place in the session's total order. */
  readonly seq: number;
  readonly status: OrderStatus;
  /** Why it was rejected or cancelled. */
  readonly reason?: ReasonName;
  /** How many lots traded on this request. */
  readonly filled: number;
  /** How many lots are in the book afterwards. */
  readonly open: number;
  /** The trades of this request. */
  readonly fills: readonly TradeView[];
  /** All events of this request. */
  readonly events: readonly EventRecord[];
}

/** Folds the events of one command, one after another. */
export class ResultBuilder {
  readonly #command: CommandInput;
  readonly #symbol: string;
  readonly #events: EventRecord[] = [];
  readonly #fills: TradeView[] = [];
  #seq = 0;
  #filled = 0;
  #open = 0;
  #reason: ReasonName | undefined;
  #ending: "cancelled" | "rejected" | undefined;

  constructor(command: CommandInput, symbol: string) {
    this.#command = command;
    this.#symbol = symbol;
  }

  /** Takes the event that the cursor is at. */
  add(event: EventCursor): void {
    const record = event.toObject();
    this.#events.push(record);
    this.#seq = event.seq;
    switch (event.kind) {
      case EventKind.accepted:
      case EventKind.replaced:
      case EventKind.reduced:
        this.#open = event.quantity;
        return;
      case EventKind.trade:
        this.#fills.push(tradeOf(event));
        this.#filled += event.quantity;
        this.#open -= event.quantity;
        return;
      case EventKind.cancelled:
        this.#end("cancelled", record);
        return;
      case EventKind.rejected:
        this.#end("rejected", record);
        return;
      // Future kinds are in `events`.
    }
  }

  #end(ending: "cancelled" | "rejected", { reason }: EventRecord): void {
    this.#ending = ending;
    this.#reason = reason as ReasonName;
    this.#open = 0;
  }

  /** The result. A request that was rejected left the order as it was: `openBefore` tells how much that is. */
  finish(openBefore: () => number): OrderResult {
    const isRejected = this.#ending === "rejected";
    return {
      symbol: this.#symbol,
      account: this.#command.account ?? 0,
      id: this.#command.orderId,
      seq: this.#seq,
      status: this.#status(),
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
      filled: this.#filled,
      open: isRejected && this.#command.kind !== "new" ? openBefore() : this.#open,
      fills: this.#fills,
      events: this.#events,
    };
  }

  #status(): OrderStatus {
    if (this.#ending !== undefined) return this.#ending;
    if (this.#open === 0) return "filled";
    return this.#filled > 0 ? "partiallyFilled" : "resting";
  }
}

function tradeOf(event: EventCursor): TradeView {
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
