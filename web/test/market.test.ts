// The reader of market data: what it tells of a file, its prices and its book, and what it does when it is interrupted.

import { existsSync, readFileSync } from "node:fs";
import { convert, type MarketView } from "@cift/engine/data";
import { describe, expect, it } from "vitest";
import { createMarket } from "../src/stores/market.ts";
import { MiddleSeries } from "../src/workers/market/middle-series.ts";
import type { ToMarket } from "../src/workers/market/protocol.ts";
import { createMarketMachine, textFile } from "./support/market-machine.ts";

const BARS = textFile(
  "bars.csv",
  "symbol,date,open,high,low,close,volume",
  "A,2024-01-02,10.00,11.50,9.75,11.00,100",
  "B,2024-01-02,20.00,20.00,20.00,20.00,7",
  "A,2024-01-03,11.00,12.00,10.25,10.50,50",
);

const BOOK_HEADER = "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount";
const bookLine = (second: number, isSnapshot: boolean, side: string, price: string, amount: number): string =>
  `deribit,BTC-X,${1585699200 + second}000000,${1585699200 + second}000100,${isSnapshot},${side},${price},${amount}`;
const BOOK = textFile(
  "deribit_incremental_book_L2_BTC-X.csv",
  BOOK_HEADER,
  bookLine(1, true, "bid", "6421.0", 10),
  bookLine(1, true, "bid", "6420.5", 20),
  bookLine(1, true, "ask", "6422.0", 30),
  bookLine(5, false, "ask", "6421.5", 5),
  bookLine(9, false, "ask", "6421.5", 0),
  bookLine(9, false, "bid", "6421.5", 7),
);

