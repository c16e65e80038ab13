// Builds the page once, and has a browser play it.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import type { Browser } from "./browser.js";
import { PageServer } from "./page-server.js";
import type { PageReport, PageScenario } from "./protocol.js";

/** The page's folder; whoever asked for it removes it. */
export async function buildPage(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), "cift-goldens-page-"));
  await build({
    root: fileURLToPath(new URL("page", import.meta.url)),
    // Not the playground's settings.
    configFile: false,
    logLevel: "warn",
    worker: { format: "es" },
    build: { outDir, emptyOutDir: true, target: "es2022" },
  });
  return outDir;
}

/** Starts the browser with the page, and gives what the page found. */
export async function runPage(
  browser: Browser,
  page: string,
  scenarios: readonly PageScenario[],
  inputs: ReadonlyMap<string, Uint8Array>,
): Promise<PageReport> {
  await using server = await PageServer.start(page, scenarios, inputs);
  const home = mkdtempSync(join(tmpdir(), "cift-browser-"));
  const profile = join(home, "profile");
  mkdirSync(profile);
  for (const [name, text] of Object.entries(browser.profile ?? {})) writeFileSync(join(profile, name), text);
  const children: ChildProcess[] = [];
  try {
    const env: NodeJS.ProcessEnv = { ...process.env, HOME: home, XDG_RUNTIME_DIR: home };
    if (typeof browser.needsScreen === "string")
      env.DISPLAY = await startScreen(browser.needsScreen, children);
    const args = browser.args(`${server.origin}/`, profile);
    // A group of its own: a browser is many processes.
    const child = spawn(browser.path ?? "", args, {
      env,
      detached: true,
      stdio: ["ignore", "ignore", "pipe"],
    });
    children.push(child);
    let said = "";
    child.stderr.on("data", (text: Buffer) => (said = (said + text).slice(-2000)));
    child.on("error", (error) => server.fail(error));
    child.on("exit", (code) => server.fail(new Error(`${browser.name} ended with code ${code}: ${said}`)));
    return await server.report;
  } finally {
    for (const child of children.reverse()) await end(child);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A screen that nobody sees; the server says which number was free. */
async function startScreen(path: string, children: ChildProcess[]): Promise<string> {
  const args = ["-displayfd", "3", "-screen", "0", "800x600x24", "-nolisten", "tcp"];
  const child = spawn(path, args, { detached: true, stdio: ["ignore", "ignore", "ignore", "pipe"] });
  children.push(child);
  const number = child.stdio[3] as Readable;
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`Xvfb ended with code ${code}`)));
    number.once("data", (text: Buffer) => resolve(`:${text.toString().trim()}`));
  });
}

/** Ends a program and all that it started. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.removeAllListeners("error");
  process.kill(-child.pid, "SIGKILL");
  await gone;
}
