// @ts-check
// Command line tools built from their crates, kept by name and version in the user's cache.

import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "../lib/paths.mjs";
import { runLogged } from "../lib/process.mjs";
import { readStamp, writeStamp } from "../lib/stamp.mjs";

/**
 * @typedef {object} CargoTool
 * @property {string} crate
 * @property {string} program
 * @property {string} version
 * @property {boolean} locked whether the crate's own lock file is used
 */

/**
 * The two tools of the wasm build.
 * @param {string} wasmBindgen version
 * @param {string} wasmPack version
 * @returns {CargoTool[]}
 */
export const wasmTools = (wasmBindgen, wasmPack) => [
  // Not locked: the lock file of a new release can name crates younger than the registry shows.
  { crate: "wasm-bindgen-cli", program: "wasm-bindgen", version: wasmBindgen, locked: false },
  { crate: "wasm-pack", program: "wasm-pack", version: wasmPack, locked: true },
];

/** @param {CargoTool} tool */
export const toolFolder = (tool) => join(cacheDir, `${tool.crate}-${tool.version}`);

/** @param {CargoTool} tool */
export const toolProgram = (tool) => join(toolFolder(tool), "bin", tool.program);

/** @param {CargoTool} tool */
const stampOf = (tool) => join(toolFolder(tool), "cift.json");

/**
 * @param {CargoTool} tool
 * @returns {boolean}
 */
export const isToolThere = (tool) => readStamp(stampOf(tool)) !== undefined && existsSync(toolProgram(tool));

/**
 * @param {CargoTool} tool
 * @param {import("./rust.mjs").Rust} rust
 * @returns {Promise<string>} what was done
 */
export async function ensureCargoTool(tool, rust) {
  if (isToolThere(tool)) return `present: ${tool.version}`;
  const folder = toolFolder(tool);
  const target = `${folder}.build`;
  const args = ["install", tool.crate, "--version", tool.version, "--root", folder, "--bin", tool.program];
  // A debug build takes half the time of a release build and is no slower on modules of our size.
  args.push("--debug", "--force", ...(tool.locked ? ["--locked"] : []));
  await runLogged(`cargo-install-${tool.crate}`, rust.cargo, args, {
    env: {
      ...process.env,
      RUSTC: rust.rustc,
      RUSTFLAGS: "",
      CARGO_PROFILE_DEV_DEBUG: "false", // nobody debugs them, and linking is faster without
      CARGO_TARGET_DIR: target, // an interrupted build goes on where it stopped
    },
  });
  writeStamp(stampOf(tool), tool);
  rmSync(target, { recursive: true, force: true });
  return `built ${tool.version} into ${folder}`;
}
