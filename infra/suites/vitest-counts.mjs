// @ts-check
// A vitest reporter beside the one on the terminal: writes the counts to the file that CIFT_VITEST_COUNTS names. vitest's
// own JSON reporter leaves out why a test was skipped, and files that failed before their first test.

import { writeFileSync } from "node:fs";
import { sum } from "./counts.mjs";

/** @typedef {import("./counts.mjs").Counts} Counts */

/**
 * The parts of vitest's TestModule and TestCase that count.
 * @typedef {{ fullName: string, result: () => { state: string, note?: string | undefined } }} TestLike
 * @typedef {{ moduleId: string, state: () => string, children: { allTests: () => Iterable<TestLike> } }} ModuleLike
 */

/**
 * @param {ModuleLike} module
 * @returns {Counts}
 */
function countModule(module) {
  /** @type {Counts} */
  const counts = { passed: 0, failed: 0, skipped: 0, skips: [] };
  for (const test of module.children.allTests()) {
    const { state, note } = test.result();
    if (state === "passed") counts.passed += 1;
    else if (state === "failed") counts.failed += 1;
    else {
      counts.skipped += 1;
      counts.skips.push(`${test.fullName}: ${note ?? "no reason given"}`);
    }
  }
  // It could not be loaded, or a hook threw.
  if (module.state() === "failed" && counts.failed === 0) counts.failed = 1;
  return counts;
}

/**
 * @param {readonly ModuleLike[]} modules
 * @param {readonly unknown[]} unhandledErrors errors outside all tests: each is a failure
 * @returns {Counts}
 */
export function countModules(modules, unhandledErrors) {
  const counts = sum(modules.map(countModule));
  return { ...counts, failed: counts.failed + unhandledErrors.length };
}

export default class CountsReporter {
  /**
   * @param {readonly ModuleLike[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const path = process.env.CIFT_VITEST_COUNTS;
    if (path) writeFileSync(path, JSON.stringify(countModules(modules, unhandledErrors)));
  }
}
