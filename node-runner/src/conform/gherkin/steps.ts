// What the sentences of steps mean: patterns, tried in their order.

import { CaseExcluded, CaseMismatch, type CaseResult, CaseUnclear, resultOf } from "./case-result.js";
import type { Feature, Scenario, Step } from "./model.js";

/** Does what a sentence says. The groups are the pattern's. */
export type Action<World> = (world: World, groups: Groups, step: Step) => void;
export type Groups = Readonly<Record<string, string | undefined>>;

interface Meaning<World> {
  readonly pattern: RegExp;
  readonly action: Action<World>;
}

export class StepBook<World> {
  readonly #meanings: Meaning<World>[] = [];

  /** @param pattern has to find a whole sentence or a part of it, in lower and upper case alike */
  on(pattern: RegExp, action: Action<World>): this {
    this.#meanings.push({ pattern: new RegExp(pattern.source, "iu"), action });
    return this;
  }

  /** Does a step. Throws a `CaseUnclear` for a sentence without a meaning. */
  perform(world: World, step: Step): void {
    const sentence = plainSentence(step.text);
    for (const { pattern, action } of this.#meanings) {
      const match = pattern.exec(sentence);
      if (match !== null) {
        action(world, match.groups ?? {}, step);
        return;
      }
    }
    throw new CaseUnclear(`no meaning for the step '${step.text}'`);
  }
}

/** A sentence with plain quotes, one space between its words, and no mark at its end. */
export function plainSentence(text: string): string {
  return text
    .replace(/[\u201C\u201D\u201E\u00AB\u00BB]/g, '"')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/\s+/g, " ")
    .replace(/[\s:;.!]+$/, "")
    .trim();
}

/** What a scenario happens in. */
export interface ScenarioWorld extends Disposable {
  /** How many comparisons were made. */
  readonly checks: number;
}

export interface ScenarioPlayer<World extends ScenarioWorld> {
  readonly steps: StepBook<World>;
  /** A new world for each scenario. */
  readonly begin: (scenario: Scenario, feature: Feature) => Promise<World>;
}

/** Tags with which a file says itself that a scenario is not to be played. */
const NOT_PLAYED = /^@(?:ignored?|skip(?:ped)?|wip|pending|disabled|manual|not[-_]?implemented)$/i;

/** Plays the scenarios of a feature. */
export async function playFeature<World extends ScenarioWorld>(
  feature: Feature,
  { steps, begin }: ScenarioPlayer<World>,
): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const scenario of feature.scenarios) {
    let at = scenario.line;
    const where = (line = at) => `${feature.file}:${line}`;
    const result = await resultOf(scenario.name, where, async () => {
      const tag = scenario.tags.find((each) => NOT_PLAYED.test(each));
      if (tag !== undefined) throw new CaseExcluded(`the file marks it ${tag}`);
      using world = await begin(scenario, feature);
      for (const step of scenario.steps) {
        at = step.line;
        performStep(steps, world, step);
      }
      at = scenario.line;
      if (world.checks === 0) throw new CaseUnclear("the scenario compares nothing");
    });
    results.push(result);
  }
  return results;
}

/** Names the step in what is not equal. */
function performStep<World>(steps: StepBook<World>, world: World, step: Step): void {
  try {
    steps.perform(world, step);
  } catch (error) {
    if (!(error instanceof CaseMismatch)) throw error;
    const { what, expected, got, line } = error;
    throw new CaseMismatch(`${what} ('${step.text}')`, expected, got, line);
  }
}
