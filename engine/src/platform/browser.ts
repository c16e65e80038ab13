// Browsers: the module is fetched from beside the script, and there are no addons.

import type { WasmSource } from "../backends/wasm-module.js";
import type { Platform } from "./platform.js";

const warned = new Set<string>();

function warnOnce(message: string): void {
  if (warned.has(message)) return;
  warned.add(message);
  console.warn(message);
}

async function fetchWasm(
  source: WasmSource | undefined,
): Promise<Response | BufferSource | WebAssembly.Module> {
  // Bundlers find the file by this very expression, so it is written out and stands alone.
  const place = source ?? new URL("../../wasm/cift_wasm_bg.wasm", import.meta.url);
  if (typeof place === "string" || place instanceof URL) return fetch(place);
  return place;
}

function onParentMessage(listener: (message: unknown) => void): void {
  if (typeof document !== "undefined") {
    throw new Error("@cift/engine/worker is the program of a worker, and this is a page");
  }
  globalThis.addEventListener("message", (event) => listener((event as MessageEvent<unknown>).data));
}

export const platform: Platform = {
  runsAddons: false,
  environment: () => undefined,
  warnOnce,
  fetchWasm,
  loadAddon() {
    throw new Error("native addons run in Node only");
  },
  onParentMessage,
};
