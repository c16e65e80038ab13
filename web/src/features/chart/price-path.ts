// The line as it is drawn: a price holds until the next trade, and where several trades share a point, a stroke spans all of
// their prices. So nothing is lost, however many trades a point stands for.

import type uPlot from "uplot";
import type { PriceLine } from "./price-chart.ts";

export function pricePath(chart: uPlot, line: PriceLine, first: number, last: number): Path2D {
  const path = new Path2D();
  const x = (seconds: number): number => chart.valToPos(seconds, "x", true);
  const y = (price: number): number => chart.valToPos(price, "y", true);
  for (let at = first; at <= last; at++) {
    const { time, low, high, close } = line;
    const right = x(time[at] ?? 0);
    const end = y(close[at] ?? 0);
    if (at === first) path.moveTo(right, end);
    else path.lineTo(right, y(close[at - 1] ?? 0));
    if (low[at] !== high[at]) {
      path.lineTo(right, y(low[at] ?? 0));
      path.lineTo(right, y(high[at] ?? 0));
    }
    path.lineTo(right, end);
  }
  return path;
}
