// @ts-check
// crates/napi to engine/native: the shared library, under the name that Node loads.

import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { filesUnder } from "../lib/hash.mjs";
import { root } from "../lib/paths.mjs";
import { capture, runLogged } from "../lib/process.mjs";
import { requiredRust } from "../lib/versions.mjs";
import { findRust, requireRust } from "../setup/rust.mjs";
import { thisSystem } from "../setup/system.mjs";
import { crateInputs, requireCrate } from "./crates.mjs";
import { replaceFile } from "./replace-file.mjs";

const output = join(root, "engine", "native", `cift.${process.platform}-${process.arch}.node`);
const targetFolder = join(root, "target");

/** @param {NodeJS.Platform} platform */
export function libraryName(platform) {
  if (platform === "win32") return "cift_napi.dll";
  return platform === "darwin" ? "libcift_napi.dylib" : "libcift_napi.so";
}

function rust() {
  const system = thisSystem();
  return requireRust(system, findRust(system), requiredRust());
}

/** @type {import("./part.mjs").Part} */
export const nativePart = {
  name: "native",
  inputs() {
    requireCrate("napi");
    return crateInputs("napi");
  },
  options: () => capture(rust().rustc, ["-vV"]),
  outputs: () => filesUnder(output),
  async make() {
    const { cargo, rustc } = rust();
    const env = { ...process.env, RUSTC: rustc, CARGO_TARGET_DIR: targetFolder };
    try {
      await runLogged("cargo-napi", cargo, ["build", "--release", "-p", "cift-napi"], { env });
    } catch (error) {
      rmSync(output, { force: true }); // an old addon would answer for the new sources
      throw error;
    }
    replaceFile(join(targetFolder, "release", libraryName(process.platform)), output);
    return `${output.slice(root.length + 1)} ${(statSync(output).size / 1024).toFixed(1)} KiB`;
  },
};
