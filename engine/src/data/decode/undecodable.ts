// What is said of a file that cannot be decoded.

import { CiftError } from "../../errors.js";

/** An error that names the file; whatever went wrong inside becomes its reason. */
export function undecodable(name: string, format: string, cause: unknown): CiftError {
  if (cause instanceof CiftError) return cause;
  const reason = `cannot be read as ${format}: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new CiftError("DATA_INVALID", `${name}: ${reason}`, { cause, detail: { input: name, reason } });
}
