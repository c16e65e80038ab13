// The runs that have a golden.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { dataFolder, repositoryRoot } from "../repository.js";
import type { GoldenSource } from "./golden.js";

export interface GoldenCase {
  readonly name: string;
  readonly source: GoldenSource;
}

/** The five regimes of the flash1 workload. */
export const flash1Scenarios = ["static", "normal", "swing-25", "swing-40", "flash-crash"] as const;

/** The slice that ships with the clone. */
export const sampleCase: GoldenCase = {
  name: "flash1-normal-20k",
  source: { format: "flash1", folder: "repository", path: "examples/data/flash1-normal-20k.bin.gz" },
};

/** The whole day of GOOG. */
export const googCase: GoldenCase = {
  name: "lobster-goog-2012-06-21",
  source: { format: "lobster-ops", folder: "data", path: "lobster/GOOG_10_ops.csv.gz" },
};

export const goldenCases: readonly GoldenCase[] = [
  sampleCase,
  googCase,
  ...flash1Scenarios.map(
    (scenario): GoldenCase => ({
      name: `flash1-seed7-${scenario}`,
      source: { format: "flash1", folder: "data", path: `flash1/seed7/${scenario}.bin.xz` },
    }),
  ),
];

/** The file of a source, or undefined where this machine has not got it. */
export function sourceFile({ folder, path }: GoldenSource): string | undefined {
  const base = folder === "repository" ? repositoryRoot : dataFolder();
  if (base === undefined) return undefined;
  const file = join(base, path);
  return existsSync(file) ? file : undefined;
}
