// Files of market data in the built page, in Chromium: each kind is dropped or picked, and seen.

import { existsSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { convert } from "@cift/engine/data";
import type { Page } from "playwright-core";
import { describe, expect, it, type TestContext } from "vitest";
import { part, stateOf, waitForState } from "./support/browser.ts";
import { stoodStill, watchFrames } from "./support/frames.ts";
import { GOLDEN_END, pick, usePages } from "./support/pages.ts";

const { openReady, takeComplaints } = usePages();
const data = fileURLToPath(new URL("../../../shared/data/", import.meta.url));
const fixtures = fileURLToPath(new URL("../../node-runner/test/fixtures/", import.meta.url));

/** The file's path; without it the test is skipped, and says so. */
function shared(context: TestContext, name: string): string {
  const path = `${data}${name}`;
  if (!existsSync(path)) {
    console.log(`skipped: ${path} is not on this machine`);
    context.skip(`${path} is not on this machine`);
  }
  return path;
}

/** Where a page needs a moment. */
const SOON = { timeout: 10_000 };

/** Until the file's market is there, its book included. */
async function waitForMarket(page: Page, name: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => document.querySelector(".market-bar .source-name")?.textContent === wanted,
    name,
    { timeout: 30_000 },
  );
  await page.waitForFunction(() => document.querySelector('.depth[aria-busy="true"]') === null);
}

async function openFile(page: Page, path: string): Promise<void> {
  await page.locator("input[type=file]").setInputFiles(path);
  await waitForMarket(page, basename(path));
}

const cells = async (page: Page, selector: string): Promise<string[]> =>
  (await page.locator(selector).allInnerTexts()).map((text) => text.trim());

const BARS = [
  "symbol,date,open,high,low,close,volume",
  "AAA,2024-01-02,10.00,11.50,9.75,11.00,100",
  "BBB,2024-01-02,20.00,20.00,20.00,20.00,7",
  "AAA,2024-01-03,11.00,12.00,10.25,10.50,50",
];
const text = (lines: readonly string[]): Uint8Array => new TextEncoder().encode(`${lines.join("\n")}\n`);

