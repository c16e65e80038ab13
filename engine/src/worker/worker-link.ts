// A worker, of a browser or of Node, reduced to what a client needs.

/** A `Worker` of a browser, or of `node:worker_threads`. */
export interface WorkerLike {
  /** Takes a list of ports, whose type the two kinds of workers do not agree on. */
  postMessage(message: unknown, transfer: never[]): void;
  /** Ends it. */
  terminate(): unknown;
}

/** What Node's worker has instead of `addEventListener`. */
interface NodeWorker {
  on(event: string, listener: (value: unknown) => void): unknown;
  /** -1 when it has ended. */
  readonly threadId: number;
}

type EndListener = (reason: string, cause?: unknown) => void;

/** Those who wait for a worker's end. It may serve many clients, and Node warns of many listeners. */
const listeners = new WeakMap<WorkerLike, Set<EndListener>>();

/** Tells when the worker ends or breaks, and why. Calls once or more, and never at once. Gives what stops it. */
export function onWorkerEnd(worker: WorkerLike, listener: EndListener): () => void {
  let all = listeners.get(worker);
  if (all === undefined) {
    all = new Set();
    listeners.set(worker, all);
    listenTo(worker, all);
  }
  all.add(listener);
  if (isNodeWorker(worker) && worker.threadId === -1) queueMicrotask(() => listener("it had ended before"));
  return () => all.delete(listener);
}

function listenTo(worker: WorkerLike, all: ReadonlySet<EndListener>): void {
  const tell: EndListener = (reason, cause) => {
    for (const listener of [...all]) listener(reason, cause);
  };
  if (isNodeWorker(worker)) {
    worker.on("error", (error) => tell(`it threw: ${textOf(error)}`, error));
    worker.on("exit", (code) => tell(`it exited with code ${code}`));
    worker.on("messageerror", (error) => tell("a message could not be read", error));
  } else if (worker instanceof EventTarget) {
    worker.addEventListener("error", (event) => {
      const { message, error } = event as ErrorEvent;
      tell(message ? `it threw: ${message}` : "its program does not load", error);
    });
    worker.addEventListener("messageerror", () => tell("a message could not be read"));
  }
}

function isNodeWorker(worker: object): worker is NodeWorker {
  return "on" in worker && typeof worker.on === "function" && "threadId" in worker;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
