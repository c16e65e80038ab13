// @ts-check
// Makes schemas/golden/*.json: `node node-runner/scripts/mint-goldens.mjs [--update=new|all|none]`. By default only goldens
// that are missing are written. One that changed is shown field by field and fails, unless --update=all says that it was
// meant: then the change is for the commit's message, and where events changed for schemas/semantics.md and its version.

import { parseArgs } from "node:util";
import { loadBackend } from "@cift/engine";
import { mintGoldens } from "../dist/golden/mint.js";

const { values } = parseArgs({
  options: { update: { type: "string", default: process.env.CI ? "none" : "new" } },
});
const { update } = values;
if (update !== "new" && update !== "all" && update !== "none") {
  console.error(`--update is new, all or none, not '${update}'`);
  process.exit(2);
}

const minted = await mintGoldens(await loadBackend("wasm"), update);
for (const { name, state, differences } of minted) {
  console.log(`${state.padEnd(10)} ${name}`);
  for (const difference of differences) console.log(`             ${difference}`);
}
// 3: what is committed is not what comes out; 4: a golden is missing.
if (minted.some(({ state }) => state === "changed")) process.exit(3);
if (minted.some(({ state }) => state === "missing")) process.exit(4);
