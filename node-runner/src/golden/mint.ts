// Makes the goldens, and never changes one silently: what is different is printed, and it is written only when asked.

import { mkdirSync, writeFileSync } from "node:fs";
import type { EngineBackend } from "@cift/engine";
import { loadFlow } from "../conform/load-flow.js";
import { goldenCases, sourceFile } from "./cases.js";
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
    const result = settleGolden(computed, readGolden(one.name), update);
    if (result.state === "written") writeGolden(computed);
    minted.push(result);
  }
  return minted;
}

/** What becomes of a golden that was computed, beside the committed one if there is one. */
export function settleGolden(computed: Golden, committed: Golden | undefined, update: Update): Minted {
  const { name } = computed;
  if (committed === undefined)
    return { name, state: update === "none" ? "missing" : "written", differences: [] };
  const differences = goldenDifferences(committed, computed);
  if (differences.length === 0) return { name, state: "equal", differences };
  return { name, state: update === "all" ? "written" : "changed", differences };
}

function writeGolden(golden: Golden): void {
  mkdirSync(goldenFolder, { recursive: true });
  writeFileSync(goldenPath(golden.name), `${JSON.stringify(golden, null, 2)}\n`);
}
