// cift sql: a query over a tape, a file of market data, or a run.

import { Instrument, loadBackend } from "@cift/engine";
import { type ReadOptions, readRecords, TAPE_TABLES } from "@cift/engine/data";
import type { Context } from "../cli/context.js";
import { ExitCode } from "../cli/exit-code.js";
import { grouped } from "../cli/numbers.js";
import type { Json, Outcome } from "../cli/outcome.js";
import { UsageError } from "../cli/usage-error.js";
import { openRun } from "../diff/open-run.js";
import { scenarioFolder } from "../golden/cases.js";
import { RecordDatabase } from "../market-data/duckdb.js";
import { withFinerScales } from "../market-data/finer-scales.js";
import { type ImportFlags, importOptions } from "../market-data/import-flags.js";
import { inputFiles } from "../market-data/input-files.js";
import { isRun } from "../market-data/is-run.js";
import { type TimeFlags, timeRange } from "../market-data/time-range.js";
import { dataProgress, dataWork } from "../market-data/work.js";

export interface SqlFlags extends ImportFlags, TimeFlags {}

/** More rows than this nobody reads on a terminal; `--json` prints them all. */
const SHOWN_ROWS = 100;

export async function sql(path: string, query: string, flags: SqlFlags, context: Context): Promise<Outcome> {
  const files = inputFiles([path]);
  const { database, records } =
    files.length === 1 && (await isRun(path))
      ? await loaded((database) => loadRun(database, path, flags))
      : await dataWork(() => loadedTape(files, flags, context));
  try {
    context.note(`${grouped(records)} records of ${path}`);
    const { columns, rows } = await queried(database, query);
    return {
      code: ExitCode.ok,
      document: { columns, rows: rows as Json },
      lines: tableLines(columns, rows, context),
    };
  } finally {
    database.close();
  }
}

function loadedTape(files: readonly string[], flags: SqlFlags, context: Context) {
  const { backend } = flags;
  return withFinerScales(importOptions(flags), context, async (scaled) => {
    const range = await timeRange(flags, files, { ...scaled, backend });
    const onProgress = dataProgress(context, "loading");
    const options = { ...scaled, ...range, backend, onProgress };
    return loaded((database) => loadTape(database, files, options));
  });
}

/** A database of its own, so that what a failed attempt has loaded is not in the way of the next. */
async function loaded(
  load: (database: RecordDatabase) => Promise<number>,
): Promise<{ readonly database: RecordDatabase; readonly records: number }> {
  const database = await RecordDatabase.open();
  try {
    return { database, records: await load(database) };
  } catch (error) {
    database.close();
    throw error;
  }
}

async function queried(database: RecordDatabase, query: string) {
  try {
    return await database.query(query);
  } catch (error) {
    throw new UsageError(`the query: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function loadTape(
  database: RecordDatabase,
  files: readonly string[],
  options: ReadOptions,
): Promise<number> {
  for (const table of TAPE_TABLES) await database.create(table);
  let records = 0;
  let instruments: readonly Instrument[] = [];
  for await (const { metadata, batch } of readRecords(files, options)) {
    for (const table of TAPE_TABLES) await database.append(table, batch.list(table));
    records += batch.length;
    instruments = metadata.instruments.map((each, index) => new Instrument(index, each));
  }
  await database.instruments(instruments);
  return records;
}

async function loadRun(database: RecordDatabase, path: string, flags: ImportFlags): Promise<number> {
  await using run = await openRun(path, await loadBackend(flags.backend), scenarioFolder);
  if (run.read === undefined)
    throw new UsageError(`${path} has digests only: there are no events to ask for`);
  await database.create("events");
  let records = 0;
  for await (const bytes of run.read(0)) {
    // The part is valid until the next, and columns want it at a multiple of four.
    await database.append("events", bytes.slice());
    records += bytes.length / 64;
  }
  return records;
}

function tableLines(columns: readonly string[], rows: readonly unknown[][], { paint }: Context): string[] {
  const shown = rows.slice(0, SHOWN_ROWS).map((row) => row.map(cellText));
  const widths = columns.map((name, at) =>
    Math.max(name.length, ...shown.map((row) => row[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, at) => cell.padStart(widths[at] ?? 0)).join("  ")}`;
  const rest =
    rows.length > SHOWN_ROWS
      ? [`  and ${grouped(rows.length - SHOWN_ROWS)} more rows: see them with --json`]
      : [];
  return [paint.bold(line(columns)), ...shown.map(line), ...rest];
}

function cellText(value: unknown): string {
  if (value === null) return "null";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
