// Arrow's files and streams (IPC, Feather 2), decoded a batch at a time.

import { type Data, type DataType, type RecordBatch, RecordBatchReader } from "apache-arrow";
import type { DecodedForm } from "../input.js";
import type { OpenOptions } from "../open-inputs.js";
import { arrowColumns, arrowValues } from "./arrow-columns.js";
import { type ArrowLayout, arrowLayout, streamOf } from "./arrow-messages.js";
import type { ByteSource } from "./bytes.js";
import { encodeChunks } from "./encode.js";
import { OWN_TABLE_KEY, ownTable, packRecords } from "./own-table.js";
import type { Spool } from "./spool.js";
import { undecodable } from "./undecodable.js";

/** Decodes all of a file or stream into a spool, and says what was made of it. Throws `DATA_INVALID`. */
export async function decodeArrow(
  source: ByteSource,
  spool: Spool,
  { signal, onProgress, lenient, decodeRows = Number.POSITIVE_INFINITY }: OpenOptions,
): Promise<DecodedForm> {
  try {
    const layout = await arrowLayout(source, lenient === true);
    const reader = await openReader(source, layout, (read) => {
      signal?.throwIfAborted();
      onProgress?.({ read: read / 2, total: source.size });
    });
    const { fields } = reader.schema;
    const text = layout.metadata.get(OWN_TABLE_KEY);
    const own = ownTable(source.name, text, new Set(fields.map(({ name }) => name)));
    let rows = 0;
    for await (const batch of reader) {
      if (rows >= decodeRows) break;
      rows += batch.numRows;
      if (own === undefined) for (const chunk of chunksOf(batch)) spool.append(chunk);
      else spool.append(await packRecords(source.name, own, batch.numRows, recordColumns(batch)));
    }
    return { format: "arrow", ...(own === undefined ? { form: "columns" } : { form: "records", ...own }) };
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    throw undecodable(source.name, "Arrow", cause);
  }
}

async function openReader(source: ByteSource, layout: ArrowLayout, onRead: (bytes: number) => void) {
  if (layout.isCompressed) await (await import("./arrow-codecs.js")).addCodecs();
  const reader = await RecordBatchReader.from(streamOf(source, layout, onRead));
  await reader.open();
  if (reader.schema === undefined) throw new Error("it has no schema");
  return reader;
}

function* chunksOf(batch: RecordBatch): Generator<Uint8Array<ArrayBuffer>> {
  const columns = arrowColumns(batch.schema.fields);
  const values = columns.map(({ name }) => valuesOf(batch, name));
  yield* encodeChunks(columns, values, batch.numRows);
}

function recordColumns(batch: RecordBatch) {
  return async (name: string) => valuesOf(batch, name);
}

function valuesOf(batch: RecordBatch, name: string) {
  const index = batch.schema.fields.findIndex((field) => field.name === name);
  const type = batch.schema.fields[index]?.type as DataType;
  return arrowValues(type, batch.data.children[index] as Data, batch.numRows);
}
