// cift conform liquibook: recorded tests of another engine, everything after every step.

import { type BackendChoice, loadBackend } from "@cift/engine";
import type { Context } from "../cli/context.js";
import type { Outcome } from "../cli/outcome.js";
import { caseOutcome } from "../conform/gherkin/case-outcome.js";
import { type CaseResult, resultOf } from "../conform/gherkin/case-result.js";
import { playLiquibook } from "../conform/liquibook/play.js";
import { readLiquibookVectors } from "../conform/liquibook/vectors.js";
import { pauseForSignals } from "../conform/pause.js";
import { readInput } from "../inputs/input.js";

export interface ConformLiquibookOptions {
  readonly backend: BackendChoice;
}

export async function conformLiquibook(
  path: string,
  options: ConformLiquibookOptions,
  { progress, paint }: Context,
): Promise<Outcome> {
  progress.show(`reading ${path}`);
  const vectors = readLiquibookVectors(await readInput(path));
  const backend = await loadBackend(options.backend);
  const results: CaseResult[] = [];
  for (const [index, test] of vectors.tests.entries()) {
    progress.show("playing", index / vectors.tests.length);
    const play = () => playLiquibook(test, vectors, backend);
    results.push(await resultOf(test.name, () => `${path}:${test.line}`, play));
    await pauseForSignals();
  }
  progress.clear();
  const run = { kind: "liquibook", source: path, backend: backend.kind, noun: "test", results };
  return caseOutcome(run, paint);
}
