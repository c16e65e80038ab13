// @ts-check
// What the bindings are built from.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { filesUnder } from "../lib/hash.mjs";
import { root } from "../lib/paths.mjs";
import { SetupError } from "../lib/setup-error.mjs";

/** Tests and benchmarks of a crate are no part of what it compiles to. */
const NOT_BUILT = new Set(["tests", "benches", "examples", "fuzz", "target"]);

/**
 * The crate's folder and those of ours that it depends on, in the order in which they are met.
 * @param {string} crate
 * @param {Set<string>} [found]
 * @returns {Set<string>}
 */
export function crateFolders(crate, found = new Set()) {
  if (found.has(crate)) return found;
  found.add(crate);
  const manifest = readFileSync(join(root, "crates", crate, "Cargo.toml"), "utf8");
  const dependencies = /^\[dependencies\]$([^[]*)/m.exec(manifest)?.[1] ?? "";
  for (const [, name = ""] of dependencies.matchAll(/^cift-([\w-]+)/gm)) crateFolders(name, found);
  return found;
}

/**
 * @param {string} binding a crate's folder
 * @returns {string[]}
 */
export function crateInputs(binding) {
  const folders = [...crateFolders(binding)].map((crate) => join(root, "crates", crate));
  const sources = folders.flatMap((folder) => filesUnder(folder, (name) => NOT_BUILT.has(name)));
  const settings = ["Cargo.toml", "Cargo.lock", ".cargo/config.toml"].map((name) => join(root, name));
  return [...sources, ...settings.filter((path) => existsSync(path))];
}

/** @param {string} binding */
export function requireCrate(binding) {
  if (existsSync(join(root, "crates", binding, "Cargo.toml"))) return;
  throw new SetupError(`crates/${binding} does not exist in this tree`, [
    "it is the crate this part is built from",
  ]);
}
