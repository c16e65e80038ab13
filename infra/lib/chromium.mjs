// @ts-check
// The browser that the end-to-end tests drive. playwright-core brings none, and its own download is not to be had everywhere.

import { existsSync } from "node:fs";
import { which } from "./process.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC_PATHS = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * Path of a Chromium; CIFT_CHROMIUM names another one.
 * @param {(name: string) => string | undefined} [command]
 * @param {(path: string) => boolean} [exists]
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined}
 */
export function chromiumPath(command = which, exists = existsSync, env = process.env) {
  if (env.CIFT_CHROMIUM) return env.CIFT_CHROMIUM;
  for (const name of NAMES) {
    const found = command(name);
    if (found) return found;
  }
  return MAC_PATHS.find(exists);
}

/**
 * Arguments for a headless start in tests: root needs --no-sandbox, and a browser that looks for updates and syncs
 * makes a closed network log hundreds of refused connections.
 */
export const chromiumArgs = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
