// The line as it is drawn: the mean price of a point holds until the next point, and behind it stands the
// range from the lowest to the highest price. Where every trade has a point of its own, the two are the same.

import type uPlot from "uplot";
import type { PriceLine } from "./price-chart.ts";

/** A range is never thinner than this, in pixels of the canvas. */
const LEAST_WIDTH = 2;

export function pricePath(chart: uPlot, { time, mean }: PriceLine, first: number, last: number): Path2D {
  const path = new Path2D();
  for (let at = first; at <= last; at++) {
    const x = chart.valToPos(time[at] ?? 0, "x", true);
    const y = chart.valToPos(mean[at] ?? 0, "y", true);
    if (at === first) path.moveTo(x, y);
    else path.lineTo(x, chart.valToPos(mean[at - 1] ?? 0, "y", true));
    path.lineTo(x, y);
  }
  return path;
}

export function rangePath(chart: uPlot, line: PriceLine, first: number, last: number): Path2D {
  const path = new Path2D();
  const step = chart.valToPos(line.from + line.step, "x", true) - chart.valToPos(line.from, "x", true);
  const width = Math.max(LEAST_WIDTH, step);
  for (let at = first; at <= last; at++) {
    const { low, high, time } = line;
    if (low[at] === high[at]) continue;
    const top = chart.valToPos(high[at] ?? 0, "y", true);
    const bottom = chart.valToPos(low[at] ?? 0, "y", true);
    path.rect(chart.valToPos(time[at] ?? 0, "x", true) - width / 2, top, width, bottom - top);
  }
  return path;
}
