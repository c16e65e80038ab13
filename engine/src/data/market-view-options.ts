// What a market view is asked to keep.

import type { BackendChoice } from "../backend.js";
import type { Instrument } from "../instrument.js";
import { sessionInstruments } from "./session.js";
import type { BarRule } from "./views.js";

/** What `marketView` takes. What is not asked for is not kept, and NaN. */
export interface MarketViewOptions {
  /** Which module does it. Default: `auto`. */
  readonly backend?: BackendChoice;
  /** Which instrument, by its number. Default: 0. */
  readonly instrument?: number;
  /** So many levels a side count for `imbalance`. Default: 5. */
  readonly levels?: number;
  /** Trades of so many last nanoseconds count for `windowVwap`, `tradeFlow` and the window's volumes. */
  readonly windowNs?: number;
  /** How long a session of `sessionVwap` is, in nanoseconds. */
  readonly sessionNs?: number;
  /** How long after the tape's time zero a session begins, in nanoseconds. Default: 0. */
  readonly sessionOffsetNs?: number;
  /** So many nanoseconds after a trade its spread is realised. */
  readonly realisedAfterNs?: number;
  /** The buckets of `vpin`: how many lots fill one, and how many of them count (default 50). */
  readonly vpin?: { readonly bucketQuantity: number; readonly buckets?: number };
  /** The states of the model behind `microprice`: buckets of the imbalance (default 10), spreads up to so many ticks (default 4). */
  readonly microprice?: { readonly buckets?: number; readonly spreads?: number };
  /** How bars are made of the trades: for `takeBars`, and what is measured by the bar. */
  readonly bars?: BarRule;
  /** Bars that a measure by the bar looks back on. Default: 20. */
  readonly barWindow?: number;
  /** Of bars by time: nanoseconds from 1970 to the tape's time zero, as its metadata have it. Default: `"0"`. */
  readonly epochNs?: string;
  /** The exchange that is followed by `applyEvents`. */
  readonly exchange?: { readonly instruments: readonly Instrument[] };
}

/** The request as the module takes it: nothing in it that is not set. */
export function viewRequest(options: MarketViewOptions): Record<string, unknown> {
  const { instrument = 0, levels = 5, windowNs, sessionNs, sessionOffsetNs, realisedAfterNs } = options;
  const { vpin, microprice, bars, barWindow, epochNs, exchange } = options;
  const request = {
    instrument,
    levels,
    windowNs,
    sessionNs,
    sessionOffsetNs,
    realisedAfterNs,
    vpin: vpin && { bucketQuantity: vpin.bucketQuantity, buckets: vpin.buckets ?? 50 },
    microprice: microprice && { buckets: microprice.buckets ?? 10, spreads: microprice.spreads ?? 4 },
    bars,
    barWindow,
    epochNs,
    exchange: exchange && sessionInstruments(exchange),
  };
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
}
