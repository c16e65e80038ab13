// Starts the worker and carries messages. Typed on both sides by workers/protocol.ts.

import type { ReplayPort } from "../stores/replay.ts";
import type { Failure, FromWorker } from "../workers/protocol.ts";

export interface ReplayWorker extends ReplayPort {
  listen(onMessage: (message: FromWorker) => void, onDeath: (failure: Failure) => void): void;
}

export function startReplayWorker(): ReplayWorker {
  const worker = new Worker(new URL("../workers/replay.worker.ts", import.meta.url), {
    type: "module",
    name: "replay",
  });
  return {
    send: (message, transfer = []) => worker.postMessage(message, transfer),
    listen(onMessage, onDeath) {
      worker.onmessage = (event: MessageEvent<FromWorker>) => onMessage(event.data);
      worker.onerror = (event) => {
        onDeath({
          title: "The replay's worker stopped",
          where: "",
          problem: event.message === undefined ? "it could not be started" : event.message,
          advice: "Reload the page. It needs a browser with module workers and WebAssembly.",
        });
      };
    },
  };
}
