// Frees what exchanges and views hold in their modules when they were forgotten without `dispose` or `close`.

/** A module, as far as it ends what a handle names. */
interface Destroyer {
  destroy(handle: number): void;
}

const registry = new FinalizationRegistry(({ backend, handle }: { backend: Destroyer; handle: number }) => {
  try {
    backend.destroy(handle);
  } catch {
    // The backend died before.
  }
});

/** Ends what the handle names when nobody has the owner any more. `backend` must not know the owner. */
export function destroyWhenForgotten(owner: object, backend: Destroyer, handle: number): void {
  registry.register(owner, { backend, handle }, owner);
}

/** The owner ended it itself. */
export function disposedOf(owner: object): void {
  registry.unregister(owner);
}
