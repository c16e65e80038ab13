// An instrument of a session: its number in records, and how its ticks and lots read as decimals.

import type { ResolvedInstrument } from "./config.js";
import { countSteps, type Decimal, formatSteps, parseDecimal, parseStep } from "./decimal.js";
import { CiftError } from "./errors.js";
import { DEFAULT_RULES, type Rules } from "./rules.js";

/** An instrument. The engine counts ticks and lots; here they become decimals and decimals become them, exactly. */
export class Instrument {
  /** Its number in records: its position in the configuration. */
  readonly index: number;
  /** Its name. */
  readonly symbol: string;
  /** What one tick is worth, as a decimal. */
  readonly tickSize: string;
  /** What one lot is, as a decimal. */
  readonly lotSize: string;

  /** How its orders are treated. */
  readonly rules: Rules;

  readonly #tick: Decimal;
  readonly #lot: Decimal;

  constructor(
    index: number,
    config: Pick<ResolvedInstrument, "symbol" | "tickSize" | "lotSize"> & { readonly rules?: Rules },
  ) {
    this.index = index;
    this.symbol = config.symbol;
    this.tickSize = config.tickSize;
    this.lotSize = config.lotSize;
    this.rules = config.rules ?? DEFAULT_RULES;
    this.#tick = stepOf(config.tickSize);
    this.#lot = stepOf(config.lotSize);
  }

  /** The price "101.25" in ticks. Throws `INVALID_ARGUMENT` when it is between two ticks, or 2^53 ticks and above. */
  parsePrice(text: string): number {
    return safe(this.parsePriceBig(text), "price", text);
  }

  /** Like `parsePrice`, for prices of any size. */
  parsePriceBig(text: string): bigint {
    return toSteps(text, this.#tick, `a price of ${this.symbol}, whose tick is ${this.tickSize}`);
  }

  /** A price in ticks as a decimal. */
  formatPrice(ticks: number | bigint): string {
    return formatSteps(BigInt(ticks), this.#tick);
  }

  /** The quantity "0.5" in lots. Throws `INVALID_ARGUMENT` when it is between two lots, negative, or 2^53 lots and above. */
  parseQuantity(text: string): number {
    const lots = toSteps(text, this.#lot, `a quantity of ${this.symbol}, whose lot is ${this.lotSize}`);
    if (lots < 0n)
      throw new CiftError("INVALID_ARGUMENT", `a quantity cannot be negative: ${JSON.stringify(text)}`);
    return safe(lots, "quantity", text);
  }

  /** A quantity in lots as a decimal. */
  formatQuantity(lots: number | bigint): string {
    return formatSteps(BigInt(lots), this.#lot);
  }

  /** The money "1000.00" in ticks times lots. Throws `INVALID_ARGUMENT` like `parseQuantity`. */
  parseAmount(text: string): number {
    const what = `an amount of ${this.symbol}, whose tick is ${this.tickSize} and whose lot is ${this.lotSize}`;
    const amount = toSteps(text, this.#unit, what);
    if (amount < 0n)
      throw new CiftError("INVALID_ARGUMENT", `an amount cannot be negative: ${JSON.stringify(text)}`);
    return safe(amount, "amount", text);
  }

  /** Money in ticks times lots as a decimal. */
  formatAmount(amount: number | bigint): string {
    return formatSteps(BigInt(amount), this.#unit);
  }

  /** What one lot costs at a price of one tick. */
  get #unit(): Decimal {
    return {
      digits: this.#tick.digits * this.#lot.digits,
      scale: this.#tick.scale + this.#lot.scale,
    };
  }
}

function stepOf(text: string): Decimal {
  const { step, problem } = parseStep(text);
  // The configuration was checked; this is for instruments that are made by hand.
  if (step === undefined) throw new CiftError("CONFIG_INVALID", `${JSON.stringify(text)}: ${problem}`);
  return step;
}

function toSteps(text: string, step: Decimal, what: string): bigint {
  const value = parseDecimal(text);
  if (value === undefined) {
    throw new CiftError(
      "INVALID_ARGUMENT",
      `${JSON.stringify(text)} is not ${what}: write a decimal like "101.25"`,
    );
  }
  const { steps, exact } = countSteps(value, step);
  if (exact) return steps;
  const below = formatSteps(steps, step);
  const above = formatSteps(steps + 1n, step);
  throw new CiftError(
    "INVALID_ARGUMENT",
    `${JSON.stringify(text)} is not ${what}: the nearest are ${below} and ${above}`,
    {
      detail: { below, above },
    },
  );
}

function safe(value: bigint, what: string, text: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new CiftError(
    "INVALID_ARGUMENT",
    `the ${what} ${JSON.stringify(text)} is ${value} steps, beyond 2^53 - 1`,
  );
}
