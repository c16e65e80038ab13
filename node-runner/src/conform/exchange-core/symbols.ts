// The symbols of exchange-core's scenarios, as that project's tests define them.

import { CaseExcluded } from "../gherkin/case-result.js";

/** A symbol. Amounts are in the smallest units of its currencies. */
export interface SymbolSpec {
  readonly name: string;
  /** Its number in the session. */
  readonly index: number;
  /** A pair is paid for and delivered, a future settles gains and losses. */
  readonly kind: "pair" | "future";
  readonly base: string;
  readonly quote: string;
  /** Units of the base currency in a lot. Nothing of a future is delivered. */
  readonly lotValue: number;
  /** Units of the quote currency that a lot costs at a price of one. */
  readonly tickValue: number;
}

/**
 * A future's margin there is an amount a lot, here a share of the value: it is left out, and no scenario is refused for
 * want of it. What a future holds back is not in any balance there either.
 */
export const SYMBOLS: readonly SymbolSpec[] = [
  { name: "EUR_USD", index: 0, kind: "future", base: "EUR", quote: "USD", lotValue: 0, tickValue: 1 },
  // A lot is 100,000 szabo (0.1 ether), a step of the price ten satoshi.
  { name: "ETH_XBT", index: 1, kind: "pair", base: "ETH", quote: "XBT", lotValue: 100_000, tickValue: 10 },
];

/** The currencies of the symbols, by index. */
export const CURRENCIES: readonly string[] = [
  ...new Set(SYMBOLS.flatMap(({ base, quote }) => [base, quote])),
];

/** The symbol of a name, however it is written: `ETH_XBT`, `eth/xbt`. */
export function symbolNamed(name: string): SymbolSpec {
  const plain = name.toUpperCase().replace(/[^A-Z]/g, "");
  const symbol = SYMBOLS.find((spec) => spec.name.replace("_", "") === plain);
  if (symbol === undefined) {
    throw new CaseExcluded(`the symbol ${name} is none of ${SYMBOLS.map((spec) => spec.name).join(", ")}`);
  }
  return symbol;
}

/** The currency of a name. */
export function currencyNamed(name: string): string {
  const currency = CURRENCIES.find((code) => code === name.toUpperCase());
  if (currency === undefined)
    throw new CaseExcluded(`the currency ${name} is none of ${CURRENCIES.join(", ")}`);
  return currency;
}

/** Whether a currency is what a future settles in. The two kinds of symbols share none. */
export function isSettlement(currency: string): boolean {
  return SYMBOLS.some(
    ({ kind, base, quote }) => kind === "future" && (base === currency || quote === currency),
  );
}
