// Prices over time as a plot of a few lines of text.

import type { PriceBucket } from "@cift/engine/data";

/** Eighths of a character's height, from the bottom. */
const BARS = " ▁▂▃▄▅▆▇█";

/** Lines from the top; each column spans the prices of its bucket. Nothing where there are no prices. */
export function pricePlot(
  buckets: readonly PriceBucket[],
  { height, width, label }: { height: number; width: number; label: (ticks: number) => string },
): string[] {
  const columns = squeezed(buckets, width);
  const prices = columns.flatMap(({ low, high }) => (low === null || high === null ? [] : [low, high]));
  if (prices.length === 0) return [];
  const [low, high] = prices.reduce(
    ([least, most], price) => [Math.min(least, price), Math.max(most, price)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as [number, number],
  );
  const cells = height * 8 - 1;
  const place = (price: number) => (high === low ? cells / 2 : ((price - low) / (high - low)) * cells);
  const labels = [label(high), label(low)];
  const margin = Math.max(...labels.map((text) => text.length));
  return Array.from({ length: height }, (_, row) => {
    const text = row === 0 ? labels[0] : row === height - 1 ? labels[1] : "";
    const bottom = (height - 1 - row) * 8;
    return `${(text ?? "").padStart(margin)} ┤${columns.map((column) => cell(column, bottom, place)).join("")}`;
  });
}

/** The character of a row: full where the price is above it, an eighth bar where it ends. */
function cell({ close }: PriceBucket, bottom: number, place: (price: number) => number): string {
  if (close === null) return " ";
  const filled = Math.round(place(close)) + 1 - bottom;
  return BARS[Math.max(0, Math.min(8, filled))] ?? " ";
}

/** At most so many columns; an empty one shows the price before it. */
function squeezed(buckets: readonly PriceBucket[], width: number): PriceBucket[] {
  const per = Math.max(1, Math.ceil(buckets.length / width));
  let close: number | null = null;
  return Array.from({ length: Math.ceil(buckets.length / per) }, (_, index) => {
    const part = buckets.slice(index * per, (index + 1) * per);
    const lows = part.flatMap(({ low }) => (low === null ? [] : [low]));
    const highs = part.flatMap(({ high }) => (high === null ? [] : [high]));
    close = part.reduce<number | null>((last, bucket) => bucket.close ?? last, close);
    return {
      records: part.reduce((sum, { records }) => sum + records, 0),
      volume: part.reduce((sum, { volume }) => sum + volume, 0),
      low: lows.length === 0 ? close : Math.min(...lows),
      high: highs.length === 0 ? close : Math.max(...highs),
      close,
    };
  });
}
