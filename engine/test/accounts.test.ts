// Accounts, money, limits and kill switches in the words of the facade.

import type { CiftError, SessionConfig } from "@cift/engine";
import { Currency, resolveConfig } from "@cift/engine";
import { describe, expect, test } from "vitest";
import { type AnyExchange, errorOf, places } from "./support/places.js";

const CASH = {
  instruments: [{ symbol: "ACME", tickSize: "0.01" }],
  accounts: {
    currencies: ["USD", { code: "ACME", scale: 0 }],
    instruments: [{ base: "ACME", quote: "USD" }],
    tiers: [{}, { maker: { ppm: -100 }, taker: { ppm: 1000 } }],
    fifo: true,
  },
} as const satisfies SessionConfig;

/** Two accounts: 1 has money, 2 has shares. */
async function open(exchange: AnyExchange): Promise<void> {
  await exchange.accounts.open({ account: 1, feeTier: 1, group: 5 });
  await exchange.accounts.open({ account: 2 });
  await exchange.accounts.deposit({ account: 1, amount: "1000.00", currency: "USD" });
  await exchange.accounts.deposit({ account: 2, amount: 50, currency: "ACME" });
}

describe.each(places)("$name", (place) => {
  test("money is set aside, moves with a trade, and is fees", async () => {
    const exchange = await place.create(CASH);
    expect(await exchange.accounts.open({ account: 1, kind: "margin" })).toMatchObject({ status: "applied" });
    await open(exchange);
    await exchange.submit({ account: 2, side: "sell", price: "10.00", quantity: 20 });
    const { accounts } = exchange;
    expect(await accounts.balance(2, "ACME")).toMatchObject({ total: 50n, reserved: 20n, available: 30n });
    await exchange.submit({ account: 1, side: "buy", price: "10.00", quantity: 8 });
    expect(await accounts.balance(1, "USD")).toEqual({
      account: 1,
      currency: "USD",
      total: 100_000n - 8000n - 8n,
      reserved: 0n,
      available: 100_000n - 8000n - 8n,
      fees: 8n,
    });
    expect((await accounts.balances(2)).map(({ currency, total }) => [currency, total])).toEqual([
      ["USD", 8000n],
      ["ACME", 42n],
    ]);
    expect(await accounts.position(1)).toMatchObject({
      account: 1,
      symbol: "ACME",
      quantity: 8,
      cost: 8000n,
      fifoCost: 8000n,
      boughtQuantity: 8,
      fees: 8n,
    });
    expect(await accounts.positions(2)).toMatchObject([{ quantity: -8, openSellQuantity: 12 }]);
    expect(await accounts.balance(3, "USD")).toBeUndefined();
    expect(await accounts.position(3)).toBeUndefined();
  });

  test("nobody pays out more than there is", async () => {
    const exchange = await place.create(CASH);
    await open(exchange);
    expect(
      await exchange.accounts.withdraw({ account: 1, amount: "1000.01", currency: "USD" }),
    ).toMatchObject({
      status: "rejected",
      reason: "insufficientFunds",
    });
    expect(await exchange.accounts.withdraw({ account: 1, amount: 100_000n, currency: "USD" })).toMatchObject(
      {
        status: "applied",
      },
    );
    expect(await exchange.submit({ account: 1, side: "buy", price: 1, quantity: 1 })).toMatchObject({
      status: "rejected",
      reason: "insufficientFunds",
    });
  });

  test("a limit refuses what would break it, and can be asked before", async () => {
    const exchange = await place.create(CASH);
    await open(exchange);
    const { risk } = exchange;
    expect(await risk.limit({ kind: "orderQuantity", account: 1, value: 10 })).toMatchObject({
      status: "applied",
    });
    const order = { account: 1, side: "buy", price: 100, quantity: 11 } as const;
    expect(await risk.check(order)).toMatchObject({
      pass: false,
      reason: "orderQuantityLimit",
      breach: { kind: "orderQuantity", scope: "account", limit: 10n, after: 11n, isMoney: false },
    });
    expect(await exchange.submit(order)).toMatchObject({ status: "rejected", reason: "orderQuantityLimit" });
    // 1000 for the shares, and fees for lots that trade one by one, each rounded up.
    expect(await risk.check({ ...order, quantity: 10 })).toEqual({
      pass: true,
      reserve: 1010n,
      currency: "USD",
    });
    // Asking enters nothing and uses no id.
    expect(await exchange.state()).toMatchObject({ liveOrders: 0 });
    expect(await exchange.submit({ ...order, quantity: 10 })).toMatchObject({ status: "resting", id: 2 });
    expect(await risk.clearLimit({ kind: "orderQuantity", account: 1 })).toMatchObject({ status: "applied" });
    expect(await exchange.submit(order)).toMatchObject({ status: "resting" });
  });

  test.each([{ account: 1 }, { group: 5 }, { symbol: "ACME" }, {}])(
    "the kill switch of %j",
    async (subject) => {
      const exchange = await place.create(CASH);
      await open(exchange);
      await exchange.submit({ account: 1, side: "buy", price: 100, quantity: 1 });
      const { events } = await exchange.risk.kill(subject);
      expect(events.map(({ kind }) => kind)).toEqual(["applied", "cancelled"]);
      expect(await exchange.submit({ account: 1, side: "buy", price: 100, quantity: 1 })).toMatchObject({
        status: "rejected",
        reason: "killSwitch",
      });
      expect(await exchange.risk.resume(subject)).toMatchObject({ status: "applied" });
      expect(await exchange.submit({ account: 1, side: "buy", price: 100, quantity: 1 })).toMatchObject({
        status: "resting",
      });
    },
  );

  test("an account may be forbidden an instrument", async () => {
    const exchange = await place.create(CASH);
    await open(exchange);
    const order = { account: 1, side: "buy", price: 100, quantity: 1 } as const;
    await exchange.risk.forbid({ account: 1 });
    expect(await exchange.submit(order)).toMatchObject({ reason: "notPermitted" });
    await exchange.risk.permit({ account: 1 });
    expect(await exchange.submit(order)).toMatchObject({ status: "resting" });
  });

  test("limits of rates have a period", async () => {
    const exchange = await place.create(CASH);
    await open(exchange);
    const limit = { kind: "messageRate", account: 1, value: 1 } as const;
    expect(await exchange.risk.limit(limit)).toMatchObject({ status: "rejected", reason: "invalidCommand" });
    expect(await exchange.risk.limit({ ...limit, periodNs: 1000 })).toMatchObject({ status: "applied" });
  });

  test("a session without accounts says so", async () => {
    const exchange = await place.create({ instruments: ["ACME"] });
    expect(await exchange.accounts.open({ account: 1 })).toMatchObject({
      status: "rejected",
      reason: "invalidCommand",
    });
    const error = await errorOf(() => exchange.accounts.deposit({ amount: 1 }), "INVALID_ARGUMENT");
    expect(error.message).toContain("the session has no accounts");
    await errorOf(() => exchange.risk.check({ side: "buy", price: 1, quantity: 1 }), "ACCOUNTS_MISSING");
    expect(await exchange.accounts.balances()).toEqual([]);
  });

  test.each<[string, (exchange: AnyExchange) => unknown, RegExp]>([
    ["no currency", (x) => x.accounts.deposit({ amount: 1 }), /name one of the 2 currencies: USD, ACME/],
    ["a misspelt one", (x) => x.accounts.deposit({ amount: 1, currency: "UDS" }), /did you mean "USD"/],
    [
      "an amount below zero",
      (x) => x.accounts.deposit({ amount: -1, currency: "USD" }),
      /must be above zero, not -1/,
    ],
    [
      "an amount of thirds",
      (x) => x.accounts.deposit({ amount: "0.001", currency: "USD" }),
      /more than the 2 digits/,
    ],
    ["two subjects", (x) => x.risk.kill({ account: 1, symbol: "ACME" }), /account and symbol contradict/],
    [
      "a limit that is none",
      (x) => x.risk.limit({ kind: "none" as never, value: 1 }),
      /kind: must be one of orderQuantity/,
    ],
    [
      "an account that is none",
      (x) => x.accounts.open({ account: -1 }),
      /account\.account: must be an integer from 0/,
    ],
  ])("cannot be written: %s", async (_name, call, expected) => {
    const exchange = await place.create(CASH);
    const error = await errorOf(() => call(exchange), "INVALID_ARGUMENT");
    expect(error.message).toMatch(expected);
  });
});

