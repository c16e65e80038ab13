// Everything at once: random requests of every kind. Both backends give the same answers, and answers agree with the book.

import { Exchange, type OrderRequest, type OrderResult, type SessionConfig } from "@cift/engine";
import { describe, expect, test } from "vitest";
import { random } from "./support/flow.js";

const SYMBOLS = ["FIFO", "SHARED"] as const;

const CONFIG: SessionConfig = {
  seed: 11,
  instruments: [
    {
      symbol: "FIFO",
      referencePrice: 100,
      rules: { dynamicBand: { ticks: 8 }, bandAction: "auction", auctionNs: 50 },
    },
    {
      symbol: "SHARED",
      rules: { unmatchedMarket: "rest", allocation: { topOrder: 2, fifoPercent: 30, proRata: true } },
    },
  ],
};

type Next = (below: number) => number;

const KINDS: readonly ((next: Next) => Partial<OrderRequest>)[] = [
  () => ({}),
  () => ({}),
  () => ({}),
  (next) => ({ timeInForce: (["ioc", "fok", "day", "atClose"] as const)[next(4)] ?? "ioc" }),
  (next) => ({ display: 1 + next(5), hidden: false }),
  (next) => ({ display: { least: 1, most: 2 + next(4) } }),
  () => ({ hidden: true }),
  (next) => ({ postOnly: next(2) === 0 ? true : "reprice" }),
  () => ({ allOrNone: true }),
  (next) => ({ minimumQuantity: 1 + next(10) }),
  (next) => ({ stop: 90 + next(20) }),
  (next) => ({ touched: 90 + next(20), triggerBy: next(2) === 0 ? "mid" : "bidAsk" }),
  (next) => ({ trailing: next(2) === 0 ? 1 + next(5) : { basisPoints: 100 } }),
  (next) => ({
    selfTrade: (["cancelNewest", "cancelOldest", "cancelBoth", "decrement"] as const)[next(4)] ?? "allow",
  }),
];

/** A limit order of one account and instrument. */
function plainOrder(next: Next): OrderRequest {
  const side = next(2) === 0 ? "buy" : "sell";
  return { symbol: "FIFO", account: 2, side, price: 90 + next(20), quantity: 1 + next(20) };
}

function orderOf(next: Next): OrderRequest {
  const common = {
    symbol: SYMBOLS[next(2)] ?? "FIFO",
    account: 1 + next(3),
    side: next(2) === 0 ? "buy" : "sell",
  } as const;
  const quantity = 1 + next(20);
  switch (next(12)) {
    case 0:
      return { ...common, type: "market", quantity };
    case 1:
      return { ...common, amount: 100 * quantity };
    case 2:
      return { ...common, type: "marketToLimit", quantity };
    case 3:
      return { ...common, quantity, peg: (["bid", "ask", "mid"] as const)[next(3)] ?? "mid" };
    default: {
      const wish = KINDS[next(KINDS.length)]?.(next) ?? {};
      return { ...common, quantity, price: 90 + next(20), ...wish };
    }
  }
}

/** One request, and what came of it. */
function step(exchange: Exchange, next: Next, known: OrderResult[]): unknown {
  const target = known[next(Math.max(1, known.length))];
  switch (next(14)) {
    case 0:
      return target && exchange.cancel(target);
    case 1:
      return target && exchange.reduce(target, 1 + next(5));
    case 2:
      return target && exchange.replace(target, { price: 90 + next(20), quantity: 1 + next(20) });
    case 3:
      return exchange.bracket({ entry: plainOrder(next), takeProfit: 100, stopLoss: 90 + next(20) });
    case 4:
      return exchange.oco(plainOrder(next), { ...plainOrder(next), stop: 90 + next(20) });
    case 5:
      return exchange.massQuote(
        [
          {
            symbol: "FIFO",
            bid: { price: 95 + next(5), quantity: 5 },
            ask: { price: 101 + next(5), quantity: 5 },
          },
        ],
        { account: 4 },
      );
    case 6:
      return next(10) === 0
        ? exchange.massCancel({ account: 1 + next(3) })
        : exchange.clock(exchange.state().timeNs + next(20));
    case 7:
      return (
        next(8) === 0 && exchange.phase(next(2) === 0 ? "closingAuction" : "continuous", { symbol: "SHARED" })
      );
    default: {
      const result = exchange.submit(orderOf(next));
      known.push(result);
      return result;
    }
  }
}

/** Whether an answer is what the book says. */
function disagreement(exchange: Exchange, result: OrderResult): string | undefined {
  const { symbol, account, id, status, open, filled, fills, reason } = result;
  const live = exchange.book(symbol).order({ account, id });
  if (status === "rejected") return undefined;
  if (fills.reduce((sum, { quantity }) => sum + quantity, 0) !== filled) return "fills";
  if ((live?.quantity ?? 0) !== open) return "open";
  if ((live === undefined) !== (status === "filled" || status === "cancelled")) return "status";
  return (reason === undefined) === (status === "cancelled") ? "reason" : undefined;
}

describe("mixed flow", () => {
  test.each([1, 2, 3, 4])("seed %i", async (seed) => {
    using wasm = await Exchange.create(CONFIG, { backend: "wasm" });
    using native = await Exchange.create(CONFIG, { backend: "native" });
    const [one, two] = [random(seed), random(seed)];
    const [knownHere, knownThere]: [OrderResult[], OrderResult[]] = [[], []];
    for (let at = 0; at < 1500; at++) {
      const here = step(wasm, one, knownHere);
      expect(step(native, two, knownThere), `seed ${seed}, step ${at}`).toEqual(here);
      const last = knownHere.at(-1);
      if (here === last && last !== undefined)
        expect(disagreement(wasm, last), `seed ${seed}, step ${at}: ${JSON.stringify(last)}`).toBeUndefined();
    }
    expect(native.digest()).toEqual(wasm.digest());
    expect(native.market("FIFO").state()).toEqual(wasm.market("FIFO").state());
    expect(knownHere.length).toBeGreaterThan(300);
    const statuses = new Set(knownHere.map(({ status }) => status));
    expect([...statuses].sort()).toEqual([
      "cancelled",
      "filled",
      "partiallyFilled",
      "rejected",
      "resting",
      "waiting",
    ]);
  });
});
