// @ts-check
// The TypeScript packages that run as JavaScript: engine and node-runner, to their dist folders.

import { existsSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { filesUnder } from "../lib/hash.mjs";
import { nodeBin, root } from "../lib/paths.mjs";
import { run } from "../lib/process.mjs";
import { SetupError } from "../lib/setup-error.mjs";

const PACKAGES = ["engine", "node-runner"];

/** @param {string} name of a package */
const sources = (name) => filesUnder(join(root, name, "src"));

/** @param {string} name of a package */
const emitted = (name) => filesUnder(join(root, name, "dist"));

/** tsc leaves what a removed source once gave, and that would be published. */
function removeOrphans() {
  for (const name of PACKAGES) {
    const modules = new Set(
      sources(name).map((file) => withoutEnding(relative(join(root, name, "src"), file))),
    );
    for (const file of emitted(name)) {
      const path = relative(join(root, name, "dist"), file);
      if (path !== ".tsbuildinfo" && !modules.has(withoutEnding(path))) rmSync(file);
    }
  }
}

/** @param {string} path like a/b.d.ts, a/b.js.map */
export const withoutEnding = (path) => path.replace(/(\.d)?\.[cm]?[jt]sx?(\.map)?$/, "");

/** @type {import("./part.mjs").Part} */
export const tsPart = {
  name: "ts",
  skip: () => (PACKAGES.every((name) => sources(name).length === 0) ? "no sources yet" : undefined),
  inputs() {
    const settings = [
      "tsconfig.base.json",
      "package-lock.json", // the compiler's version, and the types of dependencies
      ...PACKAGES.flatMap((name) => [`${name}/tsconfig.json`, `${name}/package.json`]),
    ];
    // The module that wasm-bindgen wrote is imported by the engine, so its types count.
    const generated = filesUnder(join(root, "engine", "wasm")).filter((file) => file.endsWith(".d.ts"));
    const paths = settings.map((name) => join(root, name)).filter((path) => existsSync(path));
    return [...PACKAGES.flatMap(sources), ...generated, ...paths];
  },
  options: () => PACKAGES,
  outputs: () => PACKAGES.flatMap(emitted),
  async make({ outputsAreStale }) {
    if (!existsSync(nodeBin("tsc"))) throw new SetupError("missing: tsc", ["infra/bootstrap start"]);
    // tsc trusts its own notes and does not look whether the files are still there.
    const force = outputsAreStale ? ["--force"] : [];
    const packages = PACKAGES.filter((name) => sources(name).length > 0);
    const code = await run(nodeBin("tsc"), ["-b", ...force, ...packages]);
    if (code !== 0) throw new Error("tsc found errors, printed above");
    removeOrphans();
    return `${packages.map((name) => `${name}/dist`).join(", ")}: ${PACKAGES.flatMap(emitted).length} files`;
  },
};
