// What a path is, seen from its first bytes.

import type { EngineBackend } from "@cift/engine";
import { DataError } from "../inputs/data-error.js";
import { ByteFile } from "./byte-file.js";
import { eventFileRun } from "./event-file.js";
import { goldenRun } from "./golden-run.js";
import { isJournal } from "./journal/head.js";
import { journalRun } from "./journal-run.js";
import type { Run } from "./run.js";

/** Goldens are text of a few kilobytes. */
const MAX_GOLDEN = 2 ** 24;
const OPEN_BRACE = 0x7b;

/** Opens a journal, a golden or a file of events. */
export async function openRun(path: string, backend: EngineBackend, scenarios: string): Promise<Run> {
  const file = await ByteFile.open(path);
  try {
    const first = await file.read(0, 8);
    if (isJournal(first)) return await journalRun(file, backend);
    if (first[0] !== OPEN_BRACE) return await eventFileRun(file);
    if (file.size > MAX_GOLDEN) throw new DataError(path, "is too large for a golden");
    const run = await goldenRun(
      path,
      new TextDecoder().decode(await file.read(0, file.size)),
      backend,
      scenarios,
    );
    await file[Symbol.asyncDispose]();
    return run;
  } catch (error) {
    await file[Symbol.asyncDispose]();
    throw error;
  }
}
