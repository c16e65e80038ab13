// What became of a case: a scenario of a feature file, or an example of a market model.

/** Where the engine and a case disagree. */
export interface CaseDifference {
  /** File and line, or the case's place in its file. */
  readonly where: string;
  readonly what: string;
  readonly expected: string;
  readonly got: string;
}

export type CaseResult =
  | { readonly name: string; readonly status: "passed" }
  | { readonly name: string; readonly status: "failed"; readonly difference: CaseDifference }
  /** The engine or the profile has no such thing: it was not compared, or not in full. */
  | { readonly name: string; readonly status: "excluded"; readonly reason: string }
  /** The case is not understood: that is a gap of this reader, or a mistake in the file. */
  | { readonly name: string; readonly status: "unclear"; readonly reason: string };

/** The engine did something else than the case says. */
export class CaseMismatch extends Error {
  override readonly name = "CaseMismatch";

  constructor(
    readonly what: string,
    readonly expected: string,
    readonly got: string,
    /** Where the file says so, if it is known better than the step's line. */
    readonly line?: number,
  ) {
    super(`${what}: expected ${expected}, got ${got}`);
  }
}

/** The case asks for what the engine or the profile has not. */
export class CaseExcluded extends Error {
  override readonly name = "CaseExcluded";
}

/** The case says something that this reader does not understand. */
export class CaseUnclear extends Error {
  override readonly name = "CaseUnclear";
}

/** Plays a case and says what became of it. Errors of the engine and of this program go through. */
export async function resultOf(
  name: string,
  where: (line?: number) => string,
  play: () => Promise<void>,
): Promise<CaseResult> {
  try {
    await play();
    return { name, status: "passed" };
  } catch (error) {
    if (error instanceof CaseMismatch) {
      const { what, expected, got, line } = error;
      return { name, status: "failed", difference: { where: where(line), what, expected, got } };
    }
    if (error instanceof CaseExcluded) return { name, status: "excluded", reason: error.message };
    if (error instanceof CaseUnclear)
      return { name, status: "unclear", reason: `${where()}: ${error.message}` };
    throw error;
  }
}

/** Compares a value that has a text. */
export function expectEqual<T>(what: string, expected: T, got: T, text: (value: T) => string = String): void {
  if (expected !== got) throw new CaseMismatch(what, text(expected), text(got));
}
