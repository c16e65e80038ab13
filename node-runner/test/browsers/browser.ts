// The browsers of this machine that can be started without a screen and without a driver: they are given an address, and the
// page at it does the rest.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { chromiumArgs, chromiumPath } from "../../../infra/lib/chromium.mjs";
import { which } from "../../../infra/lib/process.mjs";

/** How a browser is started. */
export interface Browser {
  readonly name: string;
  /** Undefined where it is not here. */
  readonly path: string | undefined;
  /** What gets it. */
  readonly advice: string;
  /** It draws on a screen; one that nobody sees has to be made. */
  readonly needsScreen?: string | true;
  readonly args: (url: string, profile: string) => readonly string[];
  /** Files of a fresh profile, by name. */
  readonly profile?: Readonly<Record<string, string>>;
}

/** Nothing to be asked, nothing to be looked up, and long scripts are what this is about. */
const FIREFOX_PREFERENCES = {
  "app.update.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "datareporting.policy.dataSubmissionEnabled": false,
  "dom.max_script_run_time": 0,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "toolkit.telemetry.reportingpolicy.firstRun": false,
};

function miniBrowser(): string | undefined {
  const libraries = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib", "/usr/libexec"];
  const folders = libraries.filter(existsSync).flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /^webkit(2)?gtk-\d/.test(name))
      .map((name) => join(folder, name)),
  );
  return folders.map((folder) => join(folder, "MiniBrowser")).find(existsSync);
}

export const browsers: readonly Browser[] = [
  {
    name: "Chromium",
    path: chromiumPath(),
    advice: "apt-get install chromium",
    args: (url, profile) => [...chromiumArgs, `--user-data-dir=${profile}`, url],
  },
  {
    name: "Firefox",
    path: process.env.CIFT_FIREFOX ?? which("firefox-esr") ?? which("firefox"),
    advice: "apt-get install firefox-esr",
    args: (url, profile) => ["--headless", "--no-remote", "--profile", profile, url],
    profile: {
      "user.js": Object.entries(FIREFOX_PREFERENCES)
        .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
        .join(""),
    },
  },
  {
    name: "WebKitGTK",
    path: miniBrowser(),
    advice: "apt-get install libwebkit2gtk-4.1-0 xvfb",
    needsScreen: which("Xvfb") ?? true,
    args: (url) => [url],
  },
];
