// From the bytes of the module to a running instance.
//
// wasm-bindgen's own loader keeps one instance for ever, and an instance that trapped must never be called again. So this
// module makes the instances itself. Numbers are all that crosses the boundary, so what the loader adds besides is one
// import, and that one is here.

import type { InitOutput } from "../../wasm/cift_wasm.js";
import { CiftError } from "../errors.js";

/** Where the WebAssembly module comes from: an address or file, a response, its bytes, or the compiled module. */
export type WasmSource = string | URL | Response | BufferSource | WebAssembly.Module;

/** The functions and the memory of an instance. Below zero they say that something went wrong. */
export type WasmExports = InitOutput & {
  orders(handle: number, instrument: number, side: number, rows: number): number;
  market(handle: number, instrument: number): number;
  balance(handle: number, account: number, currency: number): number;
  position(handle: number, account: number, instrument: number): number;
  /** Of as many commands of the input region. */
  risk_check(handle: number, count: number): number;
  /** Its length in the scratch region. */
  snapshot(handle: number): number;
  restore(length: number): number;
  journal_start(handle: number, low: number, high: number): number;
  /** Its length in the scratch region. */
  journal_take(handle: number): number;
  journal_snapshot(handle: number): number;
  journal_close(handle: number): number;
  journal_state(handle: number): number;
  replay(length: number): number;
  recover(length: number): number;
};

/** Compiles while the bytes arrive, where the server says what they are. */
export async function compileWasm(
  source: Response | BufferSource | WebAssembly.Module,
): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (!(source instanceof Response)) return WebAssembly.compile(source);
  if (!source.ok) {
    throw new CiftError("BACKEND_UNAVAILABLE", `${source.url} answers ${source.status} ${source.statusText}`);
  }
  const isWasm = source.headers.get("Content-Type")?.startsWith("application/wasm");
  return isWasm ? WebAssembly.compileStreaming(source) : WebAssembly.compile(await source.arrayBuffer());
}

/** A new instance. It shares nothing with others of the module. */
export async function instantiateWasm(module: WebAssembly.Module): Promise<WasmExports> {
  const box: { exports?: WasmExports } = {};
  const imports = wasmImports(module, () => box.exports);
  const instance = await WebAssembly.instantiate(module, imports);
  // The module's own list of exports, checked by the layout hash and version that the backend compares.
  box.exports = instance.exports as unknown as WasmExports;
  box.exports.__wbindgen_start();
  return box.exports;
}

/** The one thing that wasm-bindgen asks of JavaScript for a module that exchanges numbers only. */
export const TABLE_IMPORT = "__wbindgen_init_externref_table";

function wasmImports(
  module: WebAssembly.Module,
  exports: () => WasmExports | undefined,
): WebAssembly.Imports {
  const imports: Record<string, Record<string, () => void>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    if (name !== TABLE_IMPORT) {
      throw new CiftError(
        "ABI_MISMATCH",
        `the WebAssembly module asks for ${from} ${name}, which is not known here`,
      );
    }
    imports[from] = { [name]: () => fillReferenceTable(exports()?.__wbindgen_externrefs) };
  }
  return imports;
}

/** wasm-bindgen's fixed references: nothing of ours is looked up there, but its start function wants them in place. */
export function fillReferenceTable(table: WebAssembly.Table | undefined): void {
  const first = 1024;
  table?.set(0, undefined);
  [undefined, null, true, false].forEach((value, index) => {
    table?.set(first + index, value);
  });
}
