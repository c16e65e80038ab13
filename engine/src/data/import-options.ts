// How inputs are to be read.

import type { PhaseName } from "../generated/index.js";

/** The formats that are read. */
export const DATA_FORMATS = [
  "cift",
  "lobster",
  "dbn",
  "databento-csv",
  "binance",
  "bitstamp",
  "tardis",
  "bybit-book",
  "bybit-trades",
  "itch",
  "csv",
  "parquet",
  "arrow",
] as const;

/** The name of a format. */
export type DataFormat = (typeof DATA_FORMATS)[number];

/** An instrument of a session of the engine. */
export interface SessionInstrument {
  /** Its name. */
  readonly symbol: string;
  /** What a tick is worth, as decimal text. */
  readonly tickSize: string;
  /** What a lot is, as decimal text. */
  readonly lotSize: string;
  /** Whether an order that is replaced at its price by no more keeps its place. */
  readonly keepsOnReduce: boolean;
  /** The phase that the session begins in. */
  readonly initialPhase: PhaseName;
}

/** How inputs are to be read; what is left out is found out from their names and first bytes. */
export interface ImportOptions {
  /** Which format it is. */
  readonly format?: DataFormat;
  /** What a tick is worth, as decimal text: `"0.25"`. Default: the largest that the first prices are multiples of. */
  readonly tick?: string;
  /** What a lot is worth, as decimal text. */
  readonly lot?: string;
  /** Leave out what does not read, and count it, instead of stopping there. Default: stop. */
  readonly lenient?: boolean;
  /** The day of times that have none: `"2012-06-21"`. */
  readonly date?: string;
  /** The instruments to read, by symbol; all otherwise. Of files that name none, one: what the instrument is called. */
  readonly symbols?: readonly string[];
  /** Of a table of one's own: what a row is. */
  readonly kind?: "ticks" | "quotes" | "bars";
  /** Of a table of one's own: which column is what, `{ time: "Date", close: "Last" }`; or none, `{ volume: "" }`. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Of a table of one's own: how times are written. Default: found out. */
  readonly timeFormat?: string;
  /** Of a table of one's own: the time zone of its times as an offset, `"-05:00"`. Default: UTC. */
  readonly timeZone?: string;
  /** Of a table of one's own: whether its first row has the columns' names. Default: found out. */
  readonly header?: boolean;
  /** Of a table of one's own: what stands between fields, one character or `"tab"`. Default: found out. */
  readonly delimiter?: string;
  /** Of bars that say only when they begin: how long they last, `"1m"`, `"1d"`. Default: found out. */
  readonly interval?: string;
  /** Of a table of one's own: round numbers to so many decimals, for what a float has left behind. */
  readonly decimals?: number;
  /**
   * Of a table of one's own: the order of its records. `time` sorts them, `input` takes them as they stand, whatever their
   * times; `auto`, the default, sorts them where the first 65,536 are not in the order of time.
   */
  readonly order?: "auto" | "input" | "time";
  /** The inputs are a session's commands and events, of these instruments: `sessionData` makes it. */
  readonly session?: readonly SessionInstrument[];
  /**
   * Only records at or after this time, in nanoseconds of the tape. Of a tape only the chunks with such records are read;
   * other formats have no index, and are read whole. Above 2^53, 104 days, a `bigint` is exact.
   */
  readonly fromNs?: number | bigint;
  /** Only records before this time, in nanoseconds of the tape; see `fromNs`. */
  readonly toNs?: number | bigint;
}

/** Every option by its name, and nothing that is not set: an unknown name would be refused. */
export function importRequest(options: ImportOptions): Record<string, unknown> {
  const { format, tick, lot, lenient, date, symbols, kind, columns, timeFormat, timeZone } = options;
  const { header, delimiter, interval, decimals, order, session, fromNs, toNs } = options;
  // They are decoded before the module sees them, which has no such formats.
  const isDecoded = format === "parquet" || format === "arrow";
  const source = {
    format: isDecoded ? undefined : format,
    tick,
    lot,
    lenient,
    date,
    symbols,
    session,
    fromNs: wholeNs(fromNs),
    toNs: wholeNs(toNs),
  };
  const table = { kind, columns, timeFormat, timeZone, header, delimiter, interval, decimals, order };
  return Object.fromEntries(
    Object.entries({ ...source, ...table }).filter(([, value]) => value !== undefined),
  );
}

/** A whole number above 2^53 is sent as one: as a float it would not be taken for exact. */
function wholeNs(time: number | bigint | undefined): number | bigint | undefined {
  const isLarge = typeof time === "number" && Number.isInteger(time) && !Number.isSafeInteger(time);
  return isLarge ? BigInt(time) : time;
}
