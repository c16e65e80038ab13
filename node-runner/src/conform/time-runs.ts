// Times runs of a flow. Commands are in memory before the clock starts, every run has a fresh session, and the events
// and the digest are made; what differs is how the commands go in and whether the events are read.

import {
  CommandCursor,
  CommandWriter,
  type EngineBackend,
  type EventCursor,
  Exchange,
  type RunDigest,
} from "@cift/engine";
import type { Flow } from "./flow.js";
import type { Pause } from "./pause.js";

/**
 * How commands go in and events come out.
 * - `batch`: one `submitBatch`; events are made, hashed, and dropped unread, as the yardsticks do with theirs
 * - `batch-read`: the same, with every event delivered and its kind, price and quantity read
 * - `per-call`: one `submitRecord` a message
 */
export type Path = "batch" | "batch-read" | "per-call";

export interface TimeOptions {
  readonly backend: EngineBackend;
  readonly path: Path;
  readonly runs: number;
  readonly pause: Pause;
  readonly onRun?: (run: number) => void;
}

export interface Timing {
  readonly messages: number;
  /** Of each run, in their order. */
  readonly nsPerMessage: readonly number[];
  readonly digest: RunDigest;
}

/**
 * Memory that the session of a timed run sets aside when it starts, outside the clock: what the engine's own benchmark
 * (`crates/testkit`) does. Growth beyond it is in the figure. It is not part of a run's identity.
 */
const RESERVE = { orders: 1 << 16, pages: 1 << 10 } as const;

export async function timeRuns(flow: Flow, options: TimeOptions): Promise<Timing> {
  const messages = flow.commands.length / CommandCursor.bytes;
  const nsPerMessage: number[] = [];
  let digest: RunDigest | undefined;
  for (let run = 0; run < options.runs; run++) {
    options.onRun?.(run);
    await options.pause();
    const timed = await timeOnce(flow, options);
    if (digest !== undefined && digest.value !== timed.digest.value) {
      throw new Error(`two runs of the same commands differ: ${digest.value} and ${timed.digest.value}`);
    }
    digest = timed.digest;
    nsPerMessage.push((timed.milliseconds * 1e6) / messages);
  }
  if (digest === undefined) throw new RangeError("at least one run is needed");
  return { messages, nsPerMessage, digest };
}

/** The rate of the quickest run. */
export function messagesPerSecond({ nsPerMessage }: Timing): number {
  return 1e9 / Math.min(...nsPerMessage);
}

interface TimedRun {
  readonly milliseconds: number;
  readonly digest: RunDigest;
}

async function timeOnce(flow: Flow, { backend, path }: TimeOptions): Promise<TimedRun> {
  using exchange = await Exchange.create({ ...flow.config, reserve: RESERVE }, { backend });
  const start = performance.now();
  submitters[path](exchange, flow.commands);
  const milliseconds = performance.now() - start;
  return { milliseconds, digest: exchange.digest() };
}

const submitters: Readonly<Record<Path, (exchange: Exchange, commands: Uint8Array) => void>> = {
  batch(exchange, commands) {
    exchange.submitBatch(commands);
  },
  "batch-read"(exchange, commands) {
    let sum = 0;
    exchange.submitBatch(commands, (events) => {
      sum += sumOfEvents(events);
    });
    if (Number.isNaN(sum)) throw new Error("an event has no number");
  },
  "per-call"(exchange, commands) {
    const command = new CommandWriter(commands);
    while (command.next()) exchange.submitRecord(command);
  },
};

/** Reads three fields of every event, so that none can be left out. */
function sumOfEvents(events: EventCursor): number {
  let sum = 0;
  while (events.next()) sum += events.kind + events.price + events.quantity;
  return sum;
}
