// What a run has to be: committed under schemas/golden, compared in every runtime.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunDigest } from "@cift/engine";
import { DataError } from "../inputs/data-error.js";
import { repositoryRoot } from "../repository.js";
import type { FlowFile } from "./scenario/scenario.js";

/** Where the commands of a golden come from: a file of order flow, or a scenario that says what they are. */
export interface GoldenSource {
  readonly format: FlowFile["format"] | "scenario";
  readonly folder: FlowFile["folder"];
  /** Below the folder. */
  readonly path: string;
}

export interface Golden {
  readonly name: string;
  readonly source: GoldenSource;
  /** Version of the matching rules that the run is of. */
  readonly semanticsVersion: number;
  /** Of the session, as `input-hash.ts` has it. */
  readonly configHash: string;
  /** Of the records that were given to it. */
  readonly commandsHash: string;
  readonly commands: number;
  readonly events: number;
  /** Identity of the run: of session, commands and events. */
  readonly digest: string;
  readonly commandsDigest: string;
  readonly eventsDigest: string;
  /** Of flash1: SHA-256 of the report stream. */
  readonly reportsSha256?: string;
  /** The digest of the events after every 4,096th (rule D2). */
  readonly chain: readonly string[];
  /** The first events. */
  readonly head: readonly string[];
  /** The last events. */
  readonly tail: readonly string[];
}

export const goldenFolder = join(repositoryRoot, "schemas", "golden");

/** What is written beside a golden that does not hold any more. */
export const NEW_SUFFIX = ".new";

export function goldenPath(name: string, folder = goldenFolder): string {
  return join(folder, `${name}.json`);
}

/** The committed golden, or undefined. */
export function readGolden(name: string, folder = goldenFolder): Golden | undefined {
  const path = goldenPath(name, folder);
  return existsSync(path) ? parseGolden(path, readFileSync(path, "utf8")) : undefined;
}

const TEXTS = ["name", "digest", "commandsDigest", "eventsDigest"] as const;
const NUMBERS = ["semanticsVersion", "commands", "events"] as const;

/** Reads a golden's text. Version, counts and digests have to be there; lists of an older kind may be missing. */
export function parseGolden(path: string, text: string): Golden {
  let given: Partial<Golden> | null;
  try {
    given = JSON.parse(text) as Partial<Golden> | null;
  } catch (error) {
    throw new DataError(path, `is no JSON: ${error instanceof Error ? error.message : error}`);
  }
  if (typeof given !== "object" || given === null) throw new DataError(path, "is no golden");
  const missing =
    TEXTS.find((key) => typeof given[key] !== "string") ??
    NUMBERS.find((key) => !Number.isSafeInteger(given[key]));
  if (missing !== undefined) throw new DataError(path, `is no golden: it has no ${missing}`);
  const none = { configHash: "", commandsHash: "", chain: [], head: [], tail: [] };
  return { ...none, ...given } as Golden;
}

/** The text of a golden's file, as the formatter of the repository leaves it. */
export function goldenText(golden: Golden): string {
  const entries = Object.entries(golden).filter(([, value]) => value !== undefined);
  const lines = entries.map(([key, value], index) => {
    const comma = index < entries.length - 1 ? "," : "";
    return `  ${JSON.stringify(key)}: ${valueText(value, LINE - key.length - 6 - comma.length)}${comma}`;
  });
  return `{\n${lines.join("\n")}\n}\n`;
}

const LINE = 110;

/** A value, whose lists are on one line where they fit. */
function valueText(value: unknown, room: number): string {
  if (!Array.isArray(value)) return JSON.stringify(value, null, 2).replaceAll("\n", "\n  ");
  const parts = value.map((part) => JSON.stringify(part));
  const short = `[${parts.join(", ")}]`;
  return short.length <= room ? short : `[\n    ${parts.join(",\n    ")}\n  ]`;
}

/** What differs between two goldens, field by field; nothing when they are equal. */
export function goldenDifferences(committed: Golden, computed: Golden): string[] {
  const names = [...new Set([...Object.keys(committed), ...Object.keys(computed)])] as (keyof Golden)[];
  return names.flatMap((name) => {
    const [before, now] = [JSON.stringify(committed[name]), JSON.stringify(computed[name])];
    if (before === now) return [];
    if (Array.isArray(committed[name]) || Array.isArray(computed[name])) return [`${name}: another list`];
    return [`${name}: ${before ?? "absent"} → ${now ?? "absent"}`];
  });
}

/** Whether a run is the golden's. */
export function isGoldenRun(golden: Golden, digest: RunDigest): boolean {
  return golden.digest === digest.value && golden.events === digest.eventCount;
}
