// The middle of a book over time, for markets that tell their orders and no trades. The book is looked at at fixed times,
// several to a column: looking behind every record would take longer than reading the file.

import type { PriceSeries } from "./protocol.ts";

const COLUMNS = 240;
const LOOKS = 8;

export class Middles {
  readonly #startNs: number;
  readonly #stepNs: number;
  readonly #low = new Float64Array(COLUMNS).fill(Number.NaN);
  readonly #high = new Float64Array(COLUMNS).fill(Number.NaN);
  readonly #close = new Float64Array(COLUMNS).fill(Number.NaN);
  #look = 0;

  constructor(firstNs: number, lastNs: number) {
    this.#startNs = firstNs;
    this.#stepNs = Math.max(1, lastNs - firstNs) / (COLUMNS * LOOKS);
  }

  /** Looks at the book, if it is time: what stands there stood until `timeNs`. */
  until(timeNs: number, middle: () => number): void {
    const due = Math.min(COLUMNS * LOOKS, Math.floor((timeNs - this.#startNs) / this.#stepNs));
    if (due <= this.#look) return;
    const price = middle();
    if (!Number.isNaN(price)) {
      const first = Math.floor(this.#look / LOOKS);
      const last = Math.floor((due - 1) / LOOKS);
      for (let column = first; column <= last; column++) this.#put(column, price);
    }
    this.#look = due;
  }

  #put(column: number, price: number): void {
    if (!((this.#low[column] ?? 0) <= price)) this.#low[column] = price;
    if (!((this.#high[column] ?? 0) >= price)) this.#high[column] = price;
    this.#close[column] = price;
  }

  /** The columns, if any has a price; the last one ends with what stands in the book at the end. */
  series(lastNs: number, middle: () => number): PriceSeries | undefined {
    this.until(lastNs, middle);
    const price = middle();
    if (!Number.isNaN(price)) this.#put(COLUMNS - 1, price);
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
