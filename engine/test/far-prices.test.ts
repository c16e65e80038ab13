// Prices from the ends of the 64-bit range: where WebAssembly's 32-bit sizes could cut a distance short.

import { type BackendKind, Exchange } from "@cift/engine";
import { describe, expect, test } from "vitest";

const LOWEST = -(2n ** 63n);
const HIGHEST = 2n ** 63n - 1n;
const kinds: readonly BackendKind[] = ["wasm", "native"];

/** Offers at 0, 5, 2^50 and the highest price, bids at the lowest and below zero. */
async function spreadOut(backend: BackendKind): Promise<Exchange> {
  const exchange = await Exchange.create({ instruments: ["FAR"] }, { backend });
  for (const price of [0, 5, 2 ** 50, HIGHEST]) exchange.submit({ side: "sell", price, quantity: 1 });
  for (const price of [-1, -(2 ** 50), LOWEST]) exchange.submit({ side: "buy", price, quantity: 1 });
  return exchange;
}

describe.each(kinds)("on %s", (kind) => {
  test("depth goes through all levels once, best first, and ends", async () => {
    using exchange = await spreadOut(kind);
    const rows = exchange.book().depth(8);
    expect(rows.map(({ ask }) => ask?.price).filter((price) => price !== undefined)).toEqual([
      0,
      5,
      2 ** 50,
      Number(HIGHEST),
    ]);
    expect(rows.map(({ bid }) => bid?.price).filter((price) => price !== undefined)).toEqual([
      -1,
      -(2 ** 50),
      Number(LOWEST),
    ]);
  });

  test("fill or kill counts each level once", async () => {
    using exchange = await spreadOut(kind);
    const order = { side: "buy", price: HIGHEST, timeInForce: "fok" } as const;
    expect(exchange.submit({ ...order, quantity: 5 })).toMatchObject({ status: "cancelled", filled: 0 });
    expect(exchange.submit({ ...order, quantity: 4 })).toMatchObject({ status: "filled", filled: 4 });
  });
});

/** Offers from zero up and bids from below it down, near and anywhere, met by orders that fill at once or go; by splitmix64. */
function wander(exchange: Exchange, commands: number): void {
  let state = 0x5eedn;
  const next = (): bigint => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let z = state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  };
  for (let i = 0; i < commands; i++) {
    // As many bits of distance as it happens to be: all distances come up alike.
    const distance = BigInt.asUintN(63, next()) >> (next() % 63n);
    const timeInForce = (["gtc", "gtc", "gtc", "ioc", "fok"] as const)[Number(next() % 5n)] ?? "gtc";
    const above = next() % 2n === 0n;
    const side = above === (timeInForce === "gtc") ? "sell" : "buy";
    const price = above ? distance : -1n - distance;
    exchange.submit({ side, price, timeInForce, quantity: 1 + Number(next() % 9n) });
    if (i % 3 === 0) exchange.cancel({ id: 1 + Number(next() % BigInt(i + 1)) });
  }
}

test("the backends give one digest and one depth for prices from everywhere", async () => {
  const runs = await Promise.all(
    kinds.map(async (kind) => {
      using exchange = await Exchange.create({ instruments: ["FAR"] }, { backend: kind });
      wander(exchange, 10_000);
      return { digest: exchange.digest().value, depth: exchange.book().depth(500) };
    }),
  );
  expect(runs[0]?.depth.length).toBeGreaterThan(50);
  expect(runs[0]).toEqual(runs[1]);
});
