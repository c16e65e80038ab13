// A conversion to a tape or to csv: the data module makes the bytes, and they go into one file.

import { type Conversion, type ConvertOptions, convert } from "@cift/engine/data";
import { PartFile } from "./part-file.js";

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
  const file = await PartFile.create(output);
  let bytes = 0;
  try {
    const conversion = await convert(
      inputs,
      async (piece) => {
        bytes += piece.length;
        await file.append(piece);
      },
      options,
    );
    await file.commit(output);
    return { ...conversion, bytes, files: [output] };
  } catch (error) {
    await file.remove();
    throw error;
  }
}
