// @ts-check
// The playground, to dist/web.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { filesUnder } from "../lib/hash.mjs";
import { nodeBin, root } from "../lib/paths.mjs";
import { runLogged } from "../lib/process.mjs";
import { SetupError } from "../lib/setup-error.mjs";

const output = join(root, "dist", "web");

/** @param {string} name */
const isNoInput = (name) => ["node_modules", "test", ".vite", "dist"].includes(name);

/** @type {import("./part.mjs").Part} */
export const webPart = {
  name: "web",
  skip: () => (existsSync(join(root, "web", "index.html")) ? undefined : "web/index.html does not exist yet"),
  inputs() {
    const folders = ["web", "examples"].flatMap((name) => filesUnder(join(root, name), isNoInput));
    const engine = ["dist", "wasm"].flatMap((name) => filesUnder(join(root, "engine", name)));
    const settings = ["vite.config.ts", "tsconfig.base.json", "package-lock.json", "engine/package.json"];
    return [
      ...folders,
      ...engine,
      ...settings.map((name) => join(root, name)).filter((path) => existsSync(path)),
    ];
  },
  options: () => null,
  outputs: () => filesUnder(output),
  async make() {
    if (!existsSync(nodeBin("vite"))) throw new SetupError("missing: vite", ["infra/bootstrap start"]);
    await runLogged("vite", nodeBin("vite"), ["build"]);
    const files = filesUnder(output).filter((file) => !file.endsWith(".map"));
    const gzip = files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
    return `dist/web: ${files.length} files, ${(gzip / 1024).toFixed(1)} KiB gzip`;
  },
};
