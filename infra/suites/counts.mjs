// @ts-check
// What a suite comes to.

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string[]} skips name and reason of what was skipped, where the runner gives it
 * @property {string[]} failures name and message of what failed, where the runner gives them
 */

/** @type {Readonly<Counts>} */
export const PASSED = { passed: 1, failed: 0, skipped: 0, skips: [], failures: [] };
/** @type {Readonly<Counts>} */
export const FAILED = { passed: 0, failed: 1, skipped: 0, skips: [], failures: [] };

/**
 * @param {string} reason
 * @returns {Counts}
 */
export const skippedBecause = (reason) => ({ ...PASSED, passed: 0, skipped: 1, skips: [reason] });

/**
 * @param {readonly Readonly<Counts>[]} all
 * @returns {Counts}
 */
export function sum(all) {
  const add = (/** @type {"passed" | "failed" | "skipped"} */ key) =>
    all.reduce((total, one) => total + one[key], 0);
  return {
    passed: add("passed"),
    failed: add("failed"),
    skipped: add("skipped"),
    skips: all.flatMap((one) => one.skips),
    failures: all.flatMap((one) => one.failures),
  };
}

/** The plain closing line. @param {Readonly<Counts>} counts */
export const closingLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

/**
 * A run in which nothing ran proves nothing, so it is not green either.
 * @param {Readonly<Counts>} counts
 */
export const exitCode = ({ passed, failed }) => (failed > 0 || passed === 0 ? 1 : 0);
