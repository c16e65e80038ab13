// cift convert: market data from one form into another.

import { open, rename, rm } from "node:fs/promises";
import { type Conversion, convert, loadData, type TapeTable } from "@cift/engine/data";
import type { Context } from "../cli/context.js";
import { ExitCode } from "../cli/exit-code.js";
import { grouped, rate } from "../cli/numbers.js";
import type { Outcome } from "../cli/outcome.js";
import { UsageError } from "../cli/usage-error.js";
import { withFinerScales } from "../market-data/finer-scales.js";
import { type ImportFlags, importOptions } from "../market-data/import-flags.js";
import { dataProgress, dataWork } from "../market-data/work.js";

export interface ConvertFlags extends ImportFlags {
  readonly output: string;
  readonly table?: TapeTable;
}

export async function convertFiles(
  files: readonly string[],
  flags: ConvertFlags,
  context: Context,
): Promise<Outcome> {
  const to = targetOf(flags.output);
  const backend = await loadData(flags.backend);
  const start = performance.now();
  const { found, bytes } = await dataWork(() => written(files, to, flags, context));
  const seconds = (performance.now() - start) / 1000;
  const total = found.written.reduce((sum, [, count]) => sum + count, 0);
  const counts = found.written.flatMap(([table, count]) =>
    count === 0 ? [] : [`${grouped(count)} ${table}`],
  );
  const left = found.leftOut.flatMap(([table, count]) => (count === 0 ? [] : [`${grouped(count)} ${table}`]));
  const { paint } = context;
  return {
    code: ExitCode.ok,
    document: {
      inputs: files,
      output: flags.output,
      backend: backend.kind,
      records: Object.fromEntries(found.written),
      left_out: Object.fromEntries(found.leftOut),
      skipped: found.skipped,
      first_skipped: found.firstSkipped,
      bytes,
      identity: found.identity,
      metadata: { ...found.metadata, instruments: found.metadata.instruments.map((each) => ({ ...each })) },
    },
    lines: [
      `${paint.bold(flags.output)}  ${found.metadata.format} to ${to}, on ${backend.kind}`,
      `  records   ${counts.length === 0 ? "none" : counts.join(", ")}`,
      ...(left.length === 0
        ? []
        : [`  left out  ${left.join(", ")}: a csv has one table, choose it with --table`]),
      ...(found.skipped === 0
        ? []
        : [paint.red(`  skipped   ${grouped(found.skipped)}; the first: ${found.firstSkipped ?? ""}`)]),
      `  size      ${grouped(bytes)} bytes${total === 0 ? "" : `, ${(bytes / total).toFixed(1)} a record`}`,
      `  speed     ${rate(total / Math.max(seconds, 1e-9))}`,
      ...(found.identity === null ? [] : [`  identity  ${found.identity}`]),
    ],
  };
}

function targetOf(output: string): "cift" | "csv" {
  const found = /\.(cift|csv)$/.exec(output)?.[1];
  if (found === "cift" || found === "csv") return found;
  throw new UsageError(`-o ${output}: the name says what is written, and has to end with .cift or .csv`);
}

/** Writes beside the output and puts it in its place at the end: nothing is ever half written there. */
async function written(
  files: readonly string[],
  to: "cift" | "csv",
  flags: ConvertFlags,
  context: Context,
): Promise<{ readonly found: Conversion; readonly bytes: number }> {
  const partial = `${flags.output}.new`;
  try {
    const result = await withFinerScales(importOptions(flags), context, async (options) => {
      await using file = await open(partial, "w");
      let bytes = 0;
      const found = await convert(
        files,
        async (output) => {
          bytes += output.length;
          await file.write(output);
        },
        {
          ...options,
          to,
          ...(flags.table && { table: flags.table }),
          backend: flags.backend,
          onProgress: dataProgress(context, "converting"),
        },
      );
      return { found, bytes };
    });
    await rename(partial, flags.output);
    return result;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
