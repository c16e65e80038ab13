// A currency of a session's accounts: its number in records, and how its smallest units read as decimals.

import { countSteps, type Decimal, formatSteps, parseDecimal } from "./decimal.js";
import { CiftError } from "./errors.js";

/** A currency. The engine counts its smallest units; here they become decimals and decimals become them, exactly. */
export class Currency {
  /** Its number in records: its position in the configuration. */
  readonly index: number;
  /** Its name. */
  readonly code: string;
  /** How many digits behind the point its smallest unit has. */
  readonly scale: number;

  readonly #unit: Decimal;

  constructor(index: number, { code, scale }: { readonly code: string; readonly scale: number }) {
    this.index = index;
    this.code = code;
    this.scale = scale;
    this.#unit = { digits: 1n, scale };
  }

  /** The amount "12.50" in smallest units. Throws `INVALID_ARGUMENT` when it has more digits than the currency. */
  parse(text: string): bigint {
    const value = parseDecimal(text);
    if (value === undefined) {
      throw new CiftError(
        "INVALID_ARGUMENT",
        `${JSON.stringify(text)} is not an amount of ${this.code}: write a decimal like "12.50"`,
      );
    }
    const { steps, exact } = countSteps(value, this.#unit);
    if (exact) return steps;
    const message = `${JSON.stringify(text)} has more than the ${this.scale} digits behind the point of ${this.code}`;
    throw new CiftError("INVALID_ARGUMENT", message);
  }

  /** An amount in smallest units as a decimal. */
  format(units: number | bigint): string {
    return formatSteps(BigInt(units), this.#unit);
  }
}
