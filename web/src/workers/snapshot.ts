// What the worker shows the page: numbers at fixed places of one buffer, which travels back and forth. The
// page paints it and sends it back; the worker fills it again when something has changed. So there is never
// more than one under way, and no object is made for an event.

import type { PricePoints } from "./price-buckets.ts";
import { TRADE_FIELDS } from "./trade-ring.ts";

/** Levels of each side. */
export const LEVELS = 12;
/** Trades of the time-and-sales list. */
export const TAPE_ROWS = 64;
/** Points of the price line: more than a screen can tell apart would only blacken it. */
export const CHART_POINTS = 640;

/** Where a level's numbers are. A side without the level has quantity zero. */
export const LevelField = {
  bidPrice: 0,
  bidQuantity: 1,
  bidOrders: 2,
  askPrice: 3,
  askQuantity: 4,
  askOrders: 5,
} as const;
export const LEVEL_FIELDS = 6;

export const Status = { ready: 0, playing: 1, paused: 2, finished: 3 } as const;
export type StatusCode = (typeof Status)[keyof typeof Status];

/** Where the counters are. */
const CounterField = {
  /** Which of the opened files this is about. */
  session: 0,
  status: 1,
  /** Messages sent to the engine so far. */
  position: 2,
  events: 3,
  trades: 4,
  rejects: 5,
  /** Orders that rest in the book. */
  liveOrders: 6,
  /** Nanoseconds of the replay's clock since the run's start. */
  clockNs: 7,
  /** Messages a second of wall time, lately; of the whole run once it has finished. NaN: not known yet. */
  messageRate: 8,
  /** How much faster than wall time the replay's clock goes, lately. NaN: not known yet. */
  clockRate: 9,
  digestHigh: 10,
  digestLow: 11,
  /** NaN before the first trade, as are all prices. */
  lastPrice: 12,
  firstPrice: 13,
  highPrice: 14,
  lowPrice: 15,
  volume: 16,
  levelCount: 17,
  tapeCount: 18,
  chartCount: 19,
  /** Nanoseconds that a point of the chart stands for. */
  chartStepNs: 22,
  commandsDigestHigh: 20,
  commandsDigestLow: 21,
} as const;

export type Counter = keyof typeof CounterField;

const COUNTERS = 24;
const DEPTH_VALUES = LEVELS * LEVEL_FIELDS;
const TAPE_VALUES = TAPE_ROWS * TRADE_FIELDS;
const VALUES = COUNTERS + DEPTH_VALUES + TAPE_VALUES + 4 * CHART_POINTS;

/** The buffer, with names. */
export class Snapshot {
  readonly buffer: ArrayBuffer;
  readonly depth: Float64Array;
  readonly tape: Float64Array;
  readonly chart: PricePoints;
  readonly #counters: Float64Array;

  constructor(buffer = new ArrayBuffer(VALUES * 8)) {
    this.buffer = buffer;
    let at = 0;
    const part = (length: number): Float64Array => {
      const view = new Float64Array(buffer, at * 8, length);
      at += length;
      return view;
    };
    this.#counters = part(COUNTERS);
    this.depth = part(DEPTH_VALUES);
    this.tape = part(TAPE_VALUES);
    this.chart = {
      time: part(CHART_POINTS),
      low: part(CHART_POINTS),
      high: part(CHART_POINTS),
      mean: part(CHART_POINTS),
    };
  }

  get(counter: Counter): number {
    return this.#counters[CounterField[counter]] ?? Number.NaN;
  }

  set(counter: Counter, value: number): void {
    this.#counters[CounterField[counter]] = value;
  }
}

const hex = (word: number): string => word.toString(16).padStart(8, "0");

/** The run's digest as the command line prints it: 16 hexadecimal digits. */
export function digestText(snapshot: Snapshot): string {
  return hex(snapshot.get("digestHigh")) + hex(snapshot.get("digestLow"));
}

/** The digest of the session and its messages alone. */
export function commandsDigestText(snapshot: Snapshot): string {
  return hex(snapshot.get("commandsDigestHigh")) + hex(snapshot.get("commandsDigestLow"));
}
