// @ts-check
// Counts what `cargo test` prints: one "test result" line for each test program.

import { stripVTControlCharacters } from "node:util";

const RESULT = /^test result: (?:ok|FAILED)\. (\d+) passed; (\d+) failed; (\d+) ignored;/gm;
// What a failed test printed, under its name; the list of all names comes after the last one.
const FAILURE = /^---- (.+) stdout ----\n([\s\S]*?)(?=^---- |^failures:$)/gm;
const ERROR = /^error(?:\[E\d+\])?: .*(?:\n +--> .*)?/gm;
const IGNORED = /^test (.+?) \.\.\. ignored(?:, (.*))?$/gm;

/**
 * @param {string} output
 * @param {number} code exit code of cargo
 * @returns {import("./counts.mjs").Counts}
 */
export function cargoCounts(output, code) {
  const plain = stripVTControlCharacters(output); // CARGO_TERM_COLOR=always colours a pipe too
  const results = [...plain.matchAll(RESULT)].map((match) => match.slice(1).map(Number));
  const add = (/** @type {number} */ column) => results.reduce((total, row) => total + (row[column] ?? 0), 0);
  const failed = add(1);
  const failures = [...plain.matchAll(FAILURE)].map((match) => `${match[1]}: ${match[2]?.trim()}`);
  return {
    passed: add(0),
    // It did not compile, or a test program died before its closing line: no test is named, and yet it failed.
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: add(2),
    skips: [...plain.matchAll(IGNORED)].map(
      (match) => `${match[1]}: ${match[2] ?? "ignored, no reason given"}`,
    ),
    failures: failed > 0 || code === 0 ? failures : [...plain.matchAll(ERROR)].map(([text]) => text),
  };
}
