// What a market view knows as a row of numbers, which is read at most once between two changes.

import type { ViewBackend, ViewHandle } from "./backend.js";
import type { BarMeasureColumn, MeasureColumn } from "./views.js";

/** The numbers of a market view, by their names. Prices are in ticks, quantities in lots; what is not known is NaN. */
export type ViewField =
  | MeasureColumn
  | Extract<BarMeasureColumn, `volatility_${string}` | "kyle_lambda" | "amihud" | "vpin">
  | "seq"
  | "records"
  | "source"
  | "bid_quantity"
  | "bid_orders"
  | "ask_quantity"
  | "ask_orders"
  | "relative_spread"
  | "microprice"
  | "last_price"
  | "last_quantity"
  | "last_side"
  | "last_time_ns"
  | "last_effective_spread"
  | "volume"
  | "session_vwap"
  | "window_vwap"
  | "window_buy_volume"
  | "window_sell_volume"
  | "trade_flow"
  | "twap"
  | "mid_twap"
  | "realised_spread"
  | "total_orders"
  | "unknown"
  | "duplicate"
  | "excess"
  | "invalid"
  | "bars"
  | "bar_time_ns"
  | "bar_close"
  | "bar_volume"
  | "bar_trades"
  | "bar_vwap"
  | "bar_net_bought";

/** The row of one view. */
export class ViewRow {
  readonly names: readonly ViewField[];
  readonly values: Float64Array;
  /** Where each number is. */
  readonly at: Readonly<Record<ViewField, number>>;
  readonly #backend: ViewBackend;
  #isFresh = false;

  constructor(backend: ViewBackend) {
    this.#backend = backend;
    this.names = backend.viewFields() as readonly ViewField[];
    this.values = new Float64Array(this.names.length);
    this.at = Object.fromEntries(this.names.map((name, at) => [name, at])) as Record<ViewField, number>;
  }

  /** Something has changed. */
  stale(): void {
    this.#isFresh = false;
  }

  /** As it is now. */
  read(handle: ViewHandle): Float64Array {
    if (!this.#isFresh) {
      this.#backend.viewState(handle, this.values);
      this.#isFresh = true;
    }
    return this.values;
  }
}
