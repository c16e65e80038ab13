// The worker's program: gives the controller its browser. Files are read in place, piece by piece, which only a worker may
// do; the module of market data is loaded with the first file.

import { MarketController } from "./market/controller.ts";
import type { FromMarket, ToMarket } from "./market/protocol.ts";

/** What of a worker's global scope is used; TypeScript's library for pages does not have it. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ToMarket>) => void) | null;
  postMessage(message: FromMarket): void;
}

const scope = self as unknown as WorkerScope;

const controller = new MarketController({
  post: (message) => scope.postMessage(message),
  now: () => performance.now(),
  pause: () => new Promise((resolve) => setTimeout(resolve)),
  backend: "wasm",
});

scope.onmessage = (event) => controller.receive(event.data);
