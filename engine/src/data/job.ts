// A job as an object: opened, worked in steps, closed whatever happens.

import type { BackendChoice } from "../backend.js";
import type { DataBackend, JobHandle } from "./backend.js";
import type { DataInput } from "./input.js";
import { loadData } from "./load.js";
import { type OpenOptions, openInputs } from "./open-inputs.js";

/** Where a job stands. */
export interface JobProgress {
  /** Bytes of the inputs that were read. */
  readonly read: number;
  /** Bytes of the inputs in all. */
  readonly total: number;
}

/** What all jobs take. */
export interface JobOptions {
  /** Which module does it. Default: `auto`. */
  readonly backend?: BackendChoice;
  /** Stops the job. */
  readonly signal?: AbortSignal;
  /** Told now and then. */
  readonly onProgress?: (progress: JobProgress) => void;
}

/** Work between two looks at the event loop: progress is drawn, and a stop is heard. */
export const TURN_MS = 40;

/**
 * Runs a job to its end: gives each piece of its output to `write`, and returns its report.
 * Throws what the job throws, and the signal's reason.
 */
export async function runJob(
  request: Readonly<Record<string, unknown>>,
  inputs: readonly DataInput[],
  options: OpenOptions,
  write?: (output: Uint8Array<ArrayBuffer>) => void | Promise<void>,
): Promise<unknown> {
  options.signal?.throwIfAborted();
  const backend = await loadData(options.backend);
  const opened = await openInputs(inputs, options);
  try {
    return await workOn(backend, backend.open(request, opened.inputs), opened.isDecoded, options, write);
  } finally {
    opened.remove();
  }
}

async function workOn(
  backend: DataBackend,
  handle: JobHandle,
  isDecoded: boolean,
  { signal, onProgress }: JobOptions,
  write?: (output: Uint8Array<ArrayBuffer>) => void | Promise<void>,
): Promise<unknown> {
  const tell = () => {
    const { read, total } = backend.progress(handle);
    // Half of the work was the decoding.
    onProgress?.({ read: isDecoded ? (total + read) / 2 : read, total });
  };
  try {
    let turn = performance.now();
    for (let more = true; more; ) {
      more = backend.step(handle);
      if (write !== undefined) await takeOutput(backend, handle, write);
      if (performance.now() - turn < TURN_MS) continue;
      tell();
      await new Promise((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
      turn = performance.now();
    }
    tell();
    return backend.report(handle);
  } finally {
    backend.close(handle);
  }
}

async function takeOutput(
  backend: DataBackend,
  handle: JobHandle,
  write: (output: Uint8Array<ArrayBuffer>) => void | Promise<void>,
): Promise<void> {
  const output = backend.takeOutput(handle);
  if (output.length > 0) await write(output);
}
