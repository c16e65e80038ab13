// The built page in Chromium, as a visitor has it.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  chromiumFile,
  figure,
  NO_CHROMIUM,
  type OpenPage,
  part,
  type Site,
  startSite,
  stateOf,
  waitForState,
} from "./support/browser.ts";
import { flash1File } from "./support/flash1-file.ts";

const root = new URL("../../", import.meta.url);
const samplePath = fileURLToPath(new URL("examples/data/flash1-normal-20k.bin.gz", root));
const golden = JSON.parse(readFileSync(new URL("schemas/golden/flash1-normal-20k.json", root), "utf8")) as {
  readonly digest: string;
  readonly events: number;
};
const GOLDEN_END = { state: "finished", digest: golden.digest, golden: "equal" };

let site: Site | undefined;
let opened: OpenPage | undefined;

beforeAll(async () => {
  if (chromiumFile !== undefined) site = await startSite();
});

afterAll(async () => {
  await site?.close();
});

beforeEach((context) => {
  if (site === undefined) context.skip(NO_CHROMIUM);
});

afterEach(async () => {
  const complaints = opened?.complaints ?? [];
  await opened?.close();
  opened = undefined;
  if (complaints.length > 0) throw new Error(complaints.join("\n"));
});

async function open(options?: BrowserContextOptions): Promise<Page> {
  if (site === undefined) throw new Error(NO_CHROMIUM);
  opened = await site.open(options);
  return opened.page;
}

/** With reduced motion the page waits to be started. */
async function openReady(options?: BrowserContextOptions): Promise<Page> {
  const page = await open({ reducedMotion: "reduce", ...options });
  await waitForState(page, "ready");
  return page;
}

const pick = (page: Page, name: string, bytes: Uint8Array): Promise<void> =>
  page
    .locator("input[type=file]")
    .setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) });

describe("the sample", () => {
  it("plays by itself, and ends with the golden's digest and a green mark", async () => {
    const page = await open();
    await waitForState(page, "playing");
    expect(await page.title()).toBe("CIFT Markets");
    await page.waitForFunction(() => document.querySelectorAll(".tape-row[data-side]").length > 5);
    expect(await figure(page, "messages")).toBeGreaterThan(0);
    expect((await stateOf(page)).golden).toBe("pending");
    // Twenty seconds at speed 1; two at ten.
    for (let press = 0; press < 3; press++) await page.keyboard.press("ArrowUp");
    expect(await part(page, "speed")).toBe("10×");
    await waitForState(page, "finished");
    expect(await stateOf(page)).toEqual(GOLDEN_END);
    expect(await figure(page, "messages")).toBe(20_000);
    expect(await figure(page, "events")).toBe(golden.events);
    expect((await part(page, "digest")).replaceAll("\n", "")).toBe(golden.digest);
    expect(await part(page, "verdict")).toBe("Equals the native build’s golden");
    const colours = await page.locator(".digest-verdict").evaluate((element) => {
      const [red = 0, green = 0, blue = 0] = (getComputedStyle(element).color.match(/\d+/g) ?? []).map(
        Number,
      );
      return { red, green, blue };
    });
    expect(colours.green).toBeGreaterThan(Math.max(colours.red, colours.blue));
    await page.waitForFunction(() =>
      /Finished.*equals the golden/.test(
        document.querySelector('[data-part="announcer"]')?.textContent ?? "",
      ),
    );
  });

  it("waits where motion is to be reduced, and the digest of an empty run is shown", async () => {
    const page = await openReady();
    expect((await stateOf(page)).digest).toMatch(/^[0-9a-f]{16}$/);
    expect(await page.locator(".card-title").innerText()).toBe("Ready");
    await page.locator(".card [data-command=togglePlay]").click();
    await waitForState(page, "playing");
    expect(await page.locator(".card").count()).toBe(0);
  });

  it("gives the same digest whatever the speed, the pauses and the steps", async () => {
    const page = await openReady();
    const slider = page.locator("#speed");
    for (const speed of ["13", "6", "4"]) {
      await page.locator(".transport [data-command=restart]").click();
      await waitForState(page, "ready");
      await slider.fill(speed);
      await slider.blur();
      await page.keyboard.press("Space");
      await page.waitForTimeout(60);
      await page.keyboard.press("Space");
      await page.keyboard.press("Shift+ArrowRight");
      await page.keyboard.press("Space");
      await waitForState(page, "finished");
      expect(await stateOf(page)).toEqual(GOLDEN_END);
    }
  });
});

