// A plain script of Node: in this thread, in a worker of the client's, and in a worker thread of one's own.

import { Worker } from "node:worker_threads";
import { Exchange, ExchangeClient } from "@cift/engine";
import { CONFIG, run, runHere } from "./compiled/run.js";

const ownThread = await new Promise((resolve, reject) => {
  const worker = new Worker(new URL("./node-thread.mjs", import.meta.url));
  worker.once("message", resolve);
  worker.once("error", reject);
});
const here = await runHere();
const client = await run(await ExchangeClient.create(CONFIG));
const wasm = await run(await Exchange.create(CONFIG, { backend: "wasm" }));
console.log(JSON.stringify({ here, client, ownThread, wasm }));