describe("market data", () => {
  it("is loaded when it is needed, shown when it is dropped, and left for the sample again", async () => {
    const page = await openReady();
    const requests: string[] = [];
    page.on("request", (request) => requests.push(basename(new URL(request.url()).pathname)));
    const loaded = await page.evaluate(() =>
      performance.getEntriesByType("resource").map(({ name }) => name),
    );
    expect(loaded.filter((name) => /cift_data|market-data/.test(name))).toEqual([]);
    const transfer = await page.evaluateHandle((lines) => {
      const dropped = new DataTransfer();
      dropped.items.add(new File([lines.join("\n")], "bars.csv", { type: "text/csv" }));
      return dropped;
    }, BARS);
    await page.dispatchEvent("main", "dragover", { dataTransfer: transfer });
    expect(await page.locator(".drop").innerText()).toContain("market data");
    await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
    await waitForMarket(page, "bars.csv");
    expect(requests.filter((name) => /^cift_data.*wasm$/.test(name))).toHaveLength(1);
    expect((await stateOf(page)).state).toBe("market");
    expect(await cells(page, ".instrument-symbol")).toEqual(["AAA", "BBB"]);
    expect(await part(page, "count-bars")).toBe("3 bars");
    expect(await page.locator(".depth").count()).toBe(0);
    await page.waitForFunction(() =>
      /bars\.csv is open: table as CSV, 3 records of 2 instruments/.test(
        document.querySelector('[data-part="announcer"]')?.textContent ?? "",
      ),
    );
    await page.locator(".header [data-command=openSample]").click();
    await waitForState(page, "ready");
    expect(await page.locator(".market").count()).toBe(0);
    expect(await page.locator(".header [data-command=openSample]").count()).toBe(0);
    await page.keyboard.press("End");
    await waitForState(page, "finished");
    expect(await stateOf(page)).toEqual(GOLDEN_END);
  });

  it("has its instruments chosen by keyboard, and leaves the page's own keys to the page", async () => {
    const page = await openReady();
    await pick(page, "bars.csv", text(BARS));
    await waitForMarket(page, "bars.csv");
    expect(await part(page, "series-title")).toBe("AAA");
    await page.locator(".instruments-scroll").focus();
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => part(page, "series-title"), SOON).toBe("BBB");
    await expect.poll(() => part(page, "series-last"), SOON).toMatch(/^20/);
    expect(await page.locator('.instrument[aria-selected="true"]').innerText()).toContain("BBB");
    await page.keyboard.press("Home");
    await expect.poll(() => part(page, "series-title"), SOON).toBe("AAA");
    await page.keyboard.press("?");
    await page.locator("dialog[open]").waitFor();
    expect(await page.locator("dialog[open] kbd").allInnerTexts()).not.toContain("Space");
    await page.keyboard.press("Escape");
    // An order file is replayed again.
    const ops = ["seq,time_ns,op,order_id,side,price,size,ob_row", "0,34200000000000,S,1,1,5794000,100,-1"];
    await pick(page, "ACME_ops.csv", text(ops));
    await waitForState(page, "ready");
    expect(await page.locator(".source-name").innerText()).toBe("ACME_ops.csv");
  });

  it("on a tape is read from it", async () => {
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    const keep = (piece: Uint8Array<ArrayBuffer>) => void pieces.push(piece);
    await convert({ name: "bars.csv", bytes: text(BARS) }, keep, { to: "cift", backend: "wasm" });
    const page = await openReady();
    await pick(page, "bars.cift", Buffer.concat(pieces));
    await waitForMarket(page, "bars.cift");
    expect(await part(page, "market-format")).toBe("CIFT tape, from table as CSV");
    expect(await part(page, "market-records")).toBe("3");
  });

  it("that is broken says where and what to do, and the next file is read all the same", async () => {
    const page = await openReady();
    await pick(page, "broken.csv", text([...BARS, "AAA,2024-01-04,11.00,12.00,oh,10.50,50"]));
    await waitForState(page, "failed");
    expect(await page.locator(".card-failed .card-title").innerText()).toBe("This file cannot be read");
    expect(await part(page, "failure-where")).toBe("Line 5, low:");
    expect(await part(page, "failure-problem")).toContain('"oh" is not a number');
    await pick(page, "noise.bin", Uint8Array.of(1, 2, 3));
    await page.waitForFunction(() =>
      /no format that is known/.test(document.querySelector(".card-failed")?.textContent ?? ""),
    );
    await pick(page, "bars.csv", text(BARS));
    await waitForMarket(page, "bars.csv");
  });

  it("that has no reader says so, and tries again", async () => {
    const page = await openReady();
    await page.route("**/cift_data*.wasm", (route) =>
      route.fulfill({ contentType: "application/wasm", body: "no module" }),
    );
    await pick(page, "bars.csv", text(BARS));
    await waitForState(page, "failed");
    expect(await part(page, "failure-problem")).toMatch(/BACKEND_UNAVAILABLE/);
    await page.unroute("**/cift_data*.wasm");
    await pick(page, "bars.csv", text(BARS));
    await waitForMarket(page, "bars.csv");
    takeComplaints();
  });

  it("of a hundred megabytes freezes nothing, and gives way when another file is dropped", async () => {
    const page = await openReady();
    // Made in the page, of parts that are the same piece of memory.
    const transfer = await page.evaluateHandle(() => {
      const head = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n";
      const line = (at: number) =>
        `bitmex,XBTUSD,${1583020803145000 + at},${1583020803307160 + at},,sell,${8500 + (at % 90)}.5,1\n`;
      const piece = new Blob([Array.from({ length: 50_000 }, (_, at) => line(at)).join("")]);
      const data = new DataTransfer();
      data.items.add(
        new File([head, ...Array.from({ length: 30 }, () => piece)], "bitmex_trades_XBTUSD.csv"),
      );
      return data;
    });
    await watchFrames(page);
    await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
    await page.waitForFunction(() => /MB of/.test(document.querySelector(".card")?.textContent ?? ""));
    await pick(page, "bars.csv", text(BARS));
    await waitForMarket(page, "bars.csv");
    await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
    await waitForMarket(page, "bitmex_trades_XBTUSD.csv");
    expect(await part(page, "market-trades")).toBe("1,500,000");
    expect(await stoodStill(page)).toBe(false);
  });
});

describe("how a market looks", () => {
  it.for([390, 900, 1600])("overflows nowhere at a width of %d", async (width, context) => {
    const path = shared(context, "bitstamp_l3/raw/orders.csv.xz");
    const page = await openReady({ viewport: { width, height: 900 } });
    await openFile(page, path);
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await overflow()).toBeLessThanOrEqual(0);
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll("button, input:not([hidden]), [tabindex]:not(input)")]
        .filter((element) => {
          const label = element.getAttribute("aria-label") ?? element.textContent?.trim() ?? "";
          const labels = element instanceof HTMLInputElement ? (element.labels?.length ?? 0) : 0;
          return label === "" && labels === 0;
        })
        .map((element) => element.outerHTML),
    );
    expect(nameless).toEqual([]);
    // The book at another time, by the slider and by a click on the chart, and at the end again.
    const slider = page.locator("#book-time");
    const atEnd = await page.locator(".depth-table").innerText();
    await slider.focus();
    await page.keyboard.press("Home");
    await page.waitForFunction(() =>
      /^at 00:00:04/.test(document.querySelector(".depth-note")?.textContent ?? ""),
    );
    expect(await page.locator(".depth-table").innerText()).not.toBe(atEnd);
    await page.keyboard.press("End");
    await page.waitForFunction(() => document.querySelector(".depth-note")?.textContent === "at the end");
    expect(await page.locator(".depth-table").innerText()).toBe(atEnd);
    await page.locator(".series .u-over").click();
    await page.waitForFunction(() =>
      /^at 02:/.test(document.querySelector(".depth-note")?.textContent ?? ""),
    );
    // Any theme.
    await page.locator("label.theme", { has: page.locator("[value=dark]") }).click();
    await page.locator("label.theme", { has: page.locator("[value=light]") }).click();
    await pick(page, `${"long-".repeat(20)}name.csv`, text(BARS));
    await waitForMarket(page, `${"long-".repeat(20)}name.csv`);
    expect(await overflow()).toBeLessThanOrEqual(0);
  });
});

