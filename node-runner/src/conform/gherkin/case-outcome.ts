// What a command says of cases: how many passed, which did not, and what could not be looked at.

import { ExitCode } from "../../cli/exit-code.js";
import { grouped } from "../../cli/numbers.js";
import type { Json, Outcome } from "../../cli/outcome.js";
import type { Paint } from "../../cli/paint.js";
import type { CaseDifference, CaseResult } from "./case-result.js";

export interface CaseRun {
  /** `xetra`, as on the command line. */
  readonly kind: string;
  /** What was read. */
  readonly source: string;
  readonly backend: string;
  /** `scenario` or `case`. */
  readonly noun: string;
  readonly results: readonly CaseResult[];
}

/** The outcome of cases: 0 when all that could be compared is equal, 3 for a difference, 5 for what is not understood. */
export function caseOutcome(run: CaseRun, paint: Paint): Outcome {
  const { results, noun } = run;
  const tally = tallyOf(results);
  const first = results.find((result) => result.status === "failed");
  return {
    code: codeOf(tally),
    document: {
      kind: run.kind,
      source: run.source,
      backend: run.backend,
      cases: results.length,
      ...tally,
      equal: codeOf(tally) === ExitCode.ok,
      first_difference: first === undefined ? null : { case: first.name, ...first.difference },
      results: results.map(resultDocument),
    },
    lines: [
      `${paint.bold(run.kind)} ${run.source} on ${run.backend}`,
      `  ${`${noun}s`.padEnd(11)} ${grouped(results.length)}`,
      `  passed      ${grouped(tally.passed)}`,
      ...(tally.excluded > 0 ? [`  excluded    ${grouped(tally.excluded)}, not compared`] : []),
      ...(tally.unclear > 0
        ? [`  unclear     ${paint.red(`${grouped(tally.unclear)}, not understood`)}`]
        : []),
      ...(tally.failed > 0 ? [`  failed      ${paint.red(grouped(tally.failed))}`] : []),
      ...(first === undefined ? [] : differenceText(first.name, first.difference)),
      ...results.flatMap((result) => remark(result, result === first, paint)),
      verdict(tally, noun, paint),
    ],
  };
}

interface Tally {
  readonly [status: string]: number;
  readonly passed: number;
  readonly failed: number;
  readonly excluded: number;
  readonly unclear: number;
}

function tallyOf(results: readonly CaseResult[]): Tally {
  const tally = { passed: 0, failed: 0, excluded: 0, unclear: 0 };
  for (const { status } of results) tally[status]++;
  return tally;
}

function codeOf({ failed, unclear, passed }: Tally): ExitCode {
  if (failed > 0) return ExitCode.mismatch;
  return unclear > 0 || passed === 0 ? ExitCode.data : ExitCode.ok;
}

function resultDocument(result: CaseResult): Json {
  const { name, status } = result;
  if (result.status === "failed") return { name, status, difference: { ...result.difference } };
  return result.status === "passed" ? { name, status } : { name, status, reason: result.reason };
}

function differenceText(name: string, { where, what, expected, got }: CaseDifference): string[] {
  return [
    `  first difference: ${name}`,
    `    where     ${where}`,
    `    what      ${what}`,
    `    expected  ${expected}`,
    `    got       ${got}`,
  ];
}

/** A line for each case that is not equal; the first difference has been told. */
function remark(result: CaseResult, told: boolean, paint: Paint): string[] {
  switch (result.status) {
    case "passed":
      return [];
    case "failed": {
      const { where, what, expected, got } = result.difference;
      if (told) return [];
      return [`  ${paint.red("✗")} ${result.name}: ${where}: ${what}: expected ${expected}, got ${got}`];
    }
    case "excluded":
      return [`  ${paint.dim("–")} ${result.name}: excluded: ${result.reason}`];
    case "unclear":
      return [`  ${paint.red("?")} ${result.name}: ${result.reason}`];
  }
}

function verdict({ passed, failed, excluded, unclear }: Tally, noun: string, paint: Paint): string {
  const count = (number: number) => `${grouped(number)} ${noun}${number === 1 ? "" : "s"}`;
  if (failed > 0) return paint.red(`  ✗ ${count(failed)} of ${grouped(passed + failed)} compared not equal`);
  if (unclear > 0) return paint.red(`  ✗ ${count(unclear)} not understood`);
  if (passed === 0) return paint.red("  ✗ nothing could be compared");
  const rest = excluded > 0 ? `, ${count(excluded)} excluded` : "";
  return paint.green(`  ✓ ${count(passed)} equal${rest}`);
}
