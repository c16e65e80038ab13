// Node: the module and the addon are files of this package.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { getEnvironmentData, parentPort, setEnvironmentData } from "node:worker_threads";
import type { NativeAddon } from "../backends/native-addon.js";
import type { WasmSource } from "../backends/wasm-module.js";
import type { Platform } from "./platform.js";

/** Files are beside `dist`, where this module is two folders deep. */
const PACKAGE = "../../";

function environment(name: string): string | undefined {
  const value = process.env[name];
  return value === "" ? undefined : value;
}

function warnOnce(message: string): void {
  const key = `@cift/engine: ${message}`;
  // Unlike a variable of this module, it is known to the threads that start from here on.
  if (getEnvironmentData(key) !== undefined) return;
  setEnvironmentData(key, true);
  console.warn(message);
}

async function fetchWasm(
  source: WasmSource | undefined,
): Promise<Response | BufferSource | WebAssembly.Module> {
  const place = source ?? new URL(`${PACKAGE}wasm/cift_wasm_bg.wasm`, import.meta.url);
  if (typeof place === "string" || place instanceof URL) return fetchFrom(place);
  return place;
}

function fetchFrom(place: string | URL): Promise<Response | BufferSource> {
  const address = String(place);
  if (/^https?:/.test(address)) return fetch(address);
  return readFile(address.startsWith("file:") ? fileURLToPath(address) : address);
}

function loadAddon(path: string | undefined): NativeAddon {
  const name = `${PACKAGE}native/cift.${process.platform}-${process.arch}.node`;
  const file = path ?? fileURLToPath(new URL(name, import.meta.url));
  // An import statement would be resolved by bundlers, which cannot hold an addon.
  return createRequire(import.meta.url)(file) as NativeAddon;
}

function onParentMessage(listener: (message: unknown) => void): void {
  if (parentPort === null)
    throw new Error("@cift/engine/worker is the program of a worker, and this is the main thread");
  parentPort.on("message", listener);
}

export const platform: Platform = {
  runsAddons: true,
  environment,
  warnOnce,
  fetchWasm,
  loadAddon,
  onParentMessage,
};
