// Requests, reports and errors of the module of market data, in MessagePack.

import { Packr } from "msgpackr";
import { CiftError, type CiftErrorCode } from "../errors.js";

/** Version of the surface that this facade speaks: `crates/data/src/lib.rs` has the same. */
export const DATA_ABI_VERSION = 2;

// 64-bit numbers of reports are rounded above 2^53, as those of records are; what must be exact there comes as text.
const packr = new Packr({ useRecords: false, variableMapSize: true, int64AsType: "number" });

export function encodeRequest(request: unknown): Uint8Array {
  return packr.pack(request);
}

export function decodeReport(bytes: Uint8Array): unknown {
  return packr.unpack(bytes);
}

/** The error as `crates/data/src/error.rs` writes it. */
export function decodeDataError(bytes: Uint8Array): CiftError {
  if (bytes.length === 0)
    return new CiftError("ENGINE_PANIC", "the module of market data failed and gave no reason");
  const { code, message, ...rest } = packr.unpack(bytes) as {
    code: CiftErrorCode;
    message: string;
    [key: string]: string | number | null;
  };
  const known = Object.entries(rest).flatMap(([key, value]) =>
    value === null ? [] : [[key, value] as const],
  );
  return new CiftError(code, message, { detail: Object.fromEntries(known) });
}