describe("the configuration of accounts", () => {
  const resolve = (accounts: unknown) =>
    resolveConfig({
      instruments: [{ symbol: "BTC-USD", tickSize: "0.01", lotSize: "0.00001" }, "SPX"],
      accounts,
    } as SessionConfig).accounts;

  test("knows what ticks and lots are worth", () => {
    const accounts = resolve({
      currencies: [
        { code: "USD", scale: 8 },
        { code: "BTC", scale: 8 },
      ],
      instruments: [
        { symbol: "SPX", quote: "USD", tickValue: 5, initialMarginPpm: 50_000 },
        { symbol: "BTC-USD", base: "BTC", quote: "USD" },
      ],
    });
    expect(accounts).toEqual({
      currencies: [
        { code: "USD", scale: 8 },
        { code: "BTC", scale: 8 },
      ],
      instruments: [
        { base: 1, quote: 0, tickValue: 10, lotValue: 1000, initialMarginPpm: 1_000_000 },
        { base: 0, quote: 0, tickValue: 5, lotValue: 0, initialMarginPpm: 50_000 },
      ],
      tiers: [{ maker: { ppm: 0 }, taker: { ppm: 0 } }],
      fifo: false,
    });
    expect(resolve(structuredClone(accounts))).toEqual(accounts);
  });

  test.each<[string, unknown, RegExp]>([
    ["nothing", {}, /accounts\.currencies: must be a list/],
    ["a code with a space", { currencies: ["US D"] }, /currencies\[0\]\.code: must have 1 to 16/],
    ["a code twice", { currencies: ["USD", "USD"] }, /"USD" is currencies\[0\] already/],
    ["a fine scale", { currencies: [{ code: "USD", scale: 19 }] }, /scale: .*from 0 to 18/],
    [
      "units that are too large",
      { currencies: ["USD"] },
      /tickValue: a tick of a lot is 0\.0000001 USD, .* give USD a scale of 7/,
    ],
    [
      "units that are too small",
      { currencies: [{ code: "USD", scale: 18 }] },
      /instruments\[1\]\.tickValue: .*a smaller scale/,
    ],
    [
      "a currency that is none",
      { currencies: [{ code: "USD", scale: 7 }], instruments: [{ quote: "EUR" }] },
      /instruments\[0\]\.quote: must be one of USD/,
    ],
    [
      "an instrument that is none",
      { currencies: [{ code: "USD", scale: 7 }], instruments: [{ symbol: "X" }] },
      /there is no instrument "X"/,
    ],
    [
      "an instrument twice",
      { currencies: [{ code: "USD", scale: 7 }], instruments: [{ symbol: "SPX" }, {}] },
      /is about SPX, as one before it/,
    ],
    [
      "too many instruments",
      { currencies: [{ code: "USD", scale: 7 }], instruments: [{}, {}, {}] },
      /more than there are instruments/,
    ],
    [
      "the quote delivered",
      { currencies: [{ code: "USD", scale: 7 }], instruments: [{ lotValue: 1 }] },
      /is the quote currency/,
    ],
    ["no tiers", { currencies: [{ code: "USD", scale: 7 }], tiers: [] }, /tiers: must be a list/],
    [
      "two fees",
      { currencies: [{ code: "USD", scale: 7 }], tiers: [{ maker: { ppm: 1, perLot: 1 } }] },
      /tiers\[0\]\.maker: must be/,
    ],
    [
      "a fee above all",
      { currencies: [{ code: "USD", scale: 7 }], tiers: [{ taker: { ppm: 1_000_001 } }] },
      /taker\.ppm/,
    ],
  ])("is strict: %s", (_name, accounts, expected) => {
    try {
      resolve(accounts);
    } catch (error) {
      expect((error as CiftError).message).toMatch(expected);
      return;
    }
    throw new Error("was taken");
  });
});

test("a currency reads and writes its amounts", () => {
  const usd = new Currency(0, { code: "USD", scale: 2 });
  expect(usd.parse("12.5")).toBe(1250n);
  expect(usd.parse("-0.01")).toBe(-1n);
  expect(usd.format(1250n)).toBe("12.50");
  expect(usd.format(-1)).toBe("-0.01");
  expect(() => usd.parse("1e3")).toThrow(/write a decimal like "12\.50"/);
});
