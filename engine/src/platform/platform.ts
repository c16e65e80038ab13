// What differs between Node and browsers, apart from starting workers (`spawn-node.ts`, `spawn-browser.ts`).

import type { NativeAddon } from "../backends/native-addon.js";
import type { WasmSource } from "../backends/wasm-module.js";

/** Implemented by `node.ts` and `browser.ts`; the package's `imports` choose one. */
export interface Platform {
  /** Whether there can be native addons at all. */
  readonly runsAddons: boolean;
  /** The environment variable, where there are any. */
  environment(name: string): string | undefined;
  /** Says something on the console, the first time in this process. */
  warnOnce(message: string): void;
  /** The WebAssembly module from where it is, or from the one of this package. */
  fetchWasm(source: WasmSource | undefined): Promise<Response | BufferSource | WebAssembly.Module>;
  /** The addon in a file, or the one of this package for this machine. Throws whatever is the reason when it cannot. */
  loadAddon(path: string | undefined): NativeAddon;
  /** Listens to what the thread that started this worker sends to it. Throws when this is no worker. */
  onParentMessage(listener: (message: unknown) => void): void;
}
