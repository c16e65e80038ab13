// TAP, version 14 (testanything.org): a test point for each golden, with YAML below those that failed.

import { paintFor } from "../../cli/paint.js";
import { divergenceLines } from "../divergence-lines.js";
import { closingLine, type Result, type Verification } from "../result.js";

export function tapReport(verification: Verification): string[] {
  const { results } = verification;
  return [
    "TAP version 14",
    `1..${results.length}`,
    ...results.flatMap((result, index) => pointLines(result, index + 1)),
    `# ${closingLine(verification)}`,
  ];
}

function pointLines(result: Result, number: number): string[] {
  const { name, state, failed, message } = result;
  // A hash begins a directive, a backslash takes its meaning from it.
  const description = name.replace(/[\\#]/g, "\\$&");
  const line = `${failed ? "not ok" : "ok"} ${number} - ${description}`;
  if (state === "skipped" || state === "not run") return [`${line} # SKIP ${message}`];
  return failed ? [line, ...yamlLines(result)] : [line];
}

function yamlLines({ state, message, file, runs, divergence, milliseconds }: Result): string[] {
  const details = divergence === undefined ? [] : divergenceLines(divergence, paintFor(false));
  return [
    "  ---",
    `  state: ${state}`,
    `  message: ${JSON.stringify(message)}`,
    `  file: ${JSON.stringify(file)}`,
    ...(runs.length === 0 ? [] : ["  runs:"]),
    ...runs.map(({ backend, digest }) => `    ${backend}: "${digest}"`),
    ...(details.length === 0 ? [] : ["  difference: |", ...details.map((detail) => `    ${detail}`)]),
    `  duration_ms: ${milliseconds.toFixed(1)}`,
    "  ...",
  ];
}
