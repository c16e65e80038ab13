// Where things are: the clone that this program runs from, and the verification data beside it.

import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Environment } from "./environment.js";

/** The root of the clone. This module is two folders below it, as a source and compiled. */
export const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** The folder of verification data: `$CIFT_DATA`, or `../shared/data` beside the clone. Undefined when it is not there. */
export function dataFolder(env: Environment = process.env): string | undefined {
  const folder = env.CIFT_DATA || join(repositoryRoot, "..", "shared", "data");
  return existsSync(folder) ? resolve(folder) : undefined;
}
