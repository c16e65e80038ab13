// A run that is a file of events: `Event` records one after the other, or as a Cap'n Proto `EventBatch`.

import { BATCH_HEADER_BYTES, EventCursor, eventKindNames, writeBatchHeader } from "@cift/engine";
import { DataError } from "../inputs/data-error.js";
import type { ByteFile } from "./byte-file.js";
import type { Run } from "./run.js";

const RECORD = EventCursor.bytes;
const CHUNK = 16_384 * RECORD;

export async function eventFileRun(file: ByteFile): Promise<Run> {
  const start = await startOf(file);
  const events = (file.size - start) / RECORD;
  return {
    path: file.path,
    kind: "events",
    events,
    checkpoints: [],
    note: undefined,
    read: (from) => readRecords(file, start + from * RECORD),
    digest: () => undefined,
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  };
}

/** Where the records begin; throws where they are none. */
async function startOf(file: ByteFile): Promise<number> {
  if (file.size === 0) return 0;
  const isBatch = file.size % RECORD === BATCH_HEADER_BYTES && (await hasBatchHeader(file));
  const start = isBatch ? BATCH_HEADER_BYTES : 0;
  const kind = (await file.read(start, 1))[0] ?? 0;
  const isEvents = (file.size - start) % RECORD === 0 && kind > 0 && kind < eventKindNames.length;
  if (isEvents || (isBatch && file.size === start)) return start;
  throw new DataError(file.path, "is no journal, no golden and no file of 64-byte events");
}

/** A batch of so many records has exactly one header. */
async function hasBatchHeader(file: ByteFile): Promise<boolean> {
  const expected = new Uint8Array(BATCH_HEADER_BYTES);
  writeBatchHeader(expected, (file.size - BATCH_HEADER_BYTES) / RECORD, RECORD);
  const found = await file.read(0, BATCH_HEADER_BYTES);
  return found.every((byte, index) => byte === expected[index]);
}

async function* readRecords(file: ByteFile, from: number): AsyncGenerator<Uint8Array, void, undefined> {
  const buffer = new Uint8Array(CHUNK);
  for (let at = from; at < file.size; at += buffer.length) {
    const count = await file.readInto(buffer, at);
    yield buffer.subarray(0, count - (count % RECORD));
  }
}
