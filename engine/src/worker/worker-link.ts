// A worker, of a browser or of Node, reduced to what a client needs.

/** A `Worker` of a browser, or of `node:worker_threads`. */
export interface WorkerLike {
  postMessage(message: unknown, transfer: Transferable[]): void;
  terminate(): unknown;
}

/** What Node's worker has instead of `addEventListener`. */
interface Emitter {
  on(event: string, listener: (value: unknown) => void): unknown;
}

/** Tells when the worker ends or breaks, and why. Called once or more. */
export function onWorkerEnd(worker: WorkerLike, listener: (reason: string, cause?: unknown) => void): void {
  if (isEmitter(worker)) {
    worker.on("error", (error) => listener(`it threw: ${textOf(error)}`, error));
    worker.on("exit", (code) => listener(`it exited with code ${code}`));
    worker.on("messageerror", (error) => listener("a message could not be read", error));
  } else if (worker instanceof EventTarget) {
    worker.addEventListener("error", (event) => {
      const { message, error } = event as ErrorEvent;
      listener(message ? `it threw: ${message}` : "its program does not load", error);
    });
    worker.addEventListener("messageerror", () => listener("a message could not be read"));
  }
}

function isEmitter(worker: object): worker is Emitter {
  return "on" in worker && typeof worker.on === "function";
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
