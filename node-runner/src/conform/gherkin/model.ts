// What a feature file says, as the reader gives it: outlines are scenarios already, one for each row of their examples.

/** A table as it is written: rows of trimmed cells, and the file's line of each row. */
export interface RawTable {
  readonly rows: readonly (readonly string[])[];
  readonly lines: readonly number[];
}

/** A step of a scenario. */
export interface Step {
  /** What it is for. `And`, `But` and `*` are what the step before them was. */
  readonly kind: StepKind;
  /** The sentence without its keyword. */
  readonly text: string;
  readonly table: RawTable | undefined;
  readonly docString: string | undefined;
  readonly line: number;
}

export type StepKind = "given" | "when" | "then";

/** A scenario with everything that is to be done, its background first. */
export interface Scenario {
  readonly name: string;
  /** With the at sign. */
  readonly tags: readonly string[];
  readonly steps: readonly Step[];
  readonly line: number;
}

export interface Feature {
  /** What messages call the file. */
  readonly file: string;
  readonly name: string;
  readonly scenarios: readonly Scenario[];
}
