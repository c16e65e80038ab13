/** The command line asks for something that does not go together. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
