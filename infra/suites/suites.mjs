// @ts-check
// The suites of `npm test`, cheap ones first.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeBin } from "../lib/paths.mjs";
import { run, runToLog, shortened } from "../lib/process.mjs";
import { readStamp } from "../lib/stamp.mjs";
import { thisSystem } from "../setup/system.mjs";
import { cargoCounts } from "./cargo-counts.mjs";
import { FAILED, PASSED, skippedBecause } from "./counts.mjs";

/** @typedef {Readonly<import("./counts.mjs").Counts>} Counts */

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {boolean} needsBuild whether it looks at what the build made
 * @property {() => Promise<Counts>} run
 */

/**
 * Runs a suite's program and gives its exit code. In CI its output goes to a log, of which the essence is shown when it
 * fails: what failed is not to be lost among thousands of lines about what did not.
 * @param {string} name of the suite
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, onOutput?: (text: string) => void }} [options]
 * @returns {Promise<number>}
 */
async function runSuite(name, command, args, options = {}) {
  if (!process.env.CI) return run(command, args, options);
  const { code, log } = await runToLog(`test-${name}`, command, args, options);
  const output = readFileSync(log, "utf8");
  options.onOutput?.(output);
  if (code !== 0) console.error(`exit code ${code}; from ${log}:\n${shortened(output, 12, 100)}`);
  return code;
}

/**
 * A program that is content or not: counts as one test.
 * @param {string} name
 * @param {boolean} needsBuild
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Suite}
 */
const check = (name, needsBuild, command, args) => ({
  name,
  needsBuild,
  run: async () => ((await runSuite(name, command, args)) === 0 ? PASSED : FAILED),
});

/**
 * A check of cargo's that is a component of its own, and may not be installed.
 * @param {string} name
 * @param {string} component
 * @param {readonly string[]} args
 * @returns {Suite}
 */
const cargoCheck = (name, component, args) => ({
  name,
  needsBuild: false,
  async run() {
    const system = thisSystem();
    if (system.command(`cargo-${component}`) === undefined) {
      return skippedBecause(
        `cargo ${component} is not installed: rustup component add ${name === "fmt" ? "rustfmt" : component}`,
      );
    }
    const cargo = system.command("cargo") ?? "cargo";
    return (await runSuite(name, cargo, [component, ...args])) === 0 ? PASSED : FAILED;
  },
});

/** @type {Suite} */
const cargoTests = {
  name: "cargo",
  needsBuild: false,
  async run() {
    const args = ["test", "--workspace", "--no-fail-fast"];
    let output = "";
    const onOutput = (/** @type {string} */ text) => (output += text);
    const code = await runSuite("cargo", thisSystem().command("cargo") ?? "cargo", args, { onOutput });
    return cargoCounts(output, code);
  },
};

/**
 * @param {string} project of vitest.config.ts
 * @returns {Suite}
 */
const vitestProject = (project) => ({
  name: project,
  needsBuild: true,
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "cift-vitest-"));
    const path = join(folder, "counts.json");
    try {
      const reporters = ["--reporter=default", "--reporter=./infra/suites/vitest-counts.mjs"];
      const args = ["run", "--project", project, "--passWithNoTests", ...reporters];
      const env = { ...process.env, CIFT_VITEST_COUNTS: path };
      const code = await runSuite(project, nodeBin("vitest"), args, { env });
      const counts = /** @type {Counts | undefined} */ (readStamp(path));
      if (counts === undefined) return FAILED; // vitest itself broke: it said why
      return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
});

/** @type {readonly Suite[]} */
export const suites = [
  cargoCheck("fmt", "fmt", ["--check"]),
  // Biome colours a pipe too, letter by letter.
  check("biome", false, nodeBin("biome"), [
    "ci",
    "--error-on-warnings",
    ...(process.stdout.isTTY ? [] : ["--colors=off"]),
  ]),
  check("tsc", true, nodeBin("tsc"), ["-b"]),
  check("publint", true, nodeBin("publint"), ["run", "engine", "--strict"]),
  // The package is ESM only; nothing of it is looked up in a registry.
  check("attw", true, nodeBin("attw"), [
    "--pack",
    "engine",
    "--profile",
    "esm-only",
    "--no-definitely-typed",
  ]),
  cargoCheck("clippy", "clippy", ["--workspace", "--all-targets", "--", "-D", "warnings"]),
  cargoTests,
  vitestProject("unit"),
  vitestProject("browser"),
];
