// @ts-check
// Which compiler makes the WebAssembly, and how it gets the target's standard library. Shared by the bootstrap, which
// sets it up, and by the build, which uses it.

import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { capture } from "../lib/process.mjs";
import { SetupError } from "../lib/setup-error.mjs";
import { readStamp } from "../lib/stamp.mjs";

/** @typedef {import("./system.mjs").System} System */

export const WASM_TARGET = "wasm32-unknown-unknown";
export const DEBIAN_RUSTC = "/usr/bin/rustc";
export const DEBIAN_CARGO = "/usr/bin/cargo";
export const STD_STAMP = "cift-std.json";

/**
 * @typedef {object} WasmCompiler
 * @property {string} rustc
 * @property {string} cargo
 * @property {string} version what `rustc -vV` says
 * @property {string} library which standard library: another one after a rebuild, when old build folders are useless
 * @property {boolean} debian whether it is Debian's, beside the active one
 */

/**
 * The folder of the target's standard library, if it is there for this compiler.
 * @param {string} rustc
 * @param {string} version what `rustc -vV` says
 * @returns {string | undefined}
 */
function standardLibrary(rustc, version) {
  const folder = capture(rustc, ["--print", "target-libdir", "--target", WASM_TARGET]);
  if (folder === undefined || !existsSync(folder)) return undefined;
  if (!readdirSync(folder).some((name) => /^libstd-.*\.rlib$/.test(name))) return undefined;
  // One that we built is good for the compiler it was built with only; apt may have upgraded the compiler since.
  const stamp = /** @type {{ rustc?: string } | undefined} */ (readStamp(join(folder, STD_STAMP)));
  return stamp === undefined || stamp.rustc === version ? folder : undefined;
}

/**
 * A compiler that has the wasm target, the active one before Debian's.
 * @param {System} system
 * @returns {WasmCompiler | undefined}
 */
export function findWasmCompiler(system) {
  const candidates = [
    { rustc: system.command("rustc"), cargo: system.command("cargo"), debian: false },
    { rustc: DEBIAN_RUSTC, cargo: DEBIAN_CARGO, debian: true },
  ];
  for (const { rustc, cargo, debian } of candidates) {
    if (rustc === undefined || cargo === undefined || !system.exists(rustc) || !system.exists(cargo))
      continue;
    const version = capture(rustc, ["-vV"]);
    const folder = version === undefined ? undefined : standardLibrary(rustc, version);
    if (version === undefined || folder === undefined) continue;
    return { rustc, cargo, version, library: `${folder} of ${statSync(folder).mtime.toISOString()}`, debian };
  }
  return undefined;
}

/**
 * The ways to the target where no compiler has it yet, best first.
 * @param {System} system
 * @returns {{ routes: readonly ("rustup" | "debian")[], why: string }}
 */
export function wasmRoutes(system) {
  const hasRustup = system.command("rustup") !== undefined;
  const mayDownload = hasRustup && system.env.RUSTUP_AUTO_INSTALL !== "0";
  const mayBuild = system.packages === "apt" && system.root;
  if (mayDownload) {
    // A closed network shows itself only in the attempt: Debian's way is kept for then.
    return { routes: mayBuild ? ["rustup", "debian"] : ["rustup"], why: "rustup is here and may download" };
  }
  const because = hasRustup ? "rustup may not download (RUSTUP_AUTO_INSTALL=0)" : "there is no rustup";
  if (mayBuild) return { routes: ["debian"], why: `${because}; apt and root are here` };
  return { routes: [], why: because };
}

/**
 * @param {System} system
 * @param {string} why
 * @returns {SetupError}
 */
export function noWasmRoute(system, why) {
  const rustup = `rustup target add ${WASM_TARGET}`;
  /** @type {string[]} */
  let how;
  if (system.packages === "apt") {
    how = [
      `with rustup:  RUSTUP_AUTO_INSTALL=1 ${rustup}`,
      "or as root, with Debian's compiler:  sudo infra/bootstrap start",
    ];
  } else if (system.command("rustup") !== undefined) {
    how = [`RUSTUP_AUTO_INSTALL=1 ${rustup}`];
  } else {
    how = ["get rustup: https://rustup.rs", rustup];
  }
  return new SetupError(`missing: Rust's ${WASM_TARGET} target (${why})`, how);
}

/**
 * The linker to name to the compiler. rustup's toolchains bring one; Debian's compiler borrows it, or takes LLVM's.
 * @param {System} system
 * @param {WasmCompiler} compiler
 * @returns {string | undefined}
 */
export function wasmLinker(system, compiler) {
  const active = system.command("rustc");
  return (
    rustLldOf(compiler.rustc) ?? (active === undefined ? undefined : rustLldOf(active)) ?? newestWasmLd()
  );
}

/**
 * @param {string} rustc
 * @returns {string | undefined}
 */
function rustLldOf(rustc) {
  const folder = capture(rustc, ["--print", "target-libdir"]);
  const linker = folder === undefined ? undefined : join(dirname(folder), "bin", "rust-lld");
  return linker !== undefined && existsSync(linker) ? linker : undefined;
}

/** @returns {string | undefined} */
function newestWasmLd() {
  const names = (existsSync("/usr/bin") ? readdirSync("/usr/bin") : []).filter((name) =>
    /^wasm-ld(-\d+)?$/.test(name),
  );
  const newest = names.sort((a, b) => Number(b.split("-")[2] ?? 0) - Number(a.split("-")[2] ?? 0))[0];
  return newest === undefined ? undefined : join("/usr/bin", newest);
}
