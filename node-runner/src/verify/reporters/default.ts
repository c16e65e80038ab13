// For people at a terminal: a line for each golden, what went wrong in full, the slowest, the counts.

import type { Paint } from "../../cli/paint.js";
import { divergenceLines } from "../divergence-lines.js";
import { closingLine, countsOf, type Result, type State, type Verification } from "../result.js";

/** Shorter runs are not worth a mention. */
const SLOW_MS = 500;
const SLOWEST = 3;

const MARKS: Readonly<Partial<Record<State, string>>> = { passed: "✓", skipped: "↓", "not run": "↓" };

export function defaultReport(verification: Verification, paint: Paint): string[] {
  const { folder, backends, semanticsVersion, results, milliseconds } = verification;
  const failures = results.filter(({ failed }) => failed);
  const slowest = results
    .filter((result) => result.milliseconds >= SLOW_MS)
    .sort((a, b) => b.milliseconds - a.milliseconds)
    .slice(0, SLOWEST);
  const { failed } = countsOf(verification);
  const closing = closingLine(verification);
  return [
    paint.bold(`${folder}: ${backends.join(" and ")}, matching rules version ${semanticsVersion}`),
    "",
    ...results.map((result) => resultLine(result, paint)),
    "",
    ...failures.flatMap((result) => [...failureLines(result, paint), ""]),
    ...(slowest.length === 0 ? [] : [paint.dim(`slowest: ${slowest.map(timeText).join(", ")}`)]),
    paint.dim(`time: ${seconds(milliseconds)}`),
    failed === 0 ? paint.green(closing) : paint.red(closing),
  ];
}

function resultLine(result: Result, paint: Paint): string {
  const { name, state, failed, message, runs } = result;
  const digest = runs[0]?.digest;
  if (state === "passed") return `  ${paint.green("✓")} ${name}  ${paint.dim(digest ?? "")}`;
  const mark = failed ? paint.red("✗") : (MARKS[state] ?? paint.cyan("●"));
  // What a failure has to say comes below.
  return `  ${mark} ${name}  ${state}${failed ? "" : paint.dim(`: ${message}`)}`;
}

function failureLines(result: Result, paint: Paint): string[] {
  const { name, state, message, divergence } = result;
  return [
    `${paint.red(`✗ ${name}`)}: ${state}`,
    `  ${message}`,
    ...(divergence === undefined ? [] : divergenceLines(divergence, paint)),
  ];
}

function timeText({ name, milliseconds }: Result): string {
  return `${name} ${seconds(milliseconds)}`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
