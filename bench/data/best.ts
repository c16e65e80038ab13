// The best of several runs.

/** What the work came to, and how long its fastest run took. */
export function best<T>(runs: number, work: () => T): { readonly value: T; readonly seconds: number } {
  let found: { value: T; seconds: number } | undefined;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    const value = work();
    const seconds = (performance.now() - start) / 1000;
    if (found === undefined || seconds < found.seconds) found = { value, seconds };
  }
  if (found === undefined) throw new RangeError("a measurement has one run or more");
  return found;
}

/** How many seconds the fastest of several runs took that wait for something. */
export async function bestOf(runs: number, work: () => Promise<unknown>): Promise<number> {
  let seconds = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await work();
    seconds = Math.min(seconds, (performance.now() - start) / 1000);
  }
  return seconds;
}
