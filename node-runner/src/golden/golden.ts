// What a run has to be: committed under schemas/golden, compared in every runtime.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunDigest, SessionConfig } from "@cift/engine";
import type { FlowFormat } from "../conform/load-flow.js";
import { repositoryRoot } from "../repository.js";

/** Where the commands of a golden come from. */
export interface GoldenSource {
  readonly format: FlowFormat;
  /** `repository`: a file of the clone. `data`: verification data, which is not in the clone (see `dataFolder`). */
  readonly folder: "repository" | "data";
  /** Below the folder. */
  readonly path: string;
}

export interface Golden {
  readonly name: string;
  readonly source: GoldenSource;
  /** Version of the matching rules that the run is of. */
  readonly semanticsVersion: number;
  readonly config: SessionConfig;
  readonly commands: number;
  readonly events: number;
  /** Identity of the run: of session, commands and events. */
  readonly digest: string;
  readonly commandsDigest: string;
  readonly eventsDigest: string;
  /** Of flash1: SHA-256 of the report stream. */
  readonly reportsSha256?: string;
}

export const goldenFolder = join(repositoryRoot, "schemas", "golden");

export function goldenPath(name: string): string {
  return join(goldenFolder, `${name}.json`);
}

/** The committed golden, or undefined. */
export function readGolden(name: string): Golden | undefined {
  const path = goldenPath(name);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Golden) : undefined;
}

/** What differs between two goldens, field by field; nothing when they are equal. */
export function goldenDifferences(committed: Golden, computed: Golden): string[] {
  const names = [...new Set([...Object.keys(committed), ...Object.keys(computed)])] as (keyof Golden)[];
  return names.flatMap((name) => {
    const [before, now] = [JSON.stringify(committed[name]), JSON.stringify(computed[name])];
    return before === now ? [] : [`${name}: ${before ?? "absent"} → ${now ?? "absent"}`];
  });
}

/** Whether a run is the golden's. */
export function isGoldenRun(golden: Golden, digest: RunDigest): boolean {
  return golden.digest === digest.value && golden.events === digest.eventCount;
}
