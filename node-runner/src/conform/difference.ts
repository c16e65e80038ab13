/** Where the engine and the data disagree. */
export interface Difference {
  readonly what: "fill" | "row" | "rejection";
  /** The op's own number in its file. */
  readonly seq: number;
  /** What the op is: "limit order". */
  readonly op: string;
  /** Where to look: a row and level, a fill's line. */
  readonly where: string;
  readonly expected: string;
  readonly got: string;
}

/** Counts differences and keeps the first. */
export class Differences {
  #count = 0;
  #first: Difference | undefined;

  get count(): number {
    return this.#count;
  }

  get first(): Difference | undefined {
    return this.#first;
  }

  /** @param describe is called for the first one only: a day that goes wrong early has a million of them */
  add(describe: () => Difference): void {
    this.#count++;
    this.#first ??= describe();
  }
}
