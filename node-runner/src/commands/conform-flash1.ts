// cift conform flash1: one order file, and the hash of its report stream.

import { createHash } from "node:crypto";
import { type BackendChoice, loadBackend } from "@cift/engine";
import type { Context } from "../cli/context.js";
import { ExitCode } from "../cli/exit-code.js";
import { grouped, rate } from "../cli/numbers.js";
import type { Outcome } from "../cli/outcome.js";
import { type Flash1Run, playFlash1 } from "../conform/flash1-conform.js";
import { pauseForSignals } from "../conform/pause.js";
import { flash1Config } from "../conform/session-configs.js";
import { messagesPerSecond, timeRuns } from "../conform/time-runs.js";
import { readFlash1Orders } from "../inputs/flash1-orders.js";
import { readInput } from "../inputs/input.js";

export interface ConformFlash1Options {
  readonly backend: BackendChoice;
  readonly expect?: string;
}

const TIMED_RUNS = 3;

export async function conformFlash1(
  path: string,
  options: ConformFlash1Options,
  context: Context,
): Promise<Outcome> {
  const { progress } = context;
  progress.show(`reading ${path}`);
  const orders = readFlash1Orders(await readInput(path));
  const backend = await loadBackend(options.backend);
  const hash = createHash("sha256");
  const run = await playFlash1(orders, {
    backend,
    onReports: (chunk) => hash.update(chunk),
    pause: pauseForSignals,
    onProgress: (done) => progress.show("playing", done),
  });
  const sha256 = hash.digest("hex");
  progress.show("timing");
  const flow = { config: flash1Config, commands: orders.commands };
  const timing = await timeRuns(flow, { backend, path: "batch", runs: TIMED_RUNS, pause: pauseForSignals });
  progress.clear();
  if (timing.digest.value !== run.digest.value) {
    throw new Error(
      `the digest depends on how the commands are cut: ${run.digest.value}, ${timing.digest.value}`,
    );
  }
  const perSecond = messagesPerSecond(timing);
  return outcome({ path, run, sha256, perSecond, backend: backend.kind, expect: options.expect }, context);
}

interface Finding {
  readonly path: string;
  readonly run: Flash1Run;
  readonly sha256: string;
  readonly perSecond: number;
  readonly backend: string;
  readonly expect: string | undefined;
}

function outcome({ path, run, sha256, perSecond, backend, expect }: Finding, { paint }: Context): Outcome {
  const equal = expect === undefined || expect === sha256;
  const refused = run.refusedOrders;
  return {
    code: equal ? ExitCode.ok : ExitCode.mismatch,
    document: {
      file: path,
      backend,
      messages: run.messages,
      trades: run.trades,
      reports: run.reports,
      refused_orders: refused,
      sha256,
      ...(expect === undefined ? {} : { expected: expect, equal }),
      messages_per_second: Math.round(perSecond),
      digest: run.digest.value,
    },
    lines: [
      `${paint.bold("flash1")} ${path} on ${backend}`,
      `  messages    ${grouped(run.messages)}`,
      `  trades      ${grouped(run.trades)}`,
      `  reports     ${grouped(run.reports)}`,
      ...(refused > 0
        ? [`  ${paint.red(`refused     ${grouped(refused)} new orders, which no report can say`)}`]
        : []),
      `  SHA-256     ${sha256}`,
      `  digest      ${run.digest.value}`,
      `  messages/s  ${rate(perSecond)} ${paint.dim(`(batch path, best of ${TIMED_RUNS}, reports and digest on)`)}`,
      ...(expect === undefined ? [] : [verdict(equal, expect, paint)]),
    ],
  };
}

function verdict(equal: boolean, expect: string, paint: Context["paint"]): string {
  if (equal) return paint.green("  ✓ the report stream is the expected one");
  return paint.red(`  ✗ the report stream is not the expected one: ${expect}`);
}
