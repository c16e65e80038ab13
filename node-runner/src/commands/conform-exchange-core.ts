// cift conform exchange-core: feature files of exchange-core, with balances.

import { type BackendChoice, loadBackend } from "@cift/engine";
import type { Context } from "../cli/context.js";
import type { Outcome } from "../cli/outcome.js";
import { playExchangeCore } from "../conform/exchange-core/conform.js";
import { caseOutcome } from "../conform/gherkin/case-outcome.js";
import { readFeatures } from "../conform/gherkin/feature-files.js";

export interface ConformExchangeCoreOptions {
  readonly backend: BackendChoice;
}

export async function conformExchangeCore(
  path: string,
  options: ConformExchangeCoreOptions,
  { paint, progress }: Context,
): Promise<Outcome> {
  progress.show(`reading ${path}`);
  const features = await readFeatures(path);
  const backend = await loadBackend(options.backend);
  progress.show("playing");
  const results = await playExchangeCore(features, backend);
  progress.clear();
  return caseOutcome(
    { kind: "exchange-core", source: path, backend: backend.kind, noun: "scenario", results },
    paint,
  );
}
