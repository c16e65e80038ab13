// cift conform lobster, mbo, binance, bitstamp, dbn, tulip: market data, compared with what its source published.

import { type CheckKind, type CheckReport, check, loadData } from "@cift/engine/data";
import type { Context } from "../cli/context.js";
import { ExitCode } from "../cli/exit-code.js";
import { grouped } from "../cli/numbers.js";
import type { Outcome } from "../cli/outcome.js";
import { withFinerScales } from "../market-data/finer-scales.js";
import { type ImportFlags, importOptions } from "../market-data/import-flags.js";
import { inputFiles } from "../market-data/input-files.js";
import { dataProgress, dataWork } from "../market-data/work.js";

/** Each difference is a line; the rest is counted. */
const SHOWN_DIFFERENCES = 10;

export async function conformData(
  kind: CheckKind,
  paths: readonly string[],
  flags: ImportFlags,
  context: Context,
): Promise<Outcome> {
  const files = inputFiles(paths);
  const backend = await loadData(flags.backend);
  const report = await dataWork(() =>
    withFinerScales(importOptions(flags), context, (options) =>
      check(kind, files, {
        ...options,
        backend: flags.backend,
        onProgress: dataProgress(context, "comparing"),
      }),
    ),
  );
  return {
    code: report.equal ? ExitCode.ok : ExitCode.mismatch,
    document: {
      kind,
      inputs: files,
      backend: backend.kind,
      ...Object.fromEntries(report.counts.map(({ key, count }) => [key, count])),
      equal: report.equal,
      differences: report.differences,
      notes: report.notes,
    },
    lines: [`${context.paint.bold(kind)} ${paths.join(" ")}, on ${backend.kind}`, ...lines(report, context)],
  };
}

function lines(report: CheckReport, { paint }: Context): string[] {
  const width = Math.max(0, ...report.counts.map(({ label }) => label.length));
  const counts = report.counts.map(({ label, count }) => `  ${label.padEnd(width)}  ${grouped(count)}`);
  const shown = report.differences.slice(0, SHOWN_DIFFERENCES).map((text) => paint.red(`  ${text}`));
  const verdict = report.equal ? paint.green("  ✓ equal") : paint.red("  ✗ not equal");
  return [...counts, ...report.notes.map((note) => paint.dim(`  ${note}`)), ...shown, verdict];
}