describe("a file", () => {
  it("is told as a summary, the busiest instrument first", async () => {
    const machine = createMarketMachine();
    await machine.open(1, BARS);
    const [opened] = machine.told("opened");
    expect(machine.told("failed")).toEqual([]);
    expect(machine.told("loading").at(-1)).toMatchObject({ bytes: BARS.size, total: BARS.size });
    expect(opened?.info).toMatchObject({
      name: "bars.csv",
      format: "csv",
      total: 3,
      counts: [["bars", 3]],
      hasBook: false,
      skipped: 0,
      clock: { dated: true },
    });
    const [first, second] = opened?.info.instruments ?? [];
    expect(first).toMatchObject({ symbol: "A", records: 2 });
    expect(second).toMatchObject({ symbol: "B", records: 1 });
    expect((first?.close ?? 0) * (first?.tick.step ?? 0)).toBe(10.5 * 10 ** (first?.tick.digits ?? 0));
    expect(opened?.info.first[0]).toMatchObject({ table: "bars", symbol: "A" });
    expect(opened?.info.first[0]?.fields).toContainEqual(["high", expect.stringMatching(/^11\.50?$/)]);
    // Three records are all among the first ones.
    expect(opened?.info.last).toEqual([]);
  });

  it("of bars has prices and no book", async () => {
    const machine = createMarketMachine();
    await machine.open(1, BARS);
    await machine.select(1, 0);
    const [series] = machine.told("series");
    expect(series?.series.kind).toBe("bars");
    expect([...(series?.series.close ?? [])].filter((price) => !Number.isNaN(price))).toHaveLength(2);
    expect([...(series?.series.volume ?? [])].reduce((sum, volume) => sum + volume, 0)).toBeGreaterThan(0);
    expect(machine.told("book")).toEqual([]);
  });

  it("of levels has its book at the end and at any time, and the middle of it as prices", async () => {
    const machine = createMarketMachine();
    await machine.open(1, BOOK);
    const info = machine.told("opened")[0]?.info;
    expect(info).toMatchObject({ format: "tardis", venue: "deribit", hasBook: true });
    const tick = 10 ** (info?.instruments[0]?.tick.digits ?? 0) / (info?.instruments[0]?.tick.step ?? 1);
    await machine.select(1, 0);
    const [atEnd] = machine.told("book");
    expect(atEnd?.book).toMatchObject({
      source: "levels",
      bidLevels: 3,
      askLevels: 1,
      asks: [{ price: 6422 * tick, quantity: 30 }],
    });
    expect(atEnd?.book.bids.map(({ price }) => price / tick)).toEqual([6421.5, 6421, 6420.5]);
    const [series] = machine.told("series");
    expect(series?.series.kind).toBe("book");
    expect((series?.series.close[0] ?? 0) / tick).toBe(6421.5);
    expect((series?.series.close.at(-1) ?? 0) / tick).toBe(6421.75);

    const between = ((info?.firstNs ?? 0) + (info?.lastNs ?? 0)) / 2 + 1;
    await machine.select(1, 0, between, 2);
    const earlier = machine.told("book").at(-1);
    expect(earlier).toMatchObject({ request: 2 });
    expect(earlier?.book.asks.map(({ price }) => price / tick)).toEqual([6421.5, 6422]);
    expect(earlier?.book.bids.map(({ price }) => price / tick)).toEqual([6421, 6420.5]);
    // The prices are there already.
    expect(machine.told("series")).toHaveLength(1);
  });

  it("whose book the inspection knows is not read twice, and the book is the same", async (context) => {
    const zip = new URL(
      "../../../shared/data/lobster/zips/LOBSTER_SampleFile_GOOG_2012-06-21_10.zip",
      import.meta.url,
    );
    if (!existsSync(zip)) context.skip(`${zip.pathname} is not on this machine`);
    const machine = createMarketMachine();
    await machine.open(1, new File([readFileSync(zip)], "GOOG.zip"));
    const lastNs = machine.told("opened")[0]?.info.lastNs ?? 0;
    await machine.select(1, 0);
    const before = machine.pauses;
    await machine.select(1, 0, lastNs, 2);
    expect(before).toBe(0);
    expect(machine.pauses).toBeGreaterThan(0);
    const [known, read] = machine.told("book").map(({ book }) => book);
    expect(known?.source).toBe("orders");
    expect(known?.bids).toHaveLength(10);
    expect(known?.bids).toEqual(read?.bids);
    expect(known?.asks).toEqual(read?.asks);
  });

  it("whose prices become finer later on is read again", async () => {
    const machine = createMarketMachine();
    const lines = Array.from(
      { length: 150_000 },
      (_, at) => `${1_600_000_000 + at},${at < 149_000 ? "10.5" : "10.25"}`,
    );
    await machine.open(1, textFile("ticks.csv", "time,price", lines.join("\n")));
    expect(machine.told("failed")).toEqual([]);
    expect(machine.told("opened")[0]?.info.instruments[0]?.tickSize).toBe("0.01");
  });

  it("that is a tape says so", async () => {
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    const input = { name: "bars.csv", bytes: new Uint8Array(await BARS.arrayBuffer()) };
    await convert(input, (piece) => void pieces.push(piece), { to: "cift", backend: "wasm" });
    const machine = createMarketMachine();
    await machine.open(1, new File(pieces, "bars.cift"));
    expect(machine.told("opened")[0]?.info).toMatchObject({ isTape: true, format: "csv", total: 3 });
  });

  it("that is damaged says where, what and why", async () => {
    const machine = createMarketMachine();
    await machine.open(
      1,
      textFile("bad.csv", "time,open,high,low,close", "2024-01-02,1,2,1,2", "2024-01-03,1,2,1,x"),
    );
    expect(machine.messages.at(-1)).toMatchObject({
      type: "failed",
      session: 1,
      failure: { title: "This file cannot be read", where: "Line 3, close", problem: '"x" is not a number' },
    });
    await machine.open(2, textFile("notes.bin", "\u0001\u0002 nothing of anybody"));
    const failure = machine.told("failed").at(-1)?.failure;
    expect(failure?.problem).toBe("The file is in no format that is known here");
    expect(failure?.advice).toMatch(/^Choose its format if it is one of cift/);
    await machine.open(3, BARS);
    expect(machine.messages.at(-1)).toMatchObject({ type: "opened", session: 3 });
  });

  it("gives way to the one that is opened while it is read, and to another choice", async () => {
    const machine = createMarketMachine();
    machine.send({ type: "open", session: 1, files: [BARS] });
    machine.send({ type: "open", session: 2, files: [BOOK] });
    await machine.idle();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(machine.told("opened").map(({ session }) => session)).toEqual([2]);
    machine.send({ type: "select", session: 2, request: 1, instrument: 0, atNs: null });
    machine.send({ type: "select", session: 2, request: 2, instrument: 0, atNs: null });
    await machine.idle();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(machine.told("book").map(({ request }) => request)).toEqual([2]);
    machine.send({ type: "open", session: 3, files: [BARS] });
    machine.send({ type: "close" });
    await machine.idle();
    expect(machine.told("opened").map(({ session }) => session)).toEqual([2]);
    expect(machine.told("failed")).toEqual([]);
  });

  it("lets messages through while its records are read", async () => {
    const machine = createMarketMachine();
    const lines = Array.from({ length: 60_000 }, (_, at) =>
      bookLine(1 + Math.floor(at / 10), false, "bid", (6000 + (at % 100) / 2).toFixed(1), 1 + (at % 7)),
    );
    await machine.open(1, textFile("deribit_incremental_book_L2_BTC-X.csv", BOOK_HEADER, ...lines));
    expect(machine.told("opened")[0]?.info.total).toBeGreaterThanOrEqual(60_000);
    await machine.select(1, 0);
    expect(machine.pauses).toBeGreaterThan(2);
    const shares = machine.told("bookProgress").map(({ share }) => share);
    expect(shares).toEqual([...shares].sort((one, other) => one - other));
    expect(machine.told("book")[0]?.book.bidLevels).toBe(100);
  });
});

