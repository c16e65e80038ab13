// What a verification found.

import type { BackendKind } from "@cift/engine";
import type { Divergence } from "./divergence.js";

/** `new` writes goldens that are missing, `all` also writes those that changed, `none` writes nothing. */
export type Update = "new" | "all" | "none";

/** What became of one golden. */
export type State =
  /** The run is the golden's. */
  | "passed"
  /** There was none; now there is. */
  | "written"
  /** It was another one; now it is this. */
  | "updated"
  /** There was no scenario for it any more; now it is gone too. */
  | "removed"
  /** The run is another one. */
  | "mismatch"
  /** There is none. */
  | "missing"
  /** There is no scenario for it. */
  | "obsolete"
  /** It is of other matching rules than the engine's. */
  | "refused"
  /** Scenario or golden cannot be read. */
  | "broken"
  /** Its order flow is not on this machine. */
  | "skipped"
  /** Another one failed before, and that was enough. */
  | "not run";

/** A run of the golden's scenario in one backend. */
export interface BackendDigest {
  readonly backend: BackendKind;
  readonly digest: string;
}

export interface Result {
  readonly name: string;
  /** Path of the golden. */
  readonly file: string;
  readonly state: State;
  /** Whether it makes the verification fail. */
  readonly failed: boolean;
  /** What is to be said of it, in a line. */
  readonly message: string;
  readonly runs: readonly BackendDigest[];
  readonly divergence?: Divergence;
  readonly milliseconds: number;
}

export interface Verification {
  readonly folder: string;
  readonly backends: readonly BackendKind[];
  readonly semanticsVersion: number;
  readonly update: Update;
  readonly results: readonly Result[];
  readonly milliseconds: number;
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function countsOf({ results }: Verification): Counts {
  const failed = results.filter((result) => result.failed).length;
  const skipped = results.filter(({ state }) => state === "skipped" || state === "not run").length;
  return { passed: results.length - failed - skipped, failed, skipped };
}

/** The line that every report ends with. */
export function closingLine(verification: Verification): string {
  const { passed, failed, skipped } = countsOf(verification);
  return `${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`;
}
