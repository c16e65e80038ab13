// What crossing the boundary costs by itself: engine/bench/boundary.ts, which times with tinybench.

import { join } from "node:path";
import { output, root } from "./child.js";

export interface BoundaryRow {
  readonly backend: string;
  readonly name: string;
  /** The median of the samples. */
  readonly ns: number;
  readonly spreadNs: number;
}

export async function measureBoundary(): Promise<BoundaryRow[]> {
  const program = join(root, "engine", "bench", "boundary.ts");
  const rows = JSON.parse(
    await output(process.execPath, ["--import", "tsx", program, "--json"]),
  ) as BoundaryRow[];
  return rows.map(({ ns, spreadNs, ...row }) => ({ ...row, ns: oneDigit(ns), spreadNs: oneDigit(spreadNs) }));
}

function oneDigit(value: number): number {
  return Math.round(value * 10) / 10;
}
