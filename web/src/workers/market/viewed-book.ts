// The book of a view of a market, read up to a time.

import type { MarketView, TapeBatch } from "@cift/engine/data";
import type { MiddleSeries } from "./middle-series.ts";
import type { BookView } from "./protocol.ts";

/** Applies a batch up to a time, and looks at the middle on the way. Whether all of it was taken. */
export function applyUntil(
  view: MarketView,
  batch: TapeBatch,
  endNs: number,
  middles: MiddleSeries | undefined,
): boolean {
  for (let from = 0; ; ) {
    const lookNs = middles?.untilNs ?? Number.POSITIVE_INFINITY;
    from = view.applyUntil(batch, Math.min(endNs, lookNs), from);
    if (from === batch.length) return true;
    if (endNs <= lookNs) return false;
    middles?.look(view);
  }
}

/** The best levels, and how many there are. */
export function viewedBook(view: MarketView, shown: number): BookView {
  const bids = view.levels("buy", Number.POSITIVE_INFINITY);
  const asks = view.levels("sell", Number.POSITIVE_INFINITY);
  return {
    source: view.source,
    bids: bids.slice(0, shown),
    asks: asks.slice(0, shown),
    bidLevels: bids.length,
    askLevels: asks.length,
  };
}
