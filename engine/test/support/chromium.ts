// The browser that end-to-end tests drive.

import { type Browser, chromium } from "playwright-core";
import { chromiumArgs, chromiumPath as findChromium } from "../../../infra/lib/chromium.mjs";

/** Where a Chromium is, if there is one. */
export const chromiumPath = findChromium();

/** Starts it without a window, and without calls to its makers. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    args: [...chromiumArgs],
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
