/** Something outside of the program is needed and not there; the message says how to get it. */
export class DependencyError extends Error {
  override readonly name = "DependencyError";
}
