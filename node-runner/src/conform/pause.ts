/** Lets the host do what waits: a signal, a repaint. Long work calls it between slices. */
export type Pause = () => Promise<void>;

/** Gives way to Node's event loop, so that Ctrl-C is heard. */
export const pauseForSignals: Pause = () => new Promise((resolve) => setImmediate(resolve));