describe("the keyboard", () => {
  it("plays, pauses, steps, changes the speed, starts over, and runs to the end", async () => {
    const page = await openReady();
    await page.keyboard.press("ArrowRight");
    await waitForState(page, "paused");
    await page.waitForFunction(() => document.querySelector('[data-part="messages"]')?.textContent === "1");
    await page.keyboard.press("Shift+ArrowRight");
    await page.waitForFunction(() => document.querySelector('[data-part="messages"]')?.textContent === "101");
    await page.keyboard.press("Space");
    await waitForState(page, "playing");
    await page.keyboard.press("Space");
    await waitForState(page, "paused");
    const position = await figure(page, "messages");
    await page.waitForTimeout(200);
    expect(await figure(page, "messages")).toBe(position);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowDown");
    expect(await part(page, "speed")).toBe("2×");
    await page.keyboard.press("Home");
    await waitForState(page, "ready");
    await page.keyboard.press("End");
    await waitForState(page, "finished");
    expect(await stateOf(page)).toEqual(GOLDEN_END);
    expect(await part(page, "speed")).toBe("2×");
  });

  it("shows its shortcuts, and moves nothing behind them", async () => {
    const page = await openReady();
    await page.keyboard.press("?");
    const sheet = page.locator("dialog[open]");
    await sheet.waitFor();
    expect(await sheet.locator("kbd").allInnerTexts()).toEqual(
      expect.arrayContaining(["Space", "→", "End", "?"]),
    );
    await page.keyboard.press("End");
    await page.waitForTimeout(100);
    expect((await stateOf(page)).state).toBe("ready");
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    await page.keyboard.press("?");
    await sheet.waitFor();
    await page.keyboard.press("?");
    await sheet.waitFor({ state: "detached" });
  });

  it("leaves a control its own keys, and plays after a click with the mouse", async () => {
    const page = await openReady();
    await page.locator("#speed").focus();
    await page.keyboard.press("ArrowRight");
    expect(await part(page, "speed")).toBe("2×");
    expect((await stateOf(page)).state).toBe("ready");
    await page.locator(".transport [data-command=stepOne]").click();
    await waitForState(page, "paused");
    await page.keyboard.press("Space");
    await waitForState(page, "playing");
    await page.keyboard.press("Space");
    await waitForState(page, "paused");
    // Reached by Tab, the button shows the focus, and Space presses it.
    const before = await figure(page, "messages");
    await page.locator(".transport [data-command=togglePlay]").focus();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("data-command"))).toBe("stepOne");
    await page.keyboard.press("Space");
    await page.waitForFunction(
      (text) => document.querySelector('[data-part="messages"]')?.textContent === text,
      (before + 1).toLocaleString("en-US"),
    );
    expect((await stateOf(page)).state).toBe("paused");
  });

  it("reaches every control in the order in which they stand", async () => {
    const page = await openReady();
    const visited: string[] = [];
    await page.keyboard.press("Tab");
    for (let press = 0; press < 20; press++) {
      const name = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) return "";
        return (
          element.getAttribute("data-command") ??
          element.getAttribute("aria-label") ??
          element.id + element.getAttribute("name")
        );
      });
      if (name === "") break;
      visited.push(name);
      await page.keyboard.press("Tab");
    }
    expect(visited).toEqual([
      "openFile",
      "theme",
      "shortcuts",
      "Copy the digest",
      "togglePlay",
      "restart",
      "togglePlay",
      "stepOne",
      "stepMany",
      "runToEnd",
      "slower",
      "speednull",
      "faster",
    ]);
  });
});

