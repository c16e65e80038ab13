// @ts-check
// A vitest reporter beside the one on the terminal: writes the counts to the file that CIFT_VITEST_COUNTS names. vitest's
// own JSON reporter leaves out why a test was skipped, and files that failed before their first test.

import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import { root } from "../lib/paths.mjs";
import { sum } from "./counts.mjs";

/** @typedef {import("./counts.mjs").Counts} Counts */

/**
 * The parts of vitest's TestModule and TestCase that count.
 * @typedef {readonly { message: string, stacks?: readonly { file: string, line: number }[] | undefined }[]} ErrorsLike
 * @typedef {{ state: string, note?: string | undefined, errors?: ErrorsLike | undefined }} ResultLike
 * @typedef {{ fullName: string, result: () => ResultLike }} TestLike
 * @typedef {{ allTests: () => Iterable<TestLike>, allSuites: () => Iterable<{ errors: () => ErrorsLike }> }} ChildrenLike
 * @typedef {{ moduleId: string, state: () => string, errors: () => ErrorsLike, children: ChildrenLike }} ModuleLike
 */

/** Where it was and what was said. @param {string} name @param {ErrorsLike} errors */
const failureText = (name, errors) =>
  [name, ...errors.map(({ message, stacks }) => `${message}${placeOf(stacks?.at(0))}`)].join("\n");

/** @param {{ file: string, line: number } | undefined} frame */
const placeOf = (frame) => (frame === undefined ? "" : `\nat ${relative(root, frame.file)}:${frame.line}`);

/**
 * @param {ModuleLike} module
 * @returns {Counts}
 */
function countModule(module) {
  /** @type {Counts} */
  const counts = { passed: 0, failed: 0, skipped: 0, skips: [], failures: [] };
  const file = relative(root, module.moduleId);
  for (const test of module.children.allTests()) {
    const { state, note, errors = [] } = test.result();
    if (state === "passed") counts.passed += 1;
    else if (state === "failed") {
      counts.failed += 1;
      counts.failures.push(failureText(`${file} > ${test.fullName}`, errors));
    } else {
      counts.skipped += 1;
      counts.skips.push(`${test.fullName}: ${note ?? "no reason given"}`);
    }
  }
  // It could not be loaded, or a hook threw.
  const outside = [module, ...module.children.allSuites()].flatMap((part) => part.errors());
  if (outside.length > 0) counts.failures.push(failureText(file, outside));
  if (module.state() === "failed" && counts.failed === 0) counts.failed = 1;
  return counts;
}

/**
 * @param {readonly ModuleLike[]} modules
 * @param {ErrorsLike} unhandledErrors errors outside all tests: each is a failure
 * @returns {Counts}
 */
export function countModules(modules, unhandledErrors) {
  const counts = sum(modules.map(countModule));
  const failures = unhandledErrors.map((error) => failureText("outside of all tests", [error]));
  return {
    ...counts,
    failed: counts.failed + unhandledErrors.length,
    failures: [...counts.failures, ...failures],
  };
}

export default class CountsReporter {
  /**
   * @param {readonly ModuleLike[]} modules
   * @param {ErrorsLike} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const path = process.env.CIFT_VITEST_COUNTS;
    if (path) writeFileSync(path, JSON.stringify(countModules(modules, unhandledErrors)));
  }
}
