// cift conform lobster-ops: one day, every fill and every book row.

import { type BackendChoice, loadBackend } from "@cift/engine";
import type { Context } from "../cli/context.js";
import { differenceLines } from "../cli/difference-lines.js";
import { ExitCode } from "../cli/exit-code.js";
import { grouped } from "../cli/numbers.js";
import type { Outcome } from "../cli/outcome.js";
import type { Paint } from "../cli/paint.js";
import { type Comparison, type LobsterRun, playLobster } from "../conform/lobster-conform.js";
import { pauseForSignals } from "../conform/pause.js";
import { type LobsterFiles, readLobsterDay } from "../inputs/lobster-day.js";

export interface ConformLobsterOptions extends LobsterFiles {
  readonly backend: BackendChoice;
}

export async function conformLobster(options: ConformLobsterOptions, context: Context): Promise<Outcome> {
  const { progress } = context;
  progress.show("reading");
  const day = await readLobsterDay(options);
  const backend = await loadBackend(options.backend);
  const run = await playLobster(day, {
    backend,
    pause: pauseForSignals,
    onProgress: (done) => progress.show("playing", done),
  });
  progress.clear();
  return {
    code: run.differences === 0 ? ExitCode.ok : ExitCode.mismatch,
    document: {
      symbol: day.symbol,
      backend: backend.kind,
      levels: day.levels,
      ops: run.ops,
      fills: { ...run.fills },
      rows: { ...run.rows },
      rejections: run.rejections,
      equal: run.differences === 0,
      first_difference: run.first === undefined ? null : { ...run.first },
      digest: run.digest.value,
    },
    lines: [
      `${context.paint.bold("lobster-ops")} ${day.symbol}, ${day.levels} levels, on ${backend.kind}`,
      ...describeRun(run, context.paint),
      `  digest      ${run.digest.value}`,
      verdict(run, context.paint),
    ],
  };
}

/** What was compared, and the first difference. */
function describeRun(run: LobsterRun, paint: Paint): string[] {
  const lines = [
    `  ops         ${grouped(run.ops)}`,
    `  fills       ${comparisonText(run.fills, paint)}`,
    `  book rows   ${comparisonText(run.rows, paint)}`,
  ];
  if (run.rejections > 0) lines.push(`  rejections  ${paint.red(grouped(run.rejections))}`);
  if (run.first !== undefined) lines.push(...differenceLines(run.first));
  return lines;
}

function comparisonText({ compared, different }: Comparison, paint: Paint): string {
  if (different === 0) return `${grouped(compared)} compared, all equal`;
  return `${grouped(compared)} compared, ${paint.red(`${grouped(different)} different`)}`;
}

function verdict(run: LobsterRun, paint: Paint): string {
  if (run.differences === 0) return paint.green("  ✓ every fill and every book row is equal");
  return paint.red(`  ✗ ${grouped(run.differences)} differences`);
}
