// @ts-check
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Whether this module is the program that was started, and not imported by another one (a test, say).
 * @param {string} url import.meta.url of the module
 */
export function isMain(url) {
  const program = process.argv[1];
  return program !== undefined && realpathSync(program) === fileURLToPath(url);
}
