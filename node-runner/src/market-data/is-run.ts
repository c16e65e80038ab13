// Whether a path is a run of the engine, or market data.

import { ByteFile } from "../diff/byte-file.js";
import { isJournal } from "../diff/journal/head.js";

/** Journals are known by their first bytes, goldens and files of events by their names, and compressed journals too. */
export async function isRun(path: string): Promise<boolean> {
  if (/\.(events|json)$/.test(path)) return true;
  // To look into it, all of a compressed file would be unpacked, which can be a day of market data.
  if (/\.(gz|xz)$/.test(path) && !/\.journal\.(gz|xz)$/.test(path)) return false;
  await using file = await ByteFile.open(path);
  return file.size >= 8 && isJournal(await file.read(0, 8));
}
