// Chooses the module of market data and loads it.

import { dataPlatform } from "#data-platform";
import type { BackendChoice, BackendKind } from "../backend.js";
import { compileWasm } from "../backends/wasm-module.js";
import { CiftError } from "../errors.js";
import { LAYOUT_HASH } from "../generated/index.js";
import type { DataBackend } from "./backend.js";
import { NativeData } from "./native.js";
import { WasmData } from "./wasm.js";
import { DATA_ABI_VERSION } from "./wire.js";

let native: NativeData | undefined;
let module: Promise<WebAssembly.Module> | undefined;
let wasm: Promise<WasmData> | undefined;

/**
 * Loads the module of market data: native where it loads and WebAssembly elsewhere, or the one that is asked for.
 * Throws `BACKEND_UNAVAILABLE` or `ABI_MISMATCH`.
 */
export async function loadData(choice: BackendChoice = "auto"): Promise<DataBackend> {
  if (choice === "native") return loadNative();
  if (choice === "wasm" || !dataPlatform.runsAddons) return loadWasm();
  try {
    return loadNative();
  } catch {
    return loadWasm();
  }
}

function loadNative(): NativeData {
  if (native !== undefined) return native;
  try {
    const addon = dataPlatform.loadAddon();
    check(addon.abiVersion(), addon.layoutHash(), "the native addon");
    native = new NativeData(addon);
    return native;
  } catch (cause) {
    throw unavailable("native", cause);
  }
}

async function loadWasm(): Promise<WasmData> {
  const current = wasm;
  if ((await current)?.isDead === true && wasm === current) wasm = undefined;
  wasm ??= startWasm();
  return wasm;
}

async function startWasm(): Promise<WasmData> {
  try {
    module ??= dataPlatform.fetchWasm().then(compileWasm);
    const data = await WasmData.start(await module);
    check(data.abiVersion, data.layoutHash, "the WebAssembly module");
    return data;
  } catch (cause) {
    module = undefined;
    wasm = undefined;
    throw unavailable("wasm", cause);
  }
}

function unavailable(kind: BackendKind, cause: unknown): CiftError {
  if (cause instanceof CiftError) return cause;
  const reason = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
  return new CiftError("BACKEND_UNAVAILABLE", `market data, ${kind}, does not load: ${reason}`, { cause });
}

function check(abiVersion: number, layoutHash: number, origin: string): void {
  if (abiVersion === DATA_ABI_VERSION && layoutHash === LAYOUT_HASH) return;
  throw new CiftError(
    "ABI_MISMATCH",
    `${origin} of market data is of another build than this package: build both anew`,
    {
      detail: {
        abiVersion,
        expectedAbiVersion: DATA_ABI_VERSION,
        layoutHash,
        expectedLayoutHash: LAYOUT_HASH,
      },
    },
  );
}
