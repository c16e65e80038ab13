// One after another, in the order of asking.

/** A queue of callers: each has its turn when the one before has ended its own. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Waits for the turn. What it gives ends it. */
  take(): Promise<() => void> {
    const before = this.#last;
    let end: () => void = () => undefined;
    this.#last = new Promise((resolve) => {
      end = resolve;
    });
    return before.then(() => end);
  }
}
