// Writes the last trades into the rows of the list, newest on top. As with the ladder, the cells stay.

import { countText, type PriceScale, priceText } from "../../app/format.ts";
import { type Snapshot, TAPE_ROWS } from "../../workers/snapshot.ts";
import { TRADE_FIELDS, TradeField } from "../../workers/trade-ring.ts";

/** Of the order that took liquidity: 0 buys, as in the schema. */
const BUY = 0;

export interface TradeCells {
  readonly row: HTMLElement;
  readonly time: HTMLElement;
  readonly mark: HTMLElement;
  readonly side: HTMLElement;
  readonly price: HTMLElement;
  readonly quantity: HTMLElement;
}

export class TapePainter {
  readonly #rows: TradeCells[] = [];
  /** What the rows show: as the snapshot has it. */
  readonly #shown = new Float64Array(TAPE_ROWS * TRADE_FIELDS).fill(Number.NaN);
  #scale: PriceScale | undefined;

  add(cells: TradeCells): void {
    this.#rows.push(cells);
  }

  paint(snapshot: Snapshot, scale: PriceScale, timeText: (ns: number) => string): void {
    const count = snapshot.get("tapeCount");
    const isRescaled = scale !== this.#scale;
    this.#scale = scale;
    this.#rows.forEach((cells, index) => {
      const at = index * TRADE_FIELDS;
      if (index >= count) {
        this.#blank(cells, at);
      } else if (isRescaled || this.#differs(snapshot.tape, at)) {
        this.#shown.set(snapshot.tape.subarray(at, at + TRADE_FIELDS), at);
        this.#write(cells, at, scale, timeText);
      }
    });
  }

  clear(): void {
    for (const [index, cells] of this.#rows.entries()) this.#blank(cells, index * TRADE_FIELDS);
  }

  #differs(tape: Float64Array, at: number): boolean {
    for (let field = 0; field < TRADE_FIELDS; field++) {
      if (tape[at + field] !== this.#shown[at + field]) return true;
    }
    return false;
  }

  #write(cells: TradeCells, at: number, scale: PriceScale, timeText: (ns: number) => string): void {
    const value = (field: number): number => this.#shown[at + field] ?? Number.NaN;
    const isBuy = value(TradeField.side) === BUY;
    cells.row.setAttribute("data-side", isBuy ? "buy" : "sell");
    cells.time.textContent = timeText(value(TradeField.timeNs));
    cells.mark.textContent = isBuy ? "▲" : "▼";
    cells.side.textContent = isBuy ? "buy" : "sell";
    cells.price.textContent = priceText(value(TradeField.price), scale);
    cells.quantity.textContent = countText(value(TradeField.quantity));
  }

  #blank(cells: TradeCells, at: number): void {
    if (Number.isNaN(this.#shown[at])) return;
    this.#shown.fill(Number.NaN, at, at + TRADE_FIELDS);
    cells.row.removeAttribute("data-side");
    for (const cell of [cells.time, cells.mark, cells.side, cells.price, cells.quantity])
      cell.textContent = "";
  }
}
