// Latencies of single messages, over the rounds.

import { benchJson } from "./child.js";
import type { BenchFlow } from "./flows.js";
import type { Latency } from "./latency.js";

export interface LatencyFigure extends Latency {
  readonly flow: string;
  readonly backend: string;
}

/** The flows whose messages are timed one by one: the benchmark's ordinary regime, a crash, and the real day. */
const TIMED = ["normal", "flash-crash", "GOOG", "sample"];
const BACKENDS = ["native", "wasm"];

/** One measurement of each timed flow and backend. */
export async function measureLatencies(flows: readonly BenchFlow[]): Promise<LatencyFigure[]> {
  const figures: LatencyFigure[] = [];
  for (const { name, format, file } of flows.filter((flow) => TIMED.includes(flow.name))) {
    for (const backend of BACKENDS) {
      const latency = await benchJson<Latency>("latency.ts", [format, file, backend]);
      figures.push({ flow: name, backend, ...latency });
    }
  }
  return figures;
}

/** The median of each quantile over the rounds: neither the luckiest nor the unluckiest of them. */
export function medianLatencies(rounds: readonly (readonly LatencyFigure[])[]): LatencyFigure[] {
  return (rounds[0] ?? []).map((first, index) => {
    const all = rounds.flatMap((round) => round[index] ?? []);
    const of = (read: (figure: LatencyFigure) => number) => median(all.map(read));
    return {
      ...first,
      p50: of((figure) => figure.p50),
      p99: of((figure) => figure.p99),
      p999: of((figure) => figure.p999),
      max: of((figure) => figure.max),
      timer: {
        p50: of(({ timer }) => timer.p50),
        p99: of(({ timer }) => timer.p99),
        p999: of(({ timer }) => timer.p999),
      },
    };
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
