// A conversion to a tape or to csv: the data module makes the bytes, and they go into one file.

import { open, rename, rm } from "node:fs/promises";
import { type Conversion, type ConvertOptions, convert } from "@cift/engine/data";

/** What was converted, and where it is. */
export interface Converted extends Omit<Conversion, "identity"> {
  readonly identity: string | null;
  /** Of all files. */
  readonly bytes: number;
  readonly files: readonly string[];
}

/** Writes beside the output and puts it in its place at the end: nothing is ever half written there. */
export async function convertToBytes(
  inputs: readonly string[],
  output: string,
  options: ConvertOptions,
): Promise<Converted> {
  const partial = `${output}.new`;
  try {
    const converted = await written(inputs, partial, options);
    await rename(partial, output);
    return { ...converted, files: [output] };
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function written(inputs: readonly string[], path: string, options: ConvertOptions) {
  await using file = await open(path, "w");
  let bytes = 0;
  const conversion = await convert(
    inputs,
    async (output) => {
      bytes += output.length;
      await file.write(output);
    },
    options,
  );
  return { ...conversion, bytes };
}
