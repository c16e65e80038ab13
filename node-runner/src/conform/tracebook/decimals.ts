// Decimals as the protocol writes them: no exponent, no zeros that say nothing, "0" for zero. And quantities, which come
// as binary64 numbers, as whole lots of 10^-scale.

const POWERS: readonly bigint[] = Array.from({ length: 40 }, (_, exponent) => 10n ** BigInt(exponent));

export function powerOfTen(exponent: number): bigint {
  return POWERS[exponent] ?? 10n ** BigInt(exponent);
}

/** A number as `digits` x 10^-`scale`: the digits are the fewest that name it, as Python's and JavaScript's own texts. */
export function decimalOf(value: number): { readonly digits: bigint; readonly scale: number } {
  const [mantissa = "0", exponent = "0"] = String(value).split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const digits = BigInt(`${whole}${fraction}`);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { digits, scale } : { digits: digits * powerOfTen(-scale), scale: 0 };
}

/** `digits` x 10^-`scale` as text. */
export function decimalText(digits: bigint, scale: number): string {
  const negative = digits < 0n;
  const text = (negative ? -digits : digits).toString().padStart(scale + 1, "0");
  const whole = text.slice(0, text.length - scale);
  const fraction = text.slice(text.length - scale).replace(/0+$/, "");
  return `${negative ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

/** The digits with another scale; what does not fit is rounded, a half to the even one. */
export function rescaled(digits: bigint, from: number, to: number): bigint {
  if (to >= from) return digits * powerOfTen(to - from);
  const unit = powerOfTen(from - to);
  const quotient = digits / unit;
  const twice = 2n * (digits - quotient * unit);
  if (twice < unit || (twice === unit && quotient % 2n === 0n)) return quotient;
  return quotient + 1n;
}

/** The nearest whole number; a half goes to the even one. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  return rest > 0.5 || floor % 2 !== 0 ? floor + 1 : floor;
}
