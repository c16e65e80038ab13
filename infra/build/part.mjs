// @ts-check
// One part of the build: made only when its inputs changed, or its outputs are not the ones that were made.

import { join } from "node:path";
import { hashInputs } from "../lib/hash.mjs";
import { root, stateDir } from "../lib/paths.mjs";
import { readStamp, writeStamp } from "../lib/stamp.mjs";

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {() => readonly string[]} inputs files whose contents decide the result
 * @property {() => unknown} options whatever else decides it: flags, versions of compilers
 * @property {() => readonly string[]} outputs files that were made; none means it has to be made
 * @property {(options: { outputsAreStale: boolean }) => Promise<string>} make gives what was made, in a few words
 * @property {() => string | undefined} [skip] why there is nothing to make, if so
 */

/**
 * @param {Part} part
 * @param {{ base?: string, stamps?: string }} [places]
 * @returns {Promise<string>} what was done
 */
export async function buildPart(part, { base = root, stamps = join(stateDir, "build") } = {}) {
  const skipped = part.skip?.();
  if (skipped !== undefined) return `skipped: ${skipped}`;
  const stampPath = join(stamps, `${part.name}.json`);
  const stamp = /** @type {{ inputs?: string, outputs?: string, made?: string } | undefined} */ (
    readStamp(stampPath)
  );
  // Taken before the work: what is edited meanwhile has to count as not built.
  const inputs = hashInputs(base, part.inputs(), part.options());
  const outputs = part.outputs();
  const outputsAreStale = outputs.length === 0 || stamp?.outputs !== hashInputs(base, outputs);
  if (stamp?.inputs === inputs && !outputsAreStale) return `unchanged: ${stamp.made}`;
  const made = await part.make({ outputsAreStale });
  writeStamp(stampPath, { inputs, outputs: hashInputs(base, part.outputs()), made });
  return made;
}
