// Node: the module and the addon are files of this package.

import { randomUUID } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CiftError } from "../errors.js";
import type { ReadableInput } from "./input.js";
import type { DataAddon } from "./native.js";
import type { DataPlatform, SpoolFile } from "./platform.js";

/** Files are beside `dist`, where this module is two folders deep. */
const PACKAGE = "../../";

function loadAddon(): DataAddon {
  const name = `${PACKAGE}native/cift-data.${process.platform}-${process.arch}.node`;
  // An import statement would be resolved by bundlers, which cannot hold an addon.
  return createRequire(import.meta.url)(fileURLToPath(new URL(name, import.meta.url))) as DataAddon;
}

function openFile(path: string): ReadableInput {
  const file = opened(path);
  return {
    name: path,
    size: fstatSync(file).size,
    readAt: (offset, target) => readSync(file, target, 0, target.length, offset),
    close: () => closeSync(file),
  };
}

/** The same words as the native addon has for it. */
const REASONS: Readonly<Record<string, string>> = { ENOENT: "is not there", EACCES: "may not be read" };

function opened(path: string): number {
  try {
    return openSync(path, "r");
  } catch (cause) {
    const { code = "", message } = cause as NodeJS.ErrnoException;
    const reason = REASONS[code] ?? `cannot be opened (${message})`;
    throw new CiftError("DATA_INVALID", `${path}: ${reason}`, { cause, detail: { input: path, reason } });
  }
}

/** What is removed when the program ends before they are read: Ctrl-C ends it anywhere. */
const spools = new Set<string>();
const removeSpools = () => {
  for (const path of spools) rmSync(path, { force: true });
};

/** A file in the folder of temporary ones, which nobody else can read. */
function openSpool(): SpoolFile {
  const path = join(tmpdir(), `cift-${randomUUID()}.spool`);
  const file = openSync(path, "wx", 0o600);
  if (spools.size === 0) process.once("exit", removeSpools);
  spools.add(path);
  let isOpen = true;
  const close = () => {
    if (isOpen) closeSync(file);
    isOpen = false;
  };
  return {
    append(bytes) {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    },
    input(name) {
      close();
      return { path, name };
    },
    remove() {
      close();
      rmSync(path, { force: true });
      spools.delete(path);
      if (spools.size === 0) process.off("exit", removeSpools);
    },
  };
}

export const dataPlatform: DataPlatform = {
  runsAddons: true,
  fetchWasm: () => readFile(fileURLToPath(new URL(`${PACKAGE}wasm/cift_data_bg.wasm`, import.meta.url))),
  loadAddon,
  openFile,
  openSpool,
};
