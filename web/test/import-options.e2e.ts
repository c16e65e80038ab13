// Import options in the built page, in Chromium: a file that needs them fails, says which, and is read with them.

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { part, waitForState } from "./support/browser.ts";
import { pick, usePages } from "./support/pages.ts";

const { openReady } = usePages();
const text = (...lines: readonly string[]): Uint8Array => new TextEncoder().encode(`${lines.join("\n")}\n`);

const OWN = text(
  "when;px;n",
  "01.03.2024 09:30:00;1010,5;3",
  "01.03.2024 09:30:01;1010,25;1",
  "01.03.2024 09:30:02;1011;2",
);
const BROKEN = text(
  "time,price,size",
  "2024-03-01 14:30:00,101.25,300",
  "2024-03-01 14:30:01,abc,100",
  "2024-03-01 14:30:02,101.50,200",
);

const column = (page: Page, name: string) => page.locator(`.import select[data-column="${name}"]`);
const apply = (page: Page) => page.locator('[data-part="import-apply"]').click();
/** The form comes, and goes, a moment after it is asked for. */
async function waitForFocus(page: Page, id: string): Promise<void> {
  await page.waitForFunction((wanted) => document.activeElement?.id === wanted, id);
}

/** Until what is in the form was looked at. */
async function waitForNote(page: Page, name: string, wanted: RegExp): Promise<void> {
  await page.waitForFunction(
    ([id, pattern]) => new RegExp(pattern ?? "").test(document.getElementById(id ?? "")?.textContent ?? ""),
    [`${name}-note`, wanted.source] as const,
  );
}

