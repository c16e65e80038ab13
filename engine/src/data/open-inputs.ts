// The inputs of a job, opened: what the module cannot read by itself is decoded first.

import { CiftError } from "../errors.js";
import type { DataFormat } from "./import-options.js";
import { type DataInput, type OpenInput, openInput } from "./input.js";
import type { JobOptions } from "./job.js";
import { byteSource, isParquet } from "./parquet/bytes.js";
import { Spool } from "./parquet/spool.js";

/** What a job reads. */
export interface OpenedInputs {
  readonly inputs: readonly OpenInput[];
  /** Whether they were decoded, which was half of the work. */
  readonly isDecoded: boolean;
  /** Nothing more will be read. */
  remove(): void;
}

/** Opens the inputs of a job. Throws `DATA_INVALID`, `INVALID_ARGUMENT`. */
export async function openInputs(
  inputs: readonly DataInput[],
  format: DataFormat | undefined,
  options: JobOptions,
): Promise<OpenedInputs> {
  if (!(await hasParquet(inputs, format))) {
    return { inputs: await Promise.all(inputs.map(openInput)), isDecoded: false, remove: () => undefined };
  }
  const [input] = inputs;
  if (input === undefined || inputs.length > 1)
    throw new CiftError("INVALID_ARGUMENT", "inputs: read files of Parquet one by one");
  const source = byteSource(input);
  const spool = new Spool(source.name);
  try {
    const { decodeParquet } = await import("./parquet/decode.js");
    const decoded = await decodeParquet(source, spool, options);
    return { inputs: [{ ...spool.input(), decoded }], isDecoded: true, remove: () => spool.remove() };
  } catch (error) {
    spool.remove();
    throw error;
  } finally {
    source.close();
  }
}

async function hasParquet(inputs: readonly DataInput[], format: DataFormat | undefined): Promise<boolean> {
  if (format !== undefined) return format === "parquet";
  for (const input of inputs) if (await isParquet(input)) return true;
  return false;
}
