// The verification data, which is not part of the clone.

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "vitest";
import { dataFolder } from "../../src/repository.js";

/** A file or folder of the verification data; without it the test is skipped, and says so. */
export function verificationData(context: TestContext, ...path: string[]): string {
  const folder = dataFolder();
  const file = folder === undefined ? undefined : join(folder, ...path);
  if (file !== undefined && existsSync(file)) return file;
  return context.skip(`${join("../shared/data", ...path)} is not here (CIFT_DATA names another place)`);
}
