// What flash1 took in the first issue, before there were accounts: ns a message of bench/results.json at commit 44353bc, and the machine.
// Figures of another machine are not compared with them.

import type { Machine } from "../machine.js";
import type { Place } from "./figure.js";

const MACHINE = { cpu: "AMD EPYC", cores: 2, memoryGiB: 24 } as const;

const NS: Readonly<Record<string, Readonly<Record<Place, number>>>> = {
  static: { rust: 21.05, native: 22.94, wasm: 43.0, chromium: 43.68 },
  normal: { rust: 24.44, native: 25.67, wasm: 48.46, chromium: 46.47 },
  "swing-25": { rust: 25.38, native: 26.23, wasm: 48.21, chromium: 46.92 },
  "swing-40": { rust: 24.6, native: 26.41, wasm: 48.04, chromium: 47.2 },
  "flash-crash": { rust: 24.32, native: 24.95, wasm: 47.17, chromium: 46.14 },
};

/** Nanoseconds a message of a flow there, where that can be compared. */
export function firstIssueNs(flow: string, place: Place, machine: Machine): number | undefined {
  const same =
    machine.cpu === MACHINE.cpu && machine.cores === MACHINE.cores && machine.memoryGiB === MACHINE.memoryGiB;
  return same ? NS[flow]?.[place] : undefined;
}

/** So that a figure of now can be found beside it. */
export const firstIssueFlows: readonly string[] = Object.keys(NS);
