// The price of a whole run in bounded memory: trades fall into buckets of time, and when a run outgrows them,
// the buckets become twice as wide and neighbours merge. However long the run, the line has half to all of
// its points.

/** What a bucket says of its trades. */
export interface PricePoints {
  /** Of the last trade. */
  readonly time: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Weighted by quantity. */
  readonly mean: Float64Array;
}

export class PriceBuckets {
  readonly #capacity: number;
  readonly #firstWidth: number;
  readonly #time: Float64Array;
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  /** Sum of price × quantity, and of quantity; the latter is zero in a bucket without trades. */
  readonly #value: Float64Array;
  readonly #quantity: Float64Array;
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
    this.#value = new Float64Array(capacity);
    this.#quantity = new Float64Array(capacity);
  }

  /** Time that a bucket spans. */
  get width(): number {
    return this.#width;
  }

  clear(): void {
    this.#empty(0, this.#used);
    this.#used = 0;
    this.#width = this.#firstWidth;
  }

  /** A trade. Times count from the run's start and never go back. */
  add(time: number, price: number, quantity: number): void {
    let at = Math.floor(time / this.#width);
    while (at >= this.#capacity) {
      this.#widen();
      at = Math.floor(time / this.#width);
    }
    const isFirst = this.#quantity[at] === 0;
    this.#low[at] = isFirst ? price : Math.min(this.#low[at] ?? price, price);
    this.#high[at] = isFirst ? price : Math.max(this.#high[at] ?? price, price);
    this.#value[at] = (this.#value[at] ?? 0) + price * quantity;
    this.#quantity[at] = (this.#quantity[at] ?? 0) + quantity;
    this.#time[at] = time;
    this.#used = at + 1;
  }

  /** Writes the buckets that saw a trade, in order of time. Returns how many. */
  copyInto({ time, low, high, mean }: PricePoints): number {
    let count = 0;
    for (let at = 0; at < this.#used; at++) {
      const quantity = this.#quantity[at] ?? 0;
      if (quantity === 0) continue;
      time[count] = this.#time[at] ?? 0;
      low[count] = this.#low[at] ?? 0;
      high[count] = this.#high[at] ?? 0;
      mean[count] = (this.#value[at] ?? 0) / quantity;
      count++;
    }
    return count;
  }

  #widen(): void {
    this.#width *= 2;
    const half = Math.ceil(this.#used / 2);
    for (let at = 0; at < half; at++) this.#merge(at, at * 2, at * 2 + 1);
    this.#empty(half, this.#used);
    this.#used = half;
  }

  #merge(target: number, first: number, second: number): void {
    const hasFirst = (this.#quantity[first] ?? 0) > 0;
    const hasSecond = (this.#quantity[second] ?? 0) > 0;
    // Where one is empty, the other speaks for both.
    const early = hasFirst ? first : second;
    const late = hasSecond ? second : first;
    const value = this.#sum(this.#value, first, second);
    const quantity = this.#sum(this.#quantity, first, second);
    this.#time[target] = this.#time[late] ?? 0;
    this.#low[target] = Math.min(this.#low[early] ?? 0, this.#low[late] ?? 0);
    this.#high[target] = Math.max(this.#high[early] ?? 0, this.#high[late] ?? 0);
    this.#value[target] = value;
    this.#quantity[target] = quantity;
  }

  #sum(values: Float64Array, first: number, second: number): number {
    return (values[first] ?? 0) + (values[second] ?? 0);
  }

  #empty(from: number, to: number): void {
    this.#value.fill(0, from, to);
    this.#quantity.fill(0, from, to);
  }
}
