// What differs between Node and browsers for the module of market data.

import type { ReadableInput } from "./input.js";
import type { DataAddon } from "./native.js";

/** Implemented by `platform-node.ts` and `platform-browser.ts`; the package's `imports` choose one. */
export interface DataPlatform {
  /** Whether there can be native addons at all. */
  readonly runsAddons: boolean;
  /** The WebAssembly module of this package. */
  fetchWasm(): Promise<Response | BufferSource>;
  /** The addon of this package for this machine. Throws whatever is the reason when it cannot. */
  loadAddon(): DataAddon;
  /** A file by its path. Throws `DATA_INVALID`. */
  openFile(path: string): ReadableInput;
}
