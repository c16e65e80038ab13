// What both backends check before bytes cross.

import { ABI_VERSION, type EngineBackend, RECORD_BYTES, RECORD_WORDS } from "../backend.js";
import { CiftError } from "../errors.js";
import { LAYOUT_HASH } from "../generated/index.js";

/** Refuses an engine of another build than the facade. */
export function checkAbi(backend: EngineBackend, origin: string): void {
  if (backend.abiVersion === ABI_VERSION && backend.layoutHash === LAYOUT_HASH) return;
  const detail = {
    abiVersion: backend.abiVersion,
    expectedAbiVersion: ABI_VERSION,
    layoutHash: backend.layoutHash,
    expectedLayoutHash: LAYOUT_HASH,
  };
  const theirs = `version ${backend.abiVersion}, layouts ${hex(backend.layoutHash)}`;
  const ours = `version ${ABI_VERSION}, layouts ${hex(LAYOUT_HASH)}`;
  const message = `${origin} was built for ${theirs}, and this package needs ${ours}: build both anew`;
  throw new CiftError("ABI_MISMATCH", message, { detail });
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}

/** The number of records in a buffer, which has to hold whole ones. */
export function recordsIn(bytes: Uint8Array, what: string): number {
  if (!(bytes instanceof Uint8Array)) {
    throw new CiftError("BUFFER_INVALID", `${what} must be a Uint8Array, not ${describe(bytes)}`);
  }
  if (bytes.byteLength % RECORD_BYTES !== 0) {
    const message = `${what}: ${bytes.byteLength} bytes are not whole records of ${RECORD_BYTES} bytes`;
    throw new CiftError("BUFFER_INVALID", message, { detail: { bytes: bytes.byteLength } });
  }
  return bytes.byteLength / RECORD_BYTES;
}

function describe(value: unknown): string {
  if (value === null || typeof value !== "object") return String(value);
  return value.constructor?.name ?? "an object";
}

/** An error for 16 words that are not all there. */
export function noSuchRecord(words: number, at: number): CiftError {
  const message = `there are no ${RECORD_WORDS} words at ${at} of ${words}`;
  return new CiftError("BUFFER_INVALID", message);
}

/** Refuses a target that the words do not fit into. */
export function checkWords(target: Uint32Array, words: number, what: string): void {
  if (target.length >= words) return;
  throw new CiftError("BUFFER_INVALID", `${what} takes ${words} words of 32 bits, not ${target.length}`);
}

/** Refuses a target that a record does not fit into. */
export function checkRoom(target: Uint8Array, bytes: number, what: string): void {
  recordsIn(target, `the target of ${what}`);
  if (target.byteLength < bytes) throw new CiftError("BUFFER_INVALID", `no room for ${what}`);
}

/** Refuses what is not the record of a new order, or its terms and its record. */
export function checkOrder(commands: Uint8Array): void {
  const count = recordsIn(commands, "the order");
  if (count === 1 || count === 2) return;
  throw new CiftError("BUFFER_INVALID", `an order is 1 record, or 2 with its terms, not ${count}`);
}
