// @ts-check
// node_modules, exactly as package-lock.json says, without install scripts of packages (supply chain, and some of them
// download what not every network has).

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runLogged } from "../lib/process.mjs";
import { readStamp, writeStamp } from "../lib/stamp.mjs";

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [resolved]
 * @property {boolean} [link]
 * @property {boolean} [optional]
 * @typedef {{ packages?: Record<string, LockedPackage> }} Lockfile
 */

/**
 * Whether what is installed is what the lock file says. npm keeps a lock file of its own in node_modules; packages for
 * other platforms are in the first and not in the second.
 * @param {Lockfile | undefined} wanted package-lock.json
 * @param {Lockfile | undefined} installed node_modules/.package-lock.json
 * @returns {boolean}
 */
export function isInstalled(wanted, installed) {
  if (!wanted?.packages || !installed?.packages) return false;
  const have = installed.packages;
  const want = wanted.packages;
  // "" is the root itself; folders outside node_modules are the workspaces, which are links.
  const isPackage = (/** @type {string} */ key) => key.includes("node_modules/");
  const complete = Object.entries(want)
    .filter(([key]) => isPackage(key))
    .every(([key, one]) => (have[key] ? have[key].version === one.version : one.optional === true));
  return (
    complete &&
    Object.keys(have)
      .filter(isPackage)
      .every((key) => want[key] !== undefined)
  );
}

/**
 * @param {string} base
 * @returns {Promise<string>} what was done
 */
export async function ensureNodePackages(base) {
  const lockfile = readFileSync(join(base, "package-lock.json"), "utf8");
  const hash = createHash("sha256").update(lockfile).digest("hex");
  const stampPath = join(base, "node_modules", ".cift-stamp.json");
  const stamp = /** @type {{ lockfile?: string } | undefined} */ (readStamp(stampPath));
  if (stamp?.lockfile === hash) return "present: package-lock.json unchanged";

  // Somebody ran npm by hand: npm ci would delete the folder under everybody who works with it, for nothing.
  const own = join(base, "node_modules", ".package-lock.json");
  const installed = existsSync(own) ? /** @type {Lockfile} */ (readStamp(own)) : undefined;
  if (isInstalled(/** @type {Lockfile} */ (JSON.parse(lockfile)), installed)) {
    writeStamp(stampPath, { lockfile: hash });
    return "present: installed by npm as package-lock.json says";
  }
  await runLogged("npm-ci", "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: base });
  writeStamp(stampPath, { lockfile: hash });
  return "installed with npm ci --ignore-scripts";
}
