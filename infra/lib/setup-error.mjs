// @ts-check

/** Something is missing that the program cannot get by itself: says what, and the exact commands that get it. */
export class SetupError extends Error {
  /**
   * @param {string} what the exact thing that is missing
   * @param {readonly string[]} how commands (or one sentence) that get it, in order
   */
  constructor(what, how) {
    super([what, ...how.map((line) => `    ${line}`)].join("\n"));
    this.name = "SetupError";
    this.what = what;
    this.how = how;
  }
}