describe("a file of the visitor's", () => {
  const hand = flash1File([
    { type: 0, side: 0, quantity: 10, orderId: 1n, price: 100n },
    { type: 0, side: 1, quantity: 4, orderId: 2n, price: 100n },
    { type: 0, side: 1, quantity: 3, orderId: 3n, price: 102n },
  ]);

  it("is replayed when it is picked; it has no golden", async () => {
    const page = await openReady();
    await pick(page, "hand.bin", hand);
    await page.waitForFunction(() => document.querySelector(".source-name")?.textContent === "hand.bin");
    await waitForState(page, "ready");
    await page.keyboard.press("End");
    await waitForState(page, "finished");
    expect(await stateOf(page)).toMatchObject({ golden: "none" });
    expect(await part(page, "verdict")).toBe("No golden for this file");
    expect(await figure(page, "trades")).toBe(1);
    expect(await part(page, "last-price")).toBe("100");
    const bid = page.locator('.ladder-row[data-side="bid"][data-level="0"]');
    expect((await bid.innerText()).split(/\s+/).filter((cell) => cell !== "")).toEqual(["1", "6", "100"]);
    const trade = page.locator(".tape-row").first();
    expect(await trade.getAttribute("data-side")).toBe("sell");
    expect(await trade.innerText()).toContain("▼");
  });

  it("is replayed when it is dropped on the page", async () => {
    const page = await openReady();
    const lines = [
      "seq,time_ns,op,order_id,side,price,size,ob_row",
      "0,34200000000000,S,1,1,5794000,100,-1",
      "1,34201500000000,I,2,-1,5794000,40,0",
    ];
    const transfer = await page.evaluateHandle((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], "ACME_1_ops.csv", { type: "text/csv" }));
      return data;
    }, lines.join("\n"));
    await page.dispatchEvent("main", "dragover", { dataTransfer: transfer });
    await page.locator(".drop").waitFor();
    await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
    await page.waitForFunction(
      () => document.querySelector(".source-name")?.textContent === "ACME_1_ops.csv",
    );
    await waitForState(page, "ready");
    expect(await page.locator(".drop").count()).toBe(0);
    await page.keyboard.press("End");
    await waitForState(page, "finished");
    expect(await part(page, "last-price")).toBe("579.4000");
    expect(await part(page, "clock")).toBe("09:30:01.500");
  });

  it("whose messages are those of a golden is compared with it", async () => {
    const page = await openReady();
    await pick(page, "renamed.gz", readFileSync(samplePath));
    await page.waitForFunction(() => document.querySelector(".source-name")?.textContent === "renamed.gz");
    await waitForState(page, "ready");
    expect((await stateOf(page)).golden).toBe("pending");
    await page.keyboard.press("End");
    await waitForState(page, "finished");
    expect(await stateOf(page)).toEqual(GOLDEN_END);
  });

  it("that is damaged shows where and what to do, and the way back", async () => {
    const page = await openReady();
    await pick(page, "cut.bin", hand.subarray(0, 60));
    await waitForState(page, "failed");
    expect(await part(page, "failure-where")).toBe("Byte 60:");
    expect(await part(page, "failure-problem")).toMatch(/announces 3 messages, 136 bytes/);
    expect(await page.locator(".card-failed").innerText()).toContain("copy or download it again");
    expect(await part(page, "messages")).toBe("–");
    await page.locator(".card [data-command=openSample]").click();
    await waitForState(page, "ready");
    await page.keyboard.press("End");
    await waitForState(page, "finished");
    expect(await stateOf(page)).toEqual(GOLDEN_END);
  });

  it("that is large does not freeze the page", async () => {
    const page = await openReady();
    const messages = 600_000;
    await page.evaluate(() => {
      const gaps: number[] = [];
      let last = performance.now();
      const look = (now: number): void => {
        gaps.push(now - last);
        last = now;
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
      Object.assign(document.documentElement, { frameGaps: gaps });
    });
    // 24 MB of orders that meet, made in the page so that they need not be sent there.
    const transfer = await page.evaluateHandle((count) => {
      const bytes = new Uint8Array(16 + count * 40);
      const view = new DataView(bytes.buffer);
      bytes.set(new TextEncoder().encode("100_WBEM"));
      view.setUint32(8, 1, true);
      view.setUint32(12, count, true);
      for (let index = 0; index < count; index++) {
        const at = 16 + index * 40;
        view.setUint8(at + 1, index % 2);
        view.setUint32(at + 4, 1 + (index % 7), true);
        view.setUint32(at + 8, index, true);
        view.setUint32(at + 16, index, true);
        view.setUint32(at + 24, 1000 + ((index * 7919) % 50), true);
      }
      const data = new DataTransfer();
      data.items.add(new File([bytes], "large.bin"));
      return data;
    }, messages);
    await page.evaluate(() => {
      const { frameGaps } = document.documentElement as unknown as { frameGaps: number[] };
      frameGaps.length = 0;
    });
    await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
    await page.waitForFunction(() => document.querySelector(".source-name")?.textContent === "large.bin");
    await waitForState(page, "ready");
    await page.keyboard.press("End");
    await waitForState(page, "finished");
    expect(await figure(page, "messages")).toBe(messages);
    const longest = await page.evaluate(() => {
      const { frameGaps } = document.documentElement as unknown as { frameGaps: number[] };
      return Math.max(...frameGaps);
    });
    expect(longest).toBeLessThan(400);
  });
});

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
    const complaints = opened?.complaints.splice(0) ?? [];
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
