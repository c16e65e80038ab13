// The built page in a real browser, and what it must never do: log an error, or ask anybody but its own
// server.

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { chromiumArgs, chromiumPath } from "../../../infra/lib/chromium.mjs";
import { serve } from "../../../infra/serve.mjs";

export const chromiumFile = chromiumPath();
export const NO_CHROMIUM = "needs Chromium: apt-get install chromium, or CIFT_CHROMIUM=<path>";

const built = fileURLToPath(new URL("../../../dist/web", import.meta.url));

export interface Site {
  readonly url: string;
  open(options?: BrowserContextOptions): Promise<OpenPage>;
  close(): Promise<void>;
}

export interface OpenPage {
  readonly page: Page;
  /** What went wrong behind the page's back; empty when all is well. */
  readonly complaints: string[];
  close(): Promise<void>;
}

export async function startSite(): Promise<Site> {
  if (!existsSync(built)) throw new Error("dist/web is missing: node infra/build.mjs web");
  const server = await serve(built);
  const browser: Browser = await chromium.launch({ executablePath: chromiumFile ?? "", args: chromiumArgs });
  return {
    url: server.url,
    async open(options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) complaints.push(`console: ${message.text()}`);
      });
      page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
      page.on("crash", () => complaints.push("the page crashed"));
      context.on("request", (request) => {
        if (!request.url().startsWith(server.url)) complaints.push(`request: ${request.url()}`);
      });
      await page.goto(server.url);
      return { page, complaints, close: () => context.close() };
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

export async function waitForState(page: Page, ...states: readonly string[]): Promise<void> {
  await page.waitForFunction(
    (wanted) => wanted.includes(document.documentElement.getAttribute("data-state") ?? ""),
    states,
    {
      timeout: 30_000,
    },
  );
}

export interface PageState {
  readonly state: string;
  readonly digest: string;
  readonly golden: string;
}

export function stateOf(page: Page): Promise<PageState> {
  return page.evaluate(() => {
    const read = (name: string): string => document.documentElement.getAttribute(`data-${name}`) ?? "";
    return { state: read("state"), digest: read("digest"), golden: read("golden") };
  });
}

/** The text of a part of the page, by its data-part. */
export async function part(page: Page, name: string): Promise<string> {
  return (await page.locator(`[data-part="${name}"]`).innerText()).trim();
}

/** A number of the page. */
export async function figure(page: Page, name: string): Promise<number> {
  return Number((await part(page, name)).replaceAll(",", ""));
}
