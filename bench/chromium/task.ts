// What the page's worker does, and what it says of it.

import type { Path } from "../../node-runner/src/conform/time-runs.js";
import type { Measured } from "../venue/figure.js";

export type Task =
  /** Plays an order file and hashes its report stream. */
  | { readonly kind: "flash1"; readonly input: string }
  /** Plays the ops of a LOBSTER day on this symbol. */
  | { readonly kind: "lobster-ops"; readonly input: string; readonly symbol: string }
  /** Times runs of a flow's commands. */
  | {
      readonly kind: "time";
      readonly format: "flash1" | "lobster-ops";
      readonly input: string;
      readonly path: Path;
      readonly runs: number;
    }
  /** Times a flow of records, without accounts and with them; or the mixed one. */
  | {
      readonly kind: "venue";
      readonly name: string;
      readonly opening: string;
      readonly commands: string;
      readonly runs: number;
    }
  /** Times the probe's module. */
  | { readonly kind: "probe"; readonly module: string; readonly input: string };

/** What a task gives. */
export type ResultOf<T extends Task> = T extends { readonly kind: "probe" }
  ? ProbeResult
  : T extends { readonly kind: "venue" }
    ? Measured
    : TaskResult;

/** Nanoseconds a message of the probe's ways. */
export type ProbeResult = Readonly<Record<string, number>>;

export interface TaskResult {
  readonly digest: string;
  readonly events: number;
  /** Of the report stream. */
  readonly sha256?: string;
  /** Of a timed flow. */
  readonly messages?: number;
  /** Of each run. */
  readonly nsPerMessage?: readonly number[];
}

export type AnyResult = TaskResult | ProbeResult | Measured;

/** What a worker answers. */
export type Answer = { readonly result: AnyResult } | { readonly error: string };

declare global {
  interface Window {
    /** Does a task in a worker of its own. */
    perform<T extends Task>(task: T): Promise<ResultOf<T>>;
  }
}
