// What both modules of market data offer: jobs and views by handle.

import type { BackendKind } from "../backend.js";
import type { OpenInput } from "./input.js";

/** Number of a job within its backend. */
export type JobHandle = number;

/** Number of a view within its backend. */
export type ViewHandle = number;

/** A 64-bit number that crosses, exactly: `number` where that holds it, `bigint` elsewhere. */
export type Wide = number | bigint;

/** The module of market data, native or in WebAssembly. Jobs and views of one know nothing of another's. */
export interface DataBackend extends ViewBackend {
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

/** What both modules do with views; `MarketView` is made of it. */
export interface ViewBackend {
  /** The names of what `viewState` writes, in its order. */
  viewFields(): readonly string[];
  /** Opens a view. Throws `INVALID_ARGUMENT`. */
  openView(request: Readonly<Record<string, unknown>>): ViewHandle;
  /** Gives it a block of records. Throws `BUFFER_INVALID`. */
  viewLoad(handle: ViewHandle, block: Uint8Array): void;
  /** Applies records of the block, from one place to before another, up to and including a time. Where it stopped. */
  viewRun(handle: ViewHandle, from: number, to: number, untilNs: Wide): number;
  /** Applies commands and events of an engine. */
  viewObserve(handle: ViewHandle, commands: Uint8Array, events: Uint8Array): void;
  /** Nothing has happened up to a time. */
  viewAdvance(handle: ViewHandle, timeNs: Wide): void;
  /** Makes the model of the micro-price of what was seen. */
  viewFit(handle: ViewHandle): void;
  /** Writes what it knows into `row`. */
  viewState(handle: ViewHandle, row: Float64Array): void;
  /** The best levels as `DepthLevel` records, so many at most. */
  viewDepth(handle: ViewHandle, most: number): Uint8Array<ArrayBuffer>;
  /** The bars that are complete and were not taken yet as `Bar` records. */
  viewBars(handle: ViewHandle): Uint8Array<ArrayBuffer>;
  /** The orders at a price as `Order` records; `side` is 0 for bids. */
  viewQueue(handle: ViewHandle, side: number, price: Wide): Uint8Array<ArrayBuffer>;
  /** An order as an `Order` record; no bytes when there is none. */
  viewPlace(handle: ViewHandle, orderId: Wide): Uint8Array<ArrayBuffer>;
  /** The venue's number of an engine's live order; 0 when there is none. */
  viewNumber(handle: ViewHandle, account: number, orderId: Wide): number;
  /** Ends it. */
  closeView(handle: ViewHandle): void;
}
