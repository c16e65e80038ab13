/** A place in a schema's source. */
export interface Source {
  readonly file: string;
  readonly line: number;
}

/** One thing that is wrong in a schema. */
export interface Problem {
  readonly source: Source;
  readonly message: string;
}

/** Everything that is wrong in the schemas, one `file:line: message` a line. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ source, message }) => `${source.file}:${source.line}: ${message}`).join("\n"));
    this.problems = problems;
  }
}
