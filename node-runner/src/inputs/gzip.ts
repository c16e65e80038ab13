// gzip, as Node brings it: it checks length and CRC itself.

import { gunzipSync } from "node:zlib";
import { DataError } from "./data-error.js";
import type { Input } from "./input.js";
import { plainBytes } from "./plain-bytes.js";

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

export function gunzip({ name, bytes }: Input): Uint8Array {
  try {
    return plainBytes(gunzipSync(bytes));
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new DataError(
      name,
      `the gzip data is damaged or cut off (${problem})`,
      {},
      "fetch or make the file again",
    );
  }
}
