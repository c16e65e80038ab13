// Shares of a pro-rata level come in whole lots. Where lots are hardly finer than what is shown of quantities, a share that
// is no whole number of them would be seen to be rounded: then the engine cannot answer as the contract asks.

import { ProtocolError } from "./protocol.js";
import type { Resting, Trade } from "./symbol-book.js";

/** Places that lots need beyond those that are shown, so that a rounded share looks right. */
const SPARE_PLACES = 2;

export function needsShareCheck(scale: number, places: number): boolean {
  return scale < places + SPARE_PLACES;
}

/**
 * Throws where a level was shared out and a share is not exact.
 * @param before the book before the trades
 */
export function checkShares(before: readonly Resting[], trades: readonly Trade[]): void {
  for (const ticks of new Set(trades.map((trade) => trade.ticks))) {
    const here = trades.filter((trade) => trade.ticks === ticks);
    const traded = new Map(
      here.flatMap(
        ({ buyId, sellId, lots }) =>
          [
            [buyId, lots],
            [sellId, lots],
          ] as const,
      ),
    );
    const makers = before.filter(({ id, view }) => view.price === ticks && traded.has(id));
    const filled = sum(here.map(({ lots }) => lots));
    const total = sum(makers.map(({ view }) => BigInt(view.quantity)));
    if (filled === total) continue;
    if (makers.every(({ id, view }) => (traded.get(id) ?? 0n) * total === filled * BigInt(view.quantity)))
      continue;
    const message = "the shares of a level need more places than this book's quantities leave to lots";
    throw new ProtocolError(message, "UNSUPPORTED_QUANTITY");
  }
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}
