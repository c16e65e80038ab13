// How fine lots are. The engine counts whole lots below 2^53 and adds up those of a level, binary64 has 53 bits for each
// quantity: lots are as fine as the quantities of a book leave room for, and become coarser when larger ones come.

import { decimalOf, powerOfTen, rescaled } from "./decimals.js";
import { ProtocolError } from "./protocol.js";

/** The places behind the point that the engine takes for a lot. */
export const FINEST = 18;
const LIMIT = 2n ** 53n;

/** Quantities of 10^-12 and less count as nothing: the contract's tolerance. */
const NOTHING_SCALE = 12;

/** The finest scale at which a level of that many lots (of another scale) fits. */
export function scaleFor(lots: bigint, scale: number): number {
  for (let finer = FINEST; finer >= 0; finer--) if (rescaled(lots, scale, finer) < LIMIT) return finer;
  throw new ProtocolError("a level's quantity is beyond 2^53 lots of 1", "UNSUPPORTED_QUANTITY");
}

/** Whether a quantity is one that counts. */
export function countsAsNothing(lots: bigint, scale: number): boolean {
  return lots <= nothing(scale);
}

/** The most lots that count as nothing. */
export function nothing(scale: number): bigint {
  return scale < NOTHING_SCALE ? 0n : powerOfTen(scale - NOTHING_SCALE);
}

/**
 * A quantity in lots.
 * @param places what is shown of quantities: where lots are coarser, the quantity has to be a whole number of them
 */
export function lotsOf(quantity: number, scale: number, places: number): bigint {
  const decimal = decimalOf(quantity);
  return toScale(decimal.digits, decimal.scale, scale, places);
}

/** Lots of one scale in lots of another. */
export function toScale(lots: bigint, from: number, to: number, places: number): bigint {
  const result = rescaled(lots, from, to);
  if (to < places && rescaled(result, to, Math.max(from, to)) !== rescaled(lots, from, Math.max(from, to))) {
    const message = `this book's quantities need lots of 10^-${to}, and one has more places than that`;
    throw new ProtocolError(message, "UNSUPPORTED_QUANTITY");
  }
  return result;
}
