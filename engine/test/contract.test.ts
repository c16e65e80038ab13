// What every way to run an exchange has to do alike: [wasm, native] × [in process, worker].

import {
  CommandBatch,
  type EventCursor,
  type EventRecord,
  type OrderRequest,
  type RunDigest,
} from "@cift/engine";
import { describe, expect, test } from "vitest";
import { EVENTS_PER_PAIR, FLOW_CONFIG, pairs, randomFlow } from "./support/flow.js";
import { errorOf, places } from "./support/places.js";

const ONE = { instruments: ["ACME"] } as const;

/** A reader that keeps what it reads. */
function recorder(): { readonly records: EventRecord[]; readonly read: (events: EventCursor) => void } {
  const records: EventRecord[] = [];
  return {
    records,
    read(events) {
      while (events.next()) records.push(events.toObject());
    },
  };
}

describe.each(places)("$name", (place) => {
  describe("orders", () => {
    const rest = { side: "sell", price: 100, quantity: 10 } as const;

    test("an order that meets none rests", async () => {
      const exchange = await place.create(ONE);
      const result = await exchange.submit({ ...rest, account: 7, id: 70, timeNs: 5 });
      expect(result).toMatchObject({ id: 70, seq: 1, status: "resting", filled: 0, open: 10, fills: [] });
      expect(result).not.toHaveProperty("reason");
      expect(result.events).toEqual([
        {
          kind: "accepted",
          side: "sell",
          flags: 0,
          reason: "none",
          instrument: 0,
          seq: 1,
          timeNs: 5,
          orderId: 70,
          counterOrderId: 0,
          price: 100,
          quantity: 10,
          account: 7,
          counterAccount: 0,
        },
      ]);
    });

    test("an order that meets others trades at their prices, the best first", async () => {
      const exchange = await place.create(ONE);
      await exchange.submit({ ...rest, price: 101, account: 1, id: 11 });
      await exchange.submit({ ...rest, price: 100, account: 2, id: 22 });
      const result = await exchange.submit({
        side: "buy",
        price: 101,
        quantity: 15,
        account: 3,
        id: 33,
        timeNs: 9,
      });
      expect(result).toMatchObject({ status: "filled", filled: 15, open: 0 });
      const trade = { seq: 3, timeNs: 9, side: "buy", taker: { account: 3, id: 33 } };
      expect(result.fills).toEqual([
        { ...trade, price: 100, quantity: 10, maker: { account: 2, id: 22 } },
        { ...trade, price: 101, quantity: 5, maker: { account: 1, id: 11 } },
      ]);
    });

    test("the rest of a partly filled order is in the book", async () => {
      const exchange = await place.create(ONE);
      await exchange.submit(rest);
      const result = await exchange.submit({ side: "buy", price: 100, quantity: 25 });
      expect(result).toMatchObject({ status: "partiallyFilled", filled: 10, open: 15 });
    });

    test.each<[string, OrderRequest, object]>([
      [
        "IOC",
        { side: "buy", price: 100, quantity: 12, timeInForce: "ioc" },
        { filled: 10, reason: "immediateRemainder" },
      ],
      [
        "FOK",
        { side: "buy", price: 100, quantity: 12, timeInForce: "fok" },
        { filled: 0, reason: "fillOrKill" },
      ],
      ["market", { side: "buy", type: "market", quantity: 12 }, { filled: 10, reason: "noLiquidity" }],
    ])("what an %s order cannot trade is cancelled", async (_name, order, expected) => {
      const exchange = await place.create(ONE);
      await exchange.submit(rest);
      expect(await exchange.submit(order)).toMatchObject({ status: "cancelled", open: 0, ...expected });
    });

    test.each<[string, OrderRequest, string]>([
      ["no quantity", { side: "buy", price: 1, quantity: 0 }, "invalidQuantity"],
      [
        "post-only that would trade",
        { side: "buy", price: 100, quantity: 1, postOnly: true },
        "postOnlyWouldTrade",
      ],
      [
        "post-only IOC",
        { side: "buy", price: 1, quantity: 1, postOnly: true, timeInForce: "ioc" },
        "invalidTimeInForce",
      ],
      ["a market order with a price", { side: "buy", type: "market", price: 5, quantity: 1 }, "invalidPrice"],
      ["an id that is taken", { side: "buy", price: 1, quantity: 1, id: 1 }, "duplicateOrderId"],
    ])("a participant's mistake is rejected, and no error: %s", async (_name, order, reason) => {
      const exchange = await place.create(ONE);
      await exchange.submit({ ...rest, id: 1 });
      const before = await exchange.book().depth();
      expect(await exchange.submit(order)).toMatchObject({ status: "rejected", reason, filled: 0, open: 0 });
      expect(await exchange.book().depth()).toEqual(before);
    });

    test("orders get ids that were not used", async () => {
      const exchange = await place.create(ONE);
      const ids = [
        (await exchange.submit(rest)).id,
        (await exchange.submit({ ...rest, id: 50 })).id,
        (await exchange.submit(rest)).id,
        (await exchange.submit({ ...rest, id: 9 })).id,
        (await exchange.submit(rest)).id,
      ];
      expect(ids).toEqual([1, 50, 51, 9, 52]);
    });

    test("an order is cancelled, reduced, replaced", async () => {
      const exchange = await place.create(ONE);
      const order = { id: (await exchange.submit(rest)).id };
      expect(await exchange.reduce(order, 3)).toMatchObject({ status: "resting", open: 7, filled: 0 });
      expect(await exchange.replace(order, { price: 105, quantity: 20 })).toMatchObject({
        status: "resting",
        open: 20,
      });
      expect(await exchange.cancel(order)).toMatchObject({
        status: "cancelled",
        reason: "requested",
        open: 0,
      });
      expect(await exchange.cancel(order)).toMatchObject({
        status: "rejected",
        reason: "unknownOrder",
        open: 0,
      });
    });

    test("a result names its order", async () => {
      const exchange = await place.create(FLOW_CONFIG);
      const order = await exchange.submit({ ...rest, symbol: "GLOBEX", account: 6 });
      expect(order).toMatchObject({ symbol: "GLOBEX", account: 6 });
      const view = await exchange.book("GLOBEX").order(order);
      expect(await exchange.reduce(order, 1)).toMatchObject({ open: 9 });
      expect(view && (await exchange.cancel(view))).toMatchObject({ status: "cancelled" });
      const misspelt = { id: order.id, acount: 6 };
      const error = await errorOf(() => exchange.cancel(misspelt), "INVALID_ARGUMENT");
      expect(error.message).toContain('did you mean "account"?');
    });

    test("a replaced order may trade, and a reduction may be the end", async () => {
      const exchange = await place.create(ONE);
      await exchange.submit({ ...rest, quantity: 4 });
      const { id } = await exchange.submit({ side: "buy", price: 90, quantity: 10 });
      expect(await exchange.replace({ id }, { price: 100, quantity: 10 })).toMatchObject({
        status: "partiallyFilled",
        filled: 4,
        open: 6,
      });
      expect(await exchange.reduce({ id }, 6)).toMatchObject({
        status: "cancelled",
        reason: "reducedToZero",
        open: 0,
      });
    });

    test("a rejected change says what is still open", async () => {
      const exchange = await place.create(ONE);
      const { id } = await exchange.submit(rest);
      expect(await exchange.reduce({ id }, 0)).toMatchObject({
        status: "rejected",
        reason: "invalidQuantity",
        open: 10,
      });
    });

    test("a trade through many levels is told in full", async () => {
      const exchange = await place.create(ONE);
      for (let index = 0; index < 300; index++)
        await exchange.submit({ side: "sell", price: 100 + index, quantity: 1 });
      const result = await exchange.submit({ side: "buy", price: 1000, quantity: 300 });
      expect(result.fills.map((fill) => fill.price)).toEqual(
        Array.from({ length: 300 }, (_, index) => 100 + index),
      );
      expect(result.events).toHaveLength(301);
    });

    test("decimals become ticks and lots exactly", async () => {
      const exchange = await place.create({
        instruments: [{ symbol: "ACME", tickSize: "0.05", lotSize: "0.001" }],
      });
      const { id } = await exchange.submit({ side: "buy", price: "-1.25", quantity: "0.5" });
      expect(await exchange.book().order({ id })).toMatchObject({ price: -25, quantity: 500 });
      const error = await errorOf(
        () => exchange.submit({ side: "buy", price: "101.26", quantity: 1 }),
        "INVALID_ARGUMENT",
      );
      expect(error.detail).toEqual({ below: "101.25", above: "101.30" });
      await errorOf(() => exchange.submit({ side: "buy", price: 1, quantity: "0.0005" }), "INVALID_ARGUMENT");
    });

    test("prices may have 64 bits", async () => {
      const exchange = await place.create(ONE);
      const price = 2n ** 63n - 1n;
      const { id } = await exchange.submit({ side: "sell", price, quantity: 1 });
      await exchange.submit({ side: "buy", price: price - 1n, quantity: 1 });
      expect(await exchange.book().order({ id })).toMatchObject({ ordersAhead: 0 });
      expect((await exchange.state()).liveOrders).toBe(2);
      expect(await exchange.submit({ side: "buy", price, quantity: 1 })).toMatchObject({ status: "filled" });
    });

    test.each<[string, object, RegExp]>([
      [
        "a misspelt key",
        { side: "buy", prize: 1, quantity: 1 },
        /order\.prize: is not known \(did you mean "price"\?\)/,
      ],
      ["no price", { side: "buy", quantity: 1 }, /order\.price: is missing/],
      ["another side", { side: "bid", price: 1, quantity: 1 }, /order\.side: must be one of buy, sell/],
      ["half a tick", { side: "buy", price: 1.5, quantity: 1 }, /order\.price: .*ticks are whole/],
      ["a negative quantity", { side: "buy", price: 1, quantity: -1 }, /order\.quantity/],
      [
        "a quantity as text that is none",
        { side: "buy", price: 1, quantity: "ten" },
        /"ten" is not a quantity/,
      ],
      ["an id beyond 2^53", { side: "buy", price: 1, quantity: 1, id: 2 ** 53 }, /order\.id/],
      [
        "an account that is no number",
        { side: "buy", price: 1, quantity: 1, account: "me" },
        /order\.account/,
      ],
      ["a flag that is no boolean", { side: "buy", price: 1, quantity: 1, postOnly: 1 }, /order\.postOnly/],
      [
        "a price of 65 bits",
        { side: "buy", price: 2n ** 63n, quantity: 1 },
        /order\.price: must be from -2\^63/,
      ],
    ])("what cannot be a command is an error: %s", async (_name, order, message) => {
      const exchange = await place.create(ONE);
      const error = await errorOf(() => exchange.submit(order as OrderRequest), "INVALID_ARGUMENT");
      expect(error.message).toMatch(message);
      expect((await exchange.state()).seq).toBe(0);
    });

    test("a time that goes back is an error, and nothing happened", async () => {
      const exchange = await place.create(ONE);
      await exchange.submit({ ...rest, timeNs: 10 });
      await errorOf(() => exchange.submit({ ...rest, timeNs: 9 }), "TIME_INVALID");
      expect(await exchange.state()).toMatchObject({ seq: 1, timeNs: 10, liveOrders: 1 });
      expect(await exchange.submit(rest)).toMatchObject({ seq: 2 });
    });
  });

  describe("books", () => {
    test("depth has both sides, the best first", async () => {
      const exchange = await place.create(ONE);
      for (const price of [99, 97, 98, 98]) await exchange.submit({ side: "buy", price, quantity: 5 });
      await exchange.submit({ side: "sell", price: 103, quantity: 4 });
      expect(await exchange.book().depth(2)).toEqual([
        { level: 0, bid: { price: 99, quantity: 5, orders: 1 }, ask: { price: 103, quantity: 4, orders: 1 } },
        { level: 1, bid: { price: 98, quantity: 10, orders: 2 }, ask: undefined },
      ]);
      expect(await exchange.book().depth()).toHaveLength(3);
    });

    test("an order knows its place in the queue", async () => {
      const exchange = await place.create(ONE);
      await exchange.submit({ side: "buy", price: 99, quantity: 5, account: 1, id: 1 });
      await exchange.submit({ side: "buy", price: 99, quantity: 6, account: 2, id: 1 });
      await exchange.submit({ side: "buy", price: 99, quantity: 7, account: 3, id: 1 });
      expect(await exchange.book().order({ account: 3, id: 1 })).toEqual({
        symbol: "ACME",
        id: 1,
        account: 3,
        side: "buy",
        price: 99,
        quantity: 7,
        displayedQuantity: 7,
        waiting: false,
        quantityAhead: 11,
        ordersAhead: 2,
      });
      expect(await exchange.book().order({ account: 4, id: 1 })).toBeUndefined();
    });

    test("each instrument has its own", async () => {
      const exchange = await place.create(FLOW_CONFIG);
      await exchange.submit({ symbol: "GLOBEX", side: "buy", price: 5, quantity: 1 });
      expect(await exchange.book("ACME").depth()).toEqual([]);
      expect(await exchange.book("GLOBEX").depth()).toHaveLength(1);
      expect(exchange.instruments.map(({ index, symbol }) => [index, symbol])).toEqual([
        [0, "ACME"],
        [1, "GLOBEX"],
      ]);
      await errorOf(() => exchange.submit({ side: "buy", price: 5, quantity: 1 }), "INVALID_ARGUMENT");
      const error = await errorOf(() => exchange.book("GLOBE").depth(), "INSTRUMENT_UNKNOWN");
      expect(error.message).toContain('did you mean "GLOBEX"?');
    });
  });

  describe("batches", () => {
    test("a batch says how many commands were applied and how many events they caused", async () => {
      const exchange = await place.create(ONE);
      const batch = pairs(10_000);
      const { records, read } = recorder();
      const result = await exchange.submitBatch(batch, read);
      expect(result).toEqual({ consumed: 20_000, events: 10_000 * EVENTS_PER_PAIR });
      expect(records).toHaveLength(result.events);
      expect(records.map((record) => record.seq)).toEqual(
        records.map((record) => record.seq).sort((a, b) => a - b),
      );
      expect(await exchange.state()).toMatchObject({ seq: 20_000, liveOrders: 0 });
    });

    test.each([1, 7, 4096])("the digest is the same in batches of %i", async (size) => {
      const commands = randomFlow(1, 20_000).bytes;
      const exchange = await place.create({ ...FLOW_CONFIG, eventBuffer: 1000 });
      let events = 0;
      const count = (waiting: EventCursor) => {
        events += waiting.length;
      };
      for (let at = 0; at < (size === 1 ? 1500 : 20_000); at += size) {
        const part = commands.subarray(at * 64, (at + size) * 64);
        const result = await exchange.submitBatch(part, at % 2 === 0 ? count : undefined);
        expect(result.consumed).toBe(part.length / 64);
      }
      const whole = await place.create(FLOW_CONFIG);
      await whole.submitBatch(size === 1 ? commands.subarray(0, 1500 * 64) : commands);
      expect(await exchange.digest()).toEqual(await whole.digest());
      expect(events).toBeGreaterThan(0);
    });

    test("the digest is that of the other places", async () => {
      const digests: RunDigest[] = [];
      for (const { create } of new Set([place, ...places])) {
        const exchange = await create(FLOW_CONFIG);
        await exchange.submitBatch(randomFlow(7, 5000));
        digests.push(await exchange.digest());
      }
      expect(digests[0]).toMatchObject({ commandCount: 5000 });
      for (const digest of digests) expect(digest).toEqual(digests[0]);
    });

    test("without a reader events wait, and what the buffer cannot hold is counted", async () => {
      const exchange = await place.create({ ...ONE, eventBuffer: 100 });
      const result = await exchange.submitBatch(pairs(500));
      const { records, read } = recorder();
      expect(await exchange.readEvents(read)).toBe(records.length);
      expect(records.length).toBeGreaterThan(0);
      expect(exchange.droppedEvents).toBe(result.events - records.length);
      expect(await exchange.readEvents(read)).toBe(0);
    });

    test("with onOverflow nothing is lost", async () => {
      const { records, read } = recorder();
      const exchange = await place.create({ ...ONE, eventBuffer: 100 }, { onOverflow: read });
      const result = await exchange.submitBatch(pairs(500));
      expect(records.length).toBeGreaterThan(0);
      await exchange.readEvents(read);
      expect(records).toHaveLength(result.events);
      expect(exchange.droppedEvents).toBe(0);
      expect(records.map((record) => record.seq)).toEqual(
        records.map((record) => record.seq).sort((a, b) => a - b),
      );
    });

    test("a buffer of one event is enough", async () => {
      const exchange = await place.create({ ...ONE, eventBuffer: 1 });
      const { records, read } = recorder();
      const { events } = await exchange.submitBatch(pairs(50), read);
      expect(records).toHaveLength(events);
    });

    test("the events of friendly calls wait too", async () => {
      const exchange = await place.create(ONE);
      await exchange.submit({ side: "buy", price: 1, quantity: 1, account: 9 });
      const { records, read } = recorder();
      expect((await exchange.submitBatch(pairs(1), read)).events).toBe(EVENTS_PER_PAIR);
      expect(records).toHaveLength(1 + EVENTS_PER_PAIR);
    });

    test("a sequence number that is not the next ends the batch there", async () => {
      const exchange = await place.create(ONE);
      const batch = new CommandBatch();
      const order = { kind: "new", side: "buy", price: 1, quantity: 1 } as const;
      for (let orderId = 1; orderId <= 3000; orderId++) batch.add({ ...order, orderId, seq: orderId });
      batch.add({ ...order, orderId: 3001, seq: 9999 });
      batch.add({ ...order, orderId: 3002 });
      const { records, read } = recorder();
      const error = await errorOf(() => exchange.submitBatch(batch, read), "SEQUENCE_MISMATCH");
      expect(error.consumed).toBe(3000);
      expect(records).toHaveLength(3000);
      expect(await exchange.state()).toMatchObject({ seq: 3000, liveOrders: 3000 });
      expect(
        await exchange.submitBatch(batch.clear().add({ ...order, orderId: 1, seq: 3001 })),
      ).toMatchObject({
        consumed: 1,
      });
    });

    test("a time that goes back ends the batch there, with no reader as with one", async () => {
      const exchange = await place.create({ ...ONE, eventBuffer: 10 });
      const batch = pairs(100);
      batch.add({ kind: "new", orderId: 999, side: "buy", price: 1, quantity: 1, timeNs: 5 });
      batch.add({ kind: "new", orderId: 1000, side: "buy", price: 1, quantity: 1, timeNs: 4 });
      const error = await errorOf(() => exchange.submitBatch(batch), "TIME_INVALID");
      expect(error.consumed).toBe(201);
      expect((await exchange.state()).seq).toBe(201);
    });

    test("bytes that are no records are an error", async () => {
      const exchange = await place.create(ONE);
      await errorOf(() => exchange.submitBatch(new Uint8Array(63)), "BUFFER_INVALID");
      await errorOf(() => exchange.submitBatch([1, 2, 3] as unknown as Uint8Array), "BUFFER_INVALID");
      expect(await exchange.submitBatch(new Uint8Array(0))).toEqual({ consumed: 0, events: 0 });
      expect(await exchange.submitBatch(new Uint8Array(64))).toEqual({ consumed: 1, events: 1 });
    });

    test("bytes may lie anywhere in their memory", async () => {
      const { bytes } = randomFlow(3, 2000);
      const aligned = await place.create(FLOW_CONFIG);
      await aligned.submitBatch(bytes);
      for (const offset of [1, 3, 4]) {
        const moved = new Uint8Array(bytes.byteLength + offset).subarray(offset);
        moved.set(bytes);
        const exchange = await place.create(FLOW_CONFIG);
        await exchange.submitBatch(moved);
        expect(await exchange.digest()).toEqual(await aligned.digest());
      }
    });

    test("a reader's error comes out, and the session goes on", async () => {
      const exchange = await place.create(ONE);
      const refuse = () => {
        throw new Error("no more, please");
      };
      await expect((async () => exchange.submitBatch(pairs(10), refuse))()).rejects.toThrow(
        "no more, please",
      );
      expect(await exchange.submitBatch(pairs(1))).toMatchObject({ consumed: 2 });
    });
  });

  describe("sessions", () => {
    test("two at once do not know of each other", async () => {
      const [one, other] = [
        await place.create(FLOW_CONFIG),
        await place.create({ ...FLOW_CONFIG, seed: 43 }),
      ];
      const flow = randomFlow(5, 4000).bytes;
      const middle = 2000 * 64;
      await one.submitBatch(flow.subarray(0, middle));
      await other.submitBatch(flow);
      await one.submitBatch(flow.subarray(middle));
      const [a, b] = [await one.digest(), await other.digest()];
      expect(a.events).toBe(b.events);
      expect(a.commands).not.toBe(b.commands);
      expect(a.value).not.toBe(b.value);
    });

    test("a seed of 53 bits is told apart from its neighbours", async () => {
      const digests = new Set<string>();
      for (const seed of [0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 2, 2 ** 53 - 1]) {
        const exchange = await place.create({ ...ONE, seed });
        expect(exchange.config.seed).toBe(seed);
        digests.add((await exchange.digest()).value);
      }
      expect(digests.size).toBe(7);
    });

    test("a configuration that is not valid is an error with a path", async () => {
      const error = await errorOf(() => place.create({ instruments: ["A", "A"] }), "CONFIG_INVALID");
      expect(error.detail).toMatchObject({ path: "instruments[1].symbol" });
    });

    test("a misspelt option is an error", async () => {
      const options = { onOverflw: () => undefined };
      const error = await errorOf(() => place.create(ONE, options as object), "INVALID_ARGUMENT");
      expect(error.message).toContain('options.onOverflw: is not known (did you mean "onOverflow"?)');
    });

    test("after dispose everything says so, and a second dispose does nothing", async () => {
      const exchange = await place.create(ONE);
      const book = exchange.book();
      await exchange.dispose();
      await exchange.dispose();
      for (const call of [
        () => exchange.submit({ side: "buy", price: 1, quantity: 1 }),
        () => exchange.cancel({ id: 1 }),
        () => exchange.submitBatch(pairs(1)),
        () => exchange.submitBatch(new Uint8Array(0)),
        () => exchange.readEvents(() => undefined),
        () => exchange.digest(),
        () => exchange.state(),
        () => book.depth(),
        () => book.order({ id: 1 }),
      ]) {
        await errorOf(call, "DISPOSED");
      }
    });
  });
});
