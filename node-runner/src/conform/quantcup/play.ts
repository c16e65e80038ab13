// Plays a QuantCup feed, and compares every execution, in order, with those that have to come out.

import {
  CommandCursor,
  CommandKind,
  type EventCursor,
  EventKind,
  Exchange,
  type RunDigest,
} from "@cift/engine";
import type { PlayOptions } from "../play-options.js";
import { areEqual, type Execution, type Executions, executionAt, executionText } from "./executions.js";
import type { QuantcupFeed } from "./feed.js";
import type { Names } from "./names.js";

/** Rows between two pauses. */
const SLICE = 1 << 14;

export interface QuantcupDifference {
  /** Where the expected execution is. */
  readonly where: string;
  readonly expected: string;
  readonly got: string;
}

export interface QuantcupRun {
  /** Executions that were looked at: those of the file, and those that only the engine has. */
  readonly compared: number;
  readonly different: number;
  /** Limit orders that the engine rejected or cancelled by itself; each is a difference. */
  readonly refused: number;
  /** Cancels of orders that were not there: the challenge ignores them. */
  readonly idleCancels: number;
  readonly first: QuantcupDifference | undefined;
  readonly digest: RunDigest;
}

export async function playQuantcup(
  feed: QuantcupFeed,
  executions: Executions,
  traders: Names,
  options: PlayOptions,
): Promise<QuantcupRun> {
  const instruments = feed.symbols.map((symbol) => ({ symbol, profile: "quantcup" as const }));
  using exchange = await Exchange.create({ instruments }, { backend: options.backend });
  const check = new ExecutionCheck(executions, traders);
  for (let from = 0; from < feed.count; from += SLICE) {
    const slice = feed.commands.subarray(from * CommandCursor.bytes, (from + SLICE) * CommandCursor.bytes);
    exchange.submitBatch(slice, (events) => check.add(events));
    options.onProgress?.(from / feed.count);
    await options.pause();
  }
  check.finish();
  const { compared, different, refused, idleCancels, first } = check;
  return { compared, different, refused, idleCancels, first, digest: exchange.digest() };
}

/** Goes along both streams; what is missing or too many in one event does not shift those that follow. */
class ExecutionCheck {
  readonly #executions: Executions;
  readonly #traders: Names;
  #next = 0;
  compared = 0;
  different = 0;
  refused = 0;
  idleCancels = 0;
  first: QuantcupDifference | undefined;

  constructor(executions: Executions, traders: Names) {
    this.#executions = executions;
    this.#traders = traders;
  }

  add(events: EventCursor): void {
    while (events.next()) {
      if (events.kind === EventKind.trade) this.#trade(executionOf(events));
      else if (events.kind === EventKind.rejected && events.flags === CommandKind.cancel) this.idleCancels++;
      else if (events.kind === EventKind.rejected) this.#refused(events);
      else if (events.kind === EventKind.cancelled && events.reasonName !== "requested")
        this.#refused(events);
    }
  }

  /** What the file still has is missing. */
  finish(): void {
    this.#missingBefore(Number.POSITIVE_INFINITY);
  }

  #trade(got: Execution): void {
    this.#missingBefore(got.event);
    const row = this.#next;
    const expected = executionAt(this.#executions, row);
    this.compared++;
    if (expected === undefined || expected.event > got.event) {
      this.#differs("no more executions of this event", this.#text(got));
      return;
    }
    this.#next++;
    if (!areEqual(this.#executions, row, got)) this.#differs(this.#text(expected), this.#text(got), row);
  }

  #refused(event: EventCursor): void {
    this.refused++;
    const got = `${event.kindName}: ${event.reasonName} (order ${event.orderId}, event ${event.seq})`;
    this.#differs("an order that the venue takes", got);
  }

  #missingBefore(event: number): void {
    for (;;) {
      const row = this.#next;
      const expected = executionAt(this.#executions, row);
      if (expected === undefined || expected.event >= event) return;
      this.#next++;
      this.compared++;
      this.#differs(this.#text(expected), "no such execution", row);
    }
  }

  #differs(expected: string, got: string, row?: number): void {
    this.different++;
    const { name } = this.#executions;
    // The header is line 1.
    this.first ??= { where: row === undefined ? name : `${name}:${row + 2}`, expected, got };
  }

  #text(execution: Execution): string {
    return executionText(execution, this.#traders);
  }
}

function executionOf(event: EventCursor): Execution {
  return {
    event: event.seq,
    taker: event.orderId,
    takerTrader: event.account,
    takerSide: event.side,
    maker: event.counterOrderId,
    makerTrader: event.counterAccount,
    price: event.price,
    size: event.quantity,
  };
}
