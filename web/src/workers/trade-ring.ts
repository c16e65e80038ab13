// The last trades, newest first for whoever reads them. One typed array, no object for a trade.

export const TRADE_FIELDS = 5;

/** Where a trade's numbers are. */
export const TradeField = { seq: 0, timeNs: 1, side: 2, price: 3, quantity: 4 } as const;

export class TradeRing {
  readonly #capacity: number;
  readonly #values: Float64Array;
  #total = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#values = new Float64Array(capacity * TRADE_FIELDS);
  }

  clear(): void {
    this.#total = 0;
  }

  add(seq: number, timeNs: number, side: number, price: number, quantity: number): void {
    const at = (this.#total % this.#capacity) * TRADE_FIELDS;
    this.#values[at + TradeField.seq] = seq;
    this.#values[at + TradeField.timeNs] = timeNs;
    this.#values[at + TradeField.side] = side;
    this.#values[at + TradeField.price] = price;
    this.#values[at + TradeField.quantity] = quantity;
    this.#total++;
  }

  /** Writes the trades that it still has, newest first. Returns how many. */
  copyInto(target: Float64Array): number {
    const count = Math.min(this.#total, this.#capacity, Math.floor(target.length / TRADE_FIELDS));
    for (let index = 0; index < count; index++) {
      const from = ((this.#total - 1 - index) % this.#capacity) * TRADE_FIELDS;
      target.set(this.#values.subarray(from, from + TRADE_FIELDS), index * TRADE_FIELDS);
    }
    return count;
  }
}
