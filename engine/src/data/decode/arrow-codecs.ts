// What compressed columns of Arrow are decompressed with: Arrow leaves that to whoever uses it.

import { CompressionType, compressionRegistry } from "apache-arrow";
import { decompressLz4Frame } from "./lz4-frame.js";
import { zstdBound } from "./zstd-frame.js";

/** A column of a batch, which is decoded whole. */
const MOST_BYTES = 1024 ** 3;

/** Makes them known, unless the page has done that already. */
export async function addCodecs(): Promise<void> {
  const { compressors } = await import("hyparquet-compressors");
  const add = (type: CompressionType, decode: (bytes: Uint8Array) => Uint8Array) => {
    const known = compressionRegistry.get(type);
    if (known?.decode === undefined) compressionRegistry.set(type, { ...known, decode });
  };
  add(CompressionType.LZ4_FRAME, (bytes) => decompressLz4Frame(bytes, MOST_BYTES));
  add(CompressionType.ZSTD, (bytes) => {
    if (zstdBound(bytes) > MOST_BYTES)
      throw new Error(`frames of zstd may have more than ${MOST_BYTES} bytes`);
    // It finds out by itself how long the result is.
    return compressors.ZSTD?.(bytes, 0) ?? bytes;
  });
}
