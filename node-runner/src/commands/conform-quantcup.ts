// cift conform quantcup: a feed of the QuantCup challenge, every execution in order.

import { type BackendChoice, loadBackend } from "@cift/engine";
import type { Context } from "../cli/context.js";
import { ExitCode } from "../cli/exit-code.js";
import { grouped } from "../cli/numbers.js";
import type { Outcome } from "../cli/outcome.js";
import { pauseForSignals } from "../conform/pause.js";
import { readQuantcupExecutions } from "../conform/quantcup/executions.js";
import { readQuantcupFeed } from "../conform/quantcup/feed.js";
import { Names } from "../conform/quantcup/names.js";
import { playQuantcup, type QuantcupDifference } from "../conform/quantcup/play.js";
import { readInput } from "../inputs/input.js";

export interface ConformQuantcupOptions {
  readonly feed: string;
  readonly exec: string;
  readonly backend: BackendChoice;
}

export async function conformQuantcup(options: ConformQuantcupOptions, context: Context): Promise<Outcome> {
  const { progress, paint } = context;
  progress.show("reading");
  const traders = new Names();
  const feed = readQuantcupFeed(await readInput(options.feed), traders, new Names());
  const executions = readQuantcupExecutions(await readInput(options.exec), traders);
  const backend = await loadBackend(options.backend);
  const run = await playQuantcup(feed, executions, traders, {
    backend,
    pause: pauseForSignals,
    onProgress: (done) => progress.show("playing", done),
  });
  progress.clear();
  const equal = run.different === 0;
  const { compared, different } = run;
  return {
    code: equal ? ExitCode.ok : ExitCode.mismatch,
    document: {
      feed: options.feed,
      backend: backend.kind,
      events: feed.count,
      limit_orders: feed.limitOrders,
      cancels: feed.cancels,
      idle_cancels: run.idleCancels,
      executions: { compared, different },
      refused_orders: run.refused,
      equal,
      first_difference: run.first === undefined ? null : { ...run.first },
      digest: run.digest.value,
    },
    lines: [
      `${paint.bold("quantcup")} ${options.feed} on ${backend.kind}`,
      `  events      ${grouped(feed.count)} (${grouped(feed.limitOrders)} limit orders, ${grouped(feed.cancels)} cancels)`,
      `  executions  ${grouped(compared)} compared, ${equal ? "all equal" : paint.red(`${grouped(different)} different`)}`,
      ...(run.first === undefined ? [] : differenceLines(run.first)),
      `  digest      ${run.digest.value}`,
      equal ? paint.green("  ✓ every execution is equal, in order") : paint.red("  ✗ not equal"),
    ],
  };
}

function differenceLines({ where, expected, got }: QuantcupDifference): string[] {
  return [
    "  first difference",
    `    where     ${where}`,
    `    expected  ${expected}`,
    `    got       ${got}`,
  ];
}
