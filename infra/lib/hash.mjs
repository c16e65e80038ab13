// @ts-check
// Content hashes: what decides whether something has to be made again. Times of files lie after a checkout; contents do not.

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";

/**
 * All files under a path, sorted, without what builds make.
 * @param {string} path a file or a folder; one that does not exist has no files
 * @param {(name: string) => boolean} [skip] names of files and folders to leave out
 * @returns {string[]}
 */
export function filesUnder(path, skip = () => false) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !skip(entry.name))
    .flatMap((entry) => filesUnder(join(path, entry.name), skip))
    .sort();
}

/**
 * One hash over names and contents of files, and over anything else that decides the result (options, versions).
 * @param {string} base names are taken relative to this, so that a clone elsewhere has the same hash
 * @param {readonly string[]} files
 * @param {unknown} [options]
 * @returns {string}
 */
export function hashInputs(base, files, options = null) {
  const hash = createHash("sha256").update(JSON.stringify(options));
  for (const file of [...files].sort()) {
    const content = readFileSync(file);
    hash.update(`\0${relative(base, file).split(sep).join("/")}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}
