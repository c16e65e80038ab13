// Ticks and lots that turn out too large, on the command line: the files are read again, and the user is told.

import { type ImportOptions, withFinerScales as withFinerScalesOf } from "@cift/engine/data";
import type { Context } from "../cli/context.js";

const MOST_TRIES = 8;

/** Does the work, and does it again with a finer tick or lot where a later record needs one; what was given stays. */
export function withFinerScales<T>(
  options: ImportOptions,
  context: Context,
  work: (options: ImportOptions) => Promise<T>,
): Promise<T> {
  return withFinerScalesOf(options, work, {
    tries: MOST_TRIES,
    onFiner: (name, value) =>
      context.note(`the first records made for a larger ${name}: beginning again with ${name} ${value}`),
  });
}
