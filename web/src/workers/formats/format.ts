// What the readers of order files have in common.

import { grouped, InputError } from "./input-error.ts";

/** As the goldens name them. */
export type Format = "flash1" | "lobster-ops";

/**
 * Reads a file chunk by chunk onto a tape of commands. Throws an `InputError` at the first thing that is
 * wrong.
 */
export interface Parser {
  readonly format: Format;
  /** Whether the file says when each message happened. */
  readonly hasTimes: boolean;
  push(chunk: Uint8Array): void;
  /** Call once, after the last chunk. */
  end(): void;
}

/** 64 bytes each: half a gibibyte, which a tab can have. */
export const MAX_MESSAGES = 1 << 23;

export function checkRoom(messages: number): void {
  if (messages <= MAX_MESSAGES) return;
  throw new InputError(
    "",
    `the file has more than ${grouped(MAX_MESSAGES)} messages, the most that the page holds`,
    "Open a part of it, or replay all of it with the command line: npx cift replay.",
  );
}
