// Reads feature files: Feature, Rule, Background, Scenario, Scenario Outline with Examples, steps, tables, tags, doc strings.

import { DataError } from "../../inputs/data-error.js";
import type { Input } from "../../inputs/input.js";
import { type FeatureLine, featureLines, type Heading, type StepWord, stepOf } from "./lines.js";
import type { Feature, RawTable, Scenario, Step, StepKind } from "./model.js";
import { type Examples, expandOutline } from "./outline.js";

/** A block as it is read. */
interface Block {
  readonly keyword: Heading;
  readonly name: string;
  readonly tags: readonly string[];
  readonly line: number;
  readonly steps: DraftStep[];
  readonly examples: Examples[];
}

interface DraftStep {
  readonly keyword: StepWord;
  readonly text: string;
  readonly line: number;
  readonly rows: (readonly string[])[];
  readonly lines: number[];
  docString: string | undefined;
}

/** Reads a feature file. Throws a `DataError` for what is none. */
export function parseFeature(input: Input): Feature {
  return new FeatureReader(input.name).read(featureLines(new TextDecoder().decode(input.bytes)));
}

class FeatureReader {
  readonly #file: string;
  #name = "";
  #headings = 0;
  #featureTags: readonly string[] = [];
  #ruleTags: readonly string[] = [];
  #tags: string[] = [];
  #background: readonly Step[] = [];
  #ruleBackground: readonly Step[] = [];
  #inRule = false;
  #block: Block | undefined;
  readonly #scenarios: Scenario[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  read(lines: readonly FeatureLine[]): Feature {
    for (const line of lines) this.#line(line);
    this.#close();
    if (this.#headings === 0) {
      throw new DataError(this.#file, "it is no feature file: there is no 'Feature:' and no 'Scenario:'");
    }
    return { file: this.#file, name: this.#name, scenarios: this.#scenarios };
  }

  #line(line: FeatureLine): void {
    switch (line.what) {
      case "heading":
        this.#heading(line.keyword, line.text, line.line);
        break;
      case "tags":
        this.#tags.push(...line.tags);
        break;
      case "step":
        this.#step(line.keyword, line.text, line.line);
        break;
      case "row":
        this.#row(line.cells, line.line);
        break;
      case "doc":
        this.#doc(line.text, line.line);
        break;
      case "text":
        // A description belongs to a heading: behind a step it is a step whose keyword went wrong.
        if ((this.#block?.steps.length ?? 0) > 0) {
          this.#fail(
            line.line,
            `'${line.text}' is no step: it begins with no Given, When, Then, And, But or *`,
          );
        }
    }
  }

  #heading(keyword: Heading, text: string, line: number): void {
    this.#headings++;
    const tags = this.#tags;
    this.#tags = [];
    if (keyword === "examples") {
      if (
        this.#block === undefined ||
        (this.#block.keyword !== "outline" && this.#block.keyword !== "scenario")
      ) {
        this.#fail(line, "examples without a scenario outline");
      }
      this.#block.examples.push({ name: text, tags, line, rows: [], lines: [] });
      return;
    }
    this.#close();
    if (keyword === "feature") {
      this.#name = text;
      this.#featureTags = tags;
      return;
    }
    if (keyword === "rule") {
      this.#inRule = true;
      this.#ruleBackground = [];
      this.#ruleTags = tags;
      return;
    }
    this.#block = { keyword, name: text, tags, line, steps: [], examples: [] };
    // Some write the background's only step behind its colon.
    if (keyword !== "background") return;
    const step = stepOf(text);
    if (step !== undefined) this.#step(step.keyword, step.text, line);
  }

  #step(keyword: StepWord, text: string, line: number): void {
    // A description may begin with such a word too, but only before the first scenario.
    if (this.#block === undefined) {
      if (this.#scenarios.length > 0) this.#fail(line, "a step outside of any scenario");
      return;
    }
    if (this.#block.examples.length > 0) this.#fail(line, "a step behind the examples");
    this.#block.steps.push({ keyword, text, line, rows: [], lines: [], docString: undefined });
  }

  #row(cells: readonly string[], line: number): void {
    const target = this.#block?.examples.at(-1) ?? this.#block?.steps.at(-1);
    if (target === undefined) this.#fail(line, "a row of a table that belongs to no step");
    target.rows.push(cells);
    target.lines.push(line);
  }

  #doc(text: string, line: number): void {
    const step = this.#block?.steps.at(-1);
    if (step === undefined) this.#fail(line, "a text that belongs to no step");
    step.docString = text;
  }

  #close(): void {
    const block = this.#block;
    this.#block = undefined;
    if (block === undefined) return;
    const steps = stepsOf(block.steps);
    if (block.keyword === "background") {
      if (this.#inRule) this.#ruleBackground = steps;
      else this.#background = steps;
      return;
    }
    const scenario: Scenario = {
      name: block.name,
      tags: [...this.#featureTags, ...this.#ruleTags, ...block.tags],
      steps: [...this.#background, ...this.#ruleBackground, ...steps],
      line: block.line,
    };
    if (block.examples.length > 0)
      this.#scenarios.push(...expandOutline(this.#file, scenario, block.examples));
    else this.#scenarios.push(scenario);
  }

  #fail(line: number, problem: string): never {
    throw new DataError(this.#file, problem, { line });
  }
}

function stepsOf(drafts: readonly DraftStep[]): Step[] {
  let kind: StepKind = "given";
  return drafts.map(({ keyword, text, line, rows, lines, docString }) => {
    if (keyword !== "and") kind = keyword;
    const table: RawTable | undefined = rows.length === 0 ? undefined : { rows, lines };
    return { kind, text, table, docString, line };
  });
}
