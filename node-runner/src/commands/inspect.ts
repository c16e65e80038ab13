// cift inspect: what is on a tape or in a file of market data.

import type { Instrument } from "@cift/engine";
import {
  type Inspection,
  type InstrumentInspection,
  inspect,
  loadData,
  recordObject,
} from "@cift/engine/data";
import type { Context } from "../cli/context.js";
import { ExitCode } from "../cli/exit-code.js";
import { grouped } from "../cli/numbers.js";
import type { Json, Outcome } from "../cli/outcome.js";
import type { Paint } from "../cli/paint.js";
import { snakeCase } from "../cli/snake-case.js";
import { withFinerScales } from "../market-data/finer-scales.js";
import { type ImportFlags, importOptions } from "../market-data/import-flags.js";
import { inputFiles } from "../market-data/input-files.js";
import { pricePlot } from "../market-data/price-plot.js";
import { instrumentOf, recordLine } from "../market-data/record-text.js";
import { durationText, timeText } from "../market-data/tape-time.js";
import { type TimeFlags, timeRange } from "../market-data/time-range.js";
import { dataProgress, dataWork } from "../market-data/work.js";

export interface InspectFlags extends ImportFlags, TimeFlags {
  readonly records: number;
}

/** Instruments that are described one by one; a whole market's file has thousands. */
const SHOWN_INSTRUMENTS = 12;
const PLOT_HEIGHT = 8;
const PLOT_WIDTH = 100;

export async function inspectFiles(
  paths: readonly string[],
  flags: InspectFlags,
  context: Context,
): Promise<Outcome> {
  const files = inputFiles(paths);
  const backend = await loadData(flags.backend);
  const found = await dataWork(() =>
    withFinerScales(importOptions(flags), context, async (options) =>
      inspect(files, {
        ...options,
        ...(await timeRange(flags, files, { ...options, backend: flags.backend })),
        backend: flags.backend,
        edges: flags.records,
        onProgress: dataProgress(context, "reading"),
      }),
    ),
  );
  const { paint } = context;
  return {
    code: ExitCode.ok,
    document: document(found, backend.kind),
    lines: [
      `${paint.bold(paths.join(" "))}  ${sourceText(found)}, read on ${backend.kind}`,
      ...overview(found, paint),
      ...instrumentLines(found, paint, process.stdout.isTTY === true),
      ...edgeLines("first", found.first, found),
      ...edgeLines("last", onlyLast(found), found),
    ],
  };
}

function sourceText({ metadata: { format, venue } }: Inspection): string {
  return venue === "" || venue === format ? format : `${format}, ${venue}`;
}

function document(found: Inspection, backend: string): Readonly<Record<string, Json>> {
  const { metadata, records, first, last, ...rest } = found;
  const objects = (edge: Inspection["first"]) =>
    edge.map((raw) => ({ table: raw.table, ...recordObject(raw) }));
  return snakeCase({
    backend,
    metadata,
    records: Object.fromEntries(records),
    firstTime: found.firstTimeNs === null ? null : timeText(metadata, found.firstTimeNs),
    lastTime: found.lastTimeNs === null ? null : timeText(metadata, found.lastTimeNs),
    first: objects(first),
    last: objects(last),
    ...rest,
  }) as Readonly<Record<string, Json>>;
}

function overview(found: Inspection, paint: Paint): string[] {
  const { metadata, firstTimeNs, lastTimeNs, crossed, locked, backwards, skipped } = found;
  const counts = found.records.flatMap(([table, count]) =>
    count === 0 ? [] : [`${grouped(count)} ${table}`],
  );
  const lines = [`  records     ${counts.length === 0 ? "none" : counts.join(", ")}`];
  if (firstTimeNs !== null && lastTimeNs !== null) {
    const span = durationText(lastTimeNs - firstTimeNs);
    lines.push(
      `  span        ${timeText(metadata, firstTimeNs)} to ${timeText(metadata, lastTimeNs)}, ${span}`,
    );
  }
  const [gap] = found.gaps;
  if (gap !== undefined) {
    const from = timeText(metadata, gap.fromNs);
    lines.push(`  longest gap ${durationText(gap.toNs - gap.fromNs)} after ${from}`);
  }
  const states = [
    `${grouped(crossed)} crossed`,
    `${grouped(locked)} locked`,
    `${grouped(backwards)} records earlier than the one before`,
  ];
  lines.push(`  market      ${states.join(", ")}`);
  if (skipped > 0)
    lines.push(paint.red(`  left out    ${grouped(skipped)}; the first: ${found.firstSkipped ?? ""}`));
  return lines;
}

function instrumentLines(found: Inspection, paint: Paint, plots: boolean): string[] {
  const byActivity = [...found.instruments].sort((one, other) => other.records - one.records);
  const lines = byActivity.slice(0, SHOWN_INSTRUMENTS).flatMap((each) => instrumentLine(each, found, paint));
  const rest = byActivity.length - SHOWN_INSTRUMENTS;
  if (rest > 0) lines.push(`  and ${grouped(rest)} more instruments`);
  const [busiest] = byActivity;
  return plots && busiest !== undefined ? [...lines, ...plotLines(busiest, found)] : lines;
}

function instrumentLine(each: InstrumentInspection, found: Inspection, paint: Paint): string[] {
  const instrument = instrumentOf(found.metadata, each.instrument);
  const price = (ticks: number | null) =>
    ticks === null ? "-" : (instrument?.formatPrice(ticks) ?? String(ticks));
  const head = `  ${paint.cyan(instrument?.symbol ?? `#${each.instrument}`)}`;
  const scale = `tick ${instrument?.tickSize ?? "?"}, lot ${instrument?.lotSize ?? "?"}`;
  const prices =
    each.close === null
      ? ""
      : `; open ${price(each.open)}, high ${price(each.high)}, low ${price(each.low)}, close ${price(each.close)}`;
  return [`${head}  ${scale}; ${grouped(each.records)} records${volumeText(each, instrument)}${prices}`];
}

/** Bars have a volume and no trades that could be counted; quotes and orders have neither. */
function volumeText({ trades, volume }: InstrumentInspection, instrument: Instrument | undefined): string {
  if (trades === 0 && volume === 0) return "";
  const text = instrument?.formatQuantity(volume) ?? String(volume);
  return trades === 0 ? `, volume ${text}` : `, ${grouped(trades)} trades of ${text}`;
}

function plotLines({ instrument, series }: InstrumentInspection, found: Inspection): string[] {
  const known = instrumentOf(found.metadata, instrument);
  const width = Math.min(PLOT_WIDTH, (process.stdout.columns ?? 80) - 20);
  const label = (ticks: number) => known?.formatPrice(Math.round(ticks)) ?? String(ticks);
  return pricePlot(series.buckets, { height: PLOT_HEIGHT, width: Math.max(20, width), label }).map(
    (line) => `  ${line}`,
  );
}

/** Of a short file some of the last records are among the first. */
function onlyLast({ total, first, last }: Inspection): Inspection["last"] {
  return last.slice(Math.max(0, first.length + last.length - total));
}

function edgeLines(name: string, records: Inspection["first"], found: Inspection): string[] {
  if (records.length === 0) return [];
  return [`  ${name}`, ...records.map((raw) => `    ${recordLine(raw, found.metadata)}`)];
}
