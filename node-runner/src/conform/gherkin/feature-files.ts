// Feature files on disk: one, or all of a folder and the folders in it.

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "../../inputs/data-error.js";
import { readInput } from "../../inputs/input.js";
import type { Feature } from "./model.js";
import { parseFeature } from "./parse.js";

/** The features that a path names, in the order of their names. */
export async function readFeatures(path: string): Promise<Feature[]> {
  const features: Feature[] = [];
  for (const file of await featureFiles(path)) features.push(parseFeature(await readInput(file)));
  if (features.every(({ scenarios }) => scenarios.length === 0)) {
    throw new DataError(path, "there is no scenario in it");
  }
  return features;
}

async function featureFiles(path: string): Promise<string[]> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  // A file, or nothing: reading it says which.
  if (!isFolder) return [path];
  const names = await readdir(path, { recursive: true });
  const files = names.filter((name) => /\.feature$/i.test(name)).sort();
  if (files.length === 0) throw new DataError(path, "there is no .feature file in this folder");
  return files.map((name) => join(path, name));
}
