// What both modules of market data offer: jobs by handle.

import type { BackendKind } from "../backend.js";
import type { OpenInput } from "./input.js";

/** Number of a job within its backend. */
export type JobHandle = number;

/** The module of market data, native or in WebAssembly. Jobs of one know nothing of another's. */
export interface DataBackend {
  /** Which it is. */
  readonly kind: BackendKind;
  /** Opens a job. `request` is its verb and options, without the inputs. Throws `DATA_INVALID`, `INVALID_ARGUMENT`. */
  open(request: Readonly<Record<string, unknown>>, inputs: readonly OpenInput[]): JobHandle;
  /** Works on it. Whether there is more to do. */
  step(handle: JobHandle): boolean;
  /** Takes what came out since the last time. */
  takeOutput(handle: JobHandle): Uint8Array<ArrayBuffer>;
  /** What is known by now. */
  report(handle: JobHandle): unknown;
  /** Bytes of the inputs read, and in all. */
  progress(handle: JobHandle): { readonly read: number; readonly total: number };
  /** Ends it, finished or not. */
  close(handle: JobHandle): void;
}