describe("import options", () => {
  it("map the columns of a file that says nothing known", async () => {
    const page = await openReady();
    await pick(page, "own.csv", OWN);
    await waitForState(page, "failed");
    expect(await part(page, "failure-problem")).toBe("No column for the time");
    expect(await page.locator(".card-failed").innerText()).toContain("Choose the column of the time");
    await column(page, "when").waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute("data-column") === "when");
    expect(await page.locator(".column-value").first().innerText()).toBe("01.03.2024 09:30:00");
    expect(await column(page, "px").locator("option:checked").innerText()).toBe("price (found)");
    // By keyboard alone, as it has the focus.
    await page.keyboard.type("time");
    await page.waitForFunction(() =>
      /^Reads as ticks/.test(document.querySelector('[data-part="import-reads"]')?.textContent ?? ""),
    );
    await column(page, "n").selectOption("size");
    await column(page, "px").selectOption("not-read");
    await page.waitForFunction(() =>
      /no column for the price/i.test(document.querySelector("#import-columns-note")?.textContent ?? ""),
    );
    expect(await column(page, "px").locator("option:checked").innerText()).toBe("not read");
    await column(page, "px").selectOption("price");
    await page.locator("#import-symbols").fill("ACME");
    await page.keyboard.press("Enter");
    await waitForState(page, "market");
    expect(await part(page, "series-title")).toBe("ACME");
    expect(await part(page, "market-records")).toBe("3");
    expect(await part(page, "only-instrument")).toBe("ACME");
    expect(await part(page, "import-set")).toBe("2 set");
    await waitForFocus(page, "import-button");
    // The form says what was found, and closes by Escape.
    await page.keyboard.press("Enter");
    await page.locator("#import-tick[placeholder='0.01']").waitFor();
    await column(page, "n").waitFor();
    expect(await column(page, "n").inputValue()).toBe("size");
    await page.keyboard.press("Escape");
    await page.locator(".import").waitFor({ state: "detached" });
    await waitForFocus(page, "import-button");
    // A key of the page does the same, and is a letter again within a field.
    await page.keyboard.press("i");
    await page.locator("#import-symbols").focus();
    await page.keyboard.press("i");
    expect(await page.locator("#import-symbols").inputValue()).toMatch(/i/);
    await page.keyboard.press("Escape");
    // Another file is read without them.
    await pick(page, "own.csv", OWN);
    await waitForState(page, "failed");
    expect(await page.locator('[data-part="import-set"]').count()).toBe(0);
  });

  it("leave out what does not read, and count it", async () => {
    const page = await openReady();
    await pick(page, "broken.csv", BROKEN);
    await waitForState(page, "failed");
    await waitForFocus(page, "import-lenient");
    expect(await page.locator("#import-lenient-note").innerText()).toBe('line 3: "abc" is not a number');
    await page.keyboard.press("Space");
    await apply(page);
    await waitForState(page, "market");
    expect(await part(page, "market-left-out")).toBe(
      '1 left out: broken.csv, line 3, price: "abc" is not a number',
    );
    expect(await part(page, "market-skipped")).toBe("1");
    await page.waitForFunction(() =>
      /1 left out/.test(document.querySelector('[data-part="announcer"]')?.textContent ?? ""),
    );
  });

  it("that are wrong say so at their fields, and the right ones are read", async () => {
    const page = await openReady();
    await pick(page, "ticks.csv", text("time,price", "2024-03-01 09:30:00,1.5", "2024-03-01 09:30:01,1.25"));
    await waitForState(page, "market");
    await page.locator("#import-button").click();
    await waitForFocus(page, "import-kind");
    await page.locator("#import-tick").fill("none");
    await apply(page);
    await waitForNote(page, "import-tick", /"none" is not a positive decimal/);
    expect(await page.locator("#import-tick").getAttribute("aria-invalid")).toBe("true");
    await waitForFocus(page, "import-tick");
    // What was shown is shown still.
    expect(await part(page, "market-records")).toBe("2");
    await page.locator("#import-tick").fill("0.5");
    await apply(page);
    await waitForState(page, "failed");
    await waitForNote(page, "import-tick", /no multiple of tick 0.5; tick 0.01 would do/);
    await waitForFocus(page, "import-tick");
    await page.locator("#import-tick").fill("0.25");
    await page.locator(".import-more summary").click();
    await page.locator("#import-fromNs").fill("09:30:01");
    await apply(page);
    await waitForState(page, "market");
    expect(await part(page, "market-records")).toBe("1");
    expect(await page.locator(".facts").innerText()).toContain("tick 0.25");
  });

  it("name a format for what is in none that is known", async () => {
    const page = await openReady();
    await pick(page, "own.txt", text("1709283000 1.5", "1709283001 1.25"));
    await waitForState(page, "failed");
    await waitForFocus(page, "import-format");
    await page.locator("#import-format").selectOption("csv");
    await page.locator(".column-table").waitFor();
    await page.locator(".import-more summary").click();
    await page.locator("#import-delimiter").fill(" ");
    await page.keyboard.press("Tab");
    await column(page, "2").waitFor();
    await column(page, "1").selectOption("time");
    await column(page, "2").selectOption("price");
    await apply(page);
    await waitForState(page, "market");
    expect(await part(page, "market-trades")).toBe("2");
  });

  it.each([360, 390, 900, 1600])("fit into a width of %d, and everything has a name", async (width) => {
    const page = await openReady({ viewport: { width, height: 800 } });
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    const names = Array.from({ length: 12 }, (_, at) => `${"a-long-name-of-a-column-".repeat(3)}${at}`);
    const row = names.map((_, at) => `${"value ".repeat(9)}${at}`);
    await pick(page, "wide.csv", text(names.join(","), row.join(","), row.join(",")));
    await waitForState(page, "failed");
    await page.locator(".column-table").waitFor();
    await page.locator(".import-more summary").click();
    expect(await overflow()).toBeLessThanOrEqual(0);
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLInputElement | HTMLSelectElement>(".import :is(input, select)")]
        .filter((control) => (control.ariaLabel ?? "") === "" && control.labels?.length === 0)
        .map((control) => control.outerHTML),
    );
    expect(nameless).toEqual([]);
    await pick(page, "broken.csv", BROKEN);
    await page.waitForFunction(() => document.getElementById("import-lenient-note") !== null);
    await page.locator("#import-lenient").check();
    await apply(page);
    await waitForState(page, "market");
    await page.locator("#import-button").click();
    await page.locator(".column-table").waitFor();
    await page.locator(".import-more summary").click();
    expect(await overflow()).toBeLessThanOrEqual(0);
    // The page scrolls to the end of what it shows, and nothing stands over anything else.
    const overlaps = await page.evaluate(() => {
      const boxes = [...document.querySelectorAll(".market-bar, .import, .panel:not(.import)")].map(
        (element) => element.getBoundingClientRect(),
      );
      return boxes.flatMap((one, at) =>
        boxes
          .slice(at + 1)
          .filter(
            (other) =>
              one.left < other.right - 1 &&
              other.left < one.right - 1 &&
              one.top < other.bottom - 1 &&
              other.top < one.bottom - 1,
          )
          .map((other) => `${one.top}-${one.bottom} and ${other.top}-${other.bottom}`),
      );
    });
    expect(overlaps).toEqual([]);
  });
});
