// Whether a path is a run of the engine, or market data.

import { ByteFile } from "../diff/byte-file.js";
import { isJournal } from "../diff/journal/head.js";

/** Journals are known by their first bytes, goldens and files of events by their names. */
export async function isRun(path: string): Promise<boolean> {
  if (path.endsWith(".events") || path.endsWith(".json")) return true;
  await using file = await ByteFile.open(path);
  return file.size >= 8 && isJournal(await file.read(0, 8));
}
