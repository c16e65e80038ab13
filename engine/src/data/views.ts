// Bars, measures and indicators: what strategies, charts and tables want to know about a market.

import type { BackendChoice } from "../backend.js";
import { CiftError } from "../errors.js";
import { type ImportOptions, importRequest } from "./import-options.js";
import type { DataInput } from "./input.js";
import { inputsOf } from "./inspect.js";
import { type JobOptions, runJob } from "./job.js";
import type { DataMetadata } from "./metadata.js";
import { blocksOf } from "./tape-batch.js";

/** When a bar ends. */
export type BarRule =
  /** At multiples of the interval from 1970. Intervals without trades have no bar. */
  | { readonly by: "time"; readonly intervalNs: number }
  /** When it has so many lots or more. */
  | { readonly by: "volume"; readonly quantity: number }
  /** When it has so many trades. */
  | { readonly by: "trades"; readonly count: number }
  /** When its trades are worth so many ticks × lots or more. */
  | { readonly by: "notional"; readonly value: number }
  /** When so many more trades, or lots, were bought than sold, or the other way round. */
  | { readonly by: "tickImbalance" | "volumeImbalance"; readonly threshold: number };

/** Bars of a source. */
export interface BarsResult {
  /** What the source says about itself. */
  readonly metadata: DataMetadata;
  /** Records of the table `bars`, for `BarCursor`, in the order in which they ended. */
  readonly bars: Uint8Array<ArrayBuffer>;
}

/** Makes bars of the trades of a tape or a file, of all its instruments. Throws `DATA_INVALID`. */
export async function bars(
  input: DataInput | readonly DataInput[],
  rule: BarRule,
  options: ImportOptions & JobOptions = {},
): Promise<BarsResult> {
  const request = { verb: "bars", import: importRequest(options), bars: rule };
  const pieces: Uint8Array[] = [];
  const report = (await runJob(request, inputsOf(input), options, (output) => {
    for (const block of blocksOf(output)) pieces.push(block.list("bars"));
  })) as { metadata: DataMetadata };
  return { metadata: report.metadata, bars: joined(pieces) };
}

/** The columns of measures, in ticks and lots. What is not known is NaN. */
export type MeasureColumn =
  | "time_ns"
  | "bid"
  | "ask"
  | "mid"
  | "weighted_mid"
  | "spread"
  | "imbalance"
  | "order_flow"
  | "trades"
  | "buy_volume"
  | "sell_volume"
  | "vwap"
  | "effective_spread";

/** What `measures` takes. */
export interface MeasureOptions extends ImportOptions, JobOptions {
  /** A row at the end of every interval of so many nanoseconds. */
  readonly intervalNs: number;
  /** Which instrument, by its number. Default: 0. */
  readonly instrument?: number;
  /** So many levels a side count for `imbalance`. Default: 5. */
  readonly levels?: number;
}

/** Measures of an instrument over time. */
export interface MeasuresResult {
  /** What the source says about itself. */
  readonly metadata: DataMetadata;
  /** A column of each, all equally long. */
  readonly columns: Readonly<Record<MeasureColumn, Float64Array>>;
}

/** Measures an instrument of a tape or a file: spreads, imbalances, flows, averages. Throws `DATA_INVALID`. */
export async function measures(
  input: DataInput | readonly DataInput[],
  options: MeasureOptions,
): Promise<MeasuresResult> {
  const { intervalNs, instrument = 0, levels = 5 } = options;
  const request = { verb: "measures", import: importRequest(options), intervalNs, instrument, levels };
  const pieces: Uint8Array[] = [];
  const report = (await runJob(request, inputsOf(input), options, (output) => {
    pieces.push(output);
  })) as { metadata: DataMetadata; columns: readonly MeasureColumn[]; rows: number };
  const values = new Float64Array(joined(pieces).buffer);
  const width = report.columns.length;
  const column = (at: number) =>
    Float64Array.from({ length: report.rows }, (_, row) => values[row * width + at] ?? 0);
  const columns = Object.fromEntries(report.columns.map((name, at) => [name, column(at)]));
  return { metadata: report.metadata, columns: columns as MeasuresResult["columns"] };
}

/** What is known of a technical indicator. */
export interface IndicatorInfo {
  /** Its short name: `sma`. */
  readonly name: string;
  /** Its full name. */
  readonly title: string;
  /** The columns that it needs, in order. */
  readonly inputs: readonly string[];
  /** Its options, in order. */
  readonly options: readonly string[];
  /** What it tells, in order. */
  readonly outputs: readonly string[];
}

/** The outputs of an indicator. */
export interface IndicatorResult {
  /** How many rows come before the first that has outputs. */
  readonly start: number;
  /** Each as long as the inputs less `start`. */
  readonly outputs: readonly Float64Array[];
}

interface IndicatorReport {
  readonly indicators: readonly IndicatorInfo[];
  readonly start: number;
  readonly rows: number;
}

/** All technical indicators that there are. */
export async function indicators(
  options: { readonly backend?: BackendChoice } = {},
): Promise<readonly IndicatorInfo[]> {
  const report = (await runJob({ verb: "indicators" }, [], options)) as IndicatorReport;
  return report.indicators;
}

/**
 * Computes a technical indicator over whole columns, with the definitions of Tulip Indicators. Throws `INVALID_ARGUMENT`
 * for a name, an option or a column that it does not take.
 */
export async function indicator(
  name: string,
  parameters: readonly number[],
  columns: readonly Float64Array[],
  options: { readonly backend?: BackendChoice } = {},
): Promise<IndicatorResult> {
  const bytes = columns.map((column) => {
    if (!(column instanceof Float64Array))
      throw new CiftError("INVALID_ARGUMENT", "columns are Float64Arrays");
    return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
  });
  const pieces: Uint8Array[] = [];
  const request = { verb: "indicator", name, options: parameters, columns: bytes };
  const report = (await runJob(request, [], options, (output) => {
    pieces.push(output);
  })) as IndicatorReport;
  const values = new Float64Array(joined(pieces).buffer);
  const outputs = report.indicators[0]?.outputs ?? [];
  return {
    start: report.start,
    outputs: outputs.map((_, at) => values.slice(at * report.rows, (at + 1) * report.rows)),
  };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
