// The page hands tasks to workers.

import type { Answer, Task, TaskResult } from "./task.js";

window.perform = (task: Task) =>
  new Promise<TaskResult>((resolve, reject) => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("error", (event) =>
      reject(new Error(event.message || "the worker does not load")),
    );
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
      worker.terminate();
      if ("error" in data) reject(new Error(data.error));
      else resolve(data.result);
    });
    worker.postMessage(task);
  });
