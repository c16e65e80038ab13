// Which files the arguments of a command name: files, folders, patterns.

import { existsSync, readdirSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { UsageError } from "../cli/usage-error.js";
import { DataError } from "../inputs/data-error.js";

/**
 * The files in order. A folder is the files in it, without hidden ones and without folders; a pattern (`*`, `?` in the last
 * part of a path) is what matches, for shells that do not expand it. Both come in the order of their names, numbers in
 * them by their value.
 */
export function inputFiles(paths: readonly string[]): string[] {
  return paths.flatMap(filesOf);
}

function filesOf(path: string): string[] {
  if (path === "-") throw notFromPipe(path);
  if (/[*?]/.test(basename(path)) && !existsSync(path)) return matches(path);
  const stat = statusOf(path);
  if (stat.isDirectory()) return filesIn(path);
  if (!stat.isFile()) throw notFromPipe(path);
  if (stat.size === 0) throw new DataError(path, "is empty");
  return [path];
}

function statusOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new DataError(path, code === "ENOENT" ? "is not there" : `cannot be opened (${message})`);
  }
}

function filesIn(folder: string): string[] {
  const files = namesIn(folder, () => true).map((name) => join(folder, name));
  if (files.length === 0) throw new DataError(folder, "is a folder without files");
  return files;
}

function matches(pattern: string): string[] {
  const folder = dirname(pattern);
  const letters = basename(pattern).replace(/[.+^${}()|[\]\\]/g, "\\$&");
  const name = new RegExp(`^${letters.replaceAll("*", ".*").replaceAll("?", ".")}$`);
  const found = existsSync(folder) ? namesIn(folder, (each) => name.test(each)) : [];
  if (found.length === 0) throw new DataError(pattern, "matches no file");
  return found.map((each) => join(folder, each));
}

function namesIn(folder: string, isWanted: (name: string) => boolean): string[] {
  const isFile = (name: string) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile() === true;
  const { compare } = new Intl.Collator("en", { numeric: true });
  return readdirSync(folder)
    .filter((name) => !name.startsWith(".") && isWanted(name) && isFile(name))
    .sort(compare);
}

function notFromPipe(path: string): UsageError {
  return new UsageError(
    `${path}: market data is read at any place of a file, so not from a pipe: write it into a file first` +
      ` (… > day.dbn), and read that. Compressed files are read as they are`,
  );
}
