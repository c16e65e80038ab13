// A divergence, for people.

import { grouped } from "../cli/numbers.js";
import type { Paint } from "../cli/paint.js";
import type { Divergence } from "./divergence.js";
import { lineDifferences } from "./event-differences.js";

/** A few lines before and after the first different event; `-` is the golden's, `+` the run's. */
export function divergenceLines(divergence: Divergence, paint: Paint): string[] {
  const { inputs, event, within, before, golden, run } = divergence;
  const lines = inputs.map((input) => `  ${input}`);
  if (event === undefined) {
    if (within === undefined) return lines;
    const [from, to] = within.map(grouped);
    return [...lines, `  the first different event is one of ${from} to ${to}; all before are equal`];
  }
  const [was, is] = [golden[0], run[0]];
  const fields = was === undefined || is === undefined ? [] : lineDifferences(was, is);
  return [
    ...lines,
    `  first different event: ${grouped(event)}`,
    ...before.map((line) => paint.dim(`      ${line}`)),
    ...golden.map((line) => paint.red(`    - ${line}`)),
    ...(golden.length === 0 ? [paint.red("    - (no more events)")] : []),
    ...run.map((line) => paint.green(`    + ${line}`)),
    ...(run.length === 0 ? [paint.green("    + (no more events)")] : []),
    ...fields.map((field) => `    ${field}`),
  ];
}
