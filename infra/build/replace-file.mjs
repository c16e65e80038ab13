// @ts-check
import { copyFileSync, mkdirSync, renameSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Puts a copy of a file in place at once. A running process keeps the old one, which may be mapped into its memory:
 * writing into that would crash it.
 * @param {string} from
 * @param {string} to
 */
export function replaceFile(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  const temporary = join(dirname(to), `.${basename(to)}.${process.pid}`);
  copyFileSync(from, temporary);
  renameSync(temporary, to);
}
