// What crossing the boundary costs, per call, per command and per event: `tsx engine/bench/boundary.ts [--json]`.
//
// The command is one that the engine refuses after looking for its order: the least work that still causes an event. So the
// numbers are those of the way there and back, not of matching.

import { pathToFileURL } from "node:url";
import {
  type BackendKind,
  CommandBatch,
  CommandWriter,
  EventCursor,
  Exchange,
  ExchangeClient,
} from "@cift/engine";
import { Bench } from "tinybench";

/** What one thing costs. */
export interface BoundaryRow {
  readonly backend: BackendKind;
  readonly name: string;
  /** Nanoseconds per operation: the median of the samples. */
  readonly ns: number;
  /** The spread of the samples: half of them are within so many nanoseconds of the median. */
  readonly spreadNs: number;
}

/** Operations of a sample: a clock cannot see one. */
const OPERATIONS = 4096;
const CONFIG = { instruments: ["ACME"], eventBuffer: 2 * OPERATIONS } as const;

interface Case {
  readonly name: string;
  /** Does the operation so many times. */
  readonly run: () => unknown;
  readonly operations: number;
}

function refused(count: number): CommandBatch {
  const batch = new CommandBatch(count);
  for (let orderId = 0; orderId < count; orderId++) batch.add({ kind: "cancel", orderId });
  return batch;
}

function casesOf(exchange: Exchange): Case[] {
  const batch = refused(OPERATIONS);
  const one = batch.bytes.subarray(0, 64);
  const command = new CommandWriter(batch.bytes);
  const forget = (): void => undefined;
  const waiting = new Uint8Array(OPERATIONS * 64);
  exchange.submitBatch(batch);
  exchange.drainInto(waiting);
  const events = new EventCursor(waiting);
  return [
    {
      name: "a call that does nothing",
      operations: OPERATIONS,
      run() {
        for (let i = 0; i < OPERATIONS; i++) exchange.waitingEvents;
      },
    },
    {
      name: "a command, one call each (submitRecord)",
      operations: OPERATIONS,
      run() {
        command.reset();
        while (command.next()) exchange.submitRecord(command);
        exchange.readEvents(forget);
      },
    },
    {
      name: "a command, one batch each (submitBatch)",
      operations: OPERATIONS,
      run() {
        for (let i = 0; i < OPERATIONS; i++) exchange.submitBatch(one, forget);
      },
    },
    {
      name: `a command in batches of ${OPERATIONS}`,
      operations: OPERATIONS,
      run: () => exchange.submitBatch(batch, forget),
    },
    {
      name: "an event, read through the cursor",
      operations: OPERATIONS,
      run() {
        let sum = 0;
        events.reset();
        while (events.next())
          sum += events.kind + events.seq + events.orderId + events.price + events.quantity;
        return sum;
      },
    },
    {
      name: "a request as an object (cancel)",
      operations: OPERATIONS / 16,
      run() {
        for (let i = 0; i < OPERATIONS / 16; i++) exchange.cancel({ id: i });
      },
    },
  ];
}

function casesOfWorker(client: ExchangeClient): Case[] {
  const count = 16 * OPERATIONS;
  const batch = refused(count);
  const forget = (): void => undefined;
  return [
    {
      name: "a command in a worker, events dropped there",
      operations: count,
      run: () => client.submitBatch(batch),
    },
    {
      name: "a command in a worker, events read here",
      operations: count,
      run: () => client.submitBatch(batch, forget),
    },
    { name: "a question to a worker (state)", operations: 1, run: () => client.state() },
  ];
}

async function measure(backend: BackendKind, cases: readonly Case[], timeMs: number): Promise<BoundaryRow[]> {
  const bench = new Bench({ time: timeMs, warmupTime: timeMs / 4 });
  for (const { name, run } of cases) bench.add(name, run);
  await bench.run();
  return cases.map(({ name, operations }) => {
    const result = bench.getTask(name)?.result;
    if (result?.state !== "completed") throw new Error(`${name}: the benchmark ended ${result?.state}`);
    const perOperation = 1e6 / operations;
    const { p50 = Number.NaN, mad = Number.NaN } = result.latency;
    return { backend, name, ns: p50 * perOperation, spreadNs: mad * perOperation };
  });
}

/** Measures both backends, each case for `timeMs`. */
export async function measureBoundary(timeMs = 500): Promise<BoundaryRow[]> {
  const rows: BoundaryRow[] = [];
  for (const backend of ["wasm", "native"] as const) {
    using exchange = await Exchange.create(CONFIG, { backend });
    rows.push(...(await measure(backend, casesOf(exchange), timeMs)));
    await using client = await ExchangeClient.create(CONFIG, { backend });
    rows.push(...(await measure(backend, casesOfWorker(client), timeMs)));
  }
  return rows;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const rows = await measureBoundary();
  if (process.argv.includes("--json")) console.log(JSON.stringify(rows));
  else {
    for (const { backend, name, ns, spreadNs } of rows) {
      const rate = `${(1000 / ns).toFixed(ns > 1000 ? 3 : 1)} M/s`;
      console.log(
        `${backend.padEnd(7)} ${name.padEnd(46)} ${ns.toFixed(1).padStart(9)} ns ±${spreadNs.toFixed(1).padStart(7)} ${rate.padStart(12)}`,
      );
    }
  }
}
