// What is on a tape or in a file.

import { type ImportOptions, importRequest } from "./import-options.js";
import type { DataInput } from "./input.js";
import { type JobOptions, runJob } from "./job.js";
import type { DataMetadata, TapeTable } from "./metadata.js";

/** A time in which nothing was recorded. */
export interface TapeGap {
  /** The time of the record before it. */
  readonly fromNs: number;
  /** The time of the record after it. */
  readonly toNs: number;
  /** That record's place on the tape. */
  readonly seq: number;
}

/** A part of the time: what a plot shows as one column. */
export interface PriceBucket {
  /** Records in it. */
  readonly records: number;
  /** Traded quantity in it, in lots. */
  readonly volume: number;
  /** The lowest price in it, in ticks. `null` without prices. */
  readonly low: number | null;
  /** The highest price in it, in ticks. */
  readonly high: number | null;
  /** The last price in it, in ticks. */
  readonly close: number | null;
}

/** What is known of one instrument. */
export interface InstrumentInspection {
  /** Its place in `metadata.instruments`. */
  readonly instrument: number;
  /** Its records. */
  readonly records: number;
  /** Its trades. */
  readonly trades: number;
  /** What they traded, in lots. */
  readonly volume: number;
  /** The first traded price, in ticks. */
  readonly open: number | null;
  /** The highest traded price, in ticks. */
  readonly high: number | null;
  /** The lowest traded price, in ticks. */
  readonly low: number | null;
  /** The last traded price, in ticks. */
  readonly close: number | null;
  /** Prices over time. */
  readonly series: {
    /** Where the first bucket begins. */
    readonly startNs: number;
    /** How long a bucket is. */
    readonly widthNs: number;
    /** In order of time. */
    readonly buckets: readonly PriceBucket[];
  };
}

/** A level of a book: its price in ticks, its quantity in lots, and how many orders stand there (zero: not counted). */
export type ShownLevel = readonly [price: number, quantity: number, orders: number];

/** What stands in a book at the end, ten levels of each side at most, best first. */
export interface ShownBook {
  /** Its place in `metadata.instruments`. */
  readonly instrument: number;
  /** Who buys. */
  readonly bids: readonly ShownLevel[];
  /** Who sells. */
  readonly asks: readonly ShownLevel[];
}

/** A record as it is: its table, and its bytes, which the table's cursor reads. */
export interface RawRecord {
  /** Its table. */
  readonly table: TapeTable;
  /** Its bytes. */
  readonly record: Uint8Array;
}

/** What is on a tape or in a file. */
export interface Inspection {
  /** What the source says about itself. */
  readonly metadata: DataMetadata;
  /** How many records each table has. */
  readonly records: readonly (readonly [TapeTable, number])[];
  /** How many there are in all. */
  readonly total: number;
  /** The earliest time. `null` without records. */
  readonly firstTimeNs: number | null;
  /** The latest time. */
  readonly lastTimeNs: number | null;
  /** Records that are earlier than the one before them. */
  readonly backwards: number;
  /** The largest gaps, the largest first. */
  readonly gaps: readonly TapeGap[];
  /** States in which the best bid is above the best ask. */
  readonly crossed: number;
  /** States in which the best bid is the best ask. */
  readonly locked: number;
  /** The first crossed state's place on the tape. */
  readonly firstCrossedSeq: number | null;
  /** The books at the end, by instrument number; empty ones of instruments without quotes, levels or orders. */
  readonly books: readonly ShownBook[];
  /** The first records. */
  readonly first: readonly RawRecord[];
  /** The last records. */
  readonly last: readonly RawRecord[];
  /** By instrument, those that have records. */
  readonly instruments: readonly InstrumentInspection[];
  /** What did not read and was left out. */
  readonly skipped: number;
  /** The first of it, in words. */
  readonly firstSkipped: string | null;
}

/** What `inspect` takes. */
export interface InspectOptions extends ImportOptions, JobOptions {
  /** How many records of the front and of the end. Default: 5. */
  readonly edges?: number;
  /** At most so many buckets of prices. Default: 120. */
  readonly buckets?: number;
}

/** Reads a tape or a file of any known format, and says what is in it. Throws `DATA_INVALID`. */
export async function inspect(
  input: DataInput | readonly DataInput[],
  options: InspectOptions = {},
): Promise<Inspection> {
  const { edges = 5, buckets = 120 } = options;
  const request = { verb: "inspect", import: importRequest(options), edges, buckets };
  return (await runJob(request, inputsOf(input), options)) as Inspection;
}

/** One input, or several. */
export function inputsOf(input: DataInput | readonly DataInput[]): readonly DataInput[] {
  return Array.isArray(input) ? (input as readonly DataInput[]) : [input as DataInput];
}
