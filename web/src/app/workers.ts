// The page's workers: one plays order flow through the engine, the other reads market data. A worker, and the WebAssembly
// that it runs, is loaded with its first message.

import type { FromMarket, ToMarket } from "../workers/market/protocol.ts";
import type { FromWorker, ToWorker } from "../workers/protocol.ts";
import { workerPort } from "./worker-port.ts";

export const replayWorker = () =>
  workerPort<ToWorker, FromWorker>(
    () =>
      new Worker(new URL("../workers/replay.worker.ts", import.meta.url), { type: "module", name: "replay" }),
    "replay",
  );

export const marketWorker = () =>
  workerPort<ToMarket, FromMarket>(
    () =>
      new Worker(new URL("../workers/market-data.worker.ts", import.meta.url), {
        type: "module",
        name: "market data",
      }),
    "reader",
  );
