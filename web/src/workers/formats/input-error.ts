// What is wrong with a file, said so that its owner can mend it.

/** A file that cannot be replayed: where, what is wrong there, and what to do. */
export class InputError extends Error {
  override readonly name = "InputError";
  /** "Line 12" or "Byte 1,204"; empty where the whole file is meant. */
  readonly where: string;
  readonly problem: string;
  readonly advice: string;

  constructor(where: string, problem: string, advice: string) {
    super(where === "" ? problem : `${where}: ${problem}`);
    this.where = where;
    this.problem = problem;
    this.advice = advice;
  }
}

/** Positions in files are long numbers: 1,204,331. */
export const grouped = (value: number): string => value.toLocaleString("en-US");
