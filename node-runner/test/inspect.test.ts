// cift inspect: what it prints and what it hands out, of other people's formats and of what is none of them.

import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { cift, documentOf } from "./support/cift.js";
import { verificationData } from "./support/data.js";
import { temporaryFile } from "./support/temporary.js";

const backends = ["wasm", "native"] as const;

/** Trades of two instruments, one of them out of sight for an hour. */
const TRADES = [
  "time,symbol,price,size,side",
  "2024-03-01T10:00:00.000Z,ACME,101.25,10,buy",
  "2024-03-01T10:00:00.250Z,INIT,7.5,200,sell",
  "2024-03-01T10:00:01.000Z,ACME,101.50,5,sell",
  "2024-03-01T11:00:01.000Z,ACME,100.75,20,buy",
  "",
].join("\n");

describe.each(backends)("cift inspect on %s", (backend) => {
  it("hands out counts, span, gaps, instruments and the edges", async () => {
    const path = temporaryFile("trades.csv", TRADES);
    const run = await cift(["inspect", path, "--records", "1", "--backend", backend, "--json"]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(documentOf(run)).toMatchObject({
      ...{ backend, total: 4, skipped: 0, crossed: 0, backwards: 0 },
      metadata: { format: "csv", inputs: [path], dated: true },
      records: { ticks: 4, quotes: 0, bars: 0, market_by_order: 0 },
      first_time: "2024-03-01 10:00:00",
      last_time: "2024-03-01 11:00:01",
      gaps: [{ from_ns: 36_001e9, to_ns: 39_601e9, seq: 4 }, {}, {}],
      first: [{ table: "ticks", seq: 1, quantity: 10, side: "buy" }],
      last: [{ table: "ticks", seq: 4, quantity: 20, side: "buy" }],
      instruments: [
        { instrument: 0, records: 3, trades: 3, volume: 35 },
        { instrument: 1, records: 1, trades: 1, volume: 200 },
      ],
    });
  });

  it("prints the same for people, without plots where it is no terminal", async () => {
    const path = temporaryFile("trades.csv.gz", gzipSync(TRADES));
    const run = await cift(["inspect", path, "--backend", backend]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    for (const text of [
      `read on ${backend}`,
      "4 ticks",
      "2024-03-01 10:00:00 to 2024-03-01 11:00:01, 1 h",
      "longest gap 1 h after 2024-03-01 10:00:01",
      "0 crossed, 0 locked",
      "ACME",
      "3 trades of 35; open 101.25, high 101.50, low 100.75, close 100.75",
      "price 7.5  quantity 200",
    ])
      expect(run.stdout).toContain(text);
  });

  it("stops at what does not read, and leaves it out when it may", async () => {
    const path = temporaryFile("trades.csv", TRADES.replace("101.50", "cheap"));
    const strict = await cift(["inspect", path, "--backend", backend]);
    expect(strict.code).toBe(5);
    expect(strict.stderr).toContain(`${path}, line 4, price`);
    const lenient = await cift(["inspect", path, "--backend", backend, "--lenient"]);
    expect(lenient.code).toBe(0);
    expect(lenient.stdout).toMatch(/left out +1; the first: .*line 4, price/);
  });

  it("counts what is crossed", async () => {
    const rows = [
      "time,bid,ask,bid_size,ask_size",
      "2024-03-01 10:00:00,10.5,10.25,1,1",
      "2024-03-01 10:00:01,10.25,10.25,1,1",
    ];
    const path = temporaryFile("quotes.csv", `${rows.join("\n")}\n`);
    const run = await cift(["inspect", path, "--backend", backend, "--json"]);
    expect(documentOf(run)).toMatchObject({ crossed: 1, locked: 1, first_crossed_seq: 1 });
  });

  // Hidden orders trade between the ticks, at half a cent.
  it("reads the day of a real market", async (context) => {
    const zip = verificationData(context, "lobster", "zips", "LOBSTER_SampleFile_GOOG_2012-06-21_10.zip");
    const run = await cift(["inspect", zip, "--backend", backend, "--json"]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const found = documentOf(run);
    expect(found).toMatchObject({ backwards: 0, skipped: 0, crossed: 0 });
    expect(found).toMatchObject({
      metadata: { format: "lobster", instruments: [{ symbol: "GOOG", tick_size: "0.005" }] },
    });
  });
});

describe("cift inspect", () => {
  it("says what is wrong with an option or an input", async () => {
    const path = temporaryFile("trades.csv", TRADES);
    const runs = [
      { args: ["inspect", path, "--format", "xml"], code: 2, text: "--format" },
      { args: ["inspect", path, "--tick", "much"], code: 2, text: "tick" },
      { args: ["inspect", path, "--column", "price"], code: 2, text: "what=column" },
      { args: ["inspect", `${path}.gz`], code: 5, text: "is not there" },
      { args: ["inspect", temporaryFile("a.bin", Uint8Array.of(0, 1, 2, 3))], code: 5, text: "a.bin" },
      { args: ["inspect", temporaryFile("empty.csv", "")], code: 5, text: "empty.csv" },
      { args: ["inspect"], code: 2, text: "files" },
    ];
    for (const { args, code, text } of runs) {
      const run = await cift(args);
      expect([args, run.code]).toEqual([args, code]);
      expect(run.stderr).toContain(text);
      expect(run.stdout).toBe("");
    }
  });
});
