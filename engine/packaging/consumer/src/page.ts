// All ways to run an exchange from a page; the test reads `result`.

import { ExchangeClient, Instrument } from "@cift/engine";
import { CONFIG, run, runHere } from "./run";

/** A worker of this project that uses the package itself. */
function ownWorker(): Worker {
  return new Worker(new URL("./own-worker.ts", import.meta.url), { type: "module" });
}

/** A worker of this project that serves clients, among other things. */
function servingWorker(): Worker {
  return new Worker(new URL("./serving-worker.ts", import.meta.url), { type: "module" });
}

function answerOf(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message || "the worker does not load"));
  });
}

/** The code and the text of the error that a call rejects with. */
async function errorOf(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
}

async function deathOf(kill: (worker: Worker) => void): Promise<unknown> {
  const worker = servingWorker();
  const client = await ExchangeClient.create(CONFIG, { worker });
  const pending = errorOf(client.submitBatch(new Uint8Array(64 * 500_000)));
  kill(worker);
  return [await pending, await errorOf(client.digest())];
}

const ways = {
  page: runHere,
  client: async () => run(await ExchangeClient.create(CONFIG)),
  ownWorker: () => answerOf(ownWorker()),
  servingWorker: async () => run(await ExchangeClient.create(CONFIG, { worker: servingWorker() })),
  twice: async () => [await runHere(), await run(await ExchangeClient.create(CONFIG))],
  terminated: () => deathOf((worker) => worker.terminate()),
  thrown: () => deathOf((worker) => worker.postMessage("throw")),
  missing: () =>
    errorOf(
      ExchangeClient.create(CONFIG, {
        worker: new Worker("/nowhere.js", { type: "module" }),
        timeoutMs: 5000,
      }),
    ),
  native: () => errorOf(ExchangeClient.create(CONFIG, { backend: "native" })),
  types: async () => new Instrument(0, { symbol: "A", tickSize: "0.5", lotSize: "1" }).formatPrice(3),
};

const result: Record<string, unknown> = {};
for (const [name, way] of Object.entries(ways)) {
  try {
    result[name] = await way();
  } catch (error) {
    result[name] = `failed: ${error}`;
  }
}
Object.assign(globalThis, { result });
