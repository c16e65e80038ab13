// The runs that have a golden: the scenarios of examples/scenarios, and where the files of order flow are that some name.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { DataError } from "../inputs/data-error.js";
import { readInput } from "../inputs/input.js";
import { dataFolder, repositoryRoot } from "../repository.js";
import type { GoldenSource } from "./golden.js";
import { type ScenarioFlow, scenarioFlow } from "./scenario/flow.js";
import { type FlowFile, readScenario, type Scenario } from "./scenario/scenario.js";

/** A golden that other parts of the program know by name. */
export interface GoldenCase {
  readonly name: string;
  readonly source: FlowFile;
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

export const scenarioFolder = join(repositoryRoot, "examples", "scenarios");

/** The file of a source, or undefined where this machine has not got it. */
export function sourceFile({ folder, path }: Pick<FlowFile, "folder" | "path">): string | undefined {
  const base = folder === "repository" ? repositoryRoot : dataFolder();
  if (base === undefined) return undefined;
  const file = join(base, path);
  return existsSync(file) ? file : undefined;
}

/** The names of a folder's JSON files, in the order of the alphabet. */
export function jsonNames(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  return files.map((file) => file.slice(0, -".json".length)).sort();
}

/** Reads a scenario by its name. */
export function loadScenario(name: string, folder = scenarioFolder): Scenario {
  const path = join(folder, `${name}.json`);
  if (!existsSync(path)) throw new DataError(path, "there is no such file");
  return readScenario(name, readFileSync(path, "utf8"), path);
}

/** The session and the records of a scenario; undefined where it needs a file that this machine has not got. */
export async function loadScenarioFlow(scenario: Scenario): Promise<ScenarioFlow | undefined> {
  if (scenario.kind !== "file") return scenarioFlow(scenario);
  const file = sourceFile(scenario.file);
  return file === undefined ? undefined : scenarioFlow(scenario, await readInput(file));
}

/** What a golden says of where its commands come from. */
export function goldenSource(scenario: Scenario, folder = scenarioFolder): GoldenSource {
  if (scenario.kind === "file") return scenario.file;
  const path = relative(repositoryRoot, resolve(folder, `${scenario.name}.json`))
    .split(sep)
    .join("/");
  // A folder outside of the clone is somebody's own: where it is, is not for everybody.
  return {
    format: "scenario",
    folder: "repository",
    path: path.startsWith("..") ? `${scenario.name}.json` : path,
  };
}
