// Starts the worker's program in Node.

import { Worker } from "node:worker_threads";
import type { WorkerLike } from "../worker/worker-link.js";

/** A new thread that serves exchanges. */
export function spawnWorker(): WorkerLike {
  return new Worker(new URL("../worker.js", import.meta.url), {
    name: "cift-engine",
  }) as unknown as WorkerLike;
}