describe("middles", () => {
  it("are what stood in the book until the time they are asked for", () => {
    const middles = new MiddleSeries(0, 240 * 8);
    const book = (mid: number, spread = 1) => ({ mid, spread }) as MarketView;
    const lookUntil = (timeNs: number, at: MarketView): void => {
      while (middles.untilNs < timeNs) middles.look(at);
    };
    lookUntil(8, book(Number.NaN));
    lookUntil(24, book(100));
    lookUntil(26, book(200, -1));
    lookUntil(28, book(110));
    const series = middles.end(book(104.5));
    expect(middles.untilNs).toBe(Number.POSITIVE_INFINITY);
    expect(series?.widthNs).toBe(8);
    expect([...(series?.close.slice(0, 5) ?? [])]).toEqual([Number.NaN, 100, 100, 104.5, 104.5]);
    expect(series?.high[3]).toBe(110);
    expect(series?.low[3]).toBe(104.5);
    expect(new MiddleSeries(0, 10).end(book(Number.NaN))).toBeUndefined();
  });
});

describe("the page's view", () => {
  it("selects the busiest, keeps only what belongs to its choice, and forgets when it is closed", async () => {
    const machine = createMarketMachine();
    const sent: ToMarket[] = [];
    const market = createMarket({ send: (message) => sent.push(message) });
    market.open([BOOK]);
    expect(market.phase()).toBe("loading");
    await machine.open(1, BOOK);
    for (const message of machine.messages.splice(0)) market.receive(message);
    expect(market.phase()).toBe("open");
    expect(market.instrument()?.symbol).toBe("BTC-X");
    expect(sent.at(-1)).toMatchObject({ type: "select", instrument: 0, atNs: null, request: 1 });
    expect(market.bookShare()).toBe(0);
    market.seek(market.info()?.firstNs ?? 0);
    await machine.select(1, 0, null, 1);
    for (const message of machine.messages.splice(0)) market.receive(message);
    expect(market.book()).toBeUndefined();
    await machine.select(1, 0, market.bookTime(), 2);
    for (const message of machine.messages.splice(0)) market.receive(message);
    expect(market.book()?.bids).toHaveLength(2);
    expect(market.bookShare()).toBe(1);
    market.close();
    expect([market.phase(), market.info(), market.book()]).toEqual(["closed", undefined, undefined]);
    expect(sent.at(-1)).toEqual({ type: "close" });
    market.close();
    expect(sent.filter(({ type }) => type === "close")).toHaveLength(1);
  });
});
