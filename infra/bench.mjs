// @ts-check
// `npm run bench`: sets up, builds, and measures. Arguments are those of bench/main.ts.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { requireBootstrap } from "./bootstrap.mjs";
import { allParts, build } from "./build.mjs";
import { nodeBin, root } from "./lib/paths.mjs";
import { run } from "./lib/process.mjs";

const main = join(root, "bench", "main.ts");
await requireBootstrap(["bench"]);
if (!existsSync(main)) {
  console.error("bench/main.ts does not exist in this tree");
  process.exit(1);
}
const failed = await build(allParts);
// A figure of an old build would be worse than none.
if (failed.size > 0) process.exit(1);
process.exit(await run(nodeBin("tsx"), [main, ...process.argv.slice(2)]));
