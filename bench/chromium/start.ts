// Builds the page, serves it, and opens it in Chromium.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { chromiumArgs, chromiumPath } from "../../infra/lib/chromium.mjs";
import { type PageServer, servePage } from "./server.js";
import type { ResultOf, Task } from "./task.js";

const source = fileURLToPath(new URL(".", import.meta.url));

/** A page in Chromium that plays order flow. */
export class ChromiumEngine implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #page: Page;
  readonly #server: PageServer;
  readonly #folder: string;
  readonly version: string;

  private constructor(browser: Browser, page: Page, server: PageServer, folder: string) {
    this.#browser = browser;
    this.#page = page;
    this.#server = server;
    this.#folder = folder;
    this.version = browser.version();
  }

  /** Undefined where there is no Chromium. */
  static async start(): Promise<ChromiumEngine | undefined> {
    const executablePath = chromiumPath();
    if (executablePath === undefined) return undefined;
    const folder = mkdtempSync(join(tmpdir(), "cift-page-"));
    await buildPage(folder);
    const server = await servePage(folder);
    const browser = await chromium.launch({ executablePath, args: [...chromiumArgs] });
    const page = await browser.newPage();
    await page.goto(server.origin);
    await page.waitForFunction(() => typeof window.perform === "function");
    return new ChromiumEngine(browser, page, server, folder);
  }

  /** Gives an input an address that tasks can name. */
  addInput(name: string, bytes: Uint8Array): string {
    return this.#server.addInput(name, bytes);
  }

  /** Forgets an input. */
  removeInput(name: string): void {
    this.#server.removeInput(name);
  }

  /** Does a task in a worker. */
  perform<T extends Task>(task: T): Promise<ResultOf<T>> {
    return this.#page.evaluate((given) => window.perform(given as T), task as Task);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function buildPage(outDir: string): Promise<void> {
  await build({
    root: source,
    // Not the playground's settings.
    configFile: false,
    logLevel: "warn",
    worker: { format: "es" },
    build: { outDir, emptyOutDir: true, target: "es2022" },
  });
}
