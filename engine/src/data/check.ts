// Compares what a source says about a market with what the same source published.

import { type ImportOptions, importRequest } from "./import-options.js";
import type { DataInput } from "./input.js";
import { inputsOf } from "./inspect.js";
import { type JobOptions, runJob } from "./job.js";

/** What can be checked. */
export const CHECK_KINDS = ["lobster", "mbo", "binance", "bitstamp", "dbn", "tulip"] as const;

/** The name of a check. */
export type CheckKind = (typeof CHECK_KINDS)[number];

/** How often a check saw something. */
export interface CheckCount {
  /** Its name for programs, which stays as it is: `levels_compared`. */
  readonly key: string;
  /** What it is, for people. */
  readonly label: string;
  /** How often. */
  readonly count: number;
}

/** What came of a check. */
export interface CheckReport {
  /** Whether all that was compared is equal. */
  readonly equal: boolean;
  /** What was counted, in the order in which people read it. */
  readonly counts: readonly CheckCount[];
  /** The first differences, in words. */
  readonly differences: readonly string[];
  /** What is worth knowing and is no difference. */
  readonly notes: readonly string[];
}

/** Compares what a source says about a market with what the same source published. Throws `DATA_INVALID`. */
export async function check(
  kind: CheckKind,
  input: DataInput | readonly DataInput[],
  options: ImportOptions & JobOptions = {},
): Promise<CheckReport> {
  const request = { verb: "check", kind, import: importRequest(options) };
  return (await runJob(request, inputsOf(input), options)) as CheckReport;
}
