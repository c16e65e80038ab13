// The backends that a verification plays in.

import { CiftError, type EngineBackend, loadBackend } from "@cift/engine";

export const backendChoices = ["wasm", "native", "all"] as const;
export type BackendsChoice = (typeof backendChoices)[number];

/**
 * WebAssembly first: it loads everywhere. `all` goes on without native where that does not load, and says so; native that
 * was asked for has to load.
 */
export async function loadBackends(
  choice: BackendsChoice,
  note: (text: string) => void,
): Promise<EngineBackend[]> {
  if (choice !== "all") return [await loadBackend(choice)];
  const wasm = await loadBackend("wasm");
  try {
    return [wasm, await loadBackend("native")];
  } catch (error) {
    if (!(error instanceof CiftError && error.code === "BACKEND_UNAVAILABLE")) throw error;
    note(`the native addon does not load here, so WebAssembly goes on alone (${error.message})`);
    return [wasm];
  }
}
