// The generators that a scenario can name. What one makes is part of the goldens: a change here changes digests.

import type { ResolvedConfig } from "@cift/engine";
import { DataError } from "../../inputs/data-error.js";
import { mixedFlow } from "./mixed.js";
import { noiseFlow } from "./noise.js";
import { plainFlow } from "./plain.js";

/** Which generator, from which seed, for how many records. */
export interface GeneratorSpec {
  readonly name: string;
  readonly seed: number;
  readonly count: number;
}

type Generator = (config: ResolvedConfig, seed: number, count: number) => Uint8Array;

const generators: ReadonlyMap<string, Generator> = new Map([
  ["mixed", mixedFlow],
  ["noise", noiseFlow],
  ["plain", plainFlow],
]);

export const generatorNames: readonly string[] = [...generators.keys()];

/** The records that a generator makes for a session. */
export function generate({ name, seed, count }: GeneratorSpec, config: ResolvedConfig): Uint8Array {
  const generator = generators.get(name);
  if (generator === undefined) throw new DataError(name, "there is no such generator");
  return generator(config, seed, count);
}
