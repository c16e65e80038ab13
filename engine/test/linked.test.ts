// Orders that belong together, and many orders at once: brackets, one-cancels-other, mass cancel, mass quote.

import type { EventRecord } from "@cift/engine";
import { describe, expect, test } from "vitest";
import { errorOf, places } from "./support/places.js";

const ONE = { instruments: ["ACME"] } as const;
const TWO = {
  instruments: ["ACME", { symbol: "GLOBEX", rules: { ticks: [{ from: 0, tick: 5 }] } }],
} as const;

/** An event, short: its kind and its order. */
function short(events: readonly EventRecord[]): string[] {
  return events.map(({ kind, orderId }) => `${kind} ${orderId}`);
}

describe.each(places)("$name", (place) => {
  describe("a bracket", () => {
    test("protects a filled entry, and the one that trades cancels the other", async () => {
      const exchange = await place.create(ONE);
      await exchange.submit({ side: "sell", price: 100, quantity: 5, account: 9 });
      await exchange.submit({ side: "buy", price: 90, quantity: 50, account: 9 });
      const { entry, takeProfit, stopLoss } = await exchange.bracket({
        entry: { side: "buy", price: 100, quantity: 5, account: 1 },
        takeProfit: 110,
        stopLoss: 95,
      });
      expect(entry).toMatchObject({ status: "filled", filled: 5, account: 1 });
      expect(takeProfit).toMatchObject({ status: "resting", open: 5, account: 1 });
      expect(stopLoss).toMatchObject({ status: "waiting", open: 5, account: 1 });
      expect(await exchange.book().orders("sell")).toMatchObject([{ price: 110, quantity: 5 }]);
      // The price falls: the stop sells at the bid, and the profit is not taken any more.
      await exchange.submit({ side: "buy", price: 94, quantity: 1, account: 9 });
      const cause = await exchange.submit({ side: "sell", price: 94, quantity: 1, account: 9 });
      expect(short(cause.events)).toEqual(
        expect.arrayContaining([`triggered ${stopLoss?.id}`, `cancelled ${takeProfit?.id}`]),
      );
      expect(await exchange.book().orders("sell")).toEqual([]);
    });

    test("waits with its entry", async () => {
      const exchange = await place.create(ONE);
      const { entry, takeProfit, stopLoss } = await exchange.bracket({
        entry: { side: "sell", price: 100, quantity: 5 },
        takeProfit: { price: 90, timeInForce: "day" },
        stopLoss: { stop: 105, price: 106, triggerBy: "bidAsk" },
      });
      expect([entry.status, takeProfit?.status, stopLoss?.status]).toEqual(["resting", "waiting", "waiting"]);
      const gone = await exchange.cancel(entry);
      expect(short(gone.events)).toEqual([
        `cancelled ${entry.id}`,
        `cancelled ${takeProfit?.id}`,
        `cancelled ${stopLoss?.id}`,
      ]);
      expect(await exchange.state()).toMatchObject({ liveOrders: 0 });
    });

    test("has one end, or two", async () => {
      const exchange = await place.create(ONE);
      const result = await exchange.bracket({ entry: { side: "buy", price: 1, quantity: 1 }, stopLoss: 0 });
      expect(result).not.toHaveProperty("takeProfit");
      expect(result.stopLoss).toMatchObject({ status: "waiting" });
    });

    test("is entered as a whole, or not at all", async () => {
      const exchange = await place.create(ONE);
      await exchange.submit({ side: "sell", price: 100, quantity: 5, account: 9 });
      const result = await exchange.bracket({
        entry: { side: "buy", price: 100, quantity: 5 },
        takeProfit: 110,
        stopLoss: { stop: 95, quantity: 0 },
      });
      expect(result.entry).toMatchObject({ status: "cancelled", filled: 0, open: 0 });
      expect(result.takeProfit).toMatchObject({ status: "cancelled", reason: "linked" });
      expect(result.stopLoss).toMatchObject({ status: "rejected", reason: "invalidQuantity" });
      expect(await exchange.state()).toMatchObject({ liveOrders: 1 });
    });

    test("a rejected entry takes the others with it", async () => {
      const exchange = await place.create(ONE);
      const result = await exchange.bracket({
        entry: { side: "buy", price: 100, quantity: 0 },
        takeProfit: { price: 110, quantity: 5 },
      });
      expect(result.entry).toMatchObject({ status: "rejected", reason: "invalidQuantity" });
      expect(result.takeProfit).toMatchObject({ status: "rejected", reason: "invalidLink" });
      expect(await exchange.state()).toMatchObject({ liveOrders: 0 });
    });

    test("may be held, and come later", async () => {
      const exchange = await place.create(ONE);
      const entry = { side: "buy", price: 100, quantity: 5, held: true } as const;
      const result = await exchange.bracket({ entry, takeProfit: 110 });
      expect([result.entry.status, result.takeProfit?.status]).toEqual(["waiting", "waiting"]);
      expect(await exchange.release(result.entry)).toMatchObject({ status: "resting" });
    });

    test.each<[string, object, RegExp]>([
      ["no entry", { takeProfit: 1 }, /bracket\.entry: is missing/],
      ["no end", { entry: { side: "buy", price: 1, quantity: 1 } }, /neither takeProfit nor stopLoss/],
      [
        "a triggered entry",
        { entry: { side: "buy", price: 1, quantity: 1, stop: 5 }, stopLoss: 1 },
        /bracket\.entry\.stop: cannot be/,
      ],
      [
        "an end on the same side",
        { entry: { side: "buy", price: 1, quantity: 1 }, stopLoss: { stop: 1, side: "buy" } },
        /on the other side/,
      ],
      ["a misspelt end", { entry: { side: "buy", price: 1, quantity: 1 }, stoploss: 1 }, /"stopLoss"/],
    ])("cannot be written: %s", async (_name, bracket, expected) => {
      const exchange = await place.create(ONE);
      const error = await errorOf(() => exchange.bracket(bracket as never), "INVALID_ARGUMENT");
      expect(error.message).toMatch(expected);
    });
  });

  describe("one cancels the other", () => {
    const low = { side: "buy", price: 90, quantity: 5 } as const;
    const high = { side: "buy", price: 111, quantity: 5, stop: 110 } as const;

    test("when it trades", async () => {
      const exchange = await place.create(ONE);
      const { first, second } = await exchange.oco(low, high);
      expect([first.status, second?.status]).toEqual(["resting", "waiting"]);
      const cause = await exchange.submit({ side: "sell", price: 90, quantity: 1, account: 9 });
      expect(short(cause.events)).toContain(`cancelled ${second?.id}`);
      expect(await exchange.book().order(first)).toMatchObject({ quantity: 4 });
    });

    test("and is not entered when the first has traded already", async () => {
      const exchange = await place.create(ONE);
      await exchange.submit({ side: "sell", price: 90, quantity: 1, account: 9 });
      const result = await exchange.oco(low, high);
      expect(result.first).toMatchObject({ status: "partiallyFilled", filled: 1, open: 4 });
      expect(result).not.toHaveProperty("second");
    });

    test("both or none: the first goes when the second is rejected", async () => {
      const exchange = await place.create(ONE);
      const { first, second } = await exchange.oco(low, { ...high, quantity: 0 });
      expect(second).toMatchObject({ status: "rejected", reason: "invalidQuantity" });
      expect(first).toMatchObject({ status: "cancelled", reason: "requested" });
      await errorOf(() => exchange.oco(low, { side: "sell", quantity: 1 }), "INVALID_ARGUMENT");
      expect(await exchange.state()).toMatchObject({ liveOrders: 0 });
    });

    test("by hand, and with an order that comes after another", async () => {
      const exchange = await place.create(ONE);
      const parent = await exchange.submit({ side: "buy", price: 90, quantity: 5 });
      const child = await exchange.submit({ side: "sell", price: 120, quantity: 5, after: parent });
      const other = await exchange.submit({ side: "buy", price: 80, quantity: 5, oco: parent.id });
      expect([child.status, other.status]).toEqual(["waiting", "resting"]);
      const cause = await exchange.submit({ side: "sell", price: 90, quantity: 5, account: 9 });
      expect(short(cause.events)).toEqual(
        expect.arrayContaining([`cancelled ${other.id}`, `triggered ${child.id}`]),
      );
      expect(await exchange.book().order(child)).toMatchObject({ waiting: false });
    });
  });

  describe("a mass cancel", () => {
    test.each<[string, object, number[]]>([
      ["of everything", {}, [1, 2, 3, 4, 5]],
      ["of an account", { account: 1 }, [1, 3, 5]],
      ["of an instrument", { symbol: "GLOBEX" }, [4, 5]],
      ["of a side", { side: "sell" }, [3, 5]],
      ["of prices", { from: 90, to: 100 }, [1, 2]],
      ["from a price", { from: 101 }, [3, 4, 5]],
      ["of all of these", { account: 1, symbol: "ACME", side: "buy", to: 99 }, []],
    ])("%s", async (_name, orders, expected) => {
      const exchange = await place.create(TWO);
      await exchange.submit({ symbol: "ACME", side: "buy", price: 100, quantity: 1, account: 1, id: 1 });
      await exchange.submit({ symbol: "ACME", side: "buy", price: 99, quantity: 1, account: 2, id: 2 });
      await exchange.submit({ symbol: "ACME", side: "sell", price: 101, quantity: 1, account: 1, id: 3 });
      await exchange.submit({ symbol: "GLOBEX", side: "buy", price: 200, quantity: 1, account: 2, id: 4 });
      await exchange.submit({ symbol: "GLOBEX", side: "sell", price: 205, quantity: 1, account: 1, id: 5 });
      const result = await exchange.massCancel(orders);
      expect(result).toMatchObject({ status: "applied" });
      expect(result.cancelled.map(({ id }) => id)).toEqual(expected);
      expect(await exchange.state()).toMatchObject({ liveOrders: 5 - expected.length });
    });

    test("takes a decimal where it knows whose", async () => {
      const exchange = await place.create({ instruments: [{ symbol: "A", tickSize: "0.01" }, "B"] });
      await exchange.submit({ symbol: "A", side: "buy", price: "1.00", quantity: 1 });
      expect((await exchange.massCancel({ symbol: "A", from: "1.00", to: "1.00" })).cancelled).toHaveLength(
        1,
      );
      await errorOf(() => exchange.massCancel({ from: "1.00" }), "INVALID_ARGUMENT");
      await errorOf(() => exchange.massCancel({ symbol: "C" }), "INSTRUMENT_UNKNOWN");
      expect(await exchange.massCancel({ from: 2, to: 1 })).toMatchObject({
        status: "rejected",
        reason: "invalidPrice",
      });
    });
  });

  describe("a mass quote", () => {
    test("takes the place of the one before, of each instrument all or nothing", async () => {
      const exchange = await place.create(TWO);
      const quote = (acme: number, globex: number) =>
        exchange.massQuote(
          [
            { symbol: "ACME", bid: { price: acme, quantity: 5 }, ask: { price: acme + 2, quantity: 6 } },
            {
              symbol: "GLOBEX",
              bid: { price: globex, quantity: 7 },
              ask: { price: globex + 10, quantity: 8 },
            },
          ],
          { account: 3 },
        );
      const first = await quote(100, 200);
      expect(first.instruments).toEqual([
        { symbol: "ACME", status: "quoted" },
        { symbol: "GLOBEX", status: "quoted" },
      ]);
      // 203 is no multiple of 5.
      const second = await quote(101, 203);
      expect(second.instruments).toEqual([
        { symbol: "ACME", status: "quoted" },
        { symbol: "GLOBEX", status: "rejected", reason: "invalidTick" },
      ]);
      expect((await exchange.book("ACME").depth())[0]).toMatchObject({
        bid: { price: 101, quantity: 5, orders: 1 },
        ask: { price: 103, quantity: 6, orders: 1 },
      });
      expect((await exchange.book("GLOBEX").depth())[0]).toMatchObject({ bid: { price: 200, quantity: 7 } });
    });

    test("may trade, and be taken away", async () => {
      const exchange = await place.create(ONE);
      await exchange.submit({ side: "sell", price: 100, quantity: 2, account: 9 });
      const { fills } = await exchange.massQuote([{ bid: { price: 100, quantity: 5 } }]);
      expect(fills).toMatchObject([{ price: 100, quantity: 2 }]);
      await exchange.massQuote([{ bid: { price: 100, quantity: 0 } }]);
      expect(await exchange.book().depth()).toEqual([]);
      const own = await exchange.massQuote([{ ask: { price: 100, quantity: 1, id: 77 } }]);
      expect(own.instruments).toEqual([{ symbol: "ACME", status: "quoted" }]);
      expect(await exchange.book().order({ id: 77 })).toMatchObject({ side: "sell" });
    });

    test("has a limited length, and is of something", async () => {
      const exchange = await place.create(ONE);
      const many = Array.from({ length: 65 }, (_, id) => ({ bid: { price: 1 + id, quantity: 1, id } }));
      const error = await errorOf(() => exchange.massQuote(many), "INVALID_ARGUMENT");
      expect(error.message).toContain("at most 64 entries, not 65");
      await errorOf(() => exchange.massQuote([]), "INVALID_ARGUMENT");
      await errorOf(() => exchange.massQuote([{ bid: { price: 1 } } as never]), "INVALID_ARGUMENT");
      expect((await exchange.massQuote(many.slice(1))).instruments).toHaveLength(1);
    });
  });
});
