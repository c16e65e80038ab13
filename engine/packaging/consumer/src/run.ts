// The same run for every way to load the package.

import { CommandBatch, Exchange, type ExchangeClient } from "@cift/engine";

/** The configuration of the run. */
export const CONFIG = { seed: 9, instruments: [{ symbol: "ACME", tickSize: "0.01" }] } as const;

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
  await exchange.submit({ side: "buy", price: "9.99", quantity: 3 });
  const outcome = { backend: exchange.backend, digest: (await exchange.digest()).value, trades };
  await exchange.dispose();
  return outcome;
}

/** The run in this thread. */
export async function runHere(): Promise<Outcome> {
  return run(await Exchange.create(CONFIG));
}
