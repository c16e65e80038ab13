// Which inputs are decoded here, before the module of market data sees them.

import type { DataFormat } from "../import-options.js";
import type { DataInput, DecodedFormat } from "../input.js";
import { byteSource } from "./bytes.js";

/** The format of an input that is decoded here: the one that is said, or what its first bytes tell. */
export async function decodedFormat(
  input: DataInput,
  said: DataFormat | undefined,
): Promise<DecodedFormat | undefined> {
  if (said !== undefined) return said === "parquet" || said === "arrow" ? said : undefined;
  const source = byteSource(input);
  try {
    return source.size < HEAD_BYTES ? undefined : formatOf(new DataView(await source.read(0, HEAD_BYTES)));
  } catch {
    // Whoever reads all of it will say why that does not go.
    return undefined;
  } finally {
    source.close();
  }
}

const HEAD_BYTES = 8;
/** `PAR1` */
const PARQUET = 0x31524150;
/** `ARRO`, of `ARROW1` */
const ARROW_FILE = 0x4f525241;
/** What stands before the length of each message of a stream. */
const ARROW_MESSAGE = 0xffff_ffff;
/** A stream begins with its schema, which is a few hundred bytes in practice. */
const MOST_SCHEMA_BYTES = 1 << 26;

function formatOf(head: DataView): DecodedFormat | undefined {
  const first = head.getUint32(0, true);
  const second = head.getUint32(4, true);
  if (first === PARQUET) return "parquet";
  if (first === ARROW_FILE && (second & 0xffff) === 0x3157) return "arrow";
  return first === ARROW_MESSAGE && second > 0 && second < MOST_SCHEMA_BYTES ? "arrow" : undefined;
}
