// Every order type in the words of the facade, wherever the engine runs. What the rules are is the engine's affair; these
// tests are about the words.

import type { OrderRequest, OrderResult } from "@cift/engine";
import { describe, expect, test } from "vitest";
import { type AnyExchange, errorOf, places } from "./support/places.js";

const ONE = { instruments: [{ symbol: "ACME", tickSize: "0.01", lotSize: "0.1" }] } as const;

/** A book of 10 lots on each side: bids 99 and 98, asks 101 and 102, in ticks of 0.01. */
async function fillBook(exchange: AnyExchange): Promise<void> {
  for (const [side, price] of [
    ["buy", 98],
    ["buy", 99],
    ["sell", 101],
    ["sell", 102],
  ] as const)
    await exchange.submit({ side, price, quantity: 10, account: 9 });
}

/** What became of an order, short. */
function short({ status, reason, filled, open }: OrderResult): string {
  return [status, reason, filled, open].filter((part) => part !== undefined).join(" ");
}

/** The kinds of an order's own events. */
function kinds({ id, events }: OrderResult): string {
  return events
    .filter((event) => event.orderId === id)
    .map((event) => event.kind)
    .join(" ");
}

describe.each(places)("$name", (place) => {
  test.each<[string, OrderRequest, string]>([
    ["limit", { side: "buy", price: "1.00", quantity: "0.5" }, "resting 0 5"],
    ["market", { side: "buy", type: "market", quantity: 15 }, "filled 15 0"],
    ["market with a cap", { side: "buy", cap: "1.01", quantity: 15 }, "cancelled noLiquidity 10 0"],
    // 10 × 101 + 5 × 102, in ticks times lots.
    ["market by money", { side: "buy", amount: 1520 }, "filled 15 0"],
    ["market by money, as a decimal", { side: "buy", amount: "1.520" }, "filled 15 0"],
    ["market to limit", { side: "buy", type: "marketToLimit", quantity: 15 }, "partiallyFilled 10 5"],
    [
      "immediate or cancel",
      { side: "buy", price: 101, quantity: 15, timeInForce: "ioc" },
      "cancelled immediateRemainder 10 0",
    ],
    [
      "fill or kill",
      { side: "buy", price: 101, quantity: 15, timeInForce: "fok" },
      "cancelled fillOrKill 0 0",
    ],
    ["day", { side: "buy", price: 100, quantity: 15, timeInForce: "day" }, "resting 0 15"],
    ["good till a date", { side: "buy", price: 100, quantity: 15, expiresAt: 5 }, "resting 0 15"],
    ["at the close", { side: "buy", price: 101, quantity: 15, timeInForce: "atClose" }, "waiting 0 15"],
    [
      "at the open, in the continuous phase",
      { side: "buy", price: 101, quantity: 1, timeInForce: "atOpen" },
      "rejected wrongPhase 0 0",
    ],
    [
      "post-only that would trade",
      { side: "buy", price: 101, quantity: 1, postOnly: true },
      "rejected postOnlyWouldTrade 0 0",
    ],
    [
      "post-only that is repriced",
      { side: "buy", price: 101, quantity: 1, postOnly: "reprice" },
      "resting 0 1",
    ],
    ["all or none", { side: "buy", price: 101, quantity: 15, allOrNone: true }, "resting 0 15"],
    [
      "a minimum that is there",
      { side: "buy", price: 101, quantity: 15, minimumQuantity: "1.0" },
      "partiallyFilled 10 5",
    ],
    [
      "a minimum that is not",
      { side: "buy", price: 101, quantity: 15, minimumQuantity: 11 },
      "cancelled minimumQuantity 0 0",
    ],
    ["iceberg", { side: "buy", price: 100, quantity: 15, display: "0.4" }, "resting 0 15"],
    [
      "iceberg with a random part",
      { side: "buy", price: 100, quantity: 15, display: { least: 2, most: 5 } },
      "resting 0 15",
    ],
    ["hidden", { side: "buy", price: 100, quantity: 15, hidden: true }, "resting 0 15"],
    ["pegged to the bid", { side: "buy", quantity: 15, peg: "bid" }, "resting 0 15"],
    ["pegged to the middle", { side: "buy", quantity: 15, peg: { to: "mid", offset: -1 } }, "resting 0 15"],
    ["held", { side: "buy", price: 101, quantity: 15, held: true }, "waiting 0 15"],
    ["stop", { side: "sell", quantity: 15, stop: "0.95" }, "waiting 0 15"],
    ["stop-limit", { side: "sell", quantity: 15, stop: 95, price: 94 }, "waiting 0 15"],
    ["market if touched", { side: "sell", quantity: 15, touched: 105, triggerBy: "bidAsk" }, "waiting 0 15"],
    ["limit if touched", { side: "sell", quantity: 15, touched: 105, price: 104 }, "waiting 0 15"],
    ["a trailing stop", { side: "sell", quantity: 15, trailing: "0.05" }, "waiting 0 15"],
    [
      "a trailing stop in basis points",
      { side: "sell", quantity: 15, trailing: { basisPoints: 100 }, triggerBy: "mid" },
      "waiting 0 15",
    ],
    [
      "reduce-only without accounts",
      { side: "sell", price: 101, quantity: 1, reduceOnly: true },
      "rejected reduceOnly 0 0",
    ],
  ])("%s", async (_name, order, expected) => {
    const exchange = await place.create(ONE);
    await fillBook(exchange);
    expect(short(await exchange.submit(order))).toBe(expected);
  });

  test("orders show what they show", async () => {
    const exchange = await place.create(ONE);
    const book = exchange.book();
    const iceberg = await exchange.submit({ side: "buy", price: 100, quantity: 15, display: 4 });
    await exchange.submit({ side: "buy", price: 100, quantity: 30, hidden: true });
    expect(await book.order(iceberg)).toMatchObject({ quantity: 15, displayedQuantity: 4, waiting: false });
    expect((await book.depth())[0]?.bid).toEqual({ price: 100, quantity: 4, orders: 1 });
    const taker = await exchange.submit({ side: "sell", price: 100, quantity: 6 });
    expect(taker.fills.map((fill) => fill.quantity)).toEqual([4, 2]);
    expect(taker.events.map((event) => event.kind)).toContain("refreshed");
    expect(await book.order(iceberg)).toMatchObject({ quantity: 9, displayedQuantity: 2 });
    expect((await book.orders("buy")).map(({ id, quantity }) => [id, quantity])).toEqual([[iceberg.id, 9]]);
    expect(await book.orders("sell", 3)).toEqual([]);
  });

  test("a stop waits, fires once, and is an order like any other", async () => {
    const exchange = await place.create(ONE);
    await fillBook(exchange);
    const stop = await exchange.submit({ side: "sell", quantity: 5, stop: 99, account: 1 });
    expect(await exchange.book().order(stop)).toMatchObject({ waiting: true, quantity: 5 });
    expect(await exchange.market().state()).toMatchObject({ waitingOrders: 1 });
    const cause = await exchange.submit({ side: "sell", price: 99, quantity: 1 });
    // What it caused is told with the order that caused it.
    expect(cause).toMatchObject({ status: "filled", filled: 1 });
    expect(cause.events.map((event) => event.kind)).toEqual(["accepted", "trade", "triggered", "trade"]);
    expect(await exchange.book().order(stop)).toBeUndefined();
  });

  test("a satisfied stop trades at once", async () => {
    const exchange = await place.create(ONE);
    await fillBook(exchange);
    await exchange.submit({ side: "buy", price: 101, quantity: 1 });
    const stop = await exchange.submit({ side: "buy", quantity: 2, stop: 101 });
    expect(short(stop)).toBe("filled 2 0");
    expect(kinds(stop)).toBe("accepted triggered trade");
  });

  test("a trailing stop follows the price and does not go back", async () => {
    const exchange = await place.create(ONE);
    await fillBook(exchange);
    await exchange.submit({ side: "buy", price: 101, quantity: 1 });
    const stop = await exchange.submit({ side: "sell", quantity: 1, trailing: 2, account: 1 });
    await exchange.submit({ side: "buy", price: 102, quantity: 10 });
    // The last price was 102 at best: it fires at 100 or below.
    await exchange.submit({ side: "buy", price: 100, quantity: 1 });
    const cause = await exchange.submit({ side: "sell", price: 100, quantity: 1 });
    expect(cause.events.some((event) => event.kind === "triggered" && event.orderId === stop.id)).toBe(true);
  });

  test("a held order comes when it is released", async () => {
    const exchange = await place.create(ONE);
    await fillBook(exchange);
    const held = await exchange.submit({ side: "buy", price: 101, quantity: 4, held: true });
    expect(short(await exchange.release(held))).toBe("filled 4 0");
    expect(short(await exchange.release(held))).toBe("rejected unknownOrder 0 0");
  });

  test("an order ends at its time", async () => {
    const exchange = await place.create(ONE);
    const order = await exchange.submit({ side: "buy", price: 100, quantity: 4, expiresAt: 1000, timeNs: 5 });
    expect(await exchange.clock(999)).toMatchObject({ status: "applied", events: [] });
    const { events } = await exchange.clock(1000);
    expect(events).toMatchObject([{ kind: "cancelled", reason: "expired", orderId: order.id, timeNs: 1000 }]);
    expect(await exchange.state()).toMatchObject({ timeNs: 1000, liveOrders: 0 });
  });

  test("an id that expired is used again in the same moment", async () => {
    const exchange = await place.create(ONE);
    await exchange.submit({ side: "buy", price: 100, quantity: 4, expiresAt: 1000, id: 7 });
    const again = await exchange.submit({ side: "buy", price: 100, quantity: 3, id: 7, timeNs: 1000 });
    expect(short(again)).toBe("resting 0 3");
    expect(again.events.map((event) => event.kind)).toEqual(["cancelled", "accepted"]);
  });

  test("a pegged order follows, and its price shows", async () => {
    const exchange = await place.create(ONE);
    await fillBook(exchange);
    const peg = await exchange.submit({ side: "buy", quantity: 5, peg: { to: "bid", offset: "-0.01" } });
    expect(await exchange.book().order(peg)).toMatchObject({ price: 98 });
    await exchange.submit({ side: "buy", price: 100, quantity: 1 });
    expect(await exchange.book().order(peg)).toMatchObject({ price: 99 });
    await exchange.submit({ side: "sell", quantity: 5, peg: "ask", price: "1.03" });
  });

  test.each<[string, OrderRequest, string]>([
    [
      "newest",
      { side: "sell", price: 99, quantity: 5, selfTrade: "cancelNewest" },
      "cancelled selfTrade 0 0",
    ],
    ["oldest", { side: "sell", price: 99, quantity: 5, selfTrade: "cancelOldest" }, "resting 0 5"],
    ["both", { side: "sell", price: 99, quantity: 5, selfTrade: "cancelBoth" }, "cancelled selfTrade 0 0"],
    [
      "decrement",
      { side: "sell", price: 99, quantity: 5, selfTrade: "decrement" },
      "cancelled selfTrade 0 0",
    ],
    ["allow", { side: "sell", price: 99, quantity: 5, selfTrade: "allow" }, "filled 5 0"],
  ])("self-trade prevention: %s", async (_name, order, expected) => {
    const exchange = await place.create({ instruments: ["ACME"] });
    await exchange.submit({ side: "buy", price: 99, quantity: 10 });
    expect(short(await exchange.submit(order))).toBe(expected);
  });

  test.each<[string, object, RegExp]>([
    ["a limit order without a price", { quantity: 1 }, /order\.price: is missing/],
    ["a pegged order without a peg", { type: "pegged", quantity: 1, price: 1 }, /none/],
    ["two triggers", { quantity: 1, stop: 1, touched: 2 }, /stop and touched contradict each other/],
    ["a price and a cap", { quantity: 1, price: 1, cap: 2 }, /cap and price contradict/],
    ["a quantity and an amount", { quantity: 1, amount: 2 }, /amount and quantity contradict/],
    ["two links", { quantity: 1, price: 1, oco: 1, after: 2 }, /oco and after contradict/],
    [
      "a source without a trigger",
      { quantity: 1, price: 1, triggerBy: "mid" },
      /order\.triggerBy: says which price/,
    ],
    ["gtd without a time", { quantity: 1, price: 1, timeInForce: "gtd" }, /order\.expiresAt: is missing/],
    [
      "a time of another order",
      { quantity: 1, price: 1, timeInForce: "day", expiresAt: 5 },
      /is of a "gtd" order/,
    ],
    ["a word for postOnly", { quantity: 1, price: 1, postOnly: "maybe" }, /must be true, false or "reprice"/],
    ["a peg to nothing", { quantity: 1, peg: "best" }, /order\.peg: must be one of bid, ask, mid/],
    [
      "an offset between ticks",
      { quantity: 1, peg: { to: "bid", offset: 0.5 } },
      /order\.peg\.offset: must be a whole/,
    ],
    ["a misspelt part", { quantity: 1, price: 1, display: { last: 1, most: 2 } }, /display\.last: .*"least"/],
    ["funds of a sell", { quantity: 1, price: 1, fundsAt: 2, side: "sell" }, /fundsAt: is of a limit buy/],
    [
      "a link of another instrument",
      { quantity: 1, price: 1, oco: { id: 1, symbol: "X" } },
      /linked orders are of one instrument/,
    ],
    [
      "a link of another account",
      { quantity: 1, price: 1, after: { id: 1, account: 3 } },
      /linked orders are of one account/,
    ],
    ["an amount between units", { amount: "1.0005" }, /is not an amount of ACME/],
    ["a negative quantity", { quantity: -1, price: 1 }, /order\.quantity: must be a whole number of lots/],
    ["a misspelt wish", { quantity: 1, price: 1, reduseOnly: true }, /reduseOnly: .*"reduceOnly"/],
  ])("cannot be written: %s", async (name, order, expected) => {
    const exchange = await place.create(ONE);
    if (name === "a pegged order without a peg") {
      expect(await exchange.submit({ side: "buy", ...order } as OrderRequest)).toMatchObject({
        reason: "invalidPeg",
      });
      return;
    }
    const error = await errorOf(
      () => exchange.submit({ side: "buy", ...order } as OrderRequest),
      "INVALID_ARGUMENT",
    );
    expect(error.message).toMatch(expected);
    expect(await exchange.state()).toMatchObject({ seq: 0 });
  });
});
