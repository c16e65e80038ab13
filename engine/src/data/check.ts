// Compares what a source says about a market with what the same source published.

import { type ImportOptions, importRequest } from "./import-options.js";
import type { DataInput } from "./input.js";
import { inputsOf } from "./inspect.js";
import { type JobOptions, runJob } from "./job.js";

/** What can be checked. */
export const CHECK_KINDS = ["lobster", "mbo", "binance", "bitstamp", "dbn", "tulip"] as const;

/** The name of a check. */
export type CheckKind = (typeof CHECK_KINDS)[number];

/** What came of a check. */
export interface CheckReport {
  /** Whether all that was compared is equal. */
  readonly equal: boolean;
  /** What was counted, in order: its name and how many. */
  readonly counts: readonly (readonly [string, number])[];
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
