// Writes a book into the cells of the ladder's table. The cells stay, only their text changes, and only where
// a number has changed: sixty times a second, with nothing made and nothing moved.

import { countText, type PriceScale, priceText } from "../../app/format.ts";
import { LEVEL_FIELDS, LEVELS, LevelField, type Snapshot } from "../../workers/snapshot.ts";

export type LadderSide = "bid" | "ask";

/** The elements of one level of one side. */
export interface LevelCells {
  readonly row: HTMLElement;
  readonly price: HTMLElement;
  readonly quantity: HTMLElement;
  readonly orders: HTMLElement;
  readonly bar: HTMLElement;
}

/**
 * How much of its length the scale of the bars keeps from frame to frame, so that one large order does not
 * make them jump.
 */
const SCALE_MEMORY = 0.97;

class Level {
  readonly #cells: LevelCells;
  #price = Number.NaN;
  #quantity = Number.NaN;
  #orders = Number.NaN;
  #share = -1;

  constructor(cells: LevelCells) {
    this.#cells = cells;
  }

  paint(price: number, quantity: number, orders: number, share: number, scale: PriceScale): void {
    const { row, price: priceCell, quantity: quantityCell, orders: ordersCell, bar } = this.#cells;
    const isThere = quantity > 0;
    if (quantity !== this.#quantity) {
      if (isThere !== this.#quantity > 0) row.setAttribute("data-empty", String(!isThere));
      quantityCell.textContent = isThere ? countText(quantity) : "";
      this.#quantity = quantity;
    }
    const shownPrice = isThere ? price : Number.NaN;
    if (!Object.is(shownPrice, this.#price)) {
      priceCell.textContent = isThere ? priceText(price, scale) : "";
      this.#price = shownPrice;
    }
    const shownOrders = isThere ? orders : 0;
    if (shownOrders !== this.#orders) {
      ordersCell.textContent = isThere ? countText(orders) : "";
      this.#orders = shownOrders;
    }
    if (share !== this.#share) {
      bar.style.transform = `scaleX(${share.toFixed(3)})`;
      this.#share = share;
    }
  }
}

export class LadderPainter {
  readonly #bids: Level[] = [];
  readonly #asks: Level[] = [];
  #largest = 0;

  add(side: LadderSide, level: number, cells: LevelCells): void {
    const levels = side === "bid" ? this.#bids : this.#asks;
    levels[level] = new Level(cells);
  }

  paint(snapshot: Snapshot, scale: PriceScale): void {
    const { depth } = snapshot;
    const count = snapshot.get("levelCount");
    const value = (level: number, field: number): number =>
      level < count ? (depth[level * LEVEL_FIELDS + field] ?? 0) : 0;
    let largest = 1;
    for (let level = 0; level < count; level++) {
      largest = Math.max(largest, value(level, LevelField.bidQuantity), value(level, LevelField.askQuantity));
    }
    this.#largest = Math.max(largest, this.#largest * SCALE_MEMORY);
    for (let level = 0; level < LEVELS; level++) {
      const bid = value(level, LevelField.bidQuantity);
      const ask = value(level, LevelField.askQuantity);
      this.#bids[level]?.paint(
        value(level, LevelField.bidPrice),
        bid,
        value(level, LevelField.bidOrders),
        bid / this.#largest,
        scale,
      );
      this.#asks[level]?.paint(
        value(level, LevelField.askPrice),
        ask,
        value(level, LevelField.askOrders),
        ask / this.#largest,
        scale,
      );
    }
  }

  /** An empty book. */
  clear(): void {
    this.#largest = 0;
    for (const level of [...this.#bids, ...this.#asks]) level.paint(0, 0, 0, 0, { digits: 0, step: 1 });
  }
}
