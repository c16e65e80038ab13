// Market data from one form into another.

import { CiftError } from "../errors.js";
import { type ImportOptions, importRequest } from "./import-options.js";
import type { DataInput } from "./input.js";
import { inputsOf } from "./inspect.js";
import { type JobOptions, runJob } from "./job.js";
import type { DataMetadata, TapeTable } from "./metadata.js";

/** What `convert` takes. */
export interface ConvertOptions extends ImportOptions, JobOptions {
  /** What comes out: a `.cift` tape, or one table as CSV. */
  readonly to: "cift" | "csv";
  /** Of CSV: which table. Default: the first record's. */
  readonly table?: TapeTable;
}

/** What was converted. */
export interface Conversion {
  /** What the source says about itself, with what ticks and lots are worth. */
  readonly metadata: DataMetadata;
  /** How many records of each table were written. */
  readonly written: readonly (readonly [TapeTable, number])[];
  /** How many records of each table have no place in what was written. */
  readonly leftOut: readonly (readonly [TapeTable, number])[];
  /** Of a tape: what identifies it, in hexadecimal. Equal for equal records in equal chunks. */
  readonly identity: string | null;
  /** What did not read and was left out. */
  readonly skipped: number;
  /** The first of it, in words. */
  readonly firstSkipped: string | null;
}

/** Called with the bytes of the output, in order. */
export type WriteOutput = (output: Uint8Array<ArrayBuffer>) => void | Promise<void>;

/**
 * Reads tapes or files of any known format and writes them in another form, some thousand records at a time. Throws
 * `DATA_INVALID`; what was written until then is of no use.
 *
 * Where a tick or a lot was found out from the first records and a later one is finer, `detail.advice` of the
 * error says which would do: `finerScale` reads it, convert again with it.
 */
export async function convert(
  input: DataInput | readonly DataInput[],
  write: WriteOutput,
  options: ConvertOptions,
): Promise<Conversion> {
  const { to, table } = options;
  const request = { verb: "convert", import: importRequest(options), to, ...(table && { table }) };
  return (await runJob(request, inputsOf(input), options, write)) as Conversion;
}

/** The tick or the lot that would have done, if that is what an error says. */
export function finerScale(error: unknown): Pick<ImportOptions, "tick" | "lot"> | undefined {
  if (!(error instanceof CiftError) || error.code !== "DATA_INVALID") return undefined;
  const found = /^(tick|lot) (\S+) would do$/.exec(String(error.detail?.advice ?? ""));
  return found === null ? undefined : { [found[1] as "tick" | "lot"]: found[2] as string };
}

/** How often `withFinerScales` begins again, and who hears of it. */
export interface FinerScaleOptions {
  /** So many times the work is done at most. */
  readonly tries: number;
  /** Told before it is done again: `tick` or `lot`, and its new value. */
  readonly onFiner?: (name: string, value: string) => void;
}

/**
 * Does the work, and does it again with a finer tick or lot where a later record needs one: each time it is a real divisor
 * of the one before. What the options give stays as it is.
 */
export async function withFinerScales<T>(
  options: ImportOptions,
  work: (options: ImportOptions) => Promise<T>,
  { tries, onFiner }: FinerScaleOptions,
): Promise<T> {
  let scaled = options;
  for (let done = 1; ; done++) {
    try {
      return await work(scaled);
    } catch (error) {
      const finer = finerScale(error);
      const isGiven = finer === undefined || (finer.tick ? options.tick : options.lot) !== undefined;
      if (isGiven || done === tries) throw error;
      const [name = "", value = ""] = Object.entries(finer)[0] ?? [];
      onFiner?.(name, value);
      scaled = { ...scaled, ...finer };
    }
  }
}
