// cift conform kraken: the cases of an order book exercise, line by line.

import { type BackendChoice, loadBackend } from "@cift/engine";
import type { Context } from "../cli/context.js";
import type { Outcome } from "../cli/outcome.js";
import { caseOutcome } from "../conform/gherkin/case-outcome.js";
import { type CaseResult, expectEqual, resultOf } from "../conform/gherkin/case-result.js";
import { type KrakenCase, readKrakenCases } from "../conform/kraken/cases.js";
import { playKraken } from "../conform/kraken/venue.js";
import { pauseForSignals } from "../conform/pause.js";
import { readInput } from "../inputs/input.js";

export interface ConformKrakenOptions {
  readonly backend: BackendChoice;
}

export async function conformKraken(
  path: string,
  options: ConformKrakenOptions,
  { progress, paint }: Context,
): Promise<Outcome> {
  progress.show(`reading ${path}`);
  const cases = readKrakenCases(await readInput(path));
  const backend = await loadBackend(options.backend);
  const results: CaseResult[] = [];
  for (const [index, example] of cases.entries()) {
    progress.show("playing", index / cases.length);
    const play = async () => compare(example, await playKraken(example, backend));
    results.push(await resultOf(example.name, () => path, play));
    await pauseForSignals();
  }
  progress.clear();
  return caseOutcome({ kind: "kraken", source: path, backend: backend.kind, noun: "case", results }, paint);
}

const NONE = "no more lines";

function compare({ expected }: KrakenCase, output: readonly string[]): void {
  for (let line = 0; line < Math.max(expected.length, output.length); line++) {
    expectEqual(`output line ${line + 1}`, expected[line] ?? NONE, output[line] ?? NONE);
  }
}
