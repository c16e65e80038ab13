// What the page and its reader of market data say to each other. A market is told as a summary; prices over time and the
// book come for one instrument at a time, when it is chosen: a whole venue's file has thousands of them.

import type { ImportOptions, Preview, TapeGap, TapeTable } from "@cift/engine/data";
import type { Failure } from "../protocol.ts";
import type { OptionFault } from "./import-fields.ts";

/** How whole numbers of steps (ticks, lots) are written: digits behind the point, and a step in the last of them. */
export interface StepScale {
  readonly digits: number;
  readonly step: number;
}

/** Where times begin. */
export interface Clock {
  /** Nanoseconds from 1970 to the records' time zero, as text: a number does not hold them. */
  readonly epochNs: string;
  /** Whether that is a date; otherwise times are of a day without a name. */
  readonly dated: boolean;
}

export interface MarketInstrument {
  /** Its number in records. */
  readonly number: number;
  readonly symbol: string;
  readonly tickSize: string;
  readonly lotSize: string;
  readonly tick: StepScale;
  readonly lot: StepScale;
  readonly records: number;
  readonly trades: number;
  /** In lots. */
  readonly volume: number;
  /** Traded prices, in ticks; NaN where nothing traded. */
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** A record for people. */
export interface RecordRow {
  /** Its place on the tape. */
  readonly seq: number;
  readonly timeNs: number;
  readonly table: TapeTable;
  readonly symbol: string;
  /** Names and values, in the order in which they are read. */
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** What was opened. */
export interface MarketInfo {
  readonly name: string;
  /** What was read, or what a tape was made from. */
  readonly format: string;
  readonly isTape: boolean;
  /** Empty when the source does not say. */
  readonly venue: string;
  /** What was read, with the names of an archive's members. */
  readonly inputs: readonly string[];
  readonly clock: Clock;
  /** Of tables that have records. */
  readonly counts: readonly (readonly [TapeTable, number])[];
  readonly total: number;
  /** NaN without records. */
  readonly firstNs: number;
  readonly lastNs: number;
  /** Records that are earlier than the one before them. */
  readonly backwards: number;
  /** The largest first. */
  readonly gaps: readonly TapeGap[];
  readonly crossed: number;
  readonly locked: number;
  readonly firstCrossedSeq: number | null;
  readonly skipped: number;
  readonly firstSkipped: string | null;
  /** The busiest first. */
  readonly instruments: readonly MarketInstrument[];
  readonly first: readonly RecordRow[];
  readonly last: readonly RecordRow[];
  /** Whether there are quotes, levels or orders. */
  readonly hasBook: boolean;
}

/** What the prices of a series are. */
export type PriceKind = "trades" | "bars" | "quotes" | "trades and quotes" | "book";

/** Prices over time, in columns of one width. */
export interface PriceSeries {
  readonly kind: PriceKind;
  readonly startNs: number;
  readonly widthNs: number;
  /** In ticks; NaN where a column has no price. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly close: Float64Array;
  /** In lots. */
  readonly volume: Float64Array;
}

export interface BookLevel {
  /** In ticks. */
  readonly price: number;
  /** In lots. */
  readonly quantity: number;
  /** Zero where the source does not count them. */
  readonly orders: number;
}

/** A book at a moment. */
export interface BookView {
  /** What it was made from. */
  readonly source: "orders" | "levels" | "quotes" | "nothing";
  /** Best first. */
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
  /** All levels of a side, of which the best ones are shown; NaN when they were not counted. */
  readonly bidLevels: number;
  readonly askLevels: number;
}

/** Why files were not read, and the option that would have helped, or was wrong. */
export interface ImportFailure extends Failure {
  readonly fault?: OptionFault;
}

interface OfSession {
  readonly session: number;
}

export type ToMarket =
  /** Files that belong together; one, most of the time. */
  | ({
      readonly type: "open";
      readonly files: readonly File[];
      /** Without them all is found out. */
      readonly options?: ImportOptions;
    } & OfSession)
  /** What files would be taken for with these options. They are not read. */
  | ({
      readonly type: "preview";
      readonly request: number;
      readonly files: readonly File[];
      readonly options: ImportOptions;
    } & OfSession)
  /** Nobody looks any more. */
  | { readonly type: "close" }
  /** Prices and book of an instrument; the book at a time, or at the end. */
  | ({
      readonly type: "select";
      readonly request: number;
      readonly instrument: number;
      readonly atNs: number | null;
    } & OfSession);

export type FromMarket =
  | ({ readonly type: "loading"; readonly bytes: number; readonly total: number } & OfSession)
  | ({ readonly type: "opened"; readonly info: MarketInfo } & OfSession)
  | ({ readonly type: "failed"; readonly failure: ImportFailure } & OfSession)
  /** Either what the files are taken for, or an option that is none; neither where they do not read at all. */
  | ({
      readonly type: "preview";
      readonly request: number;
      readonly preview?: Preview;
      readonly fault?: OptionFault;
    } & OfSession)
  | ({ readonly type: "series"; readonly request: number; readonly series: PriceSeries } & OfSession)
  /** How much of the records has been read for the book, from 0 to 1. */
  | ({ readonly type: "bookProgress"; readonly request: number; readonly share: number } & OfSession)
  | ({ readonly type: "book"; readonly request: number; readonly book: BookView } & OfSession);
