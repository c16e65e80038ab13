// A scenario: a session and the commands that are played in it, as a JSON file that Node and browsers read alike.

import type { SessionConfig } from "@cift/engine";
import { DataError } from "../../inputs/data-error.js";
import type { ScenarioCommand } from "./commands.js";
import { type GeneratorSpec, generatorNames } from "./generators.js";

/** A file of order flow: the commands of a scenario that nobody wants to read. */
export interface FlowFile {
  readonly format: "flash1" | "lobster-ops";
  /** `repository`: a file of the clone. `data`: verification data, which is not in the clone (see `dataFolder`). */
  readonly folder: "repository" | "data";
  /** Below the folder. */
  readonly path: string;
}

interface ScenarioHead {
  readonly name: string;
  /** What happens in it, in a sentence. */
  readonly title: string;
  /** The rules of `schemas/semantics.md` that it is about. */
  readonly rules: readonly string[];
  /** What has to happen in it, or it does not show what it is for: `refreshed`, `cancelled fillOrKill`. */
  readonly shows: readonly string[];
}

/** Commands that are written out. */
export interface WrittenScenario extends ScenarioHead {
  readonly kind: "commands";
  readonly config: SessionConfig;
  readonly commands: readonly ScenarioCommand[];
}

/** Commands that a generator of this repository makes from a seed. */
export interface GeneratedScenario extends ScenarioHead {
  readonly kind: "generator";
  readonly config: SessionConfig;
  readonly generator: GeneratorSpec;
}

/** Commands of a file; the session is the format's. */
export interface FileScenario extends ScenarioHead {
  readonly kind: "file";
  readonly file: FlowFile;
}

export type Scenario = WrittenScenario | GeneratedScenario | FileScenario;

const KEYS = ["title", "rules", "shows", "config", "commands", "generator", "file"];

/**
 * Reads the text of a scenario's file; its name is the file's. What the session and the commands are is checked when they
 * are made (`scenarioFlow`).
 */
export function readScenario(name: string, text: string, source = `${name}.json`): Scenario {
  const fail = (problem: string): never => {
    throw new DataError(source, problem);
  };
  const given = asObject(parse(source, text)) ?? fail("is no JSON object");
  const unknown = Object.keys(given).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) fail(`has '${unknown}', known are ${KEYS.join(", ")}`);
  const { title, config } = given;
  if (typeof title !== "string" || title === "") fail("has no title");
  const head = { name, title: String(title), rules: texts(given.rules), shows: texts(given.shows) };
  const kinds = (["commands", "generator", "file"] as const).filter((key) => given[key] !== undefined);
  const kind = kinds.length === 1 ? kinds[0] : fail("must have one of commands, generator and file");
  if ((kind === "file") === (config !== undefined))
    fail("must have a config, unless it is a file's: then the format says");
  if (kind === "file") return { ...head, kind, file: flowFile(given.file) ?? fail("names no file of flow") };
  const session = (asObject(config) ?? fail("has a config that is no object")) as unknown as SessionConfig;
  if (kind === "generator") {
    const generator = generatorSpec(given.generator) ?? fail(generatorProblem());
    return { ...head, kind, config: session, generator };
  }
  if (!Array.isArray(given.commands)) fail("has commands that are no list");
  return { ...head, kind: "commands", config: session, commands: given.commands as ScenarioCommand[] };
}

function parse(source: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DataError(source, `is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function flowFile(value: unknown): FlowFile | undefined {
  const { format, folder, path } = asObject(value) ?? {};
  if (format !== "flash1" && format !== "lobster-ops") return undefined;
  if ((folder !== "repository" && folder !== "data") || typeof path !== "string") return undefined;
  return { format, folder, path };
}

function generatorSpec(value: unknown): GeneratorSpec | undefined {
  const { name, seed, count } = asObject(value) ?? {};
  if (typeof name !== "string" || !generatorNames.includes(name)) return undefined;
  if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(count) || Number(count) < 1) return undefined;
  return { name, seed: Number(seed), count: Number(count) };
}

function generatorProblem(): string {
  return `has a generator that is not { name, seed, count }; names are ${generatorNames.join(", ")}`;
}
