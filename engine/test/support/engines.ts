// Both backends, for tests that do not care where they run.

import { type BackendKind, type EngineBackend, loadBackend } from "@cift/engine";

/** Each backend's name, and how to load it. */
export const engines: readonly (readonly [BackendKind, () => Promise<EngineBackend>])[] = [
  ["wasm", () => loadBackend("wasm")],
  ["native", () => loadBackend("native")],
];
