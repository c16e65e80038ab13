// Scenario outlines: a scenario for each row of the examples, with the row's values in place of `<name>`.

import { DataError } from "../../inputs/data-error.js";
import type { RawTable, Scenario, Step } from "./model.js";

/** Examples as they are read: the first row has the names. */
export interface Examples {
  readonly name: string;
  readonly tags: readonly string[];
  readonly line: number;
  readonly rows: (readonly string[])[];
  readonly lines: number[];
}

export function expandOutline(file: string, outline: Scenario, examples: readonly Examples[]): Scenario[] {
  return examples.flatMap((block) => {
    const [names, ...rows] = block.rows;
    if (names === undefined) {
      throw new DataError(file, "examples without a table", { line: block.line });
    }
    return rows.map((row, index) => {
      const line = block.lines[index + 1] ?? block.line;
      if (row.length !== names.length) {
        const problem = `the row has ${row.length} cells, its examples have ${names.length} columns`;
        throw new DataError(file, problem, { line });
      }
      return instance(outline, block.tags, names, row, line);
    });
  });
}

function instance(
  outline: Scenario,
  tags: readonly string[],
  names: readonly string[],
  row: readonly string[],
  line: number,
): Scenario {
  const values = new Map(names.map((name, column) => [sameName(name), row[column] ?? ""]));
  const filled = (text: string) =>
    text.replace(/<([^<>]+)>/g, (whole, name: string) => values.get(sameName(name)) ?? whole);
  const name = filled(outline.name);
  const shown = names.map((column, at) => `${column} ${row[at]}`).join(", ");
  return {
    // Named by its values where the name itself has none.
    name: name === outline.name ? `${name} (${shown})` : name,
    tags: [...outline.tags, ...tags],
    steps: outline.steps.map((step) => filledStep(step, filled)),
    line,
  };
}

function filledStep(step: Step, filled: (text: string) => string): Step {
  return {
    ...step,
    text: filled(step.text),
    table: step.table && filledTable(step.table, filled),
    docString: step.docString === undefined ? undefined : filled(step.docString),
  };
}

function filledTable(table: RawTable, filled: (text: string) => string): RawTable {
  return { rows: table.rows.map((row) => row.map(filled)), lines: table.lines };
}

function sameName(name: string): string {
  return name.trim().toLowerCase();
}
