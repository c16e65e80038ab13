// @ts-check
// Gets the wasm target onto this machine, by the first route that works.

import { runLogged } from "../lib/process.mjs";
import { SetupError } from "../lib/setup-error.mjs";
import { findRust, requireRust } from "./rust.mjs";
import { ensureSystemPackages, linkerPackage, systemPackages } from "./system-packages.mjs";
import { buildWasmStd } from "./wasm-std.mjs";
import { findWasmCompiler, noWasmRoute, WASM_TARGET, wasmLinker, wasmRoutes } from "./wasm-target.mjs";

/** @typedef {import("./system.mjs").System} System */

/**
 * @param {System} system
 * @param {string} requiredRust
 * @returns {Promise<string>} which route was taken, and why
 */
export async function addWasmTarget(system, requiredRust) {
  const there = findWasmCompiler(system);
  if (there !== undefined) {
    await ensureLinker(system, there);
    return `present: ${nameOf(there)}`;
  }
  const { routes, why } = wasmRoutes(system);
  if (routes.length === 0) throw noWasmRoute(system, why);

  /** @type {string[]} */
  const reasons = [why];
  for (const route of routes) {
    try {
      if (route === "rustup") await runLogged("rustup-target", "rustup", ["target", "add", WASM_TARGET]);
      else await addForDebian(system, requiredRust);
    } catch (error) {
      if (error instanceof SetupError || route === routes.at(-1)) throw error;
      reasons.push(`${route} could not`);
      continue;
    }
    const compiler = findWasmCompiler(system);
    if (compiler === undefined) throw new Error(`${WASM_TARGET} is still missing after the ${route} route`);
    await ensureLinker(system, compiler);
    return `added by the ${route} route for ${nameOf(compiler)}: ${reasons.join("; ")}`;
  }
  throw noWasmRoute(system, reasons.join("; "));
}

/**
 * @param {System} system
 * @param {string} requiredRust
 */
async function addForDebian(system, requiredRust) {
  await ensureSystemPackages(system, [systemPackages.rustSource]);
  requireRust(system, findRust({ ...system, command: (name) => `/usr/bin/${name}` }), requiredRust);
  await buildWasmStd();
}

/**
 * Only Debian's compiler comes without one, and borrows rustup's where there is a rustup.
 * @param {System} system
 * @param {import("./wasm-target.mjs").WasmCompiler} compiler
 */
async function ensureLinker(system, compiler) {
  if (wasmLinker(system, compiler) !== undefined) return;
  const llvm = /^LLVM version: (\d+)/m.exec(compiler.version)?.[1] ?? "";
  await ensureSystemPackages(system, [linkerPackage(llvm)]);
}

/** @param {import("./wasm-target.mjs").WasmCompiler} compiler */
function nameOf(compiler) {
  const version = /** @type {string} */ (compiler.version.split("\n")[0]).split(" (")[0];
  return `${version} at ${compiler.rustc}${compiler.debian ? " (Debian's)" : ""}`;
}
