// Starts the worker and carries messages. Typed on both sides by workers/protocol.ts.

import type { ReplayPort } from "../stores/replay.ts";
import type { Failure, FromWorker } from "../workers/protocol.ts";

export interface ReplayWorker extends ReplayPort {
  listen(onMessage: (message: FromWorker) => void, onDeath: (failure: Failure) => void): void;
}

export function startReplayWorker(): ReplayWorker {
  let worker: Worker | undefined;
  let onMessage: (message: FromWorker) => void = () => undefined;
  let onDeath: (failure: Failure) => void = () => undefined;

  const start = (): Worker => {
    const started = new Worker(new URL("../workers/replay.worker.ts", import.meta.url), {
      type: "module",
      name: "replay",
    });
    started.onmessage = (event: MessageEvent<FromWorker>) => onMessage(event.data);
    started.onerror = (event) => {
      // What is left of it is not trusted; the next message starts another one.
      started.terminate();
      worker = undefined;
      onDeath(explain(event));
    };
    return started;
  };

  return {
    send(message, transfer = []) {
      worker ??= start();
      worker.postMessage(message, transfer);
    },
    listen(toPage, toPageOnDeath) {
      onMessage = toPage;
      onDeath = toPageOnDeath;
    },
  };
}

function explain(event: ErrorEvent): Failure {
  // A script that cannot be loaded gives an event without a message, whatever the types say.
  const message: string | undefined = event.message;
  return {
    title: "The replay’s worker stopped",
    where: "",
    problem: message === undefined || message === "" ? "Its script could not be loaded" : message,
    advice: "Try again, or reload the page. It needs a browser with module workers and WebAssembly.",
  };
}
