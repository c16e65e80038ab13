// Prices over time in uPlot: a band from the lowest to the highest price of a column, the line of the last
// ones, and the volume at the foot.

import uPlot from "uplot";
import { priceSpan } from "../chart/chart-range.ts";
import type { ChartColours } from "../chart/price-chart.ts";
import { bandPath, closePath, volumePath } from "./series-paths.ts";
import { AXIS_STEPS } from "./time-axis.ts";

/** What is drawn, column by column; `null` where there is nothing. */
export interface Columns {
  /** The middles of the columns, in seconds. */
  readonly time: readonly number[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  readonly close: readonly (number | null)[];
  readonly volume: readonly (number | null)[];
  /** How long a column is. */
  readonly width: number;
  readonly from: number;
  readonly to: number;
}

export interface ChartText {
  readonly price: (ticks: number) => string;
  readonly splits: (from: number, to: number, step: number) => number[];
  readonly time: (seconds: number, step: number) => string;
}

export interface SeriesChart {
  draw(columns: Columns, text: ChartText): void;
  /** Marks a time; `undefined` none. */
  mark(seconds: number | undefined): void;
  setColours(colours: ChartColours): void;
  resize(width: number, height: number): void;
  destroy(): void;
}

export interface SeriesEvents {
  /** The column under the pointer. */
  readonly onPoint: (column: number | undefined) => void;
  /** A time was clicked. */
  readonly onPick: (seconds: number) => void;
}

export const EMPTY: Columns = {
  time: [],
  low: [],
  high: [],
  close: [],
  volume: [],
  width: 1,
  from: 0,
  to: 1,
};

const LABEL_FONT =
  '11px ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace';
const CHARACTER_WIDTH = 6.7;
const AXIS_PADDING = 18;
/** Labels nearer to an edge than this would be cut off. */
const EDGE = 28;
/** The series that is the line. */
const CLOSE = 2;
/** The foot of the chart that belongs to the volume. */
const VOLUME_PART = 0.2;
const PRICE_STEPS = Array.from({ length: 18 }, (_, power) => [1, 2, 5].map((n) => n * 10 ** power)).flat();

export function createSeriesChart(
  target: HTMLElement,
  firstColours: ChartColours,
  { onPoint, onPick }: SeriesEvents,
): SeriesChart {
  let colours = firstColours;
  let columns = EMPTY;
  let text: ChartText = { price: () => "", splits: () => [], time: () => "" };
  let marked: number | undefined;
  let prices: readonly [from: number, to: number] = [0, 1];
  let lowest = Number.NaN;
  let mostVolume = 0;

  const grid: uPlot.Axis.Grid = { stroke: () => colours.grid, width: 1 };
  const ticks: uPlot.Axis.Ticks = { show: false };
  const drawMark = (u: uPlot): void => {
    if (marked === undefined) return;
    const x = Math.round(u.valToPos(marked, "x", true));
    u.ctx.save();
    u.ctx.strokeStyle = colours.line;
    u.ctx.setLineDash([4, 4]);
    u.ctx.beginPath();
    u.ctx.moveTo(x, u.bbox.top);
    u.ctx.lineTo(x, u.bbox.top + u.bbox.height);
    u.ctx.stroke();
    u.ctx.restore();
  };
  const chart = new uPlot(
    {
      width: Math.max(1, target.clientWidth),
      height: Math.max(1, target.clientHeight),
      padding: [8, 0, 0, 0],
      legend: { show: false },
      cursor: {
        drag: { x: false, y: false },
        y: false,
        points: { size: (_u, series) => (series === CLOSE ? 7 : 0), fill: () => colours.line },
      },
      scales: {
        x: { time: false, range: () => [columns.from, columns.to] },
        y: { range: () => [...prices] },
        volume: { range: () => [0, Math.max(1, mostVolume) / VOLUME_PART] },
      },
      axes: [
        {
          stroke: () => colours.text,
          font: LABEL_FONT,
          size: 28,
          gap: 6,
          // Hours and dates are shorter than fractions of a second.
          space: (_u, _axis, from, to) => (to - from > 7200 ? 56 : 96),
          grid,
          ticks,
          incrs: [...AXIS_STEPS],
          splits: (_u, _axis, from, to, step) => text.splits(from, to, step),
          values: (u, splits, _axis, _space, step) =>
            splits.map((value) => {
              const x = u.valToPos(value, "x");
              return x < EDGE || x > u.bbox.width / devicePixelRatio - EDGE / 2 ? "" : text.time(value, step);
            }),
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
          // Beside the volume there is no price.
          values: (_, splits) => splits.map((value) => (value >= lowest ? text.price(value) : "")),
          size: (_, values) => {
            const longest = Math.max(0, ...(values ?? []).map((value) => value.length));
            return Math.max(longest * CHARACTER_WIDTH + AXIS_PADDING, 60);
          },
        },
      ],
      series: [
        {},
        {
          scale: "volume",
          fill: () => colours.range,
          width: 0,
          points: { show: false },
          paths: (u) => ({ fill: volumePath(u, columns) }),
        },
        {
          stroke: () => colours.line,
          fill: () => colours.range,
          width: 1.25,
          points: { show: false },
          paths: (u) => ({ stroke: closePath(u, columns), fill: bandPath(u, columns) }),
        },
      ],
      hooks: {
        draw: [drawMark],
        setCursor: [
          (u) => {
            const isOver = (u.cursor.left ?? -1) >= 0;
            onPoint(isOver ? (u.cursor.idx ?? undefined) : undefined);
          },
        ],
      },
    },
    [[], [], []],
    target,
  );
  chart.over.addEventListener("click", () => {
    const { left } = chart.cursor;
    if (left !== undefined && left >= 0) onPick(chart.posToVal(left, "x"));
  });

  return {
    draw(next, nextText) {
      columns = next;
      text = nextText;
      mostVolume = next.volume.reduce<number>((most, volume) => Math.max(most, volume ?? 0), 0);
      const low = least(next.low);
      const [from, to] = priceSpan(low, -least(next.high.map((price) => (price === null ? null : -price))));
      lowest = Number.isNaN(low) ? Number.POSITIVE_INFINITY : from;
      const foot = mostVolume > 0 ? ((to - from) * VOLUME_PART) / (1 - VOLUME_PART) : 0;
      prices = Number.isNaN(low) ? [0, 1] : [from - foot, to];
      chart.setData([[...next.time], [...next.volume], [...next.close]]);
    },
    mark(seconds) {
      marked = seconds;
      chart.redraw(false, false);
    },
    setColours(next) {
      colours = next;
      chart.redraw(false, true);
    },
    resize: (width, height) => chart.setSize({ width: Math.max(1, width), height: Math.max(1, height) }),
    destroy: () => chart.destroy(),
  };
}

function least(values: readonly (number | null)[]): number {
  return values.reduce<number>(
    (lowest, value) => (value !== null && !(value >= lowest) ? value : lowest),
    Number.NaN,
  );
}
