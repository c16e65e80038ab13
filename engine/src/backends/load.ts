// Chooses the backend and loads it.

import { platform } from "#platform";
import type { BackendChoice, BackendKind, EngineBackend } from "../backend.js";
import { CiftError } from "../errors.js";
import { checkAbi } from "./checks.js";
import { NativeBackend } from "./native.js";
import { WasmBackend } from "./wasm.js";
import { compileWasm, instantiateWasm, type WasmSource } from "./wasm-module.js";

/** Where the parts are, when they are not where the package has them. */
export interface LoadOptions {
  /** The WebAssembly module: an address, its bytes, or the compiled module. Gives an instance of its own. */
  readonly wasm?: WasmSource;
  /** The file of the native addon. */
  readonly native?: string;
  /** Told once per process when `auto` falls back to WebAssembly in Node. Default: `console.warn`. */
  readonly onFallback?: (message: string) => void;
}

const CHOICES: readonly string[] = ["auto", "wasm", "native"] satisfies BackendChoice[];

/**
 * Loads a backend. `auto`, the default, takes native where it loads and WebAssembly elsewhere, and says so in Node;
 * the environment variable `CIFT_BACKEND` then chooses, if it is set. Throws `BACKEND_UNAVAILABLE` or `ABI_MISMATCH`.
 */
export function loadBackend(
  choice: BackendChoice = "auto",
  options: LoadOptions = {},
): Promise<EngineBackend> {
  return load(choice, options);
}

async function load(choice: BackendChoice, options: LoadOptions): Promise<EngineBackend> {
  const wanted = checkChoice(choice, "backend");
  const forced = wanted === "auto" ? platform.environment("CIFT_BACKEND") : undefined;
  const kind = forced === undefined ? wanted : checkChoice(forced, "CIFT_BACKEND");
  if (kind === "native") return loadNative(options);
  if (kind === "wasm" || !platform.runsAddons) return loadWasm(options);
  try {
    return loadNative(options);
  } catch (error) {
    const backend = await loadWasm(options);
    const notify = options.onFallback ?? platform.warnOnce;
    notify(`@cift/engine: using WebAssembly, because ${reasonOf(error)}`);
    return backend;
  }
}

function checkChoice(choice: string, name: string): BackendChoice {
  if (CHOICES.includes(choice)) return choice as BackendChoice;
  throw new CiftError(
    "INVALID_ARGUMENT",
    `${name} must be one of ${CHOICES.join(", ")}, not ${JSON.stringify(choice)}`,
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
}

/** The addon is loaded once per thread, and holds nothing that another session could break. */
const natives = new Map<string | undefined, NativeBackend>();

function loadNative(options: LoadOptions): NativeBackend {
  const loaded = natives.get(options.native);
  if (loaded !== undefined) return loaded;
  const backend = new NativeBackend(openAddon(options.native));
  checkAbi(backend, "the native addon");
  natives.set(options.native, backend);
  return backend;
}

function openAddon(path: string | undefined) {
  try {
    return platform.loadAddon(path);
  } catch (cause) {
    throw unavailable("native", cause);
  }
}

function unavailable(kind: BackendKind, cause: unknown): CiftError {
  if (cause instanceof CiftError) return cause;
  return new CiftError("BACKEND_UNAVAILABLE", `the ${kind} backend does not load: ${reasonOf(cause)}`, {
    cause,
  });
}

/** The package's own module is compiled once, and its instance shared as long as it is well. */
let sharedModule: Promise<WebAssembly.Module> | undefined;
let sharedInstance: Promise<WasmBackend> | undefined;

async function loadWasm(options: LoadOptions): Promise<WasmBackend> {
  if (options.wasm !== undefined) return startWasm(await openWasm(options.wasm));
  const current = sharedInstance;
  // A dead instance stays dead; the module that it came from is good. Another call may have been faster.
  if ((await current)?.isDead === true && sharedInstance === current) sharedInstance = undefined;
  sharedInstance ??= startShared();
  return sharedInstance;
}

async function startShared(): Promise<WasmBackend> {
  try {
    sharedModule ??= openWasm(undefined);
    return await startWasm(await sharedModule);
  } catch (error) {
    // What failed may succeed later: the network is back, the file is built.
    sharedModule = undefined;
    sharedInstance = undefined;
    throw error;
  }
}

async function openWasm(source: WasmSource | undefined): Promise<WebAssembly.Module> {
  try {
    return await compileWasm(await platform.fetchWasm(source));
  } catch (cause) {
    throw unavailable("wasm", cause);
  }
}

async function startWasm(module: WebAssembly.Module): Promise<WasmBackend> {
  try {
    const backend = new WasmBackend(await instantiateWasm(module));
    checkAbi(backend, "the WebAssembly module");
    return backend;
  } catch (cause) {
    throw unavailable("wasm", cause);
  }
}
