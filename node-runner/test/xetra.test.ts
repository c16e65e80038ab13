// Cases of Xetra's market model: the layouts, what is compared, and what is said of what is not.

import { describe, expect, it } from "vitest";
import type { CaseResult } from "../src/conform/gherkin/case-result.js";
import { playXetra } from "../src/conform/xetra/conform.js";

const play = (document: object): Promise<CaseResult[]> =>
  playXetra({ name: "x.json", bytes: new TextEncoder().encode(JSON.stringify(document)) }, "wasm");

/** The only case of a section. */
async function one(section: string, item: object): Promise<CaseResult | undefined> {
  return (await play({ source: "here", [section]: [item] }))[0];
}

const failed = (what: string, expected: string, got: string) => ({
  status: "failed",
  difference: expect.objectContaining({ what, expected, got }),
});

describe("auctions", () => {
  const bids = [
    { limit: 50.5, qty: 300 },
    { limit: 50, qty: 100 },
  ];

  it("compare price, surplus, volume and fills", async () => {
    const asks = [{ limit: 49.5, qty: 250, id: "S" }];
    const expected = {
      price: 50.5,
      bid_surplus: 50,
      ask_surplus: 0,
      volume: 250,
      fills: [{ qty: 250, sell: "S" }],
    };
    expect(await one("auction", { id: "a", bids, asks, ref: null, ...expected })).toEqual({
      name: "auction a",
      status: "passed",
    });
    const result = (other: object) => one("auction", { bids, asks, ...expected, ...other });
    expect(await result({ price: 50 })).toMatchObject(failed("auction price", "50.00", "50.50"));
    expect(await result({ bid_surplus: 49 })).toMatchObject(failed("bid_surplus", "49", "50"));
    expect(await result({ ask_surplus: 1 })).toMatchObject(failed("ask_surplus", "1", "0"));
    expect(await result({ volume: 1 })).toMatchObject(failed("volume", "1", "250"));
    expect(await result({ fills: [] })).toMatchObject(failed("fill 1", "no more fills", "250 at 50.50"));
    expect(await result({ fills: [{ qty: 250, price: 50 }] })).toMatchObject({ status: "failed" });
    expect(await result({ bid_surplus: null, ask_surplus: null })).toMatchObject({ status: "passed" });
  });

  it("have no price where nothing crosses", async () => {
    const asks = [{ limit: 51, qty: 5 }];
    expect(await one("auction", { bids, asks, price: null })).toMatchObject({ status: "passed" });
    expect(await one("auction", { bids, asks, price: 51 })).toMatchObject(
      failed("auction price", "51.00", "none"),
    );
  });

  it.each([
    [199, 199],
    [200, 199],
    [201, 202],
    [230, 202],
  ])("take the limit nearest to a reference of %i where both sides have a surplus", async (ref, price) => {
    const market = { limit: "M", qty: 100 };
    const both = { bids: [market, { limit: 199, qty: 100 }], asks: [market, { limit: 202, qty: 100 }] };
    expect(await one("auction", { ...both, ref, price })).toMatchObject({ status: "passed" });
  });

  it("fill by time where the orders say when they came", async () => {
    const early = { limit: 10, qty: 5, time: "9:05", id: "early" };
    const late = { limit: 10, qty: 5, time: "10:00:01", id: "late" };
    const fills = [
      { qty: 5, buyer: "early" },
      { qty: 1, buyer: "late" },
    ];
    const asks = [{ limit: "M", qty: 6 }];
    expect(await one("auction", { bids: [late, early], asks, price: 10, fills })).toMatchObject({
      status: "passed",
    });
  });
});

describe("continuous trading", () => {
  const book = [{ side: "sell", limit: "M", qty: 10, time: "9:01" }];
  const incoming = { side: "buy", limit: 199, qty: 15, time: "x" };

  it("compares fills and the whole book", async () => {
    const fills = [{ qty: 10, price: 199 }];
    const resting = [{ side: "buy", limit: 199, qty: 5 }];
    const item = { id: 1, book, incoming, ref: 200, fills, resting, note: "n" };
    expect(await one("continuous", item)).toEqual({ name: "continuous 1", status: "passed" });
    expect(await one("continuous", { ...item, resting: [] })).toMatchObject(
      failed("resting orders", "none", "buy 5 at 199.00"),
    );
    expect(await one("continuous", { ...item, fills: [{ qty: 10, price: 200 }] })).toMatchObject(
      failed("fill 1", "10 at 200", "10 at 199.00"),
    );
  });

  it("rejects a market-to-limit order that meets no limit, and leaves the book as it is", async () => {
    const order = { ...incoming, limit: "MTL" };
    const resting = [{ side: "sell", limit: "M", qty: 10 }];
    expect(await one("continuous", { book, incoming: order, ref: 200, fills: [], resting })).toMatchObject({
      status: "passed",
    });
  });
});

describe("icebergs", () => {
  it("are compared step by step with what they show and what they hide", async () => {
    const results = await play({
      iceberg: {
        initial: [{ side: "buy", limit: 10, qty: 30 }],
        steps: [
          {
            incoming: { side: "sell", limit: 10, qty: 100, peak: 20, id: "I" },
            fills: [{ qty: 30, price: 10 }],
            // One part went, and half of the next.
            asks: [[10, 10, "I"]],
            bids: [],
            hidden: { I: 60 },
          },
          { incoming: { side: "sell", limit: 10, qty: 5 }, asks: [[10, 15]] },
          {
            incoming: { side: "buy", limit: "M", qty: 20 },
            fills: [{ qty: 10, maker: "I" }, { qty: 5 }, { qty: 5, maker: "I" }],
            asks: [[10, 15, "I"]],
            hidden: { I: 41 },
          },
        ],
      },
    });
    expect(results.map(({ name, status }) => [name, status])).toEqual([
      ["iceberg step 1", "passed"],
      ["iceberg step 2", "passed"],
      ["iceberg step 3", "failed"],
    ]);
    expect(results[2]).toMatchObject(failed("the reserve of I", "41", "40"));
  });
});

describe("what is not compared", () => {
  it("is excluded where the engine has no such thing", async () => {
    expect(await one("midpoint", { id: 1 })).toMatchObject({ status: "excluded" });
  });

  it.each([
    ["auction", { bids: [], asks: [], price: null, odd: 3 }, "'odd' means nothing here"],
    ["auction", { bids: [{ limit: "Q", qty: 1 }], price: 1 }, "'q' is no type of an order"],
    ["continuous", { book: [], incoming: { side: "up", limit: 1, qty: 1 }, fills: [] }, "'up' is no side"],
    [
      "continuous",
      { book: [], incoming: { side: "buy", limit: 1, qty: 1 } },
      "it says nothing of what has to follow",
    ],
    ["volatility", {}, "'volatility' is no section"],
  ])("is unclear where a case of %s says what is not known: %j", async (section, item, reason) => {
    expect(await one(section, item)).toMatchObject({
      status: "unclear",
      reason: expect.stringContaining(reason),
    });
  });

  it("is a data error where there is no case", async () => {
    await expect(play({ source: "x", auction: [] })).rejects.toThrow("x.json: there is no case in it");
    await expect(play([1])).rejects.toThrow("expected an object with sections of cases");
  });
});
