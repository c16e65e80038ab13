// What differs between Node and browsers for the module of market data.

import type { OpenInput, ReadableInput } from "./input.js";
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
  /** Room for bytes that may be too many for the memory. `undefined` where there is none. */
  openSpool(): SpoolFile | undefined;
}

/** Bytes that are written once, and then read at any place. */
export interface SpoolFile {
  append(bytes: Uint8Array<ArrayBuffer>): void;
  /** All that was written, under a person's name for it. Nothing is appended any more. */
  input(name: string): OpenInput;
  /** Frees the room. */
  remove(): void;
}
