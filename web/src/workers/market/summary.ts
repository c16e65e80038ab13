// An inspection as the page wants it: the busiest instruments first, and records as rows of text.

import type { Inspection, InstrumentInspection } from "@cift/engine/data";
import type {
  BookView,
  MarketInfo,
  MarketInstrument,
  PriceKind,
  PriceSeries,
  StepScale,
} from "./protocol.ts";
import { recordRow } from "./record-row.ts";

/** "0.25" has two digits, and a step is 25 of the last one. */
export function stepScale(size: string): StepScale {
  const [whole = "1", fraction = ""] = size.split(".");
  return { digits: fraction.length, step: Number(whole + fraction) };
}

export function summarize(found: Inspection, name: string, isTape: boolean): MarketInfo {
  const { metadata } = found;
  const rows = (records: Inspection["first"]) => records.map((raw) => recordRow(raw, metadata));
  return {
    name,
    format: metadata.format,
    isTape,
    venue: metadata.venue,
    inputs: metadata.inputs,
    clock: { epochNs: metadata.epochNs, dated: metadata.dated },
    counts: found.records.filter(([, count]) => count > 0),
    total: found.total,
    firstNs: found.firstTimeNs ?? Number.NaN,
    lastNs: found.lastTimeNs ?? Number.NaN,
    backwards: found.backwards,
    gaps: found.gaps,
    crossed: found.crossed,
    locked: found.locked,
    firstCrossedSeq: found.firstCrossedSeq,
    skipped: found.skipped,
    firstSkipped: found.firstSkipped,
    instruments: found.instruments
      .map((each) => instrumentOf(found, each))
      .sort((one, other) => other.records - one.records || one.number - other.number),
    first: rows(found.first),
    // Of a short file the last records are among the first ones.
    last: rows(found.last.slice(Math.max(0, found.first.length + found.last.length - found.total))),
    hasBook: ["market_by_order", "market_by_price", "quotes"].some((table) => countOf(found, table) > 0),
  };
}

function instrumentOf(found: Inspection, each: InstrumentInspection): MarketInstrument {
  const known = found.metadata.instruments[each.instrument];
  const { tickSize = "1", lotSize = "1" } = known ?? {};
  return {
    number: each.instrument,
    symbol: known?.symbol || `#${each.instrument}`,
    tickSize,
    lotSize,
    tick: stepScale(tickSize),
    lot: stepScale(lotSize),
    records: each.records,
    trades: each.trades,
    volume: each.volume,
    open: each.open ?? Number.NaN,
    high: each.high ?? Number.NaN,
    low: each.low ?? Number.NaN,
    close: each.close ?? Number.NaN,
  };
}

const countOf = (found: Inspection, table: string): number =>
  found.records.find(([name]) => name === table)?.[1] ?? 0;

/** The prices that the inspection has, if it has any: of trades, bars and quotes, not of books. */
export function inspectedSeries(found: Inspection, instrument: number): PriceSeries | undefined {
  const each = found.instruments.find((candidate) => candidate.instrument === instrument);
  if (each?.series.buckets.some(({ close }) => close !== null) !== true) return undefined;
  const { startNs, widthNs, buckets } = each.series;
  const column = (of: (bucket: (typeof buckets)[number]) => number | null): Float64Array =>
    Float64Array.from(buckets, (bucket) => of(bucket) ?? Number.NaN);
  return {
    kind: kindOf(found),
    startNs,
    widthNs,
    low: column(({ low }) => low),
    high: column(({ high }) => high),
    close: column(({ close }) => close),
    volume: column(({ volume }) => volume),
  };
}

/** The book at the end, as the inspection has it. */
export function inspectedBook(found: Inspection, instrument: number): BookView | undefined {
  const book = found.books[instrument];
  if (book === undefined) return undefined;
  const view = (side: typeof book.bids) =>
    side.map(([price, quantity, orders]) => ({ price, quantity, orders }));
  const isEmpty = book.bids.length + book.asks.length === 0;
  const [bids, asks] = [view(book.bids), view(book.asks)];
  return {
    source: isEmpty ? "nothing" : sourceOf(found),
    bids,
    asks,
    bidLevels: Number.NaN,
    askLevels: Number.NaN,
  };
}

function sourceOf(found: Inspection): BookView["source"] {
  if (countOf(found, "market_by_order") > 0) return "orders";
  return countOf(found, "market_by_price") > 0 ? "levels" : "quotes";
}

function kindOf(found: Inspection): PriceKind {
  const hasTrades = countOf(found, "ticks") > 0;
  if (countOf(found, "quotes") > 0) return hasTrades ? "trades and quotes" : "quotes";
  return hasTrades ? "trades" : "bars";
}
