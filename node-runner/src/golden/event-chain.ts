// The digest chain of an event stream: rule D2's digest after every 4,096th event. It is computed here, from the events
// that were read, and does not ask the engine; where commands were cut into batches cannot be seen in it.

import { magicWord, Xxh3 } from "./xxh3.js";

/** Events between two links of the chain. */
export const LINK_EVENTS = 4096;
const WORDS = 16;

/** Reads events and keeps the digest after every 4,096th. */
export class EventChain {
  readonly #hash: Xxh3;
  readonly #links: string[] = [];
  #events = 0;

  constructor(semanticsVersion: number) {
    this.#hash = new Xxh3([magicWord("CIFTEVT1"), BigInt(semanticsVersion)]);
  }

  /** How many events it has read. */
  get events(): number {
    return this.#events;
  }

  /** The digest after event 4,096, 8,192, …. */
  get links(): readonly string[] {
    return this.#links;
  }

  /** The digest of all events so far: the engine's digest of the event stream. */
  digest(): string {
    return this.#hash.digest();
  }

  /** Reads the next `Event` records, in 32-bit words. */
  update(words: Uint32Array, events: number): void {
    let from = 0;
    while (from < events) {
      const count = Math.min(events - from, LINK_EVENTS - (this.#events % LINK_EVENTS));
      this.#hash.update(words, from * WORDS, (from + count) * WORDS);
      from += count;
      this.#events += count;
      if (this.#events % LINK_EVENTS === 0) this.#links.push(this.#hash.digest());
    }
  }
}
