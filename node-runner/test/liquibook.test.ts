// Recorded tests of another engine: one worked out by hand, and the recorded ones.

import { readFileSync } from "node:fs";
import type { BackendKind } from "@cift/engine";
import { describe, expect, it } from "vitest";
import { CaseExcluded, CaseMismatch } from "../src/conform/gherkin/case-result.js";
import { playLiquibook } from "../src/conform/liquibook/play.js";
import { readLiquibookVectors } from "../src/conform/liquibook/vectors.js";
import { cift, documentOf } from "./support/cift.js";
import { verificationData } from "./support/data.js";
import { temporaryFile } from "./support/temporary.js";

type Op = Readonly<Record<string, unknown>>;

const nothing = {
  events: [],
  orders: [],
  bids: [],
  asks: [],
  n_bid_orders: 0,
  n_ask_orders: 0,
  market_price: 0,
};
const add = { op: "add", price: 0, qty: 10, stop: 0, aon: false, ioc: false, matched: false };
const order = (id: number, state: string, open: number, filled = 0, cost = 0) => ({
  id,
  state,
  open,
  filled,
  cost,
});

/** An all-or-none ask, a market bid that rests, and what becomes of them. */
const ops: readonly Op[] = [
  {
    ...nothing,
    ...{ ...add, id: 1, side: "sell", price: 100, aon: true },
    events: [{ e: "accept", id: 1 }],
    orders: [order(1, "accepted", 10)],
    asks: [[100, 1, 10]],
    n_ask_orders: 1,
  },
  {
    // Too small for the first, which is passed over.
    ...nothing,
    ...{ ...add, id: 2, side: "buy", price: 100, qty: 4 },
    events: [{ e: "accept", id: 2 }],
    orders: [order(1, "accepted", 10), order(2, "accepted", 4)],
    bids: [[100, 1, 4]],
    asks: [[100, 1, 10]],
    n_bid_orders: 1,
    n_ask_orders: 1,
  },
  {
    // With it there is enough: the all-or-none order takes both, in the order of time.
    ...nothing,
    ...{ ...add, id: 3, side: "buy", price: 101, qty: 7, matched: true },
    events: [
      { e: "accept", id: 3 },
      { e: "fill", taker: 1, maker: 3, qty: 7, price: 101 },
      { e: "fill", taker: 1, maker: 2, qty: 3, price: 100 },
    ],
    orders: [
      order(1, "complete", 0, 10, 1007),
      order(2, "accepted", 1, 3, 300),
      order(3, "complete", 0, 7, 707),
    ],
    bids: [[100, 1, 1]],
    n_bid_orders: 1,
    market_price: 100,
  },
  {
    // A market order that finds nobody rests, before all limits.
    ...nothing,
    ...{ ...add, id: 4, side: "buy", qty: 5 },
    events: [{ e: "accept", id: 4 }],
    orders: [
      order(1, "complete", 0, 10, 1007),
      order(2, "accepted", 1, 3, 300),
      order(3, "complete", 0, 7, 707),
      order(4, "accepted", 5),
    ],
    bids: [[100, 1, 1]],
    n_bid_orders: 2,
    market_price: 100,
  },
  {
    ...nothing,
    ...{ ...add, id: 5, side: "sell", price: 99, qty: 8, ioc: true, matched: true },
    events: [
      { e: "accept", id: 5 },
      { e: "fill", taker: 5, maker: 4, qty: 5, price: 99 },
      { e: "fill", taker: 5, maker: 2, qty: 1, price: 100 },
      { e: "cancel", id: 5 },
    ],
    orders: [
      order(1, "complete", 0, 10, 1007),
      order(2, "complete", 0, 4, 400),
      order(3, "complete", 0, 7, 707),
      order(4, "complete", 0, 5, 495),
      order(5, "cancelled", 2, 6, 595),
    ],
    market_price: 100,
  },
];

