// The document that is committed: what was measured, with which command, on what.

import type { BoundaryRow } from "./boundary.js";
import type { Contender } from "./contender.js";
import type { Figures } from "./figures.js";
import type { LatencyFigure } from "./latencies.js";
import type { Machine } from "./machine.js";
import { boundaryCosts, targetsOf } from "./targets.js";

export interface Results {
  readonly command: string;
  readonly rounds: number;
  readonly machine: Machine;
  readonly contenders: readonly Contender[];
  readonly figures: Figures;
  readonly latencies: readonly LatencyFigure[];
  readonly boundary: readonly BoundaryRow[];
}

const NOTES = [
  "ns_per_message is the best run of all rounds; contenders take turns within a round, each in a process of its own.",
  "Orders are in memory before the clock starts. All events and the digest are made. Nobody reads the events, except in batch-read.",
  "rust, native and wasm sessions set aside memory for 65,536 orders and 1,024 pages of 64 prices; growth is in the figure.",
  "The probe has fixed tables, no checks of its input, no accounts, and room for 2^20 orders at once; it is a yardstick, not an engine.",
  "nodejs-order-book plays the front of the flow only: as many messages as it does in 3 seconds, at most 100,000. Its time for a message grows with the book.",
  "boundary: tinybench on commands that the engine refuses, so that the way there and back is what is timed; the median, and the spread of the samples.",
  "boundary_in_flows: differences between two ways to play the same flow (per-call less batch; batch-read less batch, for each event).",
  "latency: every submitRecord between two looks at performance.now, after one run to warm up; the timer alone is given, not subtracted; median of the rounds.",
];

export function resultsDocument(results: Results) {
  const { command, rounds, machine, contenders, figures, latencies, boundary } = results;
  return {
    command,
    rounds,
    machine,
    notes: NOTES,
    contenders: Object.fromEntries(contenders.map(({ id, what }) => [id, what])),
    flows: figures.flows.map((flow) => ({
      name: flow,
      digest: figures.digest(flow)?.digest ?? null,
      messages: figures.digest(flow)?.messages ?? null,
      events: figures.digest(flow)?.events ?? null,
      figures: Object.fromEntries(
        figures.contenders.flatMap((contender) => {
          const sample = figures.of(flow, contender);
          if (sample === undefined) return [];
          const { messages, nsPerMessage } = sample;
          const figure = {
            messages,
            ns_per_message: Math.round(nsPerMessage * 100) / 100,
            messages_per_second: Math.round(1e9 / nsPerMessage),
          };
          return [[contender, figure]];
        }),
      ),
    })),
    targets: targetsOf(figures),
    boundary_ns: boundary,
    boundary_in_flows_ns: boundaryCosts(figures),
    latency_ns: latencies,
  };
}
