// Compiled, never run: what the package's types say, and what they forbid.

import {
  CiftError,
  type CiftErrorCode,
  CommandBatch,
  type EventRecord,
  Exchange,
  ExchangeClient,
  type OrderResult,
  Side,
} from "@cift/engine";

export async function check(): Promise<void> {
  using exchange = await Exchange.create({ instruments: ["ACME"] });
  const result: OrderResult = exchange.submit({ side: "buy", price: 1n, quantity: "2" });
  const events: readonly EventRecord[] = result.events;
  exchange.cancel(result);
  exchange.submitBatch(new CommandBatch(), (cursor) => {
    const seq: number = cursor.seq;
    return void [seq, events];
  });
  const side: 0 | 1 = Side.sell;

  await using client = await ExchangeClient.create({ instruments: ["ACME"] });
  const same: Promise<OrderResult> = client.submit({ side: "buy", price: 1, quantity: 1 });

  // @ts-expect-error a number is no decimal
  await Exchange.create({ instruments: [{ symbol: "A", tickSize: 0.01 }] });
  // @ts-expect-error a misspelt key
  exchange.submit({ side: "buy", prize: 1, quantity: 1 });
  // @ts-expect-error a side that there is not
  exchange.submit({ side: "bid", price: 1, quantity: 1 });
  // @ts-expect-error a code that there is not
  const code: CiftErrorCode = "OOPS";
  // @ts-expect-error made by create only
  new Exchange();
  throw new CiftError("INVALID_ARGUMENT", String([side, await same, code]));
}
