// The built page in Chromium, as a visitor uses it.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { figure, part, stateOf, waitForState } from "./support/browser.ts";
import { flash1File } from "./support/flash1-file.ts";
import { stoodStill, watchFrames } from "./support/frames.ts";
import { GOLDEN_END, golden, pick, usePages } from "./support/pages.ts";

const sample = new URL("../../examples/data/flash1-normal-20k.bin.gz", import.meta.url);
const { open, openReady } = usePages();

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
    await pick(page, "renamed.gz", readFileSync(sample));
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
    await watchFrames(page);
    await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
    await page.waitForFunction(() => document.querySelector(".source-name")?.textContent === "large.bin");
    await waitForState(page, "ready");
    await page.keyboard.press("End");
    await waitForState(page, "finished");
    expect(await figure(page, "messages")).toBe(messages);
    expect(await stoodStill(page)).toBe(false);
  });
});