/** Replacements: to another size, to nothing, and to a price where it trades. */
const replacements: readonly Op[] = [
  { ...add, id: 1, side: "buy", price: 50, events: [{ e: "accept", id: 1 }], bids: [[50, 1, 10]] },
  { ...add, id: 2, side: "buy", price: 50, events: [{ e: "accept", id: 2 }], bids: [[50, 2, 20]] },
  {
    op: "replace",
    id: 1,
    size_delta: -4,
    new_price: null,
    events: [{ e: "replace", id: 1 }],
    bids: [[50, 2, 16]],
  },
  {
    ...add,
    ...{ id: 3, side: "sell", price: 50, qty: 12, matched: true },
    events: [
      { e: "accept", id: 3 },
      { e: "fill", taker: 3, maker: 2, qty: 10, price: 50 },
      { e: "fill", taker: 3, maker: 1, qty: 2, price: 50 },
    ],
    bids: [[50, 1, 4]],
  },
  {
    ...{ op: "replace", id: 1, size_delta: -9, new_price: null },
    events: [
      { e: "replace", id: 1 },
      { e: "cancel", id: 1 },
    ],
  },
  { op: "cancel", id: 1, events: [] },
];

function vectors(...tests: readonly (readonly Op[])[]): string {
  return tests
    .map((steps, index) => {
      const complete = steps.map((step) => ({ ...step }));
      return `${JSON.stringify({ suite: "by hand", test: `test ${index + 1}`, ops: complete })}\n`;
    })
    .join("\n");
}

async function play(steps: readonly Op[]): Promise<void> {
  const read = readLiquibookVectors({ name: "v.jsonl", bytes: new TextEncoder().encode(vectors(steps)) });
  for (const test of read.tests) await playLiquibook(test, read, "wasm");
}

/** Stops: at once before there is a trade, else when the price has come to them. */
const stops: readonly Op[] = [
  { ...add, id: 1, side: "buy", price: 55, qty: 30, bids: [[55, 1, 30]] },
  { ...add, id: 2, side: "sell", price: 60, stop: 70, bids: [[55, 1, 30]], asks: [[60, 1, 10]] },
  {
    ...{ ...add, id: 3, side: "sell", price: 55, matched: true, market_price: 55 },
    events: [
      { e: "accept", id: 3 },
      { e: "fill", taker: 3, maker: 1, qty: 10, price: 55 },
    ],
  },
  // It waits: it is in no depth and in no count, and counts as accepted.
  {
    ...{ ...add, id: 4, side: "buy", stop: 60, qty: 5, n_bid_orders: 1, bids: [[55, 1, 20]] },
    events: [{ e: "accept", id: 4 }],
  },
  {
    ...add,
    id: 5,
    side: "sell",
    price: 61,
    qty: 5,
    asks: [
      [60, 1, 10],
      [61, 1, 5],
    ],
  },
  {
    ...{ ...add, id: 6, side: "buy", price: 60, qty: 10, matched: true, market_price: 61 },
    events: [
      { e: "accept", id: 6 },
      { e: "fill", taker: 6, maker: 2, qty: 10, price: 60 },
      { e: "fill", taker: 4, maker: 5, qty: 5, price: 61 },
    ],
    asks: [],
  },
];

/** Two market orders trade with each other where there is a price. */
const priced: readonly Op[] = [
  { ...add, id: 1, side: "buy", n_bid_orders: 1, bids: [] },
  { ...add, id: 2, side: "sell", qty: 4, n_ask_orders: 1, asks: [] },
  { op: "set_market_price", price: 70, market_price: 70, n_bid_orders: 1, n_ask_orders: 1 },
  {
    ...{ ...add, id: 3, side: "sell", qty: 4, matched: true, market_price: 70 },
    events: [
      { e: "accept", id: 3 },
      { e: "fill", taker: 3, maker: 1, qty: 4, price: 70 },
    ],
  },
];

