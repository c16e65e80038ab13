// What is played: the benchmark's five scenarios and a real day where the data is here, else the bundled sample.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FlowFormat } from "../node-runner/src/conform/load-flow.js";
import { flash1Scenarios, googCase, sampleCase, sourceFile } from "../node-runner/src/golden/cases.js";
import { readInput } from "../node-runner/src/inputs/input.js";

export interface BenchFlow {
  readonly name: string;
  readonly format: FlowFormat;
  /** Unpacked: others read nothing else. */
  readonly file: string;
}

/** @param only names of flows; none means all but the sample, where there are others */
export async function prepareFlows(folder: string, only: readonly string[]): Promise<BenchFlow[]> {
  mkdirSync(folder, { recursive: true });
  const wanted = only.includes(SAMPLE) ? [sample()] : sources();
  const chosen = wanted.filter(({ name }) => only.length === 0 || only.includes(name));
  const flows: BenchFlow[] = [];
  for (const { name, format, source } of chosen) {
    const file = join(folder, `${name}${format === "flash1" ? ".bin" : "_ops.csv"}`);
    writeFileSync(file, (await readInput(source)).bytes);
    flows.push({ name, format, file });
  }
  return flows;
}

interface Source {
  readonly name: string;
  readonly format: FlowFormat;
  readonly source: string;
}

function sources(): Source[] {
  const found = [
    ...flash1Scenarios.map((scenario) => ({
      name: scenario as string,
      format: "flash1" as const,
      source: sourceFile({ folder: "data", path: `flash1/seed23/${scenario}.bin.xz` }),
    })),
    { name: "GOOG", format: googCase.source.format, source: sourceFile(googCase.source) },
  ].flatMap(({ source, ...rest }) => (source === undefined ? [] : [{ ...rest, source }]));
  if (found.length > 0) return found;
  console.log(
    "There is no verification data beside this clone (CIFT_DATA names another place): the bundled sample.",
  );
  return [sample()];
}

const SAMPLE = "sample";

function sample(): Source {
  const source = sourceFile(sampleCase.source);
  if (source === undefined) throw new Error("the bundled sample is missing: examples/data");
  return { name: SAMPLE, format: "flash1", source };
}
