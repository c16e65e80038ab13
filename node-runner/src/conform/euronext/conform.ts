// Plays feature files of Euronext's rules.

import type { BackendChoice, EngineBackend } from "@cift/engine";
import type { CaseResult } from "../gherkin/case-result.js";
import type { Feature } from "../gherkin/model.js";
import { playFeature } from "../gherkin/steps.js";
import { euronextSteps } from "./steps.js";
import { EuronextWorld } from "./world.js";

export async function playEuronext(
  features: readonly Feature[],
  backend: BackendChoice | EngineBackend,
): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const feature of features) {
    results.push(
      ...(await playFeature(feature, {
        steps: euronextSteps,
        begin: (scenario) => EuronextWorld.create(scenario, feature, backend),
      })),
    );
  }
  return results;
}
