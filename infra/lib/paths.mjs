// @ts-check
// Where things are: the repository, and the cache that all clones on a machine share.

import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** What this clone remembers about itself (stamps, logs, locks). Ignored by git, safe to delete. */
export const stateDir = join(root, ".cift");

/** Tools are kept per user, by name and version, so that a second clone finds them and ~/.cargo/bin stays the user's own. */
export const cacheDir = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "cift");

/** @param {string} name a tool of node_modules/.bin */
export const nodeBin = (name) => join(root, "node_modules", ".bin", name);
