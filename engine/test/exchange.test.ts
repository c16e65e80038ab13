// What only the exchange in this thread has: cursors in the engine's memory, one message at a time, parts of batches.

import {
  CommandBatch,
  CommandCursor,
  CommandWriter,
  DepthLevelCursor,
  EventCursor,
  type EventRecord,
  Exchange,
  loadBackend,
  type SessionConfig,
} from "@cift/engine";
import { describe, expect, onTestFinished, test } from "vitest";
import { encodeConfig, resolveConfig } from "../src/config.js";
import { EVENTS_PER_PAIR, FLOW_CONFIG, pairs, randomFlow } from "./support/flow.js";
import { errorOf } from "./support/places.js";

describe.each(["wasm", "native"] as const)("%s", (backend) => {
  async function create(config: Partial<SessionConfig> = {}, onOverflow?: (events: EventCursor) => void) {
    const options = onOverflow === undefined ? { backend } : { backend, onOverflow };
    const exchange = await Exchange.create({ instruments: ["ACME"], ...config }, options);
    onTestFinished(() => exchange.dispose());
    return exchange;
  }

  test.each([
    ["a writer", CommandWriter],
    ["a plain cursor", CommandCursor],
  ])("one message at a time, from %s, is the same as a batch", async (_name, Cursor) => {
    const { bytes } = randomFlow(21, 5000);
    const whole = await create(FLOW_CONFIG);
    whole.submitBatch(bytes);
    const single = await create(FLOW_CONFIG);
    const cursor = new Cursor(bytes);
    while (cursor.next()) single.submitRecord(cursor);
    expect(single.digest()).toEqual(whole.digest());
  });

  test("a plain cursor's command arrives with all of its 64 bits", async () => {
    const bytes = new Uint8Array(64);
    const command = new CommandCursor(bytes).at(0);
    command.kind = 1;
    command.quantity = 1;
    command.priceBig = -(2n ** 63n) + 1n;
    command.flags = 2 ** 32 - 1;
    command.account = 2 ** 32 - 1;
    command.paramBig = 2n ** 64n - 1n;
    command.orderIdBig = 2n ** 63n + 1n;
    const [one, two] = [await create(), await create()];
    one.submitRecord(command);
    two.submitBatch(bytes);
    expect(one.digest()).toEqual(two.digest());
  });

  test("a cursor that is at no command is an error", async () => {
    const exchange = await create();
    await errorOf(() => exchange.submitRecord(new CommandWriter(new Uint8Array(64))), "BUFFER_INVALID");
    expect(() => exchange.submitRecord(new CommandCursor(new Uint8Array(64)))).toThrow(RangeError);
  });

  test("messages overflow as batches do", async () => {
    const heard: number[] = [];
    const exchange = await create({ eventBuffer: 100 }, (events) => heard.push(events.length));
    const cursor = new CommandWriter(pairs(500).bytes);
    while (cursor.next()) exchange.submitRecord(cursor);
    const waiting = exchange.waitingEvents;
    expect(heard.length).toBeGreaterThan(10);
    expect(heard.reduce((sum, count) => sum + count, 0) + waiting).toBe(500 * EVENTS_PER_PAIR);
    expect(exchange.droppedEvents).toBe(0);
    exchange.submitBatch(pairs(500));
    while (exchange.waitingEvents < 100) exchange.submit({ side: "buy", price: 1, quantity: 1 });
    const before = heard.length;
    expect(exchange.submit({ side: "buy", price: 1, quantity: 1 })).toMatchObject({ status: "resting" });
    expect(heard.length).toBe(before + 1);
  });

  test("events as objects are taken one by one", async () => {
    const exchange = await create();
    exchange.submitBatch(pairs(2));
    const taken: EventRecord[] = [];
    for (const event of exchange.events()) {
      taken.push(event);
      if (taken.length === 4) break;
    }
    expect(exchange.waitingEvents).toBe(2);
    expect([...exchange.events()]).toHaveLength(2);
    expect(taken.map((event) => event.kind)).toEqual(["accepted", "accepted", "trade", "accepted"]);
  });

  test("events drain into a buffer of the caller", async () => {
    const exchange = await create();
    exchange.submitBatch(pairs(1));
    const target = new Uint8Array(2 * 64);
    expect(exchange.drainInto(target)).toBe(2);
    expect(new EventCursor(target).at(1).seq).toBe(2);
    expect(exchange.drainInto(target)).toBe(1);
    expect(exchange.drainInto(target)).toBe(0);
  });

  test("a part of a batch is applied as far as there is room for events", async () => {
    const exchange = await create({ eventBuffer: 50 });
    const { bytes } = pairs(200);
    let at = 0;
    let events = 0;
    while (at < bytes.length) {
      const consumed = exchange.submitPart(bytes.subarray(at));
      expect(consumed).toBeGreaterThan(0);
      at += consumed * 64;
      events += exchange.readEvents(() => undefined);
    }
    expect(events).toBe(200 * EVENTS_PER_PAIR);
    expect(exchange.droppedEvents).toBe(0);
  });

  test("while events are delivered the engine cannot be changed, and may be asked", async () => {
    const exchange = await create();
    let read = 0;
    exchange.submitBatch(pairs(3));
    for (const call of [
      () => exchange.submit({ side: "buy", price: 1, quantity: 1 }),
      () => exchange.submitBatch(new Uint8Array(64)),
      () => exchange.submitRecord(new CommandWriter()),
      () => exchange.readEvents(() => undefined),
      () => exchange.dispose(),
    ]) {
      exchange.submitBatch(pairs(1));
      let seen: Promise<unknown> = Promise.resolve();
      exchange.readEvents((events) => {
        seen = errorOf(call, "BUSY");
        expect(exchange.book().depth()).toEqual([]);
        expect(exchange.digest().eventCount).toBeGreaterThan(0);
        while (events.next()) read += 1;
      });
      await seen;
    }
    expect(read).toBe(exchange.digest().eventCount);
  });

  test("a reader's cursor survives the growth of memory", async () => {
    const exchange = await create();
    const loaded = await loadBackend(backend);
    exchange.submitBatch(pairs(50));
    const large = { instruments: ["B"], reserve: { orders: 2 ** 20 } } as const;
    const seqs: number[] = [];
    exchange.readEvents((events) => {
      while (events.next()) {
        seqs.push(events.seq);
        if (seqs.length === 75) {
          growMemory(loaded, large);
          exchange.state();
        }
      }
    });
    expect(seqs).toHaveLength(150);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
  });

  test("the cursor is of no use after the reader has returned", async () => {
    const exchange = await create();
    exchange.submitBatch(pairs(1));
    let kept = new EventCursor();
    exchange.readEvents((events) => {
      kept = events;
    });
    expect(kept).toHaveLength(0);
    expect(() => kept.at(0)).toThrow(RangeError);
  });

  test("an error of a reader that looks like one of the batch is left as it is", async () => {
    const exchange = await create();
    const other = await create();
    let calls = 0;
    const error = await errorOf(
      () =>
        exchange.submitBatch(pairs(10), () => {
          calls += 1;
          const wrong = new CommandBatch().add({ kind: "cancel", orderId: 1 });
          other.submitBatch(wrong.add({ kind: "cancel", orderId: 1, seq: 99 }));
        }),
      "SEQUENCE_MISMATCH",
    );
    expect({ calls, consumed: error.consumed }).toEqual({ calls: 1, consumed: 1 });
    expect(exchange.state().seq).toBe(20);
  });

  test("the best of a book, and what is between", async () => {
    const exchange = await create();
    const book = exchange.book();
    expect([book.bestBid, book.bestAsk, book.spread, book.mid]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    exchange.submit({ side: "buy", price: 98, quantity: 3 });
    expect([book.bestBid, book.bestAsk, book.spread, book.mid]).toEqual([
      { price: 98, quantity: 3, orders: 1 },
      undefined,
      undefined,
      undefined,
    ]);
    exchange.submit({ side: "sell", price: 101, quantity: 4 });
    expect([book.bestAsk, book.spread, book.mid]).toEqual([{ price: 101, quantity: 4, orders: 1 }, 3, 99.5]);
    expect(exchange.book()).toBe(book);
  });

  test("depth goes into bytes or under a cursor", async () => {
    const exchange = await create();
    for (let price = 1; price <= 5; price++) exchange.submit({ side: "buy", price, quantity: price });
    const bytes = new Uint8Array(3 * 64);
    expect(exchange.book().depthInto(bytes)).toBe(3);
    const cursor = new DepthLevelCursor(bytes);
    expect(cursor.at(2).bidPrice).toBe(3);
    const wide = new DepthLevelCursor();
    expect(exchange.book().depthInto(wide, 8)).toBe(5);
    expect(wide).toHaveLength(8);
    expect(wide.at(4).bidPrice).toBe(1);
    expect(wide.at(5).bidQuantity).toBe(0);
    expect(exchange.book().depthInto(wide)).toBe(5);
    await errorOf(() => exchange.book().depthInto(wide, -1), "INVALID_ARGUMENT");
    await errorOf(() => exchange.book().depth(2 ** 21), "INVALID_ARGUMENT");
  });

  test("using disposes", async () => {
    const kept = await (async () => {
      using exchange = await Exchange.create({ instruments: ["A"] }, { backend });
      return exchange;
    })();
    await errorOf(() => kept.state(), "DISPOSED");
  });
});

/** Starts large sessions until WebAssembly's memory has grown; native has nothing to grow. */
function growMemory(backend: Awaited<ReturnType<typeof loadBackend>>, config: SessionConfig): void {
  const handles = Array.from({ length: 8 }, () => backend.create(encodeConfig(resolveConfig(config))));
  for (const handle of handles) backend.destroy(handle);
}

describe("a batch of commands", () => {
  const order = { kind: "new", orderId: 1, side: "sell", price: 5, quantity: 1 } as const;

  test("grows, and keeps what it has", () => {
    const batch = new CommandBatch(1);
    for (let orderId = 0; orderId < 100; orderId++) batch.add({ ...order, orderId });
    const cursor = new CommandCursor(batch.bytes);
    expect(cursor).toHaveLength(100);
    for (let index = 0; index < 100; index++) expect(cursor.at(index).orderId).toBe(index);
  });

  test("is used again, and old fields do not shine through", () => {
    const batch = new CommandBatch(2).add({
      ...order,
      postOnly: true,
      timeInForce: "fok",
      orderType: "market",
    });
    batch.clear().add({ kind: "cancel", orderId: 9 });
    expect(batch.bytes).toHaveLength(64);
    expect(new CommandCursor(batch.bytes).at(0).toObject()).toMatchObject({
      kind: "cancel",
      orderId: 9,
      flags: 0,
      price: 0,
      timeInForce: "gtc",
    });
  });

  test("a field that does not fit adds nothing", () => {
    const batch = new CommandBatch(2).add(order);
    expect(() => batch.add({ ...order, quantity: -1 })).toThrow(RangeError);
    expect(() => batch.add({ ...order, orderId: 1.5 })).toThrow(RangeError);
    expect(batch).toHaveLength(1);
  });

  test("appended commands are written in place", () => {
    const batch = new CommandBatch();
    const command = batch.append();
    command.kind = 4;
    command.orderId = 77;
    expect(batch.append()).toBe(command);
    expect(new CommandCursor(batch.bytes).at(0).orderId).toBe(77);
    expect(new CommandCursor(batch.bytes).at(1).orderId).toBe(0);
  });

  test("has room for one command at least", async () => {
    await errorOf(() => new CommandBatch(0), "INVALID_ARGUMENT");
    await errorOf(() => new CommandBatch(1.5), "INVALID_ARGUMENT");
  });
});
