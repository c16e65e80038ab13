// The price line of a whole run in bounded memory: trades fall into buckets of time, and when a run outgrows them, the
// buckets become twice as wide and neighbours merge. However long the run, the line has half to all of its points.

export class PriceBuckets {
  readonly #capacity: number;
  readonly #firstWidth: number;
  readonly #time: Float64Array;
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  readonly #close: Float64Array;
  #width: number;
  /** Buckets up to the last one with a trade. */
  #used = 0;

  /** `firstWidth` is how fine the line is at best, in the unit of the times. */
  constructor(capacity: number, firstWidth: number) {
    this.#capacity = capacity;
    this.#firstWidth = firstWidth;
    this.#width = firstWidth;
    this.#time = new Float64Array(capacity);
    this.#low = new Float64Array(capacity);
    this.#high = new Float64Array(capacity);
    this.#close = new Float64Array(capacity).fill(Number.NaN);
  }

  clear(): void {
    this.#close.fill(Number.NaN, 0, this.#used);
    this.#used = 0;
    this.#width = this.#firstWidth;
  }

  /** A trade. Times count from the run's start and never go back. */
  add(time: number, price: number): void {
    let at = Math.floor(time / this.#width);
    while (at >= this.#capacity) {
      this.#widen();
      at = Math.floor(time / this.#width);
    }
    if (Number.isNaN(this.#close[at])) {
      this.#low[at] = price;
      this.#high[at] = price;
    } else {
      this.#low[at] = Math.min(this.#low[at] ?? price, price);
      this.#high[at] = Math.max(this.#high[at] ?? price, price);
    }
    this.#time[at] = time;
    this.#close[at] = price;
    this.#used = at + 1;
  }

  /** Writes the buckets that saw a trade, in order of time. Returns how many. */
  copyInto(time: Float64Array, low: Float64Array, high: Float64Array, close: Float64Array): number {
    let count = 0;
    for (let at = 0; at < this.#used; at++) {
      const price = this.#close[at] ?? Number.NaN;
      if (Number.isNaN(price)) continue;
      time[count] = this.#time[at] ?? 0;
      low[count] = this.#low[at] ?? price;
      high[count] = this.#high[at] ?? price;
      close[count] = price;
      count++;
    }
    return count;
  }

  #widen(): void {
    this.#width *= 2;
    const half = Math.ceil(this.#used / 2);
    for (let at = 0; at < half; at++) this.#merge(at, at * 2, at * 2 + 1);
    this.#close.fill(Number.NaN, half, this.#used);
    this.#used = half;
  }

  #merge(target: number, first: number, second: number): void {
    const firstClose = this.#close[first] ?? Number.NaN;
    const secondClose = second < this.#used ? (this.#close[second] ?? Number.NaN) : Number.NaN;
    const hasFirst = !Number.isNaN(firstClose);
    const hasSecond = !Number.isNaN(secondClose);
    const last = hasSecond ? second : first;
    const other = hasFirst ? first : last;
    this.#time[target] = this.#time[last] ?? 0;
    this.#low[target] = Math.min(this.#low[last] ?? 0, this.#low[other] ?? 0);
    this.#high[target] = Math.max(this.#high[last] ?? 0, this.#high[other] ?? 0);
    this.#close[target] = hasSecond ? secondClose : firstClose;
  }
}
