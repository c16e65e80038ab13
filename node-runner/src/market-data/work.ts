// Work on market data from the command line: progress with rate and time left, and the errors' exit codes.

import { CiftError } from "@cift/engine";
import type { JobProgress } from "@cift/engine/data";
import type { Context } from "../cli/context.js";
import { snakeKey } from "../cli/snake-case.js";
import { UsageError } from "../cli/usage-error.js";
import { durationText } from "./tape-time.js";

/** Shows how far the reading is, how fast it is, and how long it will take. */
export function dataProgress({ progress }: Context, what: string): (progress: JobProgress) => void {
  const start = performance.now();
  return ({ read, total }) => {
    const seconds = (performance.now() - start) / 1000;
    const megabytes = read / 1e6;
    const left = read === 0 ? 0 : ((total - read) / read) * seconds;
    const rest = left < 1 ? "" : `, ${durationText(Math.round(left) * 1e9)} left`;
    progress.show(
      `${what} at ${(megabytes / Math.max(seconds, 0.001)).toFixed(0)} MB/s${rest}`,
      total === 0 ? undefined : read / total,
    );
  };
}

/** Settings that are called otherwise here. */
const FLAGS: Readonly<Record<string, string>> = { symbols: "symbol", columns: "column" };

/** `import.timeFormat: …` as the user said it: `--time-format: …`. */
function ofFlags(message: string): string {
  return message.replace(
    /^import\.(\w+)/,
    (_, name: string) => `--${snakeKey(FLAGS[name] ?? name).replaceAll("_", "-")}`,
  );
}

/** Does it; what is wrong with an input or with an option has the exit code that is said of it. */
export async function dataWork<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CiftError)) throw error;
    if (error.code === "INVALID_ARGUMENT") throw new UsageError(ofFlags(error.plainMessage));
    throw error;
  }
}