interface Shown {
  readonly format: string;
  readonly records: string;
  readonly symbol: string;
  /** The last price of the head, where there is one. */
  readonly price?: RegExp;
  /** The best bid and ask of the book at the end. */
  readonly touch?: readonly [bid: string, ask: string];
}

const KINDS: readonly (readonly [name: string, shown: Shown])[] = [
  [
    "lobster/zips/LOBSTER_SampleFile_GOOG_2012-06-21_10.zip",
    { format: "LOBSTER", records: "172,497", symbol: "GOOG", price: /^565\.350$/ },
  ],
  [
    "binance_hft/raw/spot_ethusdt_20240808.gz",
    { format: "Binance", records: "138,986", symbol: "ETHUSDT", price: /^2,682\.51$/ },
  ],
  ["bitstamp_l3/raw/orders.csv.xz", { format: "Bitstamp order log", records: "51,353", symbol: "BTCUSD" }],
  [
    "databento_mbo/orderbooks_mbo_2024-05-08T00-00-00_2024-05-08T00-00-02.csv.gz",
    { format: "Databento CSV", records: "13,801", symbol: "5602", touch: ["5,214.00", "5,214.25"] },
  ],
  ["dbn_format/test_data.mbo.dbz", { format: "Databento DBN", records: "2", symbol: "ESH1" }],
  ["dbn_format/test_data.trades.v3.dbn.zst", { format: "Databento DBN", records: "2", symbol: "ESH1" }],
  ["dbn_format/test_data.imbalance.v2.dbn.zst", { format: "Databento DBN", records: "2", symbol: "SPOT" }],
  [
    "bars/bybit/xrpusdt-ob500.data.zip",
    { format: "Bybit", records: "3,967", symbol: "XRPUSDT", touch: ["1.9537", "1.9538"] },
  ],
  [
    "bars/tardis/bitmex_trades_XBTUSD.csv",
    { format: "Tardis CSV", records: "10", symbol: "XBTUSD", price: /^8,531\.5$/ },
  ],
  ["bars/truefx/usdjpy-ticks.csv", { format: "table as CSV", records: "1,000", symbol: "usdjpy-ticks" }],
  ["bars/sp500/stocks.csv", { format: "table as CSV", records: "560", symbol: "MSFT", price: /^28\.80$/ }],
];

describe("files of every kind", () => {
  it("are shown, one after the other in the same page", async (context) => {
    const present = KINDS.filter(([name]) => existsSync(`${data}${name}`));
    if (present.length < KINDS.length) {
      const absent = KINDS.filter((kind) => !present.includes(kind)).map(([name]) => name);
      console.log(`not looked at: ${absent.join(", ")} are not in ${data}`);
    }
    if (present.length === 0) context.skip(`${data} is not on this machine`);
    const page = await openReady();
    for (const [name, shown] of present) {
      await openFile(page, `${data}${name}`);
      expect(await part(page, "market-format"), name).toBe(shown.format);
      expect(await part(page, "market-records"), name).toBe(shown.records);
      expect(await part(page, "series-title"), name).toBe(shown.symbol);
      if (shown.price !== undefined) expect(await part(page, "series-last"), name).toMatch(shown.price);
      if (shown.touch !== undefined) {
        const best = page.locator('.depth-row[data-level="0"]');
        expect(await best.locator(".depth-bid").innerText()).toBe(shown.touch[0]);
        expect(await best.locator(".depth-ask").innerText()).toBe(shown.touch[1]);
      }
      expect(await page.locator('[data-part="records-first"] tr').count(), name).toBeGreaterThan(0);
    }
  });

  it("tables as Arrow are shown, compressed either way", async () => {
    const page = await openReady();
    for (const codec of ["lz4", "zstd"]) {
      await openFile(page, `${fixtures}trades-${codec}.arrow`);
      expect(await part(page, "market-format")).toBe("table as Arrow");
      expect(await part(page, "market-records")).toBe("20,000");
      expect(await part(page, "market-instruments")).toBe("2");
    }
  });
});
