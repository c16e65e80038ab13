// Starts the worker's program in Node.

import { Worker, type WorkerOptions } from "node:worker_threads";
import type { WorkerLike } from "../worker/worker-link.js";

/** A new thread that serves exchanges. */
export function spawnWorker(): WorkerLike {
  const options: WorkerOptions = { name: "cift-engine" };
  // Threads get the flags of the process. This one is for `node --eval`, and the program of a worker is a file.
  if (process.execArgv.some((flag) => flag.startsWith("--input-type"))) options.execArgv = [];
  return new Worker(new URL("../worker.js", import.meta.url), options);
}
