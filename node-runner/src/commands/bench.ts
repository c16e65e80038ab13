// cift bench: `ns_per_message` of a file, for anybody to run beside another engine.

import { type BackendChoice, loadBackend } from "@cift/engine";
import type { Context } from "../cli/context.js";
import { ExitCode } from "../cli/exit-code.js";
import { grouped, rate } from "../cli/numbers.js";
import type { Outcome } from "../cli/outcome.js";
import { type FlowFormat, loadFlow } from "../conform/load-flow.js";
import { pauseForSignals } from "../conform/pause.js";
import { messagesPerSecond, type Path, timeRuns } from "../conform/time-runs.js";

export interface BenchOptions {
  readonly backend: BackendChoice;
  readonly perCall?: boolean;
  readonly read?: boolean;
}

const RUNS = 7;

export async function bench(
  format: FlowFormat,
  file: string,
  options: BenchOptions,
  context: Context,
): Promise<Outcome> {
  const { progress, paint } = context;
  progress.show(`reading ${file}`);
  const flow = await loadFlow(format, file);
  const backend = await loadBackend(options.backend);
  const path = pathOf(options);
  const timing = await timeRuns(flow, {
    backend,
    path,
    runs: RUNS,
    pause: pauseForSignals,
    onRun: (run) => progress.show("timing", run / RUNS),
  });
  progress.clear();
  const nanoseconds = [...timing.nsPerMessage].sort((a, b) => a - b).map(twoDigits);
  const [best = 0, median = 0, worst = 0] = [0, RUNS >> 1, RUNS - 1].map((at) => nanoseconds[at] ?? 0);
  return {
    code: ExitCode.ok,
    document: {
      messages: timing.messages,
      ns_per_message: best,
      digest: timing.digest.value,
      backend: backend.kind,
      path,
      runs: RUNS,
      ns_per_message_median: median,
      ns_per_message_worst: worst,
      ns_per_message_runs: timing.nsPerMessage.map(twoDigits),
      messages_per_second: Math.round(messagesPerSecond(timing)),
      events: timing.digest.eventCount,
    },
    lines: [
      `${paint.bold(format)} ${file} on ${backend.kind}, ${path}`,
      `  messages    ${grouped(timing.messages)}`,
      `  best        ${best} ns a message, ${paint.bold(rate(messagesPerSecond(timing)))}`,
      `  median      ${median} ns, worst ${worst} ns of ${RUNS} runs`,
      `  digest      ${timing.digest.value}`,
    ],
  };
}

function pathOf({ perCall, read }: BenchOptions): Path {
  if (perCall === true) return "per-call";
  return read === true ? "batch-read" : "batch";
}

function twoDigits(value: number): number {
  return Math.round(value * 100) / 100;
}
