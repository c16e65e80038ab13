// A worker of somebody's own: it serves exchanges, and does what a test tells it.

import { parentPort } from "node:worker_threads";
import "@cift/engine/worker";

parentPort.on("message", (message) => {
  if (message === "throw") throw new Error("thrown on purpose");
  if (message === "exit") process.exit(3);
  // Busy for good, so that it answers nobody.
  if (message === "hang") for (;;);
});
