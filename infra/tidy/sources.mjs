// The files that tidy looks at: what git tracks or would track, less what programs wrote.
// @ts-check

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {{ path: string, text: string, lines: string[] }} Source */

const CODE = /\.(rs|ts|tsx|mjs|css)$/;
const GENERATED = /(^|\/)generated(\/|\.rs$)/;

/**
 * Paths of all files of the repository.
 * @param {string} root
 * @returns {string[]}
 */
export function listFiles(root) {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  return listed.split("\n").filter((path) => path !== "" && existsSync(join(root, path)));
}

/**
 * Hand-written code.
 * @param {string} root
 * @returns {Source[]}
 */
export function readSources(root) {
  const paths = listFiles(root).filter((path) => CODE.test(path) && !GENERATED.test(path));
  return paths.map((path) => {
    const text = readFileSync(join(root, path), "utf8");
    return { path, text, lines: text.split("\n") };
  });
}
