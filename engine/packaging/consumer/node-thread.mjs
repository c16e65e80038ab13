import { parentPort } from "node:worker_threads";
import { runHere } from "./compiled/run.js";

parentPort.postMessage(await runHere());
