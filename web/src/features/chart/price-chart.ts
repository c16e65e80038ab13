// The price line in uPlot: numbers in typed arrays, drawn on a canvas.

import uPlot from "uplot";
import { priceSpan } from "./chart-range.ts";
import { pricePath, rangePath } from "./price-path.ts";

export interface ChartColours {
  readonly line: string;
  /** Between the lowest and the highest price of a point. */
  readonly range: string;
  readonly grid: string;
  readonly text: string;
}

/** What differs between files. */
export interface ChartText {
  readonly price: (ticks: number) => string;
  /** A time of the axis, whose labels are `step` seconds apart. */
  readonly time: (seconds: number, step: number) => string;
}

export interface ChartPoint {
  readonly seconds: number;
  readonly price: number;
}

/** What is drawn: the first `count` points, in the view of `span` seconds from `from`. */
export interface PriceLine {
  /** In seconds. */
  readonly time: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly mean: Float64Array;
  count: number;
  /** Seconds that a point stands for. */
  step: number;
  from: number;
  span: number;
}

export interface PriceChart {
  draw(line: PriceLine): void;
  setText(text: ChartText): void;
  setColours(colours: ChartColours): void;
  resize(width: number, height: number): void;
  destroy(): void;
}

const LABEL_FONT =
  '11px ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace';
const NONE = new Float64Array(0);
const CHARACTER_WIDTH = 7;
const AXIS_PADDING = 18;
/** Seconds between two lines of the grid. */
const TIME_STEPS = [
  ...[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30],
  ...[60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400],
];
/** Labels nearer to the left edge than this would be cut off. */
const EDGE = 26;
/** Ticks between two lines of the grid: 1, 2, 5, 10, … */
const PRICE_STEPS = Array.from({ length: 16 }, (_, power) => [1, 2, 5].map((n) => n * 10 ** power)).flat();

export function createPriceChart(
  target: HTMLElement,
  first: ChartText,
  firstColours: ChartColours,
  onPoint: (point: ChartPoint | undefined) => void,
): PriceChart {
  let text = first;
  let colours = firstColours;
  let line: PriceLine = {
    time: NONE,
    low: NONE,
    high: NONE,
    mean: NONE,
    count: 0,
    step: 0,
    from: 0,
    span: 1,
  };
  let low = Number.NaN;
  let high = Number.NaN;
  let labelWidth = 0;

  const grid: uPlot.Axis.Grid = { stroke: () => colours.grid, width: 1 };
  const ticks: uPlot.Axis.Ticks = { show: false };
  const chart = new uPlot(
    {
      width: Math.max(1, target.clientWidth),
      height: Math.max(1, target.clientHeight),
      padding: [8, 0, 0, 0],
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, y: false, points: { size: 7, fill: () => colours.line } },
      scales: {
        x: { time: false, range: () => [line.from, line.from + line.span] },
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
          incrs: TIME_STEPS,
          values: (u, splits, _axis, _space, step) =>
            splits.map((value) => (u.valToPos(value, "x") < EDGE ? "" : text.time(value, step))),
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
        {
          stroke: () => colours.line,
          width: 1.25,
          points: { show: false },
          paths: (u, _series, firstPoint, lastPoint) => ({
            stroke: pricePath(u, line, firstPoint, lastPoint),
            fill: rangePath(u, line, firstPoint, lastPoint),
          }),
          fill: () => colours.range,
        },
      ],
      hooks: {
        setCursor: [
          (u) => {
            const at = u.cursor.idx;
            const seconds = at === null || at === undefined ? undefined : u.data[0][at];
            const price = at === null || at === undefined ? undefined : u.data[1]?.[at];
            const isThere =
              seconds !== undefined && price !== undefined && price !== null && (u.cursor.left ?? -1) >= 0;
            onPoint(isThere ? { seconds, price } : undefined);
          },
        ],
      },
    },
    [line.time, line.mean],
    target,
  );

  return {
    draw(next) {
      line = next;
      low = Number.NaN;
      high = Number.NaN;
      for (let at = 0; at < line.count; at++) {
        const lowest = line.low[at] ?? Number.NaN;
        const highest = line.high[at] ?? Number.NaN;
        if (!(low <= lowest)) low = lowest;
        if (!(high >= highest)) high = highest;
      }
      chart.setData([line.time.subarray(0, line.count), line.mean.subarray(0, line.count)]);
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
