// One file going through one engine: what was sent, what came back, and how to show it.

import { DepthLevelCursor, type EventCursor, EventKind, type Exchange } from "@cift/engine";
import type { Orders } from "./formats/read-orders.ts";
import { PriceBuckets } from "./price-buckets.ts";
import { CHART_POINTS, LEVEL_FIELDS, LEVELS, LevelField, type Snapshot, TAPE_ROWS } from "./snapshot.ts";
import { TradeRing } from "./trade-ring.ts";

/**
 * What a message takes on the replay's clock where the file has no times. A thousand a second at speed 1 is a
 * pace that eyes can follow, and the ladder of speeds goes up from there. The engine is not told: its commands
 * carry no time.
 */
export const UNTIMED_STEP_NS = 1e6;

/** Enough for a price line that is as fine as the screen, from the first microsecond on. */
const FINEST_BUCKET_NS = 1000;

/** Of the engine's facade, what a replay needs. */
export type Venue = Pick<Exchange, "backend" | "submitBatch" | "book" | "digest" | "state" | "dispose">;

export class Replay {
  readonly orders: Orders;
  readonly #open: () => Promise<Venue>;
  #venue: Venue;
  #position = 0;

  readonly #ring = new TradeRing(TAPE_ROWS);
  readonly #buckets = new PriceBuckets(CHART_POINTS, FINEST_BUCKET_NS);
  readonly #depthBytes = new Uint8Array(LEVELS * DepthLevelCursor.bytes);
  readonly #depth = new DepthLevelCursor(this.#depthBytes);
  #trades = 0;
  #rejects = 0;
  #firstPrice = Number.NaN;
  #lastPrice = Number.NaN;
  #highPrice = Number.NaN;
  #lowPrice = Number.NaN;
  #volume = 0;

  /** Opens the venue again for every start from the beginning. */
  static async create(orders: Orders, open: () => Promise<Venue>): Promise<Replay> {
    return new Replay(orders, await open(), open);
  }

  private constructor(orders: Orders, venue: Venue, open: () => Promise<Venue>) {
    this.orders = orders;
    this.#venue = venue;
    this.#open = open;
  }

  get backend(): string {
    return this.#venue.backend;
  }

  /** Messages sent so far. */
  get position(): number {
    return this.#position;
  }

  get length(): number {
    return this.orders.tape.length;
  }

  get isDone(): boolean {
    return this.#position === this.length;
  }

  /** When a message is due: nanoseconds since the run's start. */
  clockOf(index: number): number {
    const { tape, hasTimes } = this.orders;
    return hasTimes ? tape.timeNs(index) - tape.timeNs(0) : index * UNTIMED_STEP_NS;
  }

  /** The clock once everything has happened. */
  get clockEnd(): number {
    return this.orders.hasTimes ? this.clockOf(this.length - 1) : this.length * UNTIMED_STEP_NS;
  }

  /** The first message that is not yet due at a time, or `most` when that comes first. */
  dueUntil(clockNs: number, most: number): number {
    const end = Math.min(most, this.length);
    if (clockNs === Number.POSITIVE_INFINITY) return end;
    if (!this.orders.hasTimes) {
      return Math.max(this.#position, Math.min(end, Math.floor(clockNs / UNTIMED_STEP_NS) + 1));
    }
    let index = this.#position;
    while (index < end && this.clockOf(index) <= clockNs) index++;
    return index;
  }

  /** Sends the messages before `to`. */
  advance(to: number): void {
    const end = Math.min(to, this.length);
    while (this.#position < end) {
      const commands = this.orders.tape.slice(this.#position, end);
      this.#venue.submitBatch(commands, this.#onEvents);
      this.#position += commands.length / DepthLevelCursor.bytes;
    }
  }

  async restart(): Promise<void> {
    const venue = await this.#open();
    this.#venue.dispose();
    this.#venue = venue;
    this.#position = 0;
    this.#ring.clear();
    this.#buckets.clear();
    this.#trades = 0;
    this.#rejects = 0;
    this.#firstPrice = Number.NaN;
    this.#lastPrice = Number.NaN;
    this.#highPrice = Number.NaN;
    this.#lowPrice = Number.NaN;
    this.#volume = 0;
  }

  dispose(): void {
    this.#venue.dispose();
  }

  fill(snapshot: Snapshot): void {
    const digest = this.#venue.digest();
    const state = this.#venue.state();
    snapshot.set("position", this.#position);
    snapshot.set("events", digest.eventCount);
    snapshot.set("trades", this.#trades);
    snapshot.set("rejects", this.#rejects);
    snapshot.set("liveOrders", state.liveOrders);
    snapshot.set("digestHigh", Number.parseInt(digest.value.slice(0, 8), 16));
    snapshot.set("digestLow", Number.parseInt(digest.value.slice(8), 16));
    snapshot.set("commandsDigestHigh", Number.parseInt(digest.commands.slice(0, 8), 16));
    snapshot.set("commandsDigestLow", Number.parseInt(digest.commands.slice(8), 16));
    snapshot.set("firstPrice", this.#firstPrice);
    snapshot.set("lastPrice", this.#lastPrice);
    snapshot.set("highPrice", this.#highPrice);
    snapshot.set("lowPrice", this.#lowPrice);
    snapshot.set("volume", this.#volume);
    snapshot.set("levelCount", this.#fillDepth(snapshot.depth));
    snapshot.set("tapeCount", this.#ring.copyInto(snapshot.tape));
    snapshot.set("chartCount", this.#buckets.copyInto(snapshot.chart));
    snapshot.set("chartStepNs", this.#buckets.width);
  }

  #fillDepth(target: Float64Array): number {
    const rows = this.#venue.book().depthInto(this.#depthBytes);
    const depth = this.#depth;
    for (let level = 0; level < rows; level++) {
      depth.at(level);
      const at = level * LEVEL_FIELDS;
      target[at + LevelField.bidPrice] = depth.bidPrice;
      target[at + LevelField.bidQuantity] = depth.bidQuantity;
      target[at + LevelField.bidOrders] = depth.bidOrders;
      target[at + LevelField.askPrice] = depth.askPrice;
      target[at + LevelField.askQuantity] = depth.askQuantity;
      target[at + LevelField.askOrders] = depth.askOrders;
    }
    return rows;
  }

  readonly #onEvents = (events: EventCursor): void => {
    while (events.next()) {
      const kind = events.kind;
      if (kind === EventKind.trade) this.#onTrade(events);
      else if (kind === EventKind.rejected) this.#rejects++;
    }
  };

  #onTrade(event: EventCursor): void {
    const { seq, price, quantity } = event;
    const clockNs = this.clockOf(seq - 1);
    const timeNs = this.orders.hasTimes ? event.timeNs : clockNs;
    this.#ring.add(seq, timeNs, event.side, price, quantity);
    this.#buckets.add(clockNs, price, quantity);
    if (this.#trades === 0) {
      this.#firstPrice = price;
      this.#highPrice = price;
      this.#lowPrice = price;
    }
    this.#trades++;
    this.#lastPrice = price;
    this.#highPrice = Math.max(this.#highPrice, price);
    this.#lowPrice = Math.min(this.#lowPrice, price);
    this.#volume += quantity;
  }
}
