// The browser that end-to-end tests drive.

import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const { CIFT_CHROMIUM } = process.env;

/** Where a Chromium is; `CIFT_CHROMIUM` names another one. */
export const chromiumPath = CIFT_CHROMIUM ?? PATHS.find((path) => existsSync(path));

/** Starts it without a window, and without calls to its makers. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** What a page leaves in its global `result`, and what it complained of on the way. */
export async function resultOf(
  browser: Browser,
  address: string,
): Promise<{ result: unknown; complaints: string[] }> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  try {
    await page.goto(address);
    await page.waitForFunction("globalThis.result !== undefined", undefined, { timeout: 60_000 });
    return { result: await page.evaluate("globalThis.result"), complaints };
  } catch (error) {
    throw new Error(`${error}\n${complaints.join("\n")}`, { cause: error });
  } finally {
    await page.close();
  }
}
