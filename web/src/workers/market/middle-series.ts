// The middle of a book over time, for markets that tell their orders and no trades. The book is looked at at fixed times,
// several to a column: looking behind every record would take longer than reading the file.

import type { MarketView } from "@cift/engine/data";
import type { PriceSeries } from "./protocol.ts";

const COLUMNS = 240;
const LOOKS = 8;

export class MiddleSeries {
  readonly #startNs: number;
  readonly #stepNs: number;
  readonly #low = new Float64Array(COLUMNS).fill(Number.NaN);
  readonly #high = new Float64Array(COLUMNS).fill(Number.NaN);
  readonly #close = new Float64Array(COLUMNS).fill(Number.NaN);
  #looks = 0;

  constructor(firstNs: number, lastNs: number) {
    this.#startNs = firstNs;
    this.#stepNs = Math.max(1, lastNs - firstNs) / (COLUMNS * LOOKS);
  }

  /** The last time before the next look: no later record is to be applied before it. */
  get untilNs(): number {
    if (this.#looks === COLUMNS * LOOKS) return Number.POSITIVE_INFINITY;
    return Math.ceil(this.#startNs + (this.#looks + 1) * this.#stepNs) - 1;
  }

  /** Looks at a book as it stood until then. */
  look(view: MarketView): void {
    this.#put(Math.floor(this.#looks / LOOKS), view);
    this.#looks++;
  }

  #put(column: number, { mid, spread }: MarketView): void {
    // A crossed book says nothing.
    if (Number.isNaN(mid) || spread < 0) return;
    if (!((this.#low[column] ?? 0) <= mid)) this.#low[column] = mid;
    if (!((this.#high[column] ?? 0) >= mid)) this.#high[column] = mid;
    this.#close[column] = mid;
  }

  /** The columns, if any has a price; the last one ends with what stands in the book at the end. */
  end(view: MarketView): PriceSeries | undefined {
    while (this.#looks < COLUMNS * LOOKS) this.look(view);
    this.#put(COLUMNS - 1, view);
    if (this.#close.every(Number.isNaN)) return undefined;
    return {
      kind: "book",
      startNs: this.#startNs,
      widthNs: this.#stepNs * LOOKS,
      low: this.#low,
      high: this.#high,
      close: this.#close,
      volume: new Float64Array(COLUMNS),
    };
  }
}
