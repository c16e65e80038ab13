// @ts-check
// What kind of machine this is. Everything that decides on it takes this record, so that tests can hand in another machine.

import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { which } from "../lib/process.mjs";

/**
 * @typedef {object} System
 * @property {NodeJS.Platform} platform
 * @property {"apt" | "brew" | "dnf" | "pacman" | undefined} packages the system's package manager, where we know it
 * @property {boolean} root may install system packages without asking
 * @property {NodeJS.ProcessEnv} env
 * @property {(name: string) => string | undefined} command the program of this name
 * @property {(path: string) => boolean} exists
 */

/** @returns {System} */
export function thisSystem() {
  const env = process.env;
  return {
    platform: process.platform,
    packages: packageManager(),
    root: process.getuid?.() === 0,
    env,
    // rustup puts its programs into a folder that a shell started before the installation has not on its PATH.
    command: (name) => which(name) ?? which(name, join(env.CARGO_HOME || join(homedir(), ".cargo"), "bin")),
    exists: existsSync,
  };
}

/** @returns {System["packages"]} */
function packageManager() {
  if (process.platform === "darwin") return "brew";
  if (process.platform !== "linux") return undefined;
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  const family = [...release.matchAll(/^(?:ID|ID_LIKE)="?([^"\n]*)"?$/gm)].map((match) => match[1]).join(" ");
  if (/debian|ubuntu/.test(family)) return "apt";
  if (/fedora|rhel/.test(family)) return "dnf";
  return /arch/.test(family) ? "pacman" : undefined;
}
