// The best of all rounds, for every contender and flow, and what follows from it.

import type { Sample } from "./sample.js";

/** The best sample of each contender for each flow. */
export class Figures {
  readonly #best = new Map<string, Sample>();
  readonly #flows = new Set<string>();
  readonly #contenders = new Set<string>();
  /** The digest of each flow, and who gave it first. */
  readonly #digests = new Map<string, Sample>();

  get flows(): readonly string[] {
    return [...this.#flows];
  }

  get contenders(): readonly string[] {
    return [...this.#contenders];
  }

  /** Throws when one of ours gives another digest than the others: then no figure is worth anything. */
  add(sample: Sample): void {
    const { flow, contender } = sample;
    this.#flows.add(flow);
    this.#contenders.add(contender);
    if (sample.digest !== undefined) this.#checkDigest(sample);
    const key = `${flow} ${contender}`;
    const before = this.#best.get(key);
    if (before === undefined || sample.nsPerMessage < before.nsPerMessage) this.#best.set(key, sample);
  }

  of(flow: string, contender: string): Sample | undefined {
    return this.#best.get(`${flow} ${contender}`);
  }

  /** Nanoseconds a message; the least of the contenders whose names begin so. */
  ns(flow: string, prefix: string): number | undefined {
    const all = this.contenders
      .filter((contender) => contender === prefix || contender.startsWith(`${prefix} `))
      .flatMap((contender) => this.of(flow, contender)?.nsPerMessage ?? []);
    return all.length === 0 ? undefined : Math.min(...all);
  }

  digest(flow: string): Sample | undefined {
    return this.#digests.get(flow);
  }

  #checkDigest(sample: Sample): void {
    const first = this.#digests.get(sample.flow);
    if (first === undefined) this.#digests.set(sample.flow, sample);
    else if (first.digest !== sample.digest) {
      const both = `${first.contender} ${first.digest}, ${sample.contender} ${sample.digest}`;
      throw new Error(`${sample.flow}: the digests differ: ${both}`);
    }
  }
}
