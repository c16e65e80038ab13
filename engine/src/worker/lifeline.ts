// How a page learns that somebody terminated a worker, which no event tells: the worker holds a lock for as long as it
// lives, and the page waits for it. Where there are no locks (insecure pages, sandboxed frames) a timeout has to do; Node
// tells of its threads' ends itself.

/** A lock that is held. */
export interface Lifeline {
  release(): void;
}

function locks(): LockManager | undefined {
  return globalThis.navigator?.locks;
}

/** Holds the lock, until released or until this thread ends. Nothing where that cannot be. */
export function holdLifeline(name: string): Promise<Lifeline | undefined> {
  const manager = locks();
  if (manager === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const hold = () => new Promise<void>((release) => resolve({ release }));
    // A frame of no origin has the interface and may not use it.
    manager.request(name, hold).catch(() => resolve(undefined));
  });
}

/** Calls back when whoever holds the lock has gone. Gives what stops waiting. */
export function watchLifeline(name: string, onGone: () => void): () => void {
  const stop = new AbortController();
  locks()
    ?.request(name, { signal: stop.signal }, onGone)
    // It was stopped.
    .catch(() => undefined);
  return () => stop.abort();
}
