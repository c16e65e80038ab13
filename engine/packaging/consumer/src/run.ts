// The same run for every way to load the package.

import { CommandBatch, Exchange, type ExchangeClient } from "@cift/engine";

/** The configuration of the run. */
export const CONFIG = {
  seed: 9,
  // A profile comes from the package: a bundle reads no files.
  instruments: [
    { symbol: "ACME", tickSize: "0.01" },
    { symbol: "XYZ", profile: "xetra", rules: { initialPhase: "openingAuction" } },
  ],
} as const;

/** What a run comes to. */
export interface Outcome {
  readonly backend: string;
  readonly digest: string;
  readonly trades: number;
}

/** Runs some orders through an exchange, here or in a worker. */
export async function run(exchange: Exchange | ExchangeClient): Promise<Outcome> {
  const batch = new CommandBatch();
  for (let orderId = 0; orderId < 5000; orderId++) {
    const price = 1000 + ((orderId * 7919) % 20);
    batch.add({
      kind: "new",
      orderId,
      side: orderId % 2 === 0 ? "buy" : "sell",
      price,
      quantity: 1 + (orderId % 7),
    });
  }
  let trades = 0;
  await exchange.submitBatch(batch, (events) => {
    while (events.next()) if (events.kindName === "trade") trades += 1;
  });
  await exchange.submit({ symbol: "ACME", side: "buy", price: "9.99", quantity: 3, display: 1 });
  await exchange.submit({ symbol: "XYZ", side: "buy", type: "market", quantity: 3 });
  await exchange.submit({ symbol: "XYZ", side: "sell", price: "20.00", quantity: 2 });
  await exchange.phase("continuous", { symbol: "XYZ" });
  if ((await exchange.market("XYZ").state()).lastPrice !== 2000)
    throw new Error("the auction had another price");
  const outcome = { backend: exchange.backend, digest: (await exchange.digest()).value, trades };
  await exchange.dispose();
  return outcome;
}

/** The run in this thread. */
export async function runHere(): Promise<Outcome> {
  return run(await Exchange.create(CONFIG));
}
