// Starts a worker with its first message, and carries messages. Typed on both sides by the workers' protocols.

import type { Failure } from "../workers/protocol.ts";

export interface WorkerPort<To, From> {
  send(message: To, transfer?: Transferable[]): void;
  listen(onMessage: (message: From) => void, onDeath: (failure: Failure) => void): void;
}

/** `create` makes the worker: bundlers want to see its address where the worker is made. */
export function workerPort<To, From>(create: () => Worker, name: string): WorkerPort<To, From> {
  let worker: Worker | undefined;
  let onMessage: (message: From) => void = () => undefined;
  let onDeath: (failure: Failure) => void = () => undefined;

  const start = (): Worker => {
    const started = create();
    started.onmessage = (event: MessageEvent<From>) => onMessage(event.data);
    started.onerror = (event) => {
      // What is left of it is not trusted; the next message starts another one.
      started.terminate();
      worker = undefined;
      onDeath(explain(event, name));
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

function explain(event: ErrorEvent, name: string): Failure {
  // A script that cannot be loaded gives an event without a message, whatever the types say.
  const message: string | undefined = event.message;
  return {
    title: `The ${name}’s worker stopped`,
    where: "",
    problem: message === undefined || message === "" ? "Its script could not be loaded" : message,
    advice: "Try again, or reload the page. It needs a browser with module workers and WebAssembly.",
  };
}
