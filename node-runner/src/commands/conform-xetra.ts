// cift conform xetra: cases of Xetra's market model.

import { type BackendChoice, loadBackend } from "@cift/engine";
import type { Context } from "../cli/context.js";
import type { Outcome } from "../cli/outcome.js";
import { caseOutcome } from "../conform/gherkin/case-outcome.js";
import { playXetra } from "../conform/xetra/conform.js";
import { readInput } from "../inputs/input.js";

export interface ConformXetraOptions {
  readonly backend: BackendChoice;
}

export async function conformXetra(
  path: string,
  options: ConformXetraOptions,
  { paint, progress }: Context,
): Promise<Outcome> {
  progress.show(`reading ${path}`);
  const input = await readInput(path);
  const backend = await loadBackend(options.backend);
  progress.show("playing");
  const results = await playXetra(input, backend);
  progress.clear();
  return caseOutcome({ kind: "xetra", source: path, backend: backend.kind, noun: "case", results }, paint);
}
