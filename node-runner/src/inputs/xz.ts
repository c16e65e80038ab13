// xz, by xz-embedded in WebAssembly: no native addon, and quick enough (80 MB in about a second). It checks the CRCs.

import { arrayBuffer } from "node:stream/consumers";
import xzDecompress from "xz-decompress";
import { DataError } from "./data-error.js";
import type { Input } from "./input.js";

const MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];

export function isXz(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, index) => bytes[index] === byte);
}

export async function unxz({ name, bytes }: Input): Promise<Uint8Array> {
  try {
    return new Uint8Array(await arrayBuffer(new xzDecompress.XzReadableStream(oneChunk(bytes))));
  } catch (error) {
    throw new DataError(name, `the xz data ${problemOf(error)}`, {}, "fetch or make the file again");
  }
}

function oneChunk(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
}

/** The decoder's error text ends in xz-embedded's code. */
function problemOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const code = Number(/error code (\d+)$/.exec(text)?.[1]);
  if (code === 2) return "uses a checksum that this decoder does not know";
  if (code === 3 || code === 4) return "needs more memory than the decoder has";
  if (code === 6) return "uses a filter that this decoder does not know";
  if (code === 8) return "is cut off";
  return code === 5 || code === 7 ? "is damaged" : `cannot be read (${text})`;
}
