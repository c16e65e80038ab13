// cift conform euronext: feature files of Euronext's rules.

import { type BackendChoice, loadBackend } from "@cift/engine";
import type { Context } from "../cli/context.js";
import type { Outcome } from "../cli/outcome.js";
import { playEuronext } from "../conform/euronext/conform.js";
import { caseOutcome } from "../conform/gherkin/case-outcome.js";
import { readFeatures } from "../conform/gherkin/feature-files.js";

export interface ConformEuronextOptions {
  readonly backend: BackendChoice;
}

export async function conformEuronext(
  path: string,
  options: ConformEuronextOptions,
  { paint, progress }: Context,
): Promise<Outcome> {
  progress.show(`reading ${path}`);
  const features = await readFeatures(path);
  const backend = await loadBackend(options.backend);
  progress.show("playing");
  const results = await playEuronext(features, backend);
  progress.clear();
  return caseOutcome(
    { kind: "euronext", source: path, backend: backend.kind, noun: "scenario", results },
    paint,
  );
}
