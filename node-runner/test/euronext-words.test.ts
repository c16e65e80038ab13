// How Euronext's scenarios tell orders, in tables and in sentences.

import { describe, expect, it } from "vitest";
import { orderInSentence } from "../src/conform/euronext/order-sentence.js";
import { orderRows, toldBy } from "../src/conform/euronext/order-table.js";
import { kindWords, type OrderTold, orderOf } from "../src/conform/euronext/order-words.js";
import { Table } from "../src/conform/gherkin/table.js";

/** Ticks of a hundredth. */
const ticks = (decimal: string) => BigInt(Math.round(Number(decimal) * 100));
const order = (told: Partial<OrderTold>) =>
  orderOf({ owner: "A", side: "buy", quantity: 10, kind: "", price: "", ...told }, ticks);

describe("kindWords", () => {
  it.each([
    ["Limit", { type: "limit" }],
    ["MarketOrder", { type: "market" }],
    ["MO", { type: "market" }],
    ["Pure market order", { type: "market" }],
    ["MTL", { type: "marketToLimit" }],
    ["MarketToLimit", { type: "marketToLimit" }],
    ["market-to-limit", { type: "marketToLimit" }],
    ["Pegged", { type: "pegged", peg: "own" }],
    ["Peg mid", { type: "pegged", peg: "mid" }],
    ["Stop", { stop: true }],
    ["StopLimit", { type: "limit", stop: true }],
    ["Stop Market", { type: "market", stop: true }],
    ["Iceberg", { type: "limit", iceberg: true }],
    ["Limit IOC", { type: "limit", timeInForce: "ioc" }],
    ["Market, fill or kill", { type: "market", timeInForce: "fok" }],
  ])("understands %j", (text, words) => {
    expect(kindWords(text)).toEqual({ stop: false, iceberg: false, ...words });
  });
});

describe("orderOf", () => {
  it.each<[Partial<OrderTold>, object]>([
    [{ price: "10,15" }, { type: "limit", price: 1015n }],
    [{ price: "MO" }, { type: "market", price: undefined }],
    [{ price: "MTL" }, { type: "marketToLimit", price: undefined }],
    [{ kind: "MarketOrder" }, { type: "market" }],
    [
      { kind: "Limit", price: "9.9" },
      { type: "limit", price: 990n },
    ],
    [
      { kind: "Stop", price: "10.5" },
      { type: "market", stopPrice: 1050n, price: undefined },
    ],
    [
      { kind: "Stop", stopPrice: "10.5", price: "10.7" },
      { type: "limit", stopPrice: 1050n, price: 1070n },
    ],
    [
      { kind: "StopLimit", price: "10.7", stopPrice: "10.5" },
      { type: "limit", stopPrice: 1050n, price: 1070n },
    ],
    [
      { kind: "Stop limit", price: "stop 10.5 limit 10.7" },
      { type: "limit", stopPrice: 1050n, price: 1070n },
    ],
    [
      { kind: "Stop", stopPrice: "10.5", price: "MO" },
      { type: "market", stopPrice: 1050n },
    ],
    [{ price: "Peg" }, { type: "pegged", peg: "bid", price: undefined }],
    [
      { price: "Peg[10.8]", side: "sell" },
      { type: "pegged", peg: "ask", price: 1080n },
    ],
    [
      { kind: "Iceberg", price: "10", display: 3 },
      { type: "limit", display: 3, price: 1000n },
    ],
  ])("makes an order of %j", (told, spec) => {
    expect(order(told)).toMatchObject(spec);
  });

  it.each<[Partial<OrderTold>, string]>([
    [{ kind: "Limit" }, "is a limit order without a price"],
    [{ kind: "Stop" }, "is a stop order without a stop price"],
    [{ kind: "Iceberg", price: "10" }, "does not say what it shows"],
    [{ kind: "StopLimit", price: "10" }, "with the one price"],
  ])("does not guess what %j leaves open", (told, problem) => {
    expect(() => order(told)).toThrow(problem);
  });
});

describe("orderInSentence", () => {
  it.each<[string, Partial<OrderTold>]>([
    ['the MTL buy order from broker "A" for 50 shares', { owner: "A", side: "buy", quantity: 50, price: "" }],
    [
      'the Limit sell order from broker "D" for 10 shares at 10.0 price',
      { owner: "D", side: "sell", quantity: 10, price: "10.0" },
    ],
    [
      "broker X sells 1,000 shares at a limit of 9,5 by order 7",
      { owner: "X", side: "sell", quantity: 1000, price: "9,5" },
    ],
    [
      'broker "A" enters a stop buy order for 10 shares with stop price 10.2 and limit price 10.3',
      { owner: "A", quantity: 10, stopPrice: "10.2", price: "10.3" },
    ],
    [
      'a limit buy order of 100 shares at 10.1 from broker "B", displaying 20 shares',
      { owner: "B", quantity: 100, price: "10.1", display: 20 },
    ],
    [
      "an order to buy 5 lots at 10 from member Q with minimum quantity 2",
      { owner: "Q", quantity: 5, price: "10", minimum: 2 },
    ],
  ])("reads %j", (sentence, told) => {
    expect(orderInSentence(sentence)).toMatchObject(told);
  });

  it("wants a side and a quantity", () => {
    expect(() => orderInSentence("the order of broker A for 5 shares")).toThrow("without a side");
    expect(() => orderInSentence("the buy order of broker A")).toThrow("without a quantity");
  });
});

describe("orderRows", () => {
  const told = (...rows: string[][]) =>
    orderRows(new Table({ rows, lines: rows.map((_, at) => at + 1) })).rows.map((row) => toldBy(row));

  it("reads a bid and an ask of each row, and leaves out what is not there", () => {
    const orders = told(
      ["Ask Price", "Bid broker", "Bid Price", "Bid quantity", "ask quantity", "Ask OrderId"],
      ["10.2", "A", "MO", "5", "6", "2"],
      ["", "B", "9,9", "7", "-", ""],
    );
    expect(
      orders.map(({ owner, side, quantity, price, label }) => [owner, side, quantity, price, label]),
    ).toEqual([
      ["A", "buy", 5, "MO", undefined],
      ["", "sell", 6, "10.2", "2"],
      ["B", "buy", 7, "9,9", undefined],
    ]);
  });

  it("reads one order a row", () => {
    const [one] = told(["side", "Order Type", "QTY", "broker"], ["SELL", "MarketOrder", "5", "C"]);
    expect(one).toMatchObject({ owner: "C", side: "sell", quantity: 5, price: "" });
    expect(one?.kind.trim()).toBe("MarketOrder");
  });

  it("refuses what it does not know", () => {
    expect(() => told(["Side", "Quantity", "Colour"], ["Buy", "5", "red"])).toThrow(
      "'colour' means nothing here",
    );
    expect(() => told(["Side", "Quantity"], ["Up", "5"])).toThrow("'Up' is no side");
    expect(() => told(["Broker", "Quantity"], ["A", "5"])).toThrow("the order has no side");
  });
});
