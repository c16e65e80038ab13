// cift convert: market data from one form into another.

import { loadData, type TapeTable } from "@cift/engine/data";
import type { Context } from "../cli/context.js";
import { ExitCode } from "../cli/exit-code.js";
import { grouped, rate } from "../cli/numbers.js";
import type { Outcome } from "../cli/outcome.js";
import { snakeCase } from "../cli/snake-case.js";
import { UsageError } from "../cli/usage-error.js";
import { type Converted, convertToBytes } from "../market-data/convert-bytes.js";
import { convertToTables } from "../market-data/convert-tables.js";
import { withFinerScales } from "../market-data/finer-scales.js";
import { type ImportFlags, importOptions } from "../market-data/import-flags.js";
import { inputFiles } from "../market-data/input-files.js";
import { type TimeFlags, timeRange } from "../market-data/time-range.js";
import { dataProgress, dataWork } from "../market-data/work.js";

export interface ConvertFlags extends ImportFlags, TimeFlags {
  readonly output: string;
  readonly table?: TapeTable;
}

/** What an output's name says. */
const TARGETS = {
  ".cift": "cift",
  ".csv": "csv",
  ".parquet": "parquet",
  ".arrow": "arrow",
  ".arrows": "arrow",
} as const;

type Target = (typeof TARGETS)[keyof typeof TARGETS];

export async function convertFiles(
  paths: readonly string[],
  flags: ConvertFlags,
  context: Context,
): Promise<Outcome> {
  const to = targetOf(flags.output);
  const files = inputFiles(paths);
  const backend = await loadData(flags.backend);
  const start = performance.now();
  const found = await dataWork(() => converted(files, to, flags, context));
  const seconds = (performance.now() - start) / 1000;
  return {
    code: ExitCode.ok,
    document: {
      inputs: files,
      outputs: found.files,
      backend: backend.kind,
      records: Object.fromEntries(found.written),
      left_out: Object.fromEntries(found.leftOut),
      skipped: found.skipped,
      first_skipped: found.firstSkipped,
      bytes: found.bytes,
      identity: found.identity,
      metadata: snakeCase(found.metadata),
    },
    lines: [
      `${context.paint.bold(found.files.join(" ") || "nothing was written")}  ${found.metadata.format} to ${to}, on ${backend.kind}`,
      ...describe(found, seconds, context),
    ],
  };
}

function describe(found: Converted, seconds: number, { paint }: Context): string[] {
  const total = found.written.reduce((sum, [, count]) => sum + count, 0);
  const left = countsText(found.leftOut);
  const skipped = `${grouped(found.skipped)}; the first: ${found.firstSkipped ?? ""}`;
  const perRecord = total === 0 ? "" : `, ${(found.bytes / total).toFixed(1)} a record`;
  return [
    `  records   ${countsText(found.written) || "none"}`,
    ...(left === "" ? [] : [`  left out  ${left}: other tables than the one that was written`]),
    ...(found.skipped === 0 ? [] : [paint.red(`  skipped   ${skipped}`)]),
    `  size      ${grouped(found.bytes)} bytes${perRecord}`,
    `  speed     ${rate(total / Math.max(seconds, 1e-9))}`,
    ...(found.identity === null ? [] : [`  identity  ${found.identity}`]),
  ];
}

function countsText(counts: readonly (readonly [TapeTable, number])[]): string {
  return counts.flatMap(([table, count]) => (count === 0 ? [] : [`${grouped(count)} ${table}`])).join(", ");
}

function targetOf(output: string): Target {
  const ending = Object.keys(TARGETS).find((each) => output.endsWith(each)) as
    | keyof typeof TARGETS
    | undefined;
  if (ending !== undefined) return TARGETS[ending];
  const endings = Object.keys(TARGETS).join(", ");
  throw new UsageError(`-o ${output}: the name says what is written, and has to end with one of ${endings}`);
}

function converted(
  files: readonly string[],
  to: Target,
  flags: ConvertFlags,
  context: Context,
): Promise<Converted> {
  const { output, table, backend } = flags;
  const onProgress = dataProgress(context, "converting");
  return withFinerScales(importOptions(flags), context, async (scaled) => {
    const range = await timeRange(flags, files, { ...scaled, backend });
    const options = { ...scaled, ...range, backend, onProgress };
    return to === "cift" || to === "csv"
      ? convertToBytes(files, output, { ...options, to, ...(table && { table }) })
      : convertToTables(files, output, to, table, options);
  });
}
