// The records of a tape's tables: what reads them, how long they are, and one of them as plain data.

import {
  AuctionImbalanceCursor,
  BarCursor,
  MarketByOrderEventCursor,
  MarketByPriceEventCursor,
  MarketStatusCursor,
  QuoteCursor,
  TickCursor,
} from "../generated/index.js";
import type { RawRecord } from "./inspect.js";
import type { TapeTable } from "./metadata.js";

/** What all cursors over a tape's records have. */
export interface TapeCursor {
  /** Goes to a record. */
  at(index: number): { toObject(): object };
}

/** The cursor of each table. */
export const TAPE_CURSORS: Readonly<
  Record<TapeTable, (new (bytes: Uint8Array) => TapeCursor) & { readonly bytes: number }>
> = {
  market_by_order: MarketByOrderEventCursor,
  market_by_price: MarketByPriceEventCursor,
  ticks: TickCursor,
  quotes: QuoteCursor,
  bars: BarCursor,
  market_status: MarketStatusCursor,
  auction_imbalances: AuctionImbalanceCursor,
};

/** A record's fields by their names, prices in ticks, without the reserved ones. */
export function recordObject({ table, record }: RawRecord): Readonly<Record<string, string | number>> {
  // The bytes of a report begin anywhere, and cursors read words.
  const cursor = new TAPE_CURSORS[table](record.slice());
  return cursor.at(0).toObject() as Readonly<Record<string, string | number>>;
}
