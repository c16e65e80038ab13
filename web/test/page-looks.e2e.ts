// The built page in Chromium: how it looks, what it is made of, and what it does when something is missing.

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { part, stateOf, waitForState } from "./support/browser.ts";
import { GOLDEN_END, pick, usePages } from "./support/pages.ts";

const { openReady, takeComplaints } = usePages();

describe("what can go wrong", () => {
  it("says that the engine cannot be loaded, and tries again", async () => {
    const page = await openReady();
    await page.route("**/*.wasm", (route) =>
      route.fulfill({ contentType: "application/wasm", body: "no module" }),
    );
    await page.reload();
    await waitForState(page, "failed");
    expect(await part(page, "failure-problem")).toMatch(/BACKEND_UNAVAILABLE/);
    await page.unroute("**/*.wasm");
    await page.locator(".card [data-command=openSample]").click();
    await waitForState(page, "ready");
    await page.keyboard.press("End");
    await waitForState(page, "finished");
    expect(await stateOf(page)).toEqual(GOLDEN_END);
  });

  it("says that the worker cannot be started, and tries again", async () => {
    const page = await openReady();
    await page.route("**/replay.worker*", (route) =>
      route.fulfill({ contentType: "text/javascript", body: "no program" }),
    );
    await page.reload();
    await waitForState(page, "failed");
    expect(await page.locator(".card-failed .card-title").innerText()).toBe("The replay’s worker stopped");
    await page.unroute("**/replay.worker*");
    await page.locator(".card [data-command=openSample]").click();
    await waitForState(page, "ready");
    await page.keyboard.press("End");
    await waitForState(page, "finished");
    expect(await stateOf(page)).toEqual(GOLDEN_END);
    // The browser logs what was wrong with the script; that is the one complaint here.
    const complaints = takeComplaints();
    expect(complaints.filter((complaint) => !/SyntaxError|Unexpected/.test(complaint))).toEqual([]);
  });

  it("copies the digest", async () => {
    const page = await openReady({ permissions: ["clipboard-read", "clipboard-write"] });
    await page.getByRole("button", { name: "Copy the digest" }).click();
    await page.waitForFunction(() => document.querySelector("[data-copied=true]") !== null);
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe((await stateOf(page)).digest);
  });
});

describe("how it looks", () => {
  const ground = (page: Page): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

  it("follows the system's theme, and keeps another choice", async () => {
    const page = await openReady({ colorScheme: "dark" });
    expect(await ground(page)).toBe("rgb(9, 12, 15)");
    await page.emulateMedia({ colorScheme: "light" });
    expect(await ground(page)).toBe("rgb(238, 240, 242)");
    await page.locator("label.theme", { has: page.locator("[value=dark]") }).click();
    expect(await ground(page)).toBe("rgb(9, 12, 15)");
    await page.reload();
    expect(await ground(page)).toBe("rgb(9, 12, 15)");
    await page.locator("label.theme", { has: page.locator("[value=system]") }).click();
    expect(await ground(page)).toBe("rgb(238, 240, 242)");
  });

  const BOXES = [
    ".header",
    ".session",
    ".stats",
    ".digest",
    ".ladder",
    ".ladder-spread",
    ".price",
    ".price-plot",
    ".tape",
    ".transport",
    ".bar",
  ];

  it.each([
    [360, 780],
    [900, 1000],
    [1600, 900],
  ])("moves nothing and overflows nowhere at %d × %d", async (width, height) => {
    const page = await openReady({ viewport: { width, height } });
    await page.evaluate(() => {
      const shifts: { value: number; names: string }[] = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          const { value, sources = [] } = entry as PerformanceEntry & {
            value: number;
            sources?: { node?: Node }[];
          };
          const names = sources.map(({ node }) =>
            node instanceof Element ? node.className : node?.nodeName,
          );
          shifts.push({ value, names: names.join(" ") });
        }
      }).observe({ type: "layout-shift", buffered: false });
      Object.assign(document.documentElement, { shifts });
    });
    const boxes = (): Promise<string[]> =>
      page.evaluate(
        (selectors) =>
          selectors.map((selector) => {
            const box = document.querySelector(selector)?.getBoundingClientRect();
            return `${selector} ${box?.left} ${box?.top} ${box?.width} ${box?.height}`;
          }),
        BOXES,
      );
    const before = await boxes();
    await page.locator("#speed").fill("3");
    await page.locator(".transport [data-command=togglePlay]").click();
    await waitForState(page, "playing");
    await page.waitForTimeout(700);
    expect(await boxes()).toEqual(before);
    await waitForState(page, "finished");
    await page.waitForTimeout(100);
    expect(await boxes()).toEqual(before);
    const shifts = await page.evaluate(
      () => (document.documentElement as unknown as { shifts: { value: number; names: string }[] }).shifts,
    );
    // What is left is text that is flush right and becomes longer: a score of 0.1 is what people notice.
    const score = shifts.reduce((sum, { value }) => sum + value, 0);
    expect(score, JSON.stringify(shifts)).toBeLessThan(0.005);
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await overflow()).toBeLessThanOrEqual(0);
    // With a long name, an error, and the button that leads back to the sample.
    await pick(page, `${"long-".repeat(20)}name.bin`, Uint8Array.of(1, 2, 3));
    await waitForState(page, "failed");
    expect(await overflow()).toBeLessThanOrEqual(0);
  });
});

describe("what it is made of", () => {
  it("has names for everything that can be pressed, and allows no foreign code", async () => {
    const page = await openReady();
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll("button, input:not([hidden])")]
        .filter((element) => {
          const label = element.getAttribute("aria-label") ?? element.textContent?.trim() ?? "";
          const labels = element instanceof HTMLInputElement ? (element.labels?.length ?? 0) : 0;
          return label === "" && labels === 0;
        })
        .map((element) => element.outerHTML),
    );
    expect(nameless).toEqual([]);
    const policy = await page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
    for (const rule of [
      "script-src 'self' 'wasm-unsafe-eval'",
      "worker-src 'self' blob:",
      "object-src 'none'",
      "base-uri 'none'",
      "connect-src 'self'",
    ]) {
      expect(policy).toContain(rule);
    }
    expect(await page.locator("style, script:not([src]), [style*=url]").count()).toBe(0);
  });
});
