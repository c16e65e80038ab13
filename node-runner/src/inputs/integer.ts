const MINUS = 45;
const ZERO = 48;
/** No integer below 2^53 is longer, and no longer one is exact while it is read. */
const MAX_DIGITS = 16;

/** The integer between two places of a text; NaN where there is none, or one that a double does not hold exactly. */
export function integerAt(bytes: Uint8Array, from: number, to: number): number {
  const negative = bytes[from] === MINUS;
  const first = negative ? from + 1 : from;
  if (first >= to || to - first > MAX_DIGITS) return Number.NaN;
  let value = 0;
  for (let at = first; at < to; at++) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  if (value > Number.MAX_SAFE_INTEGER) return Number.NaN;
  return negative ? 0 - value : value;
}
