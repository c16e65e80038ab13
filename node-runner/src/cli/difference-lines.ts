import type { Difference } from "../conform/difference.js";

/** The first difference, for people. */
export function differenceLines({ what, seq, op, where, expected, got }: Difference): string[] {
  return [
    `  first difference: ${what} at op seq ${seq} (${op})`,
    `    where     ${where}`,
    `    expected  ${expected}`,
    `    got       ${got}`,
  ];
}
