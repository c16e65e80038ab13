// The document that is committed: what was measured, with which command, on what.

import type { BookFigures } from "./book.js";
import type { Machine } from "./machine.js";
import { boundaryCosts, targetsOf } from "./targets.js";

export interface BookRun extends BookFigures {
  readonly command: string;
  readonly rounds: number;
  readonly machine: Machine;
}

const NOTES = [
  "Contenders take turns within a round, each in a process of its own; ns_per_message is the best run of all rounds.",
  "Orders are in memory before the clock starts. All events and the digest are made; only batch-read reads the events.",
  "Sessions of ours set aside memory for 65,536 orders and 1,024 pages of 64 prices; growth beyond is in the figure.",
  "The probe: fixed tables, no checks of its input, no accounts, room for 2^20 orders. A yardstick, not an engine.",
  "nodejs-order-book: the front of a flow, what it does in 3 seconds, at most 100,000 messages; it slows down later.",
  "boundary: tinybench on commands that the engine refuses: the way there and back; median and spread of the samples.",
  "boundary_in_flows: differences between two ways to play one flow: per-call less batch, batch-read less batch.",
  "latency: each submitRecord between two looks at performance.now, after a run to warm up; median of the rounds.",
  "latency: the timer alone is given beside it, and not subtracted.",
];

export function bookDocument(results: BookRun) {
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
