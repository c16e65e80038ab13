// The canonical report stream of the flash1 benchmark, from the engine's events: a line for each report, joined by
// newlines, stably sorted by (sequence, type).
//
//   0,seq,side,id,px,qty  new order     1,seq,px,qty,maker,taker  trade at the maker's price
//   2,seq,side,id,px      cancelled     3,seq,side,id,px,qty      modified
//   4,seq,id              cancel refused                          5,seq,id  modify refused

import { CommandKind, type EventCursor, EventKind } from "@cift/engine";
import { DecimalWriter } from "./decimal-writer.js";

const NEWLINE = 10;
const COMMA = 44;
const MOST_FIELDS = 6;

/** How the lines begin. */
const Report = {
  accepted: 0,
  trade: 1,
  cancelled: 2,
  modified: 3,
  cancelRefused: 4,
  modifyRefused: 5,
} as const;

/** Writes the stream's bytes as the events come. Sequences grow, so only the events of one command need sorting. */
export class Flash1Reports {
  readonly #sequences: Float64Array;
  readonly #writer: DecimalWriter;
  /** The modification that waits for the trades of its command, which are sorted before it. */
  readonly #modified = { waits: false, sequence: 0, side: 0, orderId: 0, price: 0, quantity: 0 };
  #lines = 0;
  #trades = 0;
  #refusedOrders = 0;

  /**
   * @param sequences the file's number of each command; the engine numbers commands from 1
   * @param sink gets the stream's bytes; a chunk is valid until it returns
   */
  constructor(sequences: Float64Array, sink: (chunk: Uint8Array) => void) {
    this.#sequences = sequences;
    this.#writer = new DecimalWriter(sink);
  }

  get lines(): number {
    return this.#lines;
  }

  get trades(): number {
    return this.#trades;
  }

  /** New orders that the engine rejected: the stream has no line for them, so its hash cannot be the expected one. */
  get refusedOrders(): number {
    return this.#refusedOrders;
  }

  /** Writes the events' lines. */
  add(events: EventCursor): void {
    while (events.next()) {
      const sequence = this.#sequences[events.seq - 1] ?? -1;
      if (this.#modified.waits && this.#modified.sequence !== sequence) this.#writeModified();
      this.#event(events, sequence);
    }
  }

  /** Writes what still waits. */
  finish(): void {
    if (this.#modified.waits) this.#writeModified();
    this.#writer.flush();
  }

  #event(event: EventCursor, sequence: number): void {
    switch (event.kind) {
      case EventKind.accepted:
        this.#begin(Report.accepted, sequence);
        this.#fields(event.side, event.orderId, event.price, event.quantity);
        break;
      case EventKind.trade:
        this.#trades++;
        this.#begin(Report.trade, sequence);
        this.#fields(event.price, event.quantity, event.counterOrderId, event.orderId);
        break;
      case EventKind.cancelled:
        this.#begin(Report.cancelled, sequence);
        this.#field(event.side);
        this.#field(event.orderId);
        this.#field(event.price);
        break;
      case EventKind.replaced:
        this.#keepModified(event, sequence);
        break;
      case EventKind.rejected:
        this.#rejected(event, sequence);
        break;
      default:
        throw new Error(`the flash1 report stream has no line for an event '${event.kindName}'`);
    }
  }

  #rejected(event: EventCursor, sequence: number): void {
    // The flags of a rejection are the command's kind.
    if (event.flags === CommandKind.new) {
      this.#refusedOrders++;
      return;
    }
    this.#begin(event.flags === CommandKind.cancel ? Report.cancelRefused : Report.modifyRefused, sequence);
    this.#field(event.orderId);
  }

  #keepModified(event: EventCursor, sequence: number): void {
    const kept = this.#modified;
    kept.waits = true;
    kept.sequence = sequence;
    kept.side = event.side;
    kept.orderId = event.orderId;
    kept.price = event.price;
    kept.quantity = event.quantity;
  }

  #writeModified(): void {
    const { sequence, side, orderId, price, quantity } = this.#modified;
    this.#modified.waits = false;
    this.#begin(Report.modified, sequence);
    this.#fields(side, orderId, price, quantity);
  }

  #begin(report: number, sequence: number): void {
    this.#writer.reserve(MOST_FIELDS + 1);
    if (this.#lines++ > 0) this.#writer.byte(NEWLINE);
    this.#writer.integer(report);
    this.#field(sequence);
  }

  /** Four more fields. */
  #fields(a: number, b: number, c: number, d: number): void {
    this.#field(a);
    this.#field(b);
    this.#field(c);
    this.#field(d);
  }

  #field(value: number): void {
    this.#writer.byte(COMMA);
    this.#writer.integer(value);
  }
}
