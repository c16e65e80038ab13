// Makes the goldens, and never changes one silently: what is different is printed, and it is written only when asked.

import { mkdirSync, writeFileSync } from "node:fs";
import type { EngineBackend } from "@cift/engine";
import { goldenCases, loadFlow, sourceFile } from "./cases.js";
import { computeGolden } from "./compute.js";
import { type Golden, goldenDifferences, goldenFolder, goldenPath, readGolden } from "./golden.js";

/** `new` writes goldens that are missing, `all` also writes those that changed, `none` writes nothing. */
export type Update = "new" | "all" | "none";

export interface Minted {
  readonly name: string;
  readonly state: "equal" | "written" | "changed" | "missing" | "no source";
  /** What is different from the committed one. */
  readonly differences: readonly string[];
}

export async function mintGoldens(backend: EngineBackend, update: Update): Promise<Minted[]> {
  const minted: Minted[] = [];
  for (const one of goldenCases) {
    const file = sourceFile(one.source);
    if (file === undefined) {
      minted.push({ name: one.name, state: "no source", differences: [] });
      continue;
    }
    const computed = await computeGolden(one, await loadFlow(one.source.format, file), backend);
    minted.push(settle(computed, readGolden(one.name), update));
  }
  return minted;
}

function settle(computed: Golden, committed: Golden | undefined, update: Update): Minted {
  const { name } = computed;
  const differences = committed === undefined ? [] : goldenDifferences(committed, computed);
  if (committed !== undefined && differences.length === 0) return { name, state: "equal", differences };
  const write = update === "all" || (update === "new" && committed === undefined);
  if (!write) return { name, state: committed === undefined ? "missing" : "changed", differences };
  mkdirSync(goldenFolder, { recursive: true });
  writeFileSync(goldenPath(name), `${JSON.stringify(computed, null, 2)}\n`);
  return { name, state: "written", differences };
}
