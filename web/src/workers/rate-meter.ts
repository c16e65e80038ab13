// How fast something counts up, over about half a second: shorter and the figure dances, longer and it lags.

const WINDOW_MS = 500;
/** The browser's clock steps by up to a tenth of a millisecond, so short spans tell nothing. */
const LEAST_MS = 100;

export class RateMeter {
  #sinceMs = Number.NaN;
  #sinceValue = 0;
  #perMs = Number.NaN;

  reset(): void {
    this.#sinceMs = Number.NaN;
    this.#perMs = Number.NaN;
  }

  /** Tells the value at a moment. */
  sample(nowMs: number, value: number): void {
    if (Number.isNaN(this.#sinceMs)) {
      this.#sinceMs = nowMs;
      this.#sinceValue = value;
      return;
    }
    const elapsed = nowMs - this.#sinceMs;
    const isFirst = Number.isNaN(this.#perMs);
    if (elapsed < (isFirst ? LEAST_MS : WINDOW_MS)) return;
    this.#perMs = (value - this.#sinceValue) / elapsed;
    this.#sinceMs = nowMs;
    this.#sinceValue = value;
  }

  /** NaN until there is something to say. */
  get perSecond(): number {
    return this.#perMs * 1000;
  }
}
