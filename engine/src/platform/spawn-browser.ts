// Starts the worker's program in a browser. Apart from `browser.ts`, which the worker's program imports too: bundlers follow
// this expression, and a worker that starts itself has no end.

import type { WorkerLike } from "../worker/worker-link.js";

/** A new worker that serves exchanges. */
export function spawnWorker(): WorkerLike {
  // Bundlers find the program by this very expression.
  return new Worker(new URL("../worker.js", import.meta.url), { type: "module", name: "cift-engine" });
}
