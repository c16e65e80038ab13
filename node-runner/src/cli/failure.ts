// Turns what was thrown into an exit code and a message.

import { CiftError } from "@cift/engine";
import { CommanderError } from "commander";
import { DataError } from "../inputs/data-error.js";
import { DependencyError } from "./dependency-error.js";
import { ExitCode } from "./exit-code.js";
import type { Outcome } from "./outcome.js";
import { UsageError } from "./usage-error.js";

/** The outcome of a command that did not come to an end. The lines are for stderr. */
export function failureOutcome(error: unknown, verbose: boolean): Outcome {
  const code = codeOf(error);
  const message = messageOf(error);
  const stack = error instanceof Error && (verbose || isOurBug(error)) ? error.stack : undefined;
  return {
    code,
    document: { error: { kind: kindOf(error), message, ...(stack === undefined ? {} : { stack }) } },
    lines: [`cift: ${message}`, ...(stack === undefined ? [] : [stack])],
  };
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // Like other wrong inputs: the input's name stands first.
  if (error instanceof CiftError && error.code === "DATA_INVALID") return error.plainMessage;
  return error instanceof CommanderError ? message.replace(/^error: /, "") : message;
}

function codeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  if (error instanceof UsageError) return ExitCode.usage;
  if (error instanceof DataError) return ExitCode.data;
  if (error instanceof DependencyError) return ExitCode.dependency;
  if (error instanceof CiftError && error.code === "BACKEND_UNAVAILABLE") return ExitCode.dependency;
  if (error instanceof CiftError && error.code === "DATA_INVALID") return ExitCode.data;
  return ExitCode.failed;
}

function kindOf(error: unknown): string {
  if (error instanceof CiftError) return error.code;
  if (error instanceof CommanderError) return "UsageError";
  return error instanceof Error ? error.name : "Error";
}

/** Whether it was thrown by accident: then the place in the program is what has to be known. */
function isOurBug(error: Error): boolean {
  const known = [CiftError, CommanderError, UsageError, DataError, DependencyError];
  return !known.some((kind) => error instanceof kind);
}
