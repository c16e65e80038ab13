// Compares the engine's trades with the fills file, op by op: what one op gets wrong does not shift all that follow.

import { type EventCursor, EventKind } from "@cift/engine";
import type { LobsterFills } from "../inputs/lobster-fills.js";
import { type LobsterOps, opName } from "../inputs/lobster-ops.js";
import type { Difference, Differences } from "./difference.js";

export class LobsterFillCheck {
  readonly #ops: LobsterOps;
  readonly #fills: LobsterFills;
  readonly #differences: Differences;
  /** The next fill that the file has. */
  #next = 0;
  #equal = 0;
  #different = 0;
  #rejections = 0;

  constructor(ops: LobsterOps, fills: LobsterFills, differences: Differences) {
    this.#ops = ops;
    this.#fills = fills;
    this.#differences = differences;
  }

  /** Fills that were looked at: those of the file, and those that only the engine has. */
  get compared(): number {
    return this.#equal + this.#different;
  }

  get different(): number {
    return this.#different;
  }

  get rejections(): number {
    return this.#rejections;
  }

  /** Compares the trades among the events, and notes rejected commands: no op of a day may be one. */
  add(events: EventCursor): void {
    while (events.next()) {
      if (events.kind === EventKind.trade) this.#trade(events);
      else if (events.kind === EventKind.rejected) this.#rejected(events);
    }
  }

  /** The ops up to this one are done: the fills that the file still has for them are missing. */
  finishOp(op: number): void {
    const seq = this.#ops.seq[op] ?? 0;
    while (this.#next < this.#fills.count && (this.#fills.seq[this.#next] ?? 0) <= seq) this.#missing();
  }

  /** The day is over: the fills that the file still has belong to no op. */
  finish(): void {
    while (this.#next < this.#fills.count) this.#missing();
  }

  #trade(event: EventCursor): void {
    const op = this.#opOf(event);
    const seq = this.#ops.seq[op] ?? 0;
    if (op > 0) this.finishOp(op - 1);
    const at = this.#next;
    const fills = this.#fills;
    if (at >= fills.count || fills.seq[at] !== seq) {
      this.#different++;
      this.#differences.add(() =>
        describe(this.#ops, "fill", seq, fills.name, "no more fills of this op", tradeText(event)),
      );
      return;
    }
    this.#next++;
    if (
      fills.maker[at] === event.counterOrderId &&
      fills.price[at] === event.price &&
      fills.size[at] === event.quantity
    ) {
      this.#equal++;
      return;
    }
    this.#different++;
    this.#differences.add(() =>
      describe(this.#ops, "fill", seq, fillPlace(fills, at), fillText(fills, at), tradeText(event)),
    );
  }

  #rejected(event: EventCursor): void {
    const op = this.#opOf(event);
    this.#rejections++;
    this.#differences.add(() => {
      const got = `rejected: ${event.reasonName} (order ${event.orderId})`;
      return describe(
        this.#ops,
        "rejection",
        this.#ops.seq[op] ?? 0,
        this.#ops.name,
        "an op that the engine takes",
        got,
      );
    });
  }

  #missing(): void {
    const at = this.#next++;
    const fills = this.#fills;
    this.#different++;
    this.#differences.add(() => {
      const seq = fills.seq[at] ?? 0;
      const got = this.#ops.seq.includes(seq) ? "no trade" : "no op of this seq";
      return describe(this.#ops, "fill", seq, fillPlace(fills, at), fillText(fills, at), got);
    });
  }

  #opOf(event: EventCursor): number {
    return this.#ops.opOfCommand[event.seq - 1] ?? 0;
  }
}

function describe(
  ops: LobsterOps,
  what: Difference["what"],
  seq: number,
  where: string,
  expected: string,
  got: string,
): Difference {
  return { what, seq, op: opName(ops, ops.seq.indexOf(seq)), where, expected, got };
}

function fillPlace(fills: LobsterFills, at: number): string {
  // The header is line 1.
  return `${fills.name}:${at + 2}`;
}

function fillText({ maker, price, size }: LobsterFills, at: number): string {
  return `${size[at]} at ${price[at]} from order ${maker[at]}`;
}

function tradeText(event: EventCursor): string {
  return `${event.quantity} at ${event.price} from order ${event.counterOrderId}`;
}
