// The bytes of an input, read asynchronously: Parquet is read before the module of market data sees any of it.

import { dataPlatform } from "#data-platform";
import type { DataInput } from "../input.js";

/** Bytes that are read at any place. */
export interface ByteSource {
  readonly name: string;
  readonly size: number;
  read(start: number, end: number): Promise<ArrayBuffer>;
  close(): void;
}

export function byteSource(input: DataInput): ByteSource {
  if (isFile(input)) {
    const read = (start: number, end: number) => input.slice(start, end).arrayBuffer();
    return { name: input.name, size: input.size, read, close: () => undefined };
  }
  const source = typeof input === "string" ? dataPlatform.openFile(input) : input;
  if ("bytes" in source) {
    const { name, bytes } = source;
    const read = async (start: number, end: number) => bytes.slice(start, end).buffer as ArrayBuffer;
    return { name, size: bytes.length, read, close: () => undefined };
  }
  return {
    name: source.name,
    size: source.size,
    async read(start, end) {
      const target = new Uint8Array(Math.max(0, Math.min(end, source.size) - start));
      for (let at = 0; at < target.length; ) {
        const count = source.readAt(start + at, target.subarray(at));
        if (count <= 0) throw new Error(`it ends at byte ${start + at}`);
        at += count;
      }
      return target.buffer;
    },
    // Whoever handed it over still wants to read it, or closes it; a file was opened here.
    close: () => (typeof input === "string" ? source.close?.() : undefined),
  };
}

function isFile(input: DataInput): input is File {
  return typeof File !== "undefined" && input instanceof File;
}
