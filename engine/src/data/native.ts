// Market data by the native addon.

import { CiftError } from "../errors.js";
import type { DataBackend, JobHandle, ViewHandle, Wide } from "./backend.js";
import { highHalf, lowHalf } from "./halves.js";
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
  viewFields(): string;
  viewOpen(request: Uint8Array): number | null;
  viewLoad(handle: ViewHandle, block: Uint8Array): number | null;
  viewRun(handle: ViewHandle, from: number, to: number, low: number, high: number): number | null;
  viewObserve(handle: ViewHandle, commands: Uint8Array, events: Uint8Array): boolean;
  viewAdvance(handle: ViewHandle, low: number, high: number): boolean;
  viewFit(handle: ViewHandle): boolean;
  viewState(handle: ViewHandle, target: Uint8Array): boolean;
  viewDepth(handle: ViewHandle, most: number): Uint8Array<ArrayBuffer> | null;
  viewBars(handle: ViewHandle): Uint8Array<ArrayBuffer> | null;
  viewQueue(handle: ViewHandle, side: number, low: number, high: number): Uint8Array<ArrayBuffer> | null;
  viewPlace(handle: ViewHandle, low: number, high: number): Uint8Array<ArrayBuffer> | null;
  viewNumber(handle: ViewHandle, account: number, low: number, high: number): number | null;
  viewClose(handle: ViewHandle): boolean;
}

export class NativeData implements DataBackend {
  readonly kind = "native";
  readonly #addon: DataAddon;
  #rowBytes: Uint8Array = new Uint8Array();

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
    this.#done(this.#addon.close(handle));
  }

  viewFields(): readonly string[] {
    return this.#addon.viewFields().split(",");
  }

  openView(request: Readonly<Record<string, unknown>>): ViewHandle {
    return this.#found(this.#addon.viewOpen(encodeRequest(request)));
  }

  viewLoad(handle: ViewHandle, block: Uint8Array): void {
    this.#found(this.#addon.viewLoad(handle, block));
  }

  viewRun(handle: ViewHandle, from: number, to: number, untilNs: Wide): number {
    return this.#found(this.#addon.viewRun(handle, from, to, lowHalf(untilNs), highHalf(untilNs)));
  }

  viewObserve(handle: ViewHandle, commands: Uint8Array, events: Uint8Array): void {
    this.#done(this.#addon.viewObserve(handle, commands, events));
  }

  viewAdvance(handle: ViewHandle, timeNs: Wide): void {
    this.#done(this.#addon.viewAdvance(handle, lowHalf(timeNs), highHalf(timeNs)));
  }

  viewFit(handle: ViewHandle): void {
    this.#done(this.#addon.viewFit(handle));
  }

  viewState(handle: ViewHandle, row: Float64Array): void {
    // The bytes of a row are asked for again and again, so they are an object of the row that was last.
    if (this.#rowBytes.buffer !== row.buffer || this.#rowBytes.byteOffset !== row.byteOffset)
      this.#rowBytes = new Uint8Array(row.buffer, row.byteOffset, row.byteLength);
    this.#done(this.#addon.viewState(handle, this.#rowBytes));
  }

  viewDepth(handle: ViewHandle, most: number): Uint8Array<ArrayBuffer> {
    return this.#found(this.#addon.viewDepth(handle, most));
  }

  viewBars(handle: ViewHandle): Uint8Array<ArrayBuffer> {
    return this.#found(this.#addon.viewBars(handle));
  }

  viewQueue(handle: ViewHandle, side: number, price: Wide): Uint8Array<ArrayBuffer> {
    return this.#found(this.#addon.viewQueue(handle, side, lowHalf(price), highHalf(price)));
  }

  viewPlace(handle: ViewHandle, orderId: Wide): Uint8Array<ArrayBuffer> {
    return this.#found(this.#addon.viewPlace(handle, lowHalf(orderId), highHalf(orderId)));
  }

  viewNumber(handle: ViewHandle, account: number, orderId: Wide): number {
    return this.#found(this.#addon.viewNumber(handle, account, lowHalf(orderId), highHalf(orderId)));
  }

  closeView(handle: ViewHandle): void {
    this.#done(this.#addon.viewClose(handle));
  }

  #done(isDone: boolean): void {
    if (!isDone) throw decodeDataError(this.#addon.lastError());
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
