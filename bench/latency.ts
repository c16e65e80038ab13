// Latency of single messages: `node --import tsx bench/latency.ts FORMAT FILE BACKEND`. A program of its own.
//
// Every call of `submitRecord` is timed with two looks at `performance.now`, which take time themselves: the same is
// measured around nothing, and told. Nothing is subtracted. One run before the clock warms code and memory up.

import { type BackendKind, CommandWriter, Exchange, loadBackend } from "@cift/engine";
import { type FlowFormat, loadFlow } from "../node-runner/src/conform/load-flow.js";

export interface Latency {
  readonly messages: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  /** The same of two looks at the clock with nothing between. */
  readonly timer: { readonly p50: number; readonly p99: number; readonly p999: number };
}

const [format, file, kind] = process.argv.slice(2) as [FlowFormat, string, BackendKind];
const flow = await loadFlow(format, file);
const backend = await loadBackend(kind);

async function run(nanoseconds: Float64Array): Promise<void> {
  using exchange = await Exchange.create(
    { ...flow.config, reserve: { orders: 1 << 16, pages: 1 << 10 } },
    { backend },
  );
  const command = new CommandWriter(flow.commands);
  for (let index = 0; command.next(); index++) {
    const start = performance.now();
    exchange.submitRecord(command);
    nanoseconds[index] = (performance.now() - start) * 1e6;
  }
}

function timeNothing(nanoseconds: Float64Array): void {
  for (let index = 0; index < nanoseconds.length; index++) {
    const start = performance.now();
    nanoseconds[index] = (performance.now() - start) * 1e6;
  }
}

const samples = new Float64Array(flow.commands.length / CommandWriter.bytes);
await run(samples);
await run(samples);
const timer = new Float64Array(samples.length);
timeNothing(timer);
timeNothing(timer);

const at = (sorted: Float64Array, part: number) =>
  Math.round(sorted[Math.ceil(sorted.length * part) - 1] ?? 0);
const quantiles = (sorted: Float64Array) => ({
  p50: at(sorted, 0.5),
  p99: at(sorted, 0.99),
  p999: at(sorted, 0.999),
});
samples.sort();
timer.sort();
const found: Latency = {
  messages: samples.length,
  ...quantiles(samples),
  max: at(samples, 1),
  timer: quantiles(timer),
};
console.log(JSON.stringify(found));
