// Bars, measures and indicators: what strategies, charts and tables want to know about a market.

import type { BackendChoice } from "../backend.js";
import { CiftError } from "../errors.js";
import { type ImportOptions, importRequest } from "./import-options.js";
import type { DataInput } from "./input.js";
import { inputsOf } from "./inspect.js";
import { type JobOptions, runJob } from "./job.js";
import { joinBytes } from "./join-bytes.js";
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
  return { metadata: report.metadata, bars: joinBytes(pieces) };
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
  const { metadata, columns } = await columnsOfJob(request, input, options);
  return { metadata, columns: columns as MeasuresResult["columns"] };
}

/** The columns of measures by the bar. Volatilities are per bar; lambda is ticks a lot; what is not known yet is NaN. */
export type BarMeasureColumn =
  | "time_ns"
  | "close"
  | "volume"
  | "trades"
  | "vwap"
  | "volatility_close"
  | "volatility_parkinson"
  | "volatility_garman_klass"
  | "volatility_rogers_satchell"
  | "volatility_yang_zhang"
  | "kyle_lambda"
  | "amihud"
  | "vpin"
  | "net_bought";

/** What `barMeasures` takes. */
export interface BarMeasureOptions extends ImportOptions, JobOptions {
  /** How bars are made of the trades. Default: the source's own bars are taken. */
  readonly bars?: BarRule;
  /** Which instrument, by its number. Default: 0. */
  readonly instrument?: number;
  /** Bars that a measure looks back on, and buckets of VPIN. Default: 20. */
  readonly window?: number;
  /** Lots of a bucket of VPIN. Default: 1000. */
  readonly bucketQuantity?: number;
}

/** Measures of an instrument by the bar. */
export interface BarMeasuresResult {
  /** What the source says about itself. */
  readonly metadata: DataMetadata;
  /** A column of each, all equally long. */
  readonly columns: Readonly<Record<BarMeasureColumn, Float64Array>>;
}

/** Measures an instrument's bars: volatility by five estimators, Kyle's lambda, Amihud's illiquidity, VPIN. */
export async function barMeasures(
  input: DataInput | readonly DataInput[],
  options: BarMeasureOptions = {},
): Promise<BarMeasuresResult> {
  const { bars: rule, instrument = 0, window = 20, bucketQuantity = 1000 } = options;
  const request = {
    verb: "barMeasures",
    import: importRequest(options),
    ...(rule && { bars: rule }),
    instrument,
    window,
    bucketQuantity,
  };
  const { metadata, columns } = await columnsOfJob(request, input, options);
  return { metadata, columns: columns as BarMeasuresResult["columns"] };
}

/** Runs a job whose output is rows of floats. */
async function columnsOfJob(
  request: Readonly<Record<string, unknown>>,
  input: DataInput | readonly DataInput[],
  options: JobOptions,
): Promise<{ readonly metadata: DataMetadata; readonly columns: Readonly<Record<string, Float64Array>> }> {
  const pieces: Uint8Array[] = [];
  const report = (await runJob(request, inputsOf(input), options, (output) => {
    pieces.push(output);
  })) as { metadata: DataMetadata; columns: readonly string[]; rows: number };
  const values = new Float64Array(joinBytes(pieces).buffer);
  const width = report.columns.length;
  const column = (at: number) =>
    Float64Array.from({ length: report.rows }, (_, row) => values[row * width + at] ?? 0);
  const columns = Object.fromEntries(report.columns.map((name, at) => [name, column(at)]));
  return { metadata: report.metadata, columns };
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

/** The sum of a column, by lanes that are added up in a fixed order: the same bits natively and in WebAssembly. */
export async function sum(
  values: Float64Array,
  options: { readonly backend?: BackendChoice } = {},
): Promise<number> {
  return (await total("sum", [values], options)) ?? 0;
}

/** The average of prices weighted by quantities, as exactly as `sum`. Nothing without quantity. */
export async function vwap(
  prices: Float64Array,
  quantities: Float64Array,
  options: { readonly backend?: BackendChoice } = {},
): Promise<number | undefined> {
  return total("vwap", [prices, quantities], options);
}

async function total(
  of: string,
  columns: readonly Float64Array[],
  options: { readonly backend?: BackendChoice },
): Promise<number | undefined> {
  const pieces: Uint8Array[] = [];
  await runJob({ verb: "total", of, columns: columns.map(columnBytes) }, [], options, (output) => {
    pieces.push(output);
  });
  return new Float64Array(joinBytes(pieces).buffer)[0];
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
  const pieces: Uint8Array[] = [];
  const request = { verb: "indicator", name, options: parameters, columns: columns.map(columnBytes) };
  const report = (await runJob(request, [], options, (output) => {
    pieces.push(output);
  })) as IndicatorReport;
  const values = new Float64Array(joinBytes(pieces).buffer);
  const outputs = report.indicators[0]?.outputs ?? [];
  return {
    start: report.start,
    outputs: outputs.map((_, at) => values.slice(at * report.rows, (at + 1) * report.rows)),
  };
}

function columnBytes(column: Float64Array): Uint8Array {
  if (!(column instanceof Float64Array)) throw new CiftError("INVALID_ARGUMENT", "columns are Float64Arrays");
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}
