// Decimals as people write them, and the whole numbers of ticks and lots that the engine counts. Exact: no floats.

/** A decimal: `digits` × 10^−`scale`. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** A tick's or lot's size, or what is wrong with it. */
export type ParsedStep =
  | { readonly step: Decimal; readonly problem?: undefined }
  | { readonly step?: undefined; readonly problem: string };

/** The digits that a step may have behind the point, and the limit of all of them: the engine's own. */
const MAX_SCALE = 18;
const MAX_DIGITS = 2n ** 53n;

/** Reads "-12.50"; nothing for what is no decimal. */
export function parseDecimal(text: string): Decimal | undefined {
  const found = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?$/.exec(text);
  if (found === null) return undefined;
  // Trailing zeros behind the point say nothing.
  const fraction = (found[3] ?? "").replace(/0+$/, "");
  const digits = BigInt(`${found[2]}${fraction}`);
  return { digits: found[1] === "-" ? -digits : digits, scale: fraction.length };
}

/** Reads the size of a tick or a lot: above zero, and small enough for the engine. */
export function parseStep(text: string): ParsedStep {
  const step = parseDecimal(text);
  if (step === undefined || text.startsWith("-")) {
    return { problem: `${JSON.stringify(text)} is not a positive decimal like "0.01"` };
  }
  if (step.digits === 0n || step.digits >= MAX_DIGITS) {
    return { problem: "must be above zero and have at most 15 digits" };
  }
  if (step.scale > MAX_SCALE) return { problem: `must have at most ${MAX_SCALE} digits behind the point` };
  return { step };
}

/** How often the step goes into a value, rounded down, and whether anything is left. */
export function countSteps(
  value: Decimal,
  step: Decimal,
): { readonly steps: bigint; readonly exact: boolean } {
  const scale = Math.max(value.scale, step.scale);
  const dividend = value.digits * 10n ** BigInt(scale - value.scale);
  const divisor = step.digits * 10n ** BigInt(scale - step.scale);
  const quotient = dividend / divisor;
  const exact = quotient * divisor === dividend;
  // BigInt division rounds towards zero.
  return { steps: dividend < 0n && !exact ? quotient - 1n : quotient, exact };
}

/** So many steps as a decimal, with the digits behind the point that the step has: 10125 × 0.01 is "101.25". */
export function formatSteps(steps: bigint, step: Decimal): string {
  const value = steps * step.digits;
  const digits = (value < 0n ? -value : value).toString().padStart(step.scale + 1, "0");
  const whole = digits.slice(0, digits.length - step.scale);
  const fraction = step.scale === 0 ? "" : `.${digits.slice(-step.scale)}`;
  return `${value < 0n ? "-" : ""}${whole}${fraction}`;
}
