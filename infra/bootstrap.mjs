// @ts-check
// Sets up a machine for the project: `infra/bootstrap [start|test|generate|bench …]`. It can be run any number of times;
// what is there already is not touched. It runs before `npm ci`, so it needs nothing but Node.

import { readFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { isMain } from "./lib/is-main.mjs";
import { withLock } from "./lib/lock.mjs";
import { root } from "./lib/paths.mjs";
import { SetupError } from "./lib/setup-error.mjs";
import { step, stepLine } from "./lib/step.mjs";
import { isAtLeast, requiredRust, WASM_PACK_VERSION, wasmBindgenVersion } from "./lib/versions.mjs";
import { addWasmTarget } from "./setup/add-wasm-target.mjs";
import { ensureCargoTool, wasmTools } from "./setup/cargo-tool.mjs";
import { ensureNodePackages } from "./setup/node-packages.mjs";
import { findRust, requireRust } from "./setup/rust.mjs";
import { thisSystem } from "./setup/system.mjs";
import { ensureSystemPackages, systemPackages } from "./setup/system-packages.mjs";

/** @typedef {import("./setup/system.mjs").System} System */
/** @typedef {import("./setup/system-packages.mjs").SystemPackage} SystemPackage */

/**
 * @typedef {object} Needs
 * @property {boolean} rust whether engine and tools are built: Rust, the wasm target, wasm-bindgen, wasm-pack
 * @property {readonly SystemPackage[]} packages
 */

const { cc, chromium, firefox, webkit, screen, capnp, fonts, xz } = systemPackages;

/** @type {Record<string, Needs>} */
const profiles = {
  start: { rust: true, packages: [cc] },
  test: { rust: true, packages: [cc, chromium, firefox, webkit, screen, capnp, fonts, xz] },
  generate: { rust: false, packages: [capnp] },
  bench: { rust: true, packages: [cc, chromium, capnp, fonts, xz] },
};

/**
 * What several profiles need together.
 * @param {readonly string[]} names
 * @returns {Needs}
 */
export function needsOf(names) {
  const chosen = names.map((name) => {
    const needs = profiles[name];
    if (needs === undefined) {
      throw new SetupError(`there is no profile '${name}'`, [
        `profiles: ${Object.keys(profiles).join(", ")}`,
      ]);
    }
    return needs;
  });
  return {
    rust: chosen.some((needs) => needs.rust),
    packages: [...new Set(chosen.flatMap((needs) => needs.packages))],
  };
}

/**
 * Where there is no Rust and apt may be used, Debian's is taken; it serves native and wasm.
 * @param {System} system
 * @param {Needs} needs
 * @returns {readonly SystemPackage[]}
 */
export function packagesFor(system, needs) {
  if (!needs.rust || findRust(system) !== undefined) return needs.packages;
  if (system.packages !== "apt" || !system.root || system.command("rustup") !== undefined)
    return needs.packages;
  const checks = needs.packages.includes(chromium) ? [systemPackages.rustChecks] : [];
  return [...needs.packages, systemPackages.rust, ...checks];
}

/**
 * The steps, side by side where they do not need each other: on two cores it is the compiling that takes the time.
 * @param {System} system
 * @param {Needs} needs
 * @returns {Promise<unknown[]>} what failed
 */
async function runSteps(system, needs) {
  const nodePackages = step("node packages", () => ensureNodePackages(root));
  const packages = packagesFor(system, needs);
  const systemOnes = step("system packages", () => ensureSystemPackages(system, packages));
  /** @type {Promise<unknown>[]} */
  const all = [nodePackages, systemOnes];
  if (needs.rust) {
    const required = requiredRust();
    const afterPackages = systemOnes.catch(() => undefined); // a missing browser does not keep the compiler away
    const rustIsNew = packages.includes(systemPackages.rust);
    const rust = (rustIsNew ? afterPackages : Promise.resolve()).then(() =>
      step("Rust", () => requireRust(system, findRust(system), required).version),
    );
    all.push(rust);
    /** What needs Rust is not tried without: one message is enough. @param {() => Promise<void>} work */
    const withRust = (work) => all.push(rust.then(work, () => undefined));
    // apt works on one thing at a time, and Debian's route to the target uses it too.
    withRust(() => afterPackages.then(() => step("wasm target", () => addWasmTarget(system, required))));
    for (const tool of wasmTools(wasmBindgenVersion(), WASM_PACK_VERSION)) {
      withRust(() =>
        step(tool.crate, () => ensureCargoTool(tool, requireRust(system, findRust(system), required))),
      );
    }
  }
  const results = await Promise.allSettled(all);
  return results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
}

/**
 * @param {readonly string[]} names of profiles
 * @param {System} [system]
 * @returns {Promise<boolean>} whether everything is there now; what is not was printed
 */
export async function bootstrap(names, system = thisSystem()) {
  const start = performance.now();
  console.log(`bootstrap ${names.join(" ")}`);
  const node = /** @type {{ engines: { node: string } }} */ (
    JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  );
  if (!isAtLeast(process.version, node.engines.node)) {
    throw new SetupError(`Node ${process.version} is too old: ${node.engines.node} is needed`, [
      "https://nodejs.org",
    ]);
  }
  const needs = needsOf(names);
  // One lock for the machine, not one for the clone: the tools and the compiler's libraries are shared by all clones.
  const lock = join(tmpdir(), `cift-bootstrap-${userInfo().uid}.lock`);
  const failures = await withLock(lock, () => runSteps(system, needs), {
    onWait: (holder) => console.log(`  waiting for another bootstrap (process ${holder})`),
  });
  for (const failure of failures) console.error(`\n${failure instanceof Error ? failure.message : failure}`);
  if (failures.length > 0)
    console.error(`\nWhen that is done, run 'infra/bootstrap ${names.join(" ")}' again.`);
  console.log(stepLine("total", performance.now() - start, failures.length === 0 ? "ready" : "not ready"));
  return failures.length === 0;
}

/**
 * For the programs that need a machine that is set up: goes on only with one.
 * @param {readonly string[]} names of profiles
 */
export async function requireBootstrap(names) {
  try {
    if (await bootstrap(names)) return;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
  }
  process.exit(1);
}

if (isMain(import.meta.url)) {
  const names = process.argv.slice(2);
  await requireBootstrap(names.length > 0 ? names : ["start"]);
}
