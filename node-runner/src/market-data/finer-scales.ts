// Ticks and lots that turn out too large: made finer, and the files read again.

import { finerScale, type ImportOptions } from "@cift/engine/data";
import type { Context } from "../cli/context.js";

/** Each time the tick or the lot is a real divisor of the one before. */
const MOST_TRIES = 8;

/** Does the work, and does it again with a finer tick or lot where a later record needs one; what was given stays. */
export async function withFinerScales<T>(
  options: ImportOptions,
  context: Context,
  work: (options: ImportOptions) => Promise<T>,
): Promise<T> {
  let scaled = options;
  for (let tries = 1; ; tries++) {
    try {
      return await work(scaled);
    } catch (error) {
      const finer = finerScale(error);
      const isGiven = finer === undefined || (finer.tick ? options.tick : options.lot) !== undefined;
      if (isGiven || tries === MOST_TRIES) throw error;
      const [name, value] = Object.entries(finer)[0] ?? [];
      context.note(`the first records made for a larger ${name}: beginning again with ${name} ${value}`);
      scaled = { ...scaled, ...finer };
    }
  }
}
