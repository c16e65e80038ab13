// A series as the chart draws it: times in seconds, and `null` where there is no price.

import type { PriceSeries } from "../../workers/market/protocol.ts";
import type { Columns } from "./series-chart.ts";

const NS_PER_S = 1e9;
/** A market of a single moment is drawn in the middle of a second. */
const LEAST_SPAN_S = 1e-6;

export function seriesColumns(series: PriceSeries, lastNs: number): Columns {
  const { startNs, widthNs, close } = series;
  const start = startNs / NS_PER_S;
  const width = widthNs / NS_PER_S;
  const nullable = (values: Float64Array): (number | null)[] =>
    Array.from(values, (value) => (Number.isNaN(value) ? null : value));
  // The last column goes on behind the last record; the axis need not.
  const end = Math.min(start + width * close.length, Math.max(lastNs / NS_PER_S, start + width));
  const isMoment = end - start < LEAST_SPAN_S;
  return {
    time: Array.from(close, (_, at) => start + (at + 0.5) * width),
    low: nullable(series.low),
    high: nullable(series.high),
    close: nullable(close),
    volume: Array.from(series.volume),
    width,
    from: isMoment && close.length === 1 ? start - 0.5 : start,
    to: isMoment && close.length === 1 ? start + 0.5 : end,
  };
}
