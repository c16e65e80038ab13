import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { GENERATED, type OutputFile } from "./output.js";

/** A generated file that is not as it should be. */
export interface Drift {
  readonly path: string;
  readonly hint: string;
}

/** Compares with what is on disk. */
export function findDrift(root: string, files: readonly OutputFile[]): Drift[] {
  const changed = files.flatMap(({ path, text }): Drift[] => {
    const hint = compare(join(root, path), text);
    return hint === undefined ? [] : [{ path, hint }];
  });
  return [
    ...changed,
    ...staleFiles(root, files).map((path) => ({ path, hint: "no schema makes this file any more" })),
  ];
}

/** Writes what differs, removes what no schema makes any more, and returns the paths of both. */
export function write(root: string, files: readonly OutputFile[]): string[] {
  const stale = staleFiles(root, files);
  for (const path of stale) rmSync(join(root, path));
  const changed = files.filter(({ path, text }) => compare(join(root, path), text) !== undefined);
  for (const { path, text } of changed) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return [...changed.map(({ path }) => path), ...stale];
}

/** The first line that differs, in words. */
function compare(path: string, text: string): string | undefined {
  if (!existsSync(path)) return "is missing";
  const old = readFileSync(path, "utf8");
  if (old === text) return undefined;
  const [oldLines, newLines] = [old.split("\n"), text.split("\n")];
  const at = newLines.findIndex((line, index) => line !== oldLines[index]);
  const line = at === -1 ? newLines.length : at;
  const show = (value: string | undefined) => (value === undefined ? "(end of file)" : value.trim());
  return `line ${line + 1}\n    on disk:   ${show(oldLines[line])}\n    generated: ${show(newLines[line])}`;
}

/** Generated files in the folders that we write to, by their banner, that are not among ours. */
function staleFiles(root: string, files: readonly OutputFile[]): string[] {
  const ours = new Set(files.map(({ path }) => path));
  const folders = [...new Set(files.map(({ path }) => dirname(path)))];
  return folders.flatMap((folder) => {
    if (!existsSync(join(root, folder))) return [];
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => `${folder}/${entry.name}`);
    return paths.filter((path) => !ours.has(path) && isGenerated(join(root, path)));
  });
}

function isGenerated(path: string): boolean {
  return readFileSync(path, "utf8").slice(0, 200).includes(GENERATED);
}
