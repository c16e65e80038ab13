// Plays feature files of exchange-core.

import type { BackendChoice, EngineBackend } from "@cift/engine";
import type { CaseResult } from "../gherkin/case-result.js";
import type { Feature } from "../gherkin/model.js";
import { playFeature } from "../gherkin/steps.js";
import { coreSteps } from "./steps.js";
import { CoreWorld } from "./world.js";

export async function playExchangeCore(
  features: readonly Feature[],
  backend: BackendChoice | EngineBackend,
): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const feature of features) {
    const begin = () => CoreWorld.create(backend);
    results.push(...(await playFeature(feature, { steps: coreSteps, begin })));
  }
  return results;
}
