// What inputs are taken for, before they are read.

import { type DataFormat, type ImportOptions, importRequest } from "./import-options.js";
import type { DataInput } from "./input.js";
import { inputsOf } from "./inspect.js";
import { type JobOptions, runJob } from "./job.js";

/** A column of a table of one's own. */
export interface TableColumn {
  /** Its name in the header, or its number from 1. */
  readonly name: string;
  /** What it was found, or said, to mean: names as in `ImportOptions.columns`. One price can be all four of a bar. */
  readonly roles: readonly string[];
}

/** What a table of one's own is taken for. */
export interface TablePreview {
  /** What stands between fields, as `ImportOptions.delimiter` says it. */
  readonly delimiter: string;
  /** Whether its first row has the columns' names. */
  readonly header: boolean;
  /** In their order. */
  readonly columns: readonly TableColumn[];
  /** The first rows, a text for each field. */
  readonly rows: readonly (readonly string[])[];
  /** What a row is; `null` when that cannot be told. */
  readonly kind: "ticks" | "quotes" | "bars" | null;
  /** How times are written, as `ImportOptions.timeFormat` says it; `null` when that cannot be told. */
  readonly timeFormat: string | null;
  /** Why it does not read, where its first rows tell. */
  readonly problem: { readonly column: string; readonly reason: string; readonly advice: string } | null;
}

/** What inputs are taken for. */
export interface Preview {
  /** Their format. */
  readonly format: DataFormat;
  /** Of a table of one's own; `null` of any other format. */
  readonly table: TablePreview | null;
}

/** What `preview` takes. */
export interface PreviewOptions extends ImportOptions, JobOptions {
  /** How many rows of a table. Default: 5. */
  readonly rows?: number;
}

/** As many rows of a table are looked at to know what it is; of Parquet no more are decoded. */
const SAMPLE_ROWS = 500;

/**
 * Says what inputs are taken for by their first bytes, and of a table what each column is taken for, without reading
 * them: what does not read shows later. Throws `DATA_INVALID`, and `INVALID_ARGUMENT` for an option that is none.
 */
export async function preview(
  input: DataInput | readonly DataInput[],
  options: PreviewOptions = {},
): Promise<Preview> {
  const { rows = 5 } = options;
  const request = { verb: "preview", import: importRequest(options), rows };
  return (await runJob(request, inputsOf(input), { ...options, decodeRows: SAMPLE_ROWS })) as Preview;
}
