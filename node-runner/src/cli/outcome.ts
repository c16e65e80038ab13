import type { ExitCode } from "./exit-code.js";

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What a command found out: once for machines, once for people. */
export interface Outcome {
  readonly code: ExitCode;
  /** The document of `--json`. */
  readonly document: { readonly [key: string]: Json };
  /** What is printed otherwise. */
  readonly lines: readonly string[];
  /** The command wrote to stdout itself: nothing follows. */
  readonly printed?: boolean;
}
