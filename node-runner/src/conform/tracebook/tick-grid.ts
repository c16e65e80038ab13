// The protocol's price grid. A price becomes a tick in binary64, as the contract says: price / tick size, to the nearest
// whole number, a half to the even one.

import { decimalOf, decimalText, roundHalfEven } from "./decimals.js";

export class TickGrid {
  readonly #tickSize: number;
  /** Places behind the point that the tick size has. */
  readonly #places: number;

  constructor(tickSize: number) {
    this.#tickSize = tickSize;
    this.#places = Math.min(decimalOf(tickSize).scale, 100);
  }

  /** The price in ticks. */
  ticks(price: number): number {
    return roundHalfEven(price / this.#tickSize);
  }

  /** Whether a tick's price is above zero as the grid writes it. */
  isPositive(ticks: number): boolean {
    return this.#price(ticks) > 0;
  }

  text(ticks: number): string {
    const { digits, scale } = decimalOf(this.#price(ticks));
    return decimalText(digits, scale);
  }

  /** The tick's price without what the product of binary numbers leaves behind. */
  #price(ticks: number): number {
    return Number((ticks * this.#tickSize).toFixed(this.#places));
  }
}
