// Where the replay's clock should stand at a moment of wall time. Only the pace of the replay depends on it,
// never a result.

/**
 * When the engine cannot keep up for this long, the lost time is forgotten: no burst follows when it could
 * again.
 */
const MAX_LAG_MS = 250;
const NS_PER_MS = 1e6;

export class Pacer {
  #factor = 1;
  #clockNs = 0;
  #wallMs = 0;

  get factor(): number {
    return this.#factor;
  }

  /** From here on, at this speed. */
  start(clockNs: number, wallMs: number, factor: number): void {
    this.#clockNs = clockNs;
    this.#wallMs = wallMs;
    this.#factor = factor;
  }

  /** The clock's time; Infinity at full speed. */
  clockNs(wallMs: number): number {
    if (this.#factor === Number.POSITIVE_INFINITY) return this.#factor;
    return this.#clockNs + (wallMs - this.#wallMs) * this.#factor * NS_PER_MS;
  }

  /** Milliseconds of wall time until the clock reaches a time. */
  waitMs(clockNs: number, wallMs: number): number {
    return (clockNs - this.clockNs(wallMs)) / (this.#factor * NS_PER_MS);
  }

  /** The engine has come only to `reachedNs`. */
  settle(reachedNs: number, wallMs: number): void {
    const behindMs = (this.clockNs(wallMs) - reachedNs) / (this.#factor * NS_PER_MS);
    if (behindMs > MAX_LAG_MS) this.start(reachedNs, wallMs, this.#factor);
  }
}
