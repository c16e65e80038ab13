// What compressed columns of Arrow are decompressed with: Arrow leaves that to whoever uses it.

import { CompressionType, compressionRegistry } from "apache-arrow";
import { decompressLz4Frame } from "./lz4-frame.js";

/** Makes them known, unless the page has done that already. */
export async function addCodecs(): Promise<void> {
  const { compressors } = await import("hyparquet-compressors");
  const add = (type: CompressionType, decode: (bytes: Uint8Array) => Uint8Array) => {
    const known = compressionRegistry.get(type);
    if (known?.decode === undefined) compressionRegistry.set(type, { ...known, decode });
  };
  add(CompressionType.LZ4_FRAME, decompressLz4Frame);
  // It finds out by itself how long the result is.
  add(CompressionType.ZSTD, (bytes) => compressors.ZSTD?.(bytes, 0) ?? bytes);
}
