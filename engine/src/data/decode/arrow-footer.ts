// The schema of an Arrow file, which some writers put into its footer only.

import { RecordBatchReader, type Schema, Table, tableToIPC } from "apache-arrow";
import { verifyFooter } from "./arrow-verify.js";

const MAGIC = new TextEncoder().encode("ARROW1");
/** A file's messages begin here, behind the magic. */
const FILE_START = 8;
/** Behind a stream's messages, the mark of its end. */
const END_BYTES = 8;

/** The schema. `footer` is what stands between the last message and the footer's length. */
export function footerSchema(footer: Uint8Array): Schema {
  verifyFooter(footer);
  const table = withoutBlocks(footer);
  // Arrow's own reader decodes a footer only of a file: here is one of nothing but that footer.
  const file = new Uint8Array(FILE_START + table.length + 4 + MAGIC.length);
  file.set(MAGIC);
  file.set(table, FILE_START);
  new DataView(file.buffer).setInt32(FILE_START + table.length, table.length, true);
  file.set(MAGIC, file.length - MAGIC.length);
  const { schema } = RecordBatchReader.from(file).open();
  if (schema === undefined) throw new Error("its footer has no schema");
  return schema;
}

/** The message that a stream would begin with. */
export function schemaMessage(schema: Schema): Uint8Array {
  const stream = tableToIPC(new Table(schema), "stream");
  return stream.subarray(0, stream.length - END_BYTES);
}

/** A footer's slots of the places of dictionaries and batches, which are found without it, and are not to be followed. */
const BLOCK_SLOTS = [8, 10];

/** A footer is a table of FlatBuffers: it gets a list of slots of its own, as others may share the one it has. */
function withoutBlocks(footer: Uint8Array): Uint8Array {
  const old = new DataView(footer.buffer, footer.byteOffset, footer.byteLength);
  const table = old.getUint32(0, true);
  const slots = table - old.getInt32(table, true);
  const length = old.getUint16(slots, true);
  const start = (footer.length + 7) & ~7;
  const bytes = new Uint8Array(start + ((length + 7) & ~7));
  bytes.set(footer);
  bytes.copyWithin(start, slots, slots + length);
  const view = new DataView(bytes.buffer);
  for (const slot of BLOCK_SLOTS) if (slot + 2 <= length) view.setUint16(start + slot, 0, true);
  view.setInt32(table, table - start, true);
  return bytes;
}
