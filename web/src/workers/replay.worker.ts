// The worker's program: gives the controller its browser. Everything that takes time happens here, none of it
// in the page.

import { Exchange, loadBackend } from "@cift/engine";
import { Controller } from "./controller.ts";
import { goldensOf } from "./goldens.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";

/** What of a worker's global scope is used; TypeScript's library for pages does not have it. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker, transfer: readonly Transferable[]): void;
}

const scope = self as unknown as WorkerScope;

/** The facade loads it once, and again after it broke. */
const loadEngine = () => loadBackend("wasm");

/** Wakes at once, behind the messages that wait already. Timers would wait four milliseconds. */
const channel = new MessageChannel();
let timer: ReturnType<typeof setTimeout> | undefined;
let onWake: (() => void) | undefined;

function wakeUp(): void {
  const callback = onWake;
  onWake = undefined;
  callback?.();
}

channel.port1.onmessage = wakeUp;

const controller = new Controller({
  post: (message, transfer) => scope.postMessage(message, transfer),
  now: () => performance.now(),
  wake(afterMs, callback) {
    clearTimeout(timer);
    onWake = callback;
    if (afterMs > 0) timer = setTimeout(wakeUp, afterMs);
    else channel.port2.postMessage(null);
  },
  async fetch(url) {
    const response = await fetch(url);
    if (!response.ok || response.body === null) {
      throw new Error(`${url} cannot be loaded: the server answers ${response.status}`);
    }
    return { stream: response.body, total: Number(response.headers.get("content-length") ?? 0) };
  },
  openVenue: async (config) => Exchange.create(config, { backend: await loadEngine() }),
  goldens: async (format, messages) => goldensOf(format, messages, (await loadEngine()).semanticsVersion),
});

scope.onmessage = (event) => controller.receive(event.data);
