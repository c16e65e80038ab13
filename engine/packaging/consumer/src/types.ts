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
  const { entry, stopLoss } = exchange.bracket({
    entry: { side: "buy", price: 1, quantity: 2 },
    stopLoss: "0.5",
  });
  const open: number = entry.open + (stopLoss?.open ?? 0);
  const money: bigint | undefined = exchange.accounts.balance(1, "USD")?.total;

  await using client = await ExchangeClient.create({ instruments: ["ACME"] });
  const same: Promise<OrderResult> = client.submit({ side: "buy", price: 1, quantity: 1 });
  const passes: boolean = (await client.risk.check({ side: "buy", price: 1, quantity: 1 })).pass;
  const positions = await client.accounts.positions(1);

  // @ts-expect-error a number is no decimal
  await Exchange.create({ instruments: [{ symbol: "A", tickSize: 0.01 }] });
  // @ts-expect-error a misspelt key
  exchange.submit({ side: "buy", prize: 1, quantity: 1 });
  // @ts-expect-error a side that there is not
  exchange.submit({ side: "bid", price: 1, quantity: 1 });
  // @ts-expect-error a profile that there is not
  await Exchange.create({ instruments: [{ symbol: "A", profile: "nasdak" }] });
  // @ts-expect-error a rule's value that there is not
  await Exchange.create({ instruments: [{ symbol: "A", rules: { crossing: "maybe" } }] });
  // @ts-expect-error a peg to nothing
  exchange.submit({ side: "buy", quantity: 1, peg: "last" });
  // @ts-expect-error a phase that there is not
  exchange.phase("closing");
  // @ts-expect-error a code that there is not
  const code: CiftErrorCode = "OOPS";
  // @ts-expect-error made by create only
  new Exchange();
  throw new CiftError("INVALID_ARGUMENT", String([side, await same, code, open, money, passes, positions]));
}