describe("playLiquibook", () => {
  it.each([
    ["all-or-none and market orders", ops],
    ["replacements", replacements],
    ["stops", stops],
    ["a price that was set", priced],
  ])("finds a right test of %s equal", async (_, steps) => {
    await expect(play(steps)).resolves.toBeUndefined();
  });

  it("names the step and what is different", async () => {
    const changed = (step: number, change: Op) =>
      play(ops.map((op, at) => (at === step ? { ...op, ...change } : op)));
    await expect(changed(4, { market_price: 99 })).rejects.toThrow(
      new CaseMismatch("op 5 (add 5): market price", "99", "100"),
    );
    await expect(changed(3, { n_bid_orders: 1 })).rejects.toThrow(
      "op 4 (add 4): number of bids: expected 1, got 2",
    );
    await expect(changed(1, { asks: [] })).rejects.toThrow(
      "ask level 1: expected no more, got 100: 1 orders, 10",
    );
    await expect(changed(2, { matched: false })).rejects.toThrow("matched: expected false, got true");
    await expect(changed(0, { orders: [order(1, "accepted", 9)] })).rejects.toThrow(
      "order 1: expected accepted, open 9, filled 0, cost 0, got accepted, open 10, filled 0, cost 0",
    );
    await expect(changed(2, { events: ops[1]?.events })).rejects.toThrow("op 3 (add 3): event 1");
  });

  it("excludes what it does not know, and says so", async () => {
    await expect(play([{ ...nothing, op: "halt" }])).rejects.toThrow(CaseExcluded);
  });

  it("says where a file is not what it should be", async () => {
    await expect(play([{ ...add, id: 1, side: "bid" }])).rejects.toThrow(
      'v.jsonl:1: op 1: side: expected buy or sell, got "bid"',
    );
    await expect(play([{ op: "cancel" }])).rejects.toThrow("op 1: id: expected an integer, got undefined");
  });
});

const MIRROR = 100_000;
/** Prices seen from the other side; zero is a market order's, and no price. */
const mirrored = (price: unknown) => (price === 0 || price === null ? price : MIRROR - Number(price));

/** The same step with buys for sells and sells for buys. */
function mirror(op: Op): Op {
  const levels = (side: unknown) =>
    (side as number[][]).map(([price, ...rest]) => [mirrored(price), ...rest]);
  const events = (op.events as Op[]).map((event) =>
    event.price === undefined ? event : { ...event, price: mirrored(event.price) },
  );
  const orders = (op.orders as ReturnType<typeof order>[]).map((entry) => ({
    ...entry,
    cost: MIRROR * entry.filled - entry.cost,
  }));
  return {
    ...op,
    ...(op.op === "add"
      ? { side: op.side === "buy" ? "sell" : "buy", price: mirrored(op.price), stop: mirrored(op.stop) }
      : {}),
    ...(op.op === "replace" ? { new_price: mirrored(op.new_price) } : {}),
    events,
    orders,
    bids: levels(op.asks),
    asks: levels(op.bids),
    n_bid_orders: op.n_ask_orders,
    n_ask_orders: op.n_bid_orders,
    market_price: mirrored(op.market_price),
  };
}

describe("the recorded tests in a mirror", () => {
  it("are equal too", async (context) => {
    const text = readFileSync(verificationData(context, "liquibook", "vectors_dev.jsonl"), "utf8");
    const tests = text.trim().split("\n");
    for (const line of tests) {
      const { test, ops: steps } = JSON.parse(line) as { readonly test: string; readonly ops: readonly Op[] };
      expect([test, await play(steps.map(mirror)).catch(String)]).toEqual([test, undefined]);
    }
    expect(tests).toHaveLength(67);
  });
});

describe("cift conform liquibook", () => {
  it("ends with 0, 2, 3 or 5, and counts what is excluded", async () => {
    const conform = (text: string) =>
      cift(["conform", "liquibook", temporaryFile("v.jsonl", text), "--json"]);
    const right = await conform(vectors(ops, [{ ...nothing, op: "halt" }]));
    expect(right).toMatchObject({ code: 0, stderr: "" });
    expect(documentOf(right)).toMatchObject({ cases: 2, passed: 1, excluded: 1, failed: 0 });
    const wrong = await conform(
      vectors(
        ops.map((op, at) => (at === 4 ? { ...op, market_price: 7 } : op)),
        ops,
      ),
    );
    expect(wrong).toMatchObject({ code: 3, stderr: "" });
    expect(documentOf(wrong)).toMatchObject({
      first_difference: { what: "op 5 (add 5): market price", expected: "7", got: "100" },
    });
    await expect(conform("{")).resolves.toMatchObject({ code: 5 });
    await expect(cift(["conform", "liquibook"])).resolves.toMatchObject({ code: 2 });
  });

  it.for<BackendKind>(["wasm", "native"])(
    "finds the recorded tests equal on %s",
    async (backend, context) => {
      const path = verificationData(context, "liquibook", "vectors_dev.jsonl");
      const run = await cift(["conform", "liquibook", path, "--backend", backend, "--json"]);
      expect(run).toMatchObject({ code: 0, stderr: "" });
      expect(documentOf(run)).toMatchObject({ cases: 67, passed: 67, failed: 0, excluded: 0 });
    },
  );
});
