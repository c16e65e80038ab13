// What a source says about itself.

/** An instrument of a source; records name it by its place in the list. */
export interface DataInstrument {
  /** The venue's symbol. */
  readonly symbol: string;
  /** The source's own number of it; zero when it has none. */
  readonly sourceId: number;
  /** What a tick is worth, as decimal text. */
  readonly tickSize: string;
  /** What a lot is worth, as decimal text. */
  readonly lotSize: string;
}

/** What a source says about itself. */
export interface DataMetadata {
  /** The venue, as the source calls it; empty when it does not say. */
  readonly venue: string;
  /** The format that was read. */
  readonly format: string;
  /** The names of the inputs. */
  readonly inputs: readonly string[];
  /** Nanoseconds from 1970 to the records' time zero, as text: a number does not hold them. */
  readonly epochNs: string;
  /** Whether that is a date. If not, times are of a day that the source does not name. */
  readonly dated: boolean;
  /** By their numbers in records. */
  readonly instruments: readonly DataInstrument[];
}

/** The tables of a tape, in the order of their numbers. Names are those of every store. */
export const TAPE_TABLES = [
  "market_by_order",
  "market_by_price",
  "ticks",
  "quotes",
  "bars",
  "market_status",
  "auction_imbalances",
] as const;

/** The name of a table of a tape. */
export type TapeTable = (typeof TAPE_TABLES)[number];
