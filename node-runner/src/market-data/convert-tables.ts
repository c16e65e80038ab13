// A conversion to Arrow or Parquet: records become columns here, a file a table.

import { stat } from "node:fs/promises";
import {
  type DataMetadata,
  type ReadBatch,
  type ReadOptions,
  readRecords,
  TAPE_TABLES,
  type TapeTable,
} from "@cift/engine/data";
import type { Converted } from "./convert-bytes.js";
import { openTableFiles, type TableFormat } from "./table-files.js";

const NOTHING: DataMetadata = {
  venue: "",
  format: "",
  inputs: [],
  epochNs: "0",
  dated: false,
  instruments: [],
};

/** Writes all tables that have records, or the one that is wanted. */
export async function convertToTables(
  inputs: readonly string[],
  output: string,
  format: TableFormat,
  table: TapeTable | undefined,
  options: ReadOptions,
): Promise<Converted> {
  const files = openTableFiles(output, format);
  const counts = { written: new Map<TapeTable, number>(), leftOut: new Map<TapeTable, number>() };
  let last: ReadBatch | undefined;
  try {
    for await (const read of readRecords(inputs, options)) {
      last = read;
      for (const each of TAPE_TABLES) {
        const isWanted = table === undefined || table === each;
        const counted = isWanted ? counts.written : counts.leftOut;
        counted.set(each, (counted.get(each) ?? 0) + read.batch.count(each));
        if (isWanted) await files.append(each, read.batch.list(each));
      }
    }
    const metadata = last?.metadata ?? NOTHING;
    const made = (await files.finish(metadata)).map(({ path }) => path);
    const sizes = await Promise.all(made.map(async (path) => (await stat(path)).size));
    return {
      metadata,
      written: [...counts.written],
      leftOut: [...counts.leftOut],
      identity: null,
      skipped: last?.skipped ?? 0,
      firstSkipped: last?.firstSkipped ?? null,
      bytes: sizes.reduce((sum, size) => sum + size, 0),
      files: made,
    };
  } catch (error) {
    await files.abort();
    throw error;
  }
}
