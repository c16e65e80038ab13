// Ways of doing something take turns, so that what else the machine does hits all of them.

/** A way: what it is called, and a run of it, in milliseconds. */
export interface Way {
  readonly name: string;
  readonly run: () => Promise<number>;
}

/** The best run of each way, in milliseconds. */
export async function race(runs: number, ways: readonly Way[]): Promise<ReadonlyMap<string, number>> {
  const best = new Map<string, number>();
  for (let run = 0; run < runs; run++) {
    for (let turn = 0; turn < ways.length; turn++) {
      const way = ways[(run + turn) % ways.length] as Way;
      best.set(way.name, Math.min(best.get(way.name) ?? Number.POSITIVE_INFINITY, await way.run()));
    }
  }
  return best;
}

/** What some work takes, in milliseconds. */
export function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const QUANTILES = { p50: 0.5, p95: 0.95, p99: 0.99, p999: 0.999 } as const;
export type Quantile = keyof typeof QUANTILES;

/** The least of several runs, for each quantile by itself. */
export class LeastQuantiles {
  /** The caller fills them, then takes them. */
  readonly samples: Float64Array;
  readonly #least = new Map<Quantile, number>();

  constructor(count: number) {
    this.samples = new Float64Array(count);
  }

  /** Takes the samples of a run, and sorts them. */
  take(): void {
    const sorted = this.samples.sort();
    for (const name of Object.keys(QUANTILES) as Quantile[]) {
      const value = Math.round(sorted[Math.ceil(sorted.length * QUANTILES[name]) - 1] ?? 0);
      this.#least.set(name, Math.min(this.#least.get(name) ?? Number.POSITIVE_INFINITY, value));
    }
  }

  of(name: Quantile): number {
    return this.#least.get(name) ?? Number.NaN;
  }
}
