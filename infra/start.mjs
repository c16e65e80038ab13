// @ts-check
// `npm start`: sets up, builds, replays a market through the engine, and serves the page. `--once` ends after the replay;
// all other arguments are the replay's.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { requireBootstrap } from "./bootstrap.mjs";
import { allParts, build } from "./build.mjs";
import { isMain } from "./lib/is-main.mjs";
import { root } from "./lib/paths.mjs";
import { run } from "./lib/process.mjs";
import { serve } from "./serve.mjs";

const DEFAULT_PORT = 8080;

/**
 * The page on the port that was asked for; on any free one when none was asked for and the usual one is taken.
 * @param {string} dir
 * @param {NodeJS.ProcessEnv} env
 */
export async function servePage(dir, env) {
  const host = env.HOST || "127.0.0.1";
  try {
    return await serve(dir, { port: Number(env.PORT || DEFAULT_PORT), host });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EADDRINUSE") throw error;
    if (env.PORT) throw new Error(`port ${env.PORT} is taken: choose another one with PORT=… npm start`);
    return serve(dir, { port: 0, host });
  }
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<number | undefined>} exit code; undefined while the server runs
 */
async function start(args) {
  await requireBootstrap(["start"]);
  const failed = await build(allParts);
  if (failed.has("wasm") || failed.has("ts")) return 1;
  if (failed.has("native")) {
    console.log("\nThe native addon could not be built (see above): WebAssembly goes on alone.");
  }

  const replay = [
    join(root, "node-runner", "bin", "cift.mjs"),
    "replay",
    ...args.filter((arg) => arg !== "--once"),
  ];
  console.log("");
  const code = await run(process.execPath, replay);
  if (code !== 0 || args.includes("--once")) return code;
  if (failed.has("web")) return 1;

  const page = join(root, "dist", "web");
  if (!existsSync(join(page, "index.html"))) {
    console.log("\nThere is no page to serve: dist/web was not built.");
    return 0;
  }
  const { url } = await servePage(page, process.env);
  console.log(`\nThe playground is at ${url} (Ctrl-C ends it)`);
  return undefined;
}

if (isMain(import.meta.url)) {
  const code = await start(process.argv.slice(2));
  if (code !== undefined) process.exit(code);
}
