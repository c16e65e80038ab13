// The inputs of a job, opened: what the module cannot read by itself is decoded first.

import { CiftError } from "../errors.js";
import { byteSource } from "./decode/bytes.js";
import { decodedFormat } from "./decode/decoded-format.js";
import { Spool } from "./decode/spool.js";
import type { ImportOptions } from "./import-options.js";
import { type DataInput, type DecodedFormat, type OpenInput, openInput } from "./input.js";
import type { JobOptions } from "./job.js";

/** What a job reads. */
export interface OpenedInputs {
  readonly inputs: readonly OpenInput[];
  /** Whether they were decoded, which was half of the work. */
  readonly isDecoded: boolean;
  /** Nothing more will be read. */
  remove(): void;
}

/** What opening takes of a job's options. */
export interface OpenOptions extends JobOptions, Pick<ImportOptions, "format" | "lenient"> {
  /** Of what is decoded, so many rows will do. Default: all. */
  readonly decodeRows?: number;
}

/** Opens the inputs of a job. Throws `DATA_INVALID`, `INVALID_ARGUMENT`. */
export async function openInputs(inputs: readonly DataInput[], options: OpenOptions): Promise<OpenedInputs> {
  const formats = await Promise.all(inputs.map((input) => decodedFormat(input, options.format)));
  if (formats.every((format) => format === undefined))
    return { inputs: await Promise.all(inputs.map(openInput)), isDecoded: false, remove: () => undefined };
  const other = formats.indexOf(undefined);
  if (other >= 0) {
    const name = nameOf(inputs[other] as DataInput);
    throw new CiftError(
      "INVALID_ARGUMENT",
      `${name} is neither Parquet nor Arrow, as others are: read it apart`,
    );
  }
  return decodeAll(inputs, formats as DecodedFormat[], options);
}

function nameOf(input: DataInput): string {
  return typeof input === "string" ? input : input.name;
}

async function decodeAll(
  inputs: readonly DataInput[],
  formats: readonly DecodedFormat[],
  options: OpenOptions,
): Promise<OpenedInputs> {
  const spools: Spool[] = [];
  const remove = () => {
    for (const spool of spools) spool.remove();
  };
  try {
    const opened: OpenInput[] = [];
    for (const [index, input] of inputs.entries()) {
      const onProgress: JobOptions["onProgress"] = ({ read, total }) =>
        options.onProgress?.({ read: (index * total + read) / inputs.length, total });
      opened.push(await decoded(input, formats[index], spools, { ...options, onProgress }));
    }
    return { inputs: opened, isDecoded: true, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

async function decoded(
  input: DataInput,
  format: DecodedFormat | undefined,
  spools: Spool[],
  options: OpenOptions,
): Promise<OpenInput> {
  const source = byteSource(input);
  try {
    const spool = new Spool(source.name);
    spools.push(spool);
    const form =
      format === "arrow"
        ? await (await import("./decode/arrow.js")).decodeArrow(source, spool, options)
        : await (await import("./decode/parquet.js")).decodeParquet(source, spool, options);
    return { ...spool.input(), decoded: form };
  } finally {
    source.close();
  }
}
