// The price line in uPlot: numbers in typed arrays, drawn on a canvas.

import uPlot from "uplot";
import { priceSpan } from "./chart-range.ts";

export interface ChartColours {
  readonly line: string;
  readonly band: string;
  readonly grid: string;
  readonly text: string;
}

/** What differs between files. */
export interface ChartText {
  readonly price: (ticks: number) => string;
  readonly time: (seconds: number, spanSeconds: number) => string;
}

export interface ChartPoint {
  readonly seconds: number;
  readonly price: number;
}

export interface PriceChart {
  /** Points of time (seconds), low, high, close; only the first `count` count. */
  draw(data: readonly [Float64Array, Float64Array, Float64Array, Float64Array], count: number, span: number): void;
  setText(text: ChartText): void;
  setColours(colours: ChartColours): void;
  resize(width: number, height: number): void;
  destroy(): void;
}

const LABEL_FONT = '11px ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace';
const CHARACTER_WIDTH = 7;
const AXIS_PADDING = 18;
/** Ticks between two lines of the grid: 1, 2, 5, 10, … */
const PRICE_STEPS = Array.from({ length: 46 }, (_, i) => [1, 2, 5][i % 3]! * 10 ** Math.floor(i / 3));

export function createPriceChart(
  target: HTMLElement,
  first: ChartText,
  firstColours: ChartColours,
  onPoint: (point: ChartPoint | undefined) => void,
): PriceChart {
  let text = first;
  let colours = firstColours;
  let span = 1;
  let low = Number.NaN;
  let high = Number.NaN;
  let labelWidth = 0;

  const grid: uPlot.Axis.Grid = { stroke: () => colours.grid, width: 1 };
  const ticks: uPlot.Axis.Ticks = { show: false };
  const steps = uPlot.paths.stepped?.({ align: 1 });
  const hidden: uPlot.Series = { points: { show: false }, width: 0, ...(steps && { paths: steps }) };
  const chart = new uPlot(
    {
      width: Math.max(1, target.clientWidth),
      height: Math.max(1, target.clientHeight),
      padding: [8, 0, 0, 0],
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, y: false, points: { size: 7, fill: () => colours.line } },
      scales: {
        x: { time: false, range: () => [0, span] },
        y: { range: () => (Number.isNaN(low) ? [0, 1] : [...priceSpan(low, high)]) },
      },
      axes: [
        {
          stroke: () => colours.text,
          font: LABEL_FONT,
          size: 28,
          gap: 6,
          space: 90,
          grid,
          ticks,
          values: (_, splits) => splits.map((value) => text.time(value, span)),
        },
        {
          side: 1,
          stroke: () => colours.text,
          font: LABEL_FONT,
          gap: 8,
          space: 36,
          grid,
          ticks,
          incrs: PRICE_STEPS,
          values: (_, splits) => splits.map((value) => (Number.isNaN(low) ? "" : text.price(value))),
          // Grows with its labels and never shrinks, so that the plot does not move back and forth.
          size: (_, values) => {
            const longest = Math.max(0, ...(values ?? []).map((value) => value.length));
            labelWidth = Math.max(labelWidth, longest * CHARACTER_WIDTH + AXIS_PADDING, 60);
            return labelWidth;
          },
        },
      ],
      series: [
        {},
        hidden,
        hidden,
        {
          stroke: () => colours.line,
          width: 1.5,
          points: { show: false },
          ...(steps && { paths: steps }),
        },
      ],
      bands: [{ series: [2, 1], fill: () => colours.band }],
      hooks: {
        setCursor: [
          (u) => {
            const at = u.cursor.idx;
            const seconds = at === null || at === undefined ? undefined : u.data[0][at];
            const price = at === null || at === undefined ? undefined : u.data[3]?.[at];
            const isThere = seconds !== undefined && price !== undefined && price !== null && (u.cursor.left ?? -1) >= 0;
            onPoint(isThere ? { seconds, price } : undefined);
          },
        ],
      },
    },
    [new Float64Array(0), new Float64Array(0), new Float64Array(0), new Float64Array(0)],
    target,
  );

  return {
    draw(data, count, nextSpan) {
      const [time, lows, highs, closes] = data;
      span = nextSpan;
      low = Number.NaN;
      high = Number.NaN;
      for (let at = 0; at < count; at++) {
        const lowest = lows[at] ?? Number.NaN;
        const highest = highs[at] ?? Number.NaN;
        if (!(low <= lowest)) low = lowest;
        if (!(high >= highest)) high = highest;
      }
      chart.setData([
        time.subarray(0, count),
        lows.subarray(0, count),
        highs.subarray(0, count),
        closes.subarray(0, count),
      ]);
    },
    setText(next) {
      text = next;
      labelWidth = 0;
      chart.redraw(false, true);
    },
    setColours(next) {
      colours = next;
      chart.redraw(false, true);
    },
    resize: (width, height) => chart.setSize({ width: Math.max(1, width), height: Math.max(1, height) }),
    destroy: () => chart.destroy(),
  };
}
