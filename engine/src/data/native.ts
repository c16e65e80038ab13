// Market data by the native addon.

import { CiftError } from "../errors.js";
import type { DataBackend, JobHandle } from "./backend.js";
import type { OpenInput } from "./input.js";
import { decodeDataError, decodeReport, encodeRequest } from "./wire.js";

/** The exports of `crates/data-napi`. `null` is an error, which `lastError` names. */
export interface DataAddon {
  abiVersion(): number;
  layoutHash(): number;
  open(request: Uint8Array): number | null;
  step(handle: JobHandle): boolean | null;
  takeOutput(handle: JobHandle): Uint8Array<ArrayBuffer> | null;
  report(handle: JobHandle): Uint8Array | null;
  progress(handle: JobHandle): [number, number] | null;
  close(handle: JobHandle): boolean;
  lastError(): Uint8Array;
}

export class NativeData implements DataBackend {
  readonly kind = "native";
  readonly #addon: DataAddon;

  constructor(addon: DataAddon) {
    this.#addon = addon;
  }

  open(request: Readonly<Record<string, unknown>>, inputs: readonly OpenInput[]): JobHandle {
    return this.#found(
      this.#addon.open(
        encodeRequest({ ...request, ...(inputs.length > 0 && { inputs: inputs.map(wireInput) }) }),
      ),
    );
  }

  step(handle: JobHandle): boolean {
    return this.#found(this.#addon.step(handle));
  }

  takeOutput(handle: JobHandle): Uint8Array<ArrayBuffer> {
    return this.#found(this.#addon.takeOutput(handle));
  }

  report(handle: JobHandle): unknown {
    return decodeReport(this.#found(this.#addon.report(handle)));
  }

  progress(handle: JobHandle): { read: number; total: number } {
    const [read, total] = this.#found(this.#addon.progress(handle));
    return { read, total };
  }

  close(handle: JobHandle): void {
    if (!this.#addon.close(handle)) throw decodeDataError(this.#addon.lastError());
  }

  #found<T>(value: T | null): T {
    if (value === null) throw decodeDataError(this.#addon.lastError());
    return value;
  }
}

function wireInput(input: OpenInput): Record<string, unknown> {
  const { decoded } = input;
  const form = decoded && { decoded };
  if ("path" in input) return { name: input.name ?? input.path, path: input.path, ...form };
  if ("bytes" in input) return { name: input.name, bytes: input.bytes, ...form };
  return { name: input.name, bytes: readAll(input), ...form };
}

/** What JavaScript reads cannot be read by the addon while it works, so it is read before. */
function readAll(input: { name: string; size: number; readAt(offset: number, target: Uint8Array): number }) {
  const bytes = new Uint8Array(input.size);
  for (let at = 0; at < bytes.length; ) {
    const count = input.readAt(at, bytes.subarray(at));
    if (count <= 0)
      throw new CiftError("DATA_INVALID", `${input.name}: ends at byte ${at} of ${bytes.length}`);
    at += count;
  }
  return bytes;
}
