// @ts-check
// What the two bindings are built from.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { filesUnder } from "../lib/hash.mjs";
import { root } from "../lib/paths.mjs";
import { SetupError } from "../lib/setup-error.mjs";

/** Tests and benchmarks of a crate are no part of what it compiles to; the test kit is used by nothing else. */
const NOT_BUILT = new Set(["tests", "benches", "fuzz", "target", "testkit"]);

/**
 * @param {"wasm" | "napi"} binding
 * @returns {string[]}
 */
export function crateInputs(binding) {
  const other = binding === "wasm" ? "napi" : "wasm";
  const sources = filesUnder(join(root, "crates"), (name) => NOT_BUILT.has(name) || name === other);
  const settings = ["Cargo.toml", "Cargo.lock", ".cargo/config.toml"].map((name) => join(root, name));
  return [...sources, ...settings.filter((path) => existsSync(path))];
}

/** @param {"wasm" | "napi"} binding */
export function requireCrate(binding) {
  if (existsSync(join(root, "crates", binding, "Cargo.toml"))) return;
  throw new SetupError(`crates/${binding} does not exist in this tree`, [
    "it is the crate this part is built from",
  ]);
}
