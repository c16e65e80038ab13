// @ts-check
// crates/napi and crates/data-napi to engine/native: the shared libraries, under the names that Node loads.

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

const targetFolder = join(root, "target");

/**
 * What cargo calls a crate's shared library.
 * @param {NodeJS.Platform} platform
 * @param {string} crate its folder
 */
export function libraryName(platform, crate) {
  const name = `cift_${crate.replace("-", "_")}`;
  if (platform === "win32") return `${name}.dll`;
  return platform === "darwin" ? `lib${name}.dylib` : `lib${name}.so`;
}

function rust() {
  const system = thisSystem();
  return requireRust(system, findRust(system), requiredRust());
}

/**
 * The part that makes an addon of a crate.
 * @param {string} part
 * @param {string} crate its folder
 * @param {string} name of the addon
 * @returns {import("./part.mjs").Part}
 */
function addonPart(part, crate, name) {
  const output = join(root, "engine", "native", `${name}.${process.platform}-${process.arch}.node`);
  return {
    name: part,
    inputs() {
      requireCrate(crate);
      return crateInputs(crate);
    },
    options: () => capture(rust().rustc, ["-vV"]),
    outputs: () => filesUnder(output),
    async make() {
      const { cargo, rustc } = rust();
      const env = { ...process.env, RUSTC: rustc, CARGO_TARGET_DIR: targetFolder };
      try {
        await runLogged(`cargo-${crate}`, cargo, ["build", "--release", "-p", `cift-${crate}`], { env });
      } catch (error) {
        rmSync(output, { force: true }); // an old addon would answer for the new sources
        throw error;
      }
      replaceFile(join(targetFolder, "release", libraryName(process.platform, crate)), output);
      return `${output.slice(root.length + 1)} ${(statSync(output).size / 1024).toFixed(1)} KiB`;
    },
  };
}

/** The engine. */
export const nativePart = addonPart("native", "napi", "cift");
/** Market data. */
export const dataNativePart = addonPart("data-native", "data-napi", "cift-data");
