// What a replay found, for people: a few lines that fit on a screen and say it without colour too.

import { differenceLines } from "../cli/difference-lines.js";
import { grouped, rate } from "../cli/numbers.js";
import type { Paint } from "../cli/paint.js";
import { type BackendRun, isGood, oneDigest } from "./play.js";
import type { Fact, Subject } from "./subject.js";

export function reportLines(subject: Subject, runs: readonly BackendRun[], paint: Paint): string[] {
  // The check that went wrong is the one to show; when none did, all say the same.
  const shown = runs.find((run) => !run.check.ok) ?? runs[0];
  return [
    paint.bold(subject.title),
    "",
    ...(shown?.check.facts ?? []).map((fact) => factLine(fact, paint)),
    ...(shown?.check.first === undefined ? [] : differenceLines(shown.check.first)),
    "",
    ...runs.map((run) => runLine(run, paint)),
    "",
    verdictLine(subject, runs, paint),
  ];
}

function factLine({ name, value, equal }: Fact, paint: Paint): string {
  const text = typeof value === "number" ? grouped(value) : String(value);
  const line = `  ${name.padEnd(10)} ${text.padStart(9)}`;
  if (equal === undefined) return line;
  const all = typeof value === "number" ? "all equal" : "equal";
  return `${line}  ${equal ? paint.green(`✓ ${all}`) : paint.red("✗ not equal")}`;
}

function runLine({ backend, digest, perSecond, golden }: BackendRun, paint: Paint): string {
  const line = `  ${backend.padEnd(10)} ${rate(perSecond).padStart(9)}  digest ${paint.cyan(digest)}`;
  if (golden === undefined) return line;
  return `${line}  ${golden ? paint.green("✓ golden") : paint.red("✗ not the golden")}`;
}

function verdictLine(subject: Subject, runs: readonly BackendRun[], paint: Paint): string {
  const names = runs.map((run) => run.backend).join(" and ");
  if (isGood(runs)) {
    const digest = runs.length > 1 ? `one digest from ${names}` : `one digest, from ${names}`;
    return paint.green(`✓ ${digest}${subject.golden === undefined ? "" : ", equal to the committed golden"}`);
  }
  if (!oneDigest(runs)) return paint.red(`✗ ${names} give different digests`);
  if (runs.some((run) => run.golden === false)) {
    const { digest = "", name = "" } = subject.golden ?? {};
    return paint.red(`✗ the digest is not the committed one: ${digest} (schemas/golden/${name}.json)`);
  }
  return paint.red("✗ what came out is not what has to come out");
}
