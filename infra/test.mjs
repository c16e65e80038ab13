// @ts-check
// `npm test`: sets up, builds, and runs every suite; `npm test -- unit clippy` runs these only. All of them run even if one
// failed. The last line is the sum.

import { bootstrap } from "./bootstrap.mjs";
import { allParts, build } from "./build.mjs";
import { isMain } from "./lib/is-main.mjs";
import { shortened } from "./lib/process.mjs";
import { SetupError } from "./lib/setup-error.mjs";
import { stepLine } from "./lib/step.mjs";
import { closingLine, exitCode, FAILED, sum } from "./suites/counts.mjs";
import { suites } from "./suites/suites.mjs";

/** @typedef {import("./suites/suites.mjs").Suite} Suite */
/** @typedef {Readonly<import("./suites/counts.mjs").Counts>} Counts */

/**
 * @param {readonly Suite[]} all
 * @param {readonly string[]} names none means all
 * @returns {readonly Suite[]}
 */
export function chooseSuites(all, names) {
  const unknown = names.filter((name) => !all.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    throw new SetupError(`there is no suite '${unknown.join("', '")}'`, [
      `suites: ${all.map((suite) => suite.name).join(", ")}`,
    ]);
  }
  return names.length === 0 ? all : all.filter((suite) => names.includes(suite.name));
}

/** The beginning of it: the whole stands above. @param {string} failure */
const failureLines = (failure) => `      failed: ${shortened(failure, 16, 4).replaceAll("\n", "\n        ")}`;

/**
 * Runs the suites one after another; one that throws has failed, and the next one runs.
 * @param {readonly Suite[]} chosen
 * @returns {Promise<{ lines: string[], counts: Counts }>}
 */
export async function runSuites(chosen) {
  /** @type {string[]} */
  const lines = [];
  /** @type {Counts[]} */
  const all = [];
  for (const suite of chosen) {
    console.log(`\n── ${suite.name} ──`);
    const start = performance.now();
    const counts = await suite.run().catch((error) => {
      console.error(error instanceof Error ? error.message : error);
      return FAILED;
    });
    all.push(counts);
    lines.push(stepLine(suite.name, performance.now() - start, closingLine(counts)));
    for (const skip of counts.skips) lines.push(`      skipped: ${skip}`);
    for (const failure of counts.failures) lines.push(failureLines(failure));
  }
  return { lines, counts: sum(all) };
}

/**
 * @param {readonly string[]} names
 * @returns {Promise<Counts>}
 */
async function test(names) {
  const chosen = chooseSuites(suites, names);
  if (!(await bootstrap(["test"]))) return FAILED;
  // A part that could not be built has failed; the suites run all the same and say what else is wrong.
  const broken = chosen.some((suite) => suite.needsBuild) ? (await build(allParts)).size : 0;
  const { lines, counts } = await runSuites(chosen);
  console.log(`\n${lines.join("\n")}`);
  if (broken > 0) console.log(`  ${broken} part(s) of the build failed, see above`);
  return { ...counts, failed: counts.failed + broken };
}

if (isMain(import.meta.url)) {
  const counts = await test(process.argv.slice(2)).catch((error) => {
    console.error(error instanceof SetupError ? error.message : error);
    return FAILED;
  });
  console.log(closingLine(counts));
  process.exit(exitCode(counts));
}
