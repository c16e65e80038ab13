// A run that is a journal: its commands are played again, and its checkpoints say where to look.

import type { EngineBackend } from "@cift/engine";
import { DataError } from "../inputs/data-error.js";
import type { ByteFile } from "./byte-file.js";
import type { FileHead } from "./journal/head.js";
import { type Journal, readJournal } from "./journal/reader.js";
import { playedEvents } from "./played-events.js";
import type { Run } from "./run.js";

export async function journalRun(file: ByteFile, backend: EngineBackend): Promise<Run> {
  const journal = await readJournal(file, (head) => checkVersions(file.path, head, backend));
  const { head, snapshot, torn, checkpoints } = journal;
  if (head.baseSeq > 0 && snapshot === undefined)
    throw new DataError(
      file.path,
      `begins behind command ${head.baseSeq}, and has no snapshot to begin from`,
    );
  const start =
    snapshot === undefined
      ? { config: journal.config }
      : { snapshot: await file.read(snapshot.at, snapshot.bytes) };
  let digest: string | undefined;
  return {
    path: file.path,
    kind: "journal",
    events: undefined,
    checkpoints: checkpoints.map((point) => ({ events: point.events, digest: point.eventsDigest })),
    note: torn === undefined ? undefined : `${file.path} has a torn tail: ${torn}`,
    read: (from) =>
      playedEvents(backend, start, commandsOf(file, journal), from, (value) => (digest = value)),
    digest: () => digest,
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  };
}

/** Only the engine that took the commands gives the events that came of them. */
function checkVersions(
  path: string,
  { semanticsVersion, layoutHash }: FileHead,
  backend: EngineBackend,
): void {
  if (semanticsVersion !== backend.semanticsVersion) {
    const versions = `version ${semanticsVersion} of the matching rules, the engine has ${backend.semanticsVersion}`;
    throw new DataError(path, `is of ${versions}: it cannot be played again`);
  }
  if (layoutHash !== backend.layoutHash) throw new DataError(path, "has records of another layout");
}

async function* commandsOf(file: ByteFile, { blocks }: Journal): AsyncGenerator<Uint8Array, void, undefined> {
  for (const block of blocks) yield await file.read(block.at, block.bytes);
}
