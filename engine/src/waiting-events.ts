// The events that wait: one by one as objects, or all of them as records or as an Arrow table.

import type { Table } from "apache-arrow";
import type { EventRecord } from "./generated/index.js";

/** Bytes of an event. */
const EVENT_BYTES = 64;

/** Where events wait. */
export interface EventQueue {
  /** How many wait. */
  readonly waiting: number;
  /** Takes them one by one. */
  events(): Iterator<EventRecord>;
  /** Moves as many as fit into the target. Returns how many. */
  drainInto(target: Uint8Array): number;
}

/** The events that wait. What is taken is gone: each comes once, whichever way it is asked for. */
export class WaitingEvents implements IterableIterator<EventRecord> {
  readonly #queue: EventQueue;
  readonly #objects: Iterator<EventRecord>;

  /** Of an exchange: `exchange.events()`. */
  constructor(queue: EventQueue) {
    this.#queue = queue;
    this.#objects = queue.events();
  }

  /** Takes the next one. */
  next(): IteratorResult<EventRecord> {
    return this.#objects.next();
  }

  /** Itself: `for (const event of exchange.events())`. */
  [Symbol.iterator](): this {
    return this;
  }

  /** Takes all of them as records of the table `events`. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#queue.waiting * EVENT_BYTES);
    const count = this.#queue.drainInto(bytes);
    return bytes.subarray(0, count * EVENT_BYTES);
  }

  /**
   * Takes all of them as a table of Apache Arrow, with the columns of the table `events` of every store. Loads the package
   * `apache-arrow` at the first call.
   */
  async toArrow(): Promise<Table> {
    const bytes = this.toBytes();
    const { arrowTable } = await import("./tables/arrow.js");
    return arrowTable("events", [bytes]);
  }
}
