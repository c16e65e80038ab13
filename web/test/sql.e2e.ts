// A session's events and a file's records, asked by SQL in Chromium, with nobody to ask but the page's own server.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parquetWriteBuffer } from "hyparquet-writer";
import { chromium } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chromiumArgs } from "../../infra/lib/chromium.mjs";
import { serve } from "../../infra/serve.mjs";
import { chromiumFile, NO_CHROMIUM } from "./support/browser.ts";
import type { SqlOutcome } from "./support/sql-page/main.ts";

const folder = mkdtempSync(join(tmpdir(), "cift-sql-"));

beforeAll(async () => {
  if (chromiumFile === undefined) return;
  await build({
    root: fileURLToPath(new URL("./support/sql-page", import.meta.url)),
    configFile: false,
    logLevel: "error",
    base: "./",
    worker: { format: "es" },
    build: { target: "es2022", outDir: folder, emptyOutDir: true },
  });
  writeFileSync(join(folder, "bars.parquet"), new Uint8Array(barsFile()));
  writeFileSync(join(folder, "ticks.parquet"), new Uint8Array(ticksFile()));
});

/** A hundred days, compressed by Snappy. */
function barsFile(): ArrayBuffer {
  const days = Array.from({ length: 100 }, (_, day) => day);
  return parquetWriteBuffer({
    columnData: [
      { name: "date", data: days.map((day) => new Date(Date.UTC(2024, 0, 1 + day))), type: "TIMESTAMP" },
      { name: "close", data: days.map((day) => 100 + day * 0.5), type: "DOUBLE" },
      { name: "open", data: days.map((day) => 100 + day * 0.5), type: "DOUBLE" },
      { name: "high", data: days.map((day) => 101 + day * 0.5), type: "DOUBLE" },
      { name: "low", data: days.map(() => 99.5), type: "DOUBLE" },
      { name: "volume", data: days.map((day) => BigInt(day + 1)), type: "INT64" },
    ],
  });
}

const LARGE_ROWS = 2_600_000;

/** Few bytes in the file, and more than a page's own thread takes when they are decoded: 14 columns of 8 bytes. */
function ticksFile(): ArrayBuffer {
  const rows = (value: (row: number) => bigint) =>
    BigInt64Array.from({ length: LARGE_ROWS }, (_, row) => value(row));
  const zeros = rows(() => 0n);
  return parquetWriteBuffer({
    rowGroupSize: 200_000,
    columnData: [
      { name: "time", data: rows((row) => 1_709_287_200_000n + BigInt(row >> 4)), type: "INT64" },
      { name: "price", data: rows((row) => BigInt(100 + (row & 7))), type: "INT64" },
      { name: "size", data: rows(() => 1n), type: "INT64" },
      ...Array.from({ length: 11 }, (_, at) => ({ name: `other${at}`, data: zeros, type: "INT64" as const })),
    ],
  });
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function outcomeOfPage(): Promise<{ outcome: SqlOutcome; elsewhere: string[]; complaints: string[] }> {
  const server = await serve(folder);
  const browser = await chromium.launch({ executablePath: chromiumFile ?? "", args: chromiumArgs });
  try {
    const context = await browser.newContext();
    const elsewhere: string[] = [];
    const complaints: string[] = [];
    context.on("request", (request) => {
      if (!request.url().startsWith(server.url)) elsewhere.push(request.url());
    });
    const page = await context.newPage();
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(server.url);
    await page.waitForFunction(() => "result" in document.documentElement.dataset, undefined, {
      timeout: 90_000,
    });
    const outcome = JSON.parse(
      await page.evaluate(() => document.documentElement.dataset.result ?? ""),
    ) as SqlOutcome & {
      readonly error?: string;
    };
    if (outcome.error !== undefined) throw new Error(`${outcome.error}\n${complaints.join("\n")}`);
    return { outcome, elsewhere, complaints };
  } finally {
    await browser.close();
    await server.close();
  }
}

test("SQL over a session's events counts what JavaScript counts, exactly and offline", async (context) => {
  if (chromiumFile === undefined) return context.skip(NO_CHROMIUM);
  const { outcome, elsewhere, complaints } = await outcomeOfPage();
  expect(elsewhere).toEqual([]);
  expect(complaints).toEqual([]);
  const { counted, asked } = outcome.events;
  expect(counted.accepted).toBe(5001);
  expect(asked.rows).toEqual(
    Object.entries(counted)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([kind, count]) => [kind, `${count}n`]),
  );
  const [[largest, beyondDoubles, sum, negative, ...rest] = []] = outcome.largest.rows;
  expect([largest, beyondDoubles]).toEqual(["4503599627370496n", "36028797018963969n"]);
  expect(BigInt(String(sum))).toBeGreaterThan(2n ** 52n);
  expect(negative).toMatch(/^-\d+$/);
  expect(rest).toEqual([null, true, 0.5]);
  const squares = (1000 * 1001 * 2001) / 6;
  expect(outcome.ticks.rows).toEqual([
    ["ACME", "1000n", "500500", "250.000000000000000000", "36000000000000n", String(squares)],
  ]);
  expect(outcome.parquet.rows).toEqual([["100n", "200n", "299n", "5050"]]);
  expect(outcome.large.worker).toBe(LARGE_ROWS);
  expect(outcome.large.page).toMatch(/ticks\.parquet: is more than 256 MiB.*read it in a worker/);
  expect(outcome.refused[0]).toMatch(/nowhere does not exist/);
  expect(outcome.refused[1]).toMatch(/json/i);
  expect(outcome.refused[2]).toMatch(/parquet/i);
});
