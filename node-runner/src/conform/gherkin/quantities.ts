// Numbers as people write them in tables and sentences.

import { CaseUnclear } from "./case-result.js";

/** The number of decimals that prices of a text need, at most. */
const MAX_SCALE = 9;

/** A decimal in plain form: `10,15` is 10.15, `1,234.5` is 1234.5; signs of currencies and quotes are left out. */
export function plainDecimal(text: string): string | undefined {
  const digits = text.replace(/["'\u20AC$\u00A3\s_]|\b(?:EUR|USD|GBP|CHF)\b/gi, "");
  const plain = digits.includes(".") ? digits.replaceAll(",", "") : digits.replace(",", ".");
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(plain)
    ? plain.replace(/^\+/, "").replace(/\.$/, "")
    : undefined;
}

/** A whole number: `1,000` and `1 000` are 1000. */
export function wholeNumber(text: string): number | undefined {
  const digits = text.replace(/["'\s_]/g, "").replace(/,(?=\d{3}(?:\D|$))/g, "");
  const value = Number(digits.replace(/\.0+$/, ""));
  return /^[+-]?\d+(?:\.0+)?$/.test(digits) && Number.isSafeInteger(value) ? value : undefined;
}

/** As `wholeNumber`; throws for anything else. */
export function requireWhole(text: string, what: string): number {
  const value = wholeNumber(text);
  if (value === undefined) throw new CaseUnclear(`${what}: '${text}' is no whole number`);
  return value;
}

/** The size of a tick with which all these decimals are whole numbers of ticks; at most `atLeast` decimals coarse. */
export function tickSizeFor(decimals: Iterable<string>, atLeast = 2): string {
  let scale = atLeast;
  for (const decimal of decimals) {
    const fraction = decimal.split(".")[1]?.replace(/0+$/, "") ?? "";
    scale = Math.max(scale, fraction.length);
  }
  if (scale > MAX_SCALE)
    throw new CaseUnclear(`a price has ${scale} decimals, at most ${MAX_SCALE} are read`);
  return scale === 0 ? "1" : `0.${"0".repeat(scale - 1)}1`;
}
