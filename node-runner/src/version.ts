// What this is: the engine's version, the version of its matching rules, and the commit of the clone.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadBackend } from "@cift/engine";
import { repositoryRoot } from "./repository.js";

export interface Version {
  readonly engine: string;
  /** Null where no engine loads. */
  readonly semantics: number | null;
  /** Null outside of a clone with commits. */
  readonly commit: string | null;
}

export async function versionOfThis(): Promise<Version> {
  return { engine: engineVersion(), semantics: await semanticsVersion(), commit: commit() };
}

/** `0.1.0 (semantics 1, commit 0123abc)` */
export function versionText({ engine, semantics, commit }: Version): string {
  return `${engine} (semantics ${semantics ?? "unknown"}${commit === null ? "" : `, commit ${commit}`})`;
}

export function engineVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(repositoryRoot, "engine", "package.json"), "utf8"));
  return (manifest as { readonly version: string }).version;
}

async function semanticsVersion(): Promise<number | null> {
  try {
    return (await loadBackend("wasm")).semanticsVersion;
  } catch {
    return null;
  }
}

function commit(): string | null {
  if (!existsSync(join(repositoryRoot, ".git"))) return null;
  const args = ["rev-parse", "--short", "HEAD"];
  const { status, stdout } = spawnSync("git", args, { cwd: repositoryRoot, encoding: "utf8", timeout: 2000 });
  return status === 0 ? stdout.trim() : null;
}
