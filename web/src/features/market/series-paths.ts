// The shapes of the market's chart. Columns without a price are left out of the band, and the line goes over them.

import type uPlot from "uplot";
import type { Columns } from "./series-chart.ts";

/** Nothing is thinner than this, in pixels of the canvas. */
const LEAST = 1.5;
/** Half the length of a lone price's line. */
const LONE = 4;

/** Left edge and width of a column; neighbours share an edge. */
function widths(chart: uPlot, { width, from }: Columns): number {
  return Math.max(LEAST, chart.valToPos(from + width, "x", true) - chart.valToPos(from, "x", true));
}

export function closePath(chart: uPlot, columns: Columns): Path2D {
  const path = new Path2D();
  const half = Math.max(LONE, widths(chart, columns) / 2);
  let isFirst = true;
  let end = { x: 0, y: 0 };
  columns.time.forEach((time, at) => {
    const close = columns.close[at];
    if (close === null || close === undefined) return;
    const x = chart.valToPos(time, "x", true);
    const y = chart.valToPos(close, "y", true);
    // A lone price is a short line: a point of no length is not seen.
    if (isFirst) path.moveTo(x - half, y);
    path.lineTo(x, y);
    isFirst = false;
    end = { x, y };
  });
  path.lineTo(end.x + half, end.y);
  return path;
}

export function bandPath(chart: uPlot, columns: Columns): Path2D {
  const path = new Path2D();
  const width = widths(chart, columns);
  columns.time.forEach((time, at) => {
    const low = columns.low[at];
    const high = columns.high[at];
    if (low === null || low === undefined || high === null || high === undefined) return;
    const top = chart.valToPos(high, "y", true);
    const height = Math.max(LEAST, chart.valToPos(low, "y", true) - top);
    path.rect(chart.valToPos(time, "x", true) - width / 2, top, width, height);
  });
  return path;
}

export function volumePath(chart: uPlot, columns: Columns): Path2D {
  const path = new Path2D();
  const width = widths(chart, columns);
  const bar = Math.max(LEAST, width - 1);
  const foot = chart.valToPos(0, "volume", true);
  columns.time.forEach((time, at) => {
    const volume = columns.volume[at];
    if (volume === null || volume === undefined || volume <= 0) return;
    const top = chart.valToPos(volume, "volume", true);
    path.rect(chart.valToPos(time, "x", true) - width / 2, top, bar, Math.max(LEAST, foot - top));
  });
  return path;
}
