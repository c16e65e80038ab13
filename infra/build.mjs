// @ts-check
// Builds what runs: `node infra/build.mjs [wasm|data-wasm|native|data-native|ts|web …]`, all of them by default. What did not change is not
// built again.

import { join } from "node:path";
import { dataNativePart, nativePart } from "./build/native.mjs";
import { buildPart } from "./build/part.mjs";
import { tsPart } from "./build/ts.mjs";
import { dataWasmPart, wasmPart } from "./build/wasm.mjs";
import { webPart } from "./build/web.mjs";
import { isMain } from "./lib/is-main.mjs";
import { withLock } from "./lib/lock.mjs";
import { stateDir } from "./lib/paths.mjs";
import { step, stepLine } from "./lib/step.mjs";

/** @typedef {"wasm" | "data-wasm" | "native" | "data-native" | "ts" | "web"} PartName */

const parts = {
  wasm: wasmPart,
  "data-wasm": dataWasmPart,
  native: nativePart,
  "data-native": dataNativePart,
  ts: tsPart,
  web: webPart,
};

export const allParts = /** @type {PartName[]} */ (Object.keys(parts));

/** Each needs what the one before it makes; the native ones stand alone, and their linking leaves the second core free. */
const chains = /** @type {PartName[][]} */ ([
  ["wasm", "data-wasm", "ts", "web"],
  ["native", "data-native"],
]);

/**
 * @param {readonly PartName[]} names
 * @returns {Promise<Map<PartName, unknown>>} the parts that failed, and why; the reasons were printed
 */
export async function build(names) {
  const start = performance.now();
  console.log(`build ${names.join(" ")}`);
  /** @type {Map<PartName, unknown>} */
  const failed = new Map();
  /** @param {readonly PartName[]} chain */
  const buildChain = async (chain) => {
    for (const name of chain) {
      try {
        await step(name, () => buildPart(parts[name]));
      } catch (error) {
        failed.set(name, error);
        // What follows would be made from old parts.
        for (const after of chain.slice(chain.indexOf(name) + 1))
          console.log(stepLine(after, 0, `not built: ${name} failed`));
        return;
      }
    }
  };
  const wanted = chains.map((chain) => chain.filter((name) => names.includes(name)));
  await withLock(join(stateDir, "build.lock"), () => Promise.all(wanted.map(buildChain)), {
    onWait: (holder) => console.log(`  waiting for another build (process ${holder})`),
  });
  for (const [name, error] of failed)
    console.error(`\n${name}: ${error instanceof Error ? error.message : error}`);
  console.log(
    stepLine(
      "total",
      performance.now() - start,
      failed.size === 0 ? "built" : `failed: ${[...failed.keys()].join(", ")}`,
    ),
  );
  return failed;
}

if (isMain(import.meta.url)) {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !(name in parts));
  if (unknown.length > 0) {
    console.error(`there is no part '${unknown.join("', '")}'; parts: ${allParts.join(", ")}`);
    process.exit(2);
  }
  const failed = await build(names.length > 0 ? /** @type {PartName[]} */ (names) : allParts);
  process.exit(failed.size === 0 ? 0 : 1);
}
