// A 64-bit number as two halves of 32 bits, which is how it crosses into the module exactly.

import { highWord } from "../generated/runtime.js";
import type { Wide } from "./backend.js";

/** The lower 32 bits. */
export function lowHalf(value: Wide): number {
  return typeof value === "number" ? value >>> 0 : Number(BigInt.asUintN(32, value));
}

/** The upper 32 bits, of a negative number as its two's complement has them. */
export function highHalf(value: Wide): number {
  return typeof value === "number" ? highWord(value) >>> 0 : Number(BigInt.asUintN(32, value >> 32n));
}
