// Frees the sessions of exchanges that were forgotten without `dispose`.

import type { EngineBackend, Handle } from "./backend.js";

const registry = new FinalizationRegistry(
  ({ backend, handle }: { backend: EngineBackend; handle: Handle }) => {
    try {
      backend.destroy(handle);
    } catch {
      // The backend died before.
    }
  },
);

/** Ends the session when nobody has the owner any more. */
export function destroyWhenForgotten(owner: object, backend: EngineBackend, handle: Handle): void {
  registry.register(owner, { backend, handle }, owner);
}

/** The owner ended the session itself. */
export function disposedOf(owner: object): void {
  registry.unregister(owner);
}
