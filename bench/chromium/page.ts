// The page hands tasks to workers.

import type { Answer, ResultOf, Task } from "./task.js";

window.perform = <T extends Task>(task: T) =>
  new Promise<ResultOf<T>>((resolve, reject) => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("error", (event) =>
      reject(new Error(event.message || "the worker does not load")),
    );
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
      worker.terminate();
      if ("error" in data) reject(new Error(data.error));
      else resolve(data.result as ResultOf<T>);
    });
    worker.postMessage(task);
  });
