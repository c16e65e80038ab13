// Journals: what was recorded is done again, or gone on from, on any backend; torn ends are reported, damage is refused.

import { Exchange, ExchangeClient } from "@cift/engine";
import { describe, expect, onTestFinished, test } from "vitest";
import { FLOW_CONFIG, randomFlow } from "./support/flow.js";
import { errorOf } from "./support/places.js";

const FLOW = randomFlow(5, 9000).bytes;
const PART = 3000 * 64;

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

describe.each([
  ["wasm", "native"],
  ["native", "wasm"],
] as const)("from %s to %s", (from, to) => {
  test("a session is done again from its journal", async () => {
    using exchange = await Exchange.create(FLOW_CONFIG, { backend: from });
    expect(exchange.journal.state()).toBeUndefined();
    exchange.journal.start({ number: 2n ** 64n - 1n });
    const parts: Uint8Array[] = [];
    for (let at = 0; at < FLOW.length; at += PART) {
      exchange.submitBatch(FLOW.subarray(at, at + PART));
      parts.push(exchange.journal.take());
    }
    expect(exchange.journal.take()).toHaveLength(0);
    exchange.journal.close();
    const journal = joined(...parts, exchange.journal.take());
    expect(exchange.journal.state()).toMatchObject({
      isRecording: false,
      seq: 9000,
      bytes: journal.length,
      waitingBytes: 0,
    });

    using again = await Exchange.replay(journal, { backend: to });
    expect(again.digest()).toEqual(exchange.digest());
    expect(again.config).toEqual(exchange.config);
    expect(again.journal.state()).toMatchObject({ isRecording: false, wasClosed: true, seq: 9000 });
    expect(again.journal.state()?.verifiedCheckpoints).toBeGreaterThan(2);
    expect(again.journal.state()).not.toHaveProperty("tail");
  });

  test("a session goes on at its journal's end, and so does the journal", async () => {
    using exchange = await Exchange.create(FLOW_CONFIG, { backend: from });
    exchange.journal.start();
    exchange.submitBatch(FLOW.subarray(0, PART));
    exchange.journal.snapshot();
    exchange.submitBatch(FLOW.subarray(PART, 2 * PART));
    const journal = exchange.journal.take();
    // Somebody pulled the plug.
    const torn = joined(journal, new Uint8Array(100).fill(7));

    using again = await Exchange.recover(torn, { backend: to });
    expect(again.digest()).toEqual(exchange.digest());
    const { tail } = again.journal.state() ?? {};
    expect(tail).toMatchObject({ bytes: 100 });
    again.submitBatch(FLOW.subarray(2 * PART));
    exchange.submitBatch(FLOW.subarray(2 * PART));
    expect(again.digest()).toEqual(exchange.digest());
    using whole = await Exchange.replay(joined(torn.subarray(0, -100), again.journal.take()), {
      backend: from,
    });
    expect(whole.digest()).toEqual(exchange.digest());
  });

  test("a journal may begin in the middle of a session", async () => {
    using exchange = await Exchange.create(FLOW_CONFIG, { backend: from });
    exchange.submitBatch(FLOW.subarray(0, PART));
    exchange.journal.start();
    exchange.submitBatch(FLOW.subarray(PART));
    using again = await Exchange.replay(exchange.journal.take(), { backend: to });
    expect(again.digest()).toEqual(exchange.digest());
  });
});

describe.each(["wasm", "native"] as const)("%s", (backend) => {
  test("commands that are lost within are damage", async () => {
    using exchange = await Exchange.create(FLOW_CONFIG, { backend });
    exchange.journal.start();
    for (let at = 0; at < FLOW.length; at += PART) {
      exchange.submitBatch(FLOW.subarray(at, at + PART));
      exchange.journal.snapshot();
    }
    const journal = exchange.journal.take();
    const flipped = Uint8Array.from(journal);
    flipped[1000] = (flipped[1000] ?? 0) ^ 1;
    for (const again of [Exchange.replay, Exchange.recover])
      await errorOf(() => again(flipped, { backend }), "JOURNAL_DAMAGED");
    await errorOf(() => Exchange.replay(new Uint8Array(500), { backend }), "JOURNAL_INVALID");
    const other = Uint8Array.from(journal);
    other[8] = 99;
    await errorOf(() => Exchange.replay(other, { backend }), "JOURNAL_DAMAGED");
  });

  test("there is one journal at a time", async () => {
    using exchange = await Exchange.create(FLOW_CONFIG, { backend });
    const { journal } = exchange;
    for (const call of [() => journal.take(), () => journal.snapshot(), () => journal.close()])
      await errorOf(call, "JOURNAL_STATE");
    journal.start();
    await errorOf(() => journal.start(), "JOURNAL_STATE");
    await errorOf(() => journal.start({ number: -1n }), "INVALID_ARGUMENT");
    await errorOf(() => journal.start({ number: 2n ** 64n }), "INVALID_ARGUMENT");
    expect(journal.state()).toMatchObject({
      isRecording: true,
      seq: 0,
      wasClosed: false,
      verifiedCheckpoints: 0,
    });
    exchange.dispose();
    await errorOf(() => journal.take(), "DISPOSED");
  });

  test("requests of people are recorded too", async () => {
    using exchange = await Exchange.create({ instruments: ["ACME"] }, { backend });
    exchange.journal.start();
    exchange.bracket({ entry: { side: "buy", price: 100, quantity: 5 }, takeProfit: 110, stopLoss: 90 });
    exchange.phase("halt");
    using again = await Exchange.replay(exchange.journal.take(), { backend });
    expect(again.digest()).toEqual(exchange.digest());
    expect(again.market().phase).toBe("halt");
  });
});

test("a client records, and others replay and recover in workers", async () => {
  const client = await ExchangeClient.create(FLOW_CONFIG);
  onTestFinished(() => client.dispose());
  await client.journal.start();
  await client.submitBatch(FLOW.subarray(0, PART));
  const journal = await client.journal.take();
  for (const again of [await ExchangeClient.replay(journal), await ExchangeClient.recover(journal)]) {
    onTestFinished(() => again.dispose());
    expect(await again.digest()).toEqual(await client.digest());
    expect(await again.journal.state()).toMatchObject({ seq: 3000, bytes: journal.length });
  }
  await errorOf(() => ExchangeClient.replay(new Uint8Array(500)), "JOURNAL_INVALID");
});
