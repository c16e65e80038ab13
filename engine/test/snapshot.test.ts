// A session as bytes: it goes on as if nothing had happened, on any backend, in any place.

import { Exchange, ExchangeClient, type SessionConfig } from "@cift/engine";
import { expect, onTestFinished, test } from "vitest";
import { decodeConfig, encodeConfig, resolveConfig } from "../src/config.js";
import { FLOW_CONFIG, randomFlow } from "./support/flow.js";
import { errorOf } from "./support/places.js";

const RICH: SessionConfig = {
  seed: 2 ** 50,
  instruments: [
    { symbol: "ACME", profile: "nasdaq", referencePrice: "10.00" },
    { symbol: "BTC", profile: "binance", referencePrice: 2n ** 62n, rules: { initialPhase: "preOpen" } },
    "PLAIN",
  ],
  schedule: [{ timeNs: 2 ** 52, phase: "closed", instrument: "PLAIN" }],
  accounts: { currencies: [{ code: "USD", scale: 7 }], tiers: [{ taker: { ppm: 20 } }] },
  eventBuffer: 77,
};

test("a configuration comes back from its bytes, but for the profiles' names", () => {
  const config = resolveConfig(RICH);
  const instruments = config.instruments.map((instrument) => ({ ...instrument, profile: "generic" }));
  expect(decodeConfig(encodeConfig(config))).toEqual({ ...config, instruments });
});

test.each([
  ["wasm", "native"],
  ["native", "wasm"],
] as const)("from %s to %s", async (from, to) => {
  const { bytes } = randomFlow(5, 6000);
  const [first, second] = [bytes.subarray(0, 3000 * 64), bytes.subarray(3000 * 64)];
  using whole = await Exchange.create(FLOW_CONFIG, { backend: from });
  whole.submitBatch(first);
  const snapshot = whole.snapshot();
  using restored = await Exchange.restore(snapshot, { backend: to });
  expect(restored.config).toEqual(whole.config);
  expect(restored.digest()).toEqual(whole.digest());
  expect(restored.snapshot()).toEqual(snapshot);
  whole.submitBatch(second);
  restored.submitBatch(second);
  expect(restored.digest()).toEqual(whole.digest());
  expect(restored.book("ACME").depth()).toEqual(whole.book("ACME").depth());
});

test("ids that were used before are not given again", async () => {
  using exchange = await Exchange.create({ instruments: ["ACME"] });
  exchange.submit({ side: "buy", price: 1, quantity: 1 });
  exchange.submit({ side: "buy", price: 1, quantity: 1 });
  using restored = await Exchange.restore(exchange.snapshot());
  expect(restored.submit({ side: "buy", price: 1, quantity: 1 })).toMatchObject({ status: "resting", id: 3 });
});

test("a client takes a snapshot, and goes on from one", async () => {
  const client = await ExchangeClient.create(FLOW_CONFIG);
  onTestFinished(() => client.dispose());
  await client.submitBatch(randomFlow(5, 1000));
  const restored = await ExchangeClient.restore(await client.snapshot());
  onTestFinished(() => restored.dispose());
  expect(restored.instruments.map(({ symbol }) => symbol)).toEqual(["ACME", "GLOBEX"]);
  expect(await restored.digest()).toEqual(await client.digest());
});

test.each(["wasm", "native"] as const)("bytes that are no snapshot are refused: %s", async (backend) => {
  await errorOf(() => Exchange.restore(new Uint8Array(100), { backend }), "SNAPSHOT_INVALID");
  await errorOf(() => Exchange.restore(new Uint8Array(0), { backend }), "SNAPSHOT_INVALID");
});
