// The market itself: phases, auctions, bands, reference prices, schedules, and connections that end.

import type { EventRecord } from "@cift/engine";
import { describe, expect, test } from "vitest";
import { errorOf, places } from "./support/places.js";

const ONE = { instruments: ["ACME"] } as const;

function kinds(events: readonly EventRecord[]): string[] {
  return events.map(({ kind }) => kind);
}

describe.each(places)("$name", (place) => {
  test("a market that nothing happened in", async () => {
    const exchange = await place.create(ONE);
    expect(await exchange.market().state()).toEqual({
      symbol: "ACME",
      phase: "continuous",
      waitingOrders: 0,
      restingOrders: 0,
    });
    await errorOf(() => exchange.market("X").state(), "INSTRUMENT_UNKNOWN");
  });

  test("an opening auction, from the call to the first trades", async () => {
    const exchange = await place.create({
      instruments: [
        { symbol: "ACME", tickSize: "0.01", referencePrice: "1.00", rules: { initialPhase: "preOpen" } },
      ],
    });
    await exchange.submit({ side: "buy", price: 102, quantity: 5, account: 1, timeInForce: "atOpen" });
    expect(await exchange.phase("openingAuction")).toMatchObject({ status: "applied", seq: 2 });
    await exchange.submit({ side: "sell", price: 98, quantity: 3, account: 2 });
    const market = await exchange.market().state();
    expect(market).toMatchObject({
      phase: "openingAuction",
      referencePrice: 100,
      restingOrders: 2,
      indicative: { price: 102, quantity: 3, surplus: { side: "buy", quantity: 2 } },
    });
    expect(market).not.toHaveProperty("lastPrice");
    const { events } = await exchange.phase("continuous");
    expect(kinds(events)).toEqual(["trade", "uncrossed", "phaseChanged", "cancelled"]);
    expect(await exchange.market().state()).toMatchObject({
      phase: "continuous",
      lastPrice: 102,
      restingOrders: 0,
    });
  });

  test("phases of one instrument, or of all", async () => {
    const exchange = await place.create({ instruments: ["A", "B"] });
    expect(kinds((await exchange.phase("halt", { symbol: "B" })).events)).toEqual(["phaseChanged"]);
    expect((await exchange.market("A").state()).phase).toBe("continuous");
    expect((await exchange.market("B").state()).phase).toBe("halt");
    expect(kinds((await exchange.phase("closed")).events)).toEqual(["phaseChanged", "phaseChanged"]);
    const error = await errorOf(() => exchange.phase("closing" as never), "INVALID_ARGUMENT");
    expect(error.message).toMatch(/phase: must be one of continuous, /);
  });

  test("a schedule changes phases when its time has come", async () => {
    const exchange = await place.create({
      instruments: ["A", "B"],
      schedule: [
        { timeNs: 100, phase: "halt", instrument: "B" },
        { timeNs: 200, phase: "closed" },
      ],
    });
    const { events } = await exchange.clock(150);
    expect(events).toMatchObject([{ kind: "phaseChanged", reason: "scheduled", instrument: 1, timeNs: 150 }]);
    const late = await exchange.submit({ symbol: "A", side: "buy", price: 1, quantity: 1, timeNs: 200 });
    expect(late).toMatchObject({ status: "rejected", reason: "wrongPhase" });
  });

  test("a reference price makes the static band", async () => {
    const exchange = await place.create({
      instruments: [{ symbol: "ACME", tickSize: "0.01", rules: { staticBand: { basisPoints: 1000 } } }],
    });
    expect(await exchange.market().state()).not.toHaveProperty("band");
    expect(await exchange.reference("10.00")).toMatchObject({ status: "applied" });
    expect(await exchange.market().state()).toMatchObject({
      referencePrice: 1000,
      band: { lowest: 900, highest: 1100 },
    });
    expect(await exchange.submit({ side: "buy", price: "11.01", quantity: 1 })).toMatchObject({
      status: "rejected",
      reason: "staticBand",
    });
  });

  test("a dynamic band begins a volatility auction, which ends by itself", async () => {
    const exchange = await place.create({
      instruments: [
        {
          symbol: "ACME",
          referencePrice: 100,
          rules: { dynamicBand: { ticks: 5 }, bandAction: "auction", auctionNs: 1000 },
        },
      ],
    });
    await exchange.submit({ side: "sell", price: 110, quantity: 5 });
    const order = await exchange.submit({ side: "buy", price: 110, quantity: 5, account: 1 });
    expect(order).toMatchObject({ status: "resting", filled: 0 });
    expect(await exchange.market().state()).toMatchObject({
      phase: "volatilityAuction",
      phaseEndsAt: 1000,
      indicative: { price: 110, quantity: 5 },
    });
    expect(kinds((await exchange.clock(1000)).events)).toEqual(["trade", "uncrossed", "phaseChanged"]);
  });

  test("an account that is not heard of loses its orders", async () => {
    const exchange = await place.create(ONE);
    await exchange.submit({ side: "buy", price: 1, quantity: 1, account: 4 });
    await exchange.submit({ side: "buy", price: 1, quantity: 1, account: 5 });
    expect(kinds((await exchange.heartbeat({ account: 4, withinNs: 100 })).events)).toEqual(["applied"]);
    const { events } = await exchange.clock(100);
    expect(events).toMatchObject([{ kind: "cancelled", reason: "disconnected", account: 4 }]);
    expect(kinds((await exchange.disconnect({ account: 5 })).events)).toEqual(["applied", "cancelled"]);
    expect(await exchange.state()).toMatchObject({ liveOrders: 0 });
    await errorOf(() => exchange.heartbeat({ account: 1 } as never), "INVALID_ARGUMENT");
  });

  test("time does not go back", async () => {
    const exchange = await place.create(ONE);
    await exchange.clock(100);
    const error = await errorOf(() => exchange.clock(99), "TIME_INVALID");
    expect(error.consumed).toBe(0);
    await errorOf(() => exchange.clock(-1), "INVALID_ARGUMENT");
  });
});
