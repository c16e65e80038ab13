// A market view: against an exchange that is followed, against its tape, and against misuse. On both backends.

import { CommandBatch, Exchange, type Instrument, MarketByOrderEventCursor } from "@cift/engine";
import {
  loadData,
  type MarketView,
  marketView,
  readRecords,
  sessionData,
  TapeBatch,
} from "@cift/engine/data";
import { describe, expect, test } from "vitest";
import { FLOW_CONFIG, random, randomFlow } from "./support/flow.js";

const WINDOWS = {
  windowNs: 20_000,
  sessionNs: 300_000,
  sessionOffsetNs: 1_000,
  realisedAfterNs: 3_000,
  vpin: { bucketQuantity: 40, buckets: 5 },
  microprice: {},
  bars: { by: "volume", quantity: 500 },
  barWindow: 4,
} as const;

/** All numbers of a view. */
const numbersOf = (view: MarketView): Record<string, number> =>
  Object.fromEntries(view.fields.map((field) => [field, view.get(field)]));

/** The best levels of an exchange as a view tells them. */
const bestOf = (exchange: Exchange, { symbol }: Instrument) => {
  const { bestBid: bid, bestAsk: ask } = exchange.book(symbol);
  return { bid, ask };
};

/** Orders that stand in a book, with their places. */
const standing = (exchange: Exchange, symbol: string) =>
  (["buy", "sell"] as const)
    .flatMap((side) => exchange.book(symbol).orders(side, 10_000))
    .flatMap(({ id, account }) => exchange.book(symbol).order({ id, account }) ?? []);

describe.each(["native", "wasm"] as const)("%s", (backend) => {
  test("an exchange is followed: its books, and the place of every order", async () => {
    using exchange = await Exchange.create(FLOW_CONFIG, { backend });
    const views = await Promise.all(
      exchange.instruments.map(({ index: instrument }) => marketView({ backend, exchange, instrument })),
    );
    let compared = 0;
    const flow = randomFlow(3, 4_000).bytes;
    for (let part = 0; part < 20; part++) {
      const commands = flow.subarray(part * 200 * 64, (part + 1) * 200 * 64);
      exchange.submitBatch(commands);
      const events = exchange.events().toBytes();
      for (const [index, view] of views.entries()) {
        // Every other time without the commands: these orders are plain ones.
        if (part % 2 === 0) view.applyEvents(events);
        else view.applyEvents({ toBytes: () => events }, commands);
        const instrument = exchange.instruments[index] as Instrument;
        expect(view.best).toEqual(bestOf(exchange, instrument));
        expect(view.depth(50)).toEqual(exchange.book(instrument.symbol).depth(50));
        for (const { id, account, side, price, quantity, ...ahead } of standing(
          exchange,
          instrument.symbol,
        )) {
          const number = view.venueOrderId({ id, account });
          const { ordersAhead, quantityAhead } = ahead;
          const place = { orderId: number, orderIdBig: BigInt(number ?? 0), side, price, quantity };
          expect(view.queuePlace(number ?? 0)).toEqual({ ...place, ordersAhead, quantityAhead });
          expect(view.queue(side, price)[ordersAhead]).toEqual(view.queuePlace(number ?? 0));
          compared++;
        }
        expect(view.source).toBe("orders");
      }
    }
    expect(compared).toBeGreaterThan(1_000);
    for (const view of views) {
      expect(view.venueOrderId({ id: 2 ** 40 })).toBeUndefined();
      view.close();
    }
  });

  test("orders with more to them are followed with their commands", async () => {
    const instruments = [{ symbol: "ACME", profile: "nasdaq" }] as const;
    using exchange = await Exchange.create({ instruments }, { backend });
    using view = await marketView({ backend, exchange });
    const batch = new CommandBatch();
    const order = { kind: "new", side: "buy", price: 100, quantity: 50 } as const;
    batch.add({ ...order, orderId: 1, terms: { displayQuantity: 10 } });
    batch.add({ ...order, orderId: 2, hidden: true });
    batch.add({ ...order, orderId: 3, price: 110, terms: { trigger: "stop", offset: 120 } });
    batch.add({ ...order, orderId: 4, quantity: 7 });
    batch.add({ ...order, orderId: 5, side: "sell", quantity: 4, timeInForce: "ioc" });
    exchange.submitBatch(batch);
    view.applyEvents(exchange.events(), batch);
    expect(view.best).toEqual({ bid: exchange.book().bestBid, ask: undefined });
    expect(view.queue("buy", 100).map(({ orderId, quantity }) => [orderId, quantity])).toEqual([
      [1, 6],
      [4, 7],
    ]);
    expect(view.queuePlace(3)).toBeUndefined();
    expect(view.lastTrade).toMatchObject({ price: 100, quantity: 4, side: "sell" });
    expect([view.trades, view.sellVolume, view.buyVolume, view.vwap]).toEqual([1, 4, 0, 100]);
    // 7 more stood to buy behind the iceberg's 10, then 4 were sold.
    expect(view.orderFlow).toBe(3);
  });

  test("a session's events give the numbers of its tape, and so does the tape record by record", async () => {
    using exchange = await Exchange.create({ ...FLOW_CONFIG, eventBuffer: 65_536 }, { backend });
    const batch = randomFlow(5, 4_000);
    exchange.submitBatch(batch);
    const events = exchange.events().toBytes();
    const options = { ...WINDOWS, backend, exchange };
    using followed = await marketView(options);
    followed.applyEvents(events, batch);
    const { input, options: session } = sessionData(exchange, batch.bytes, events);
    const batches: TapeBatch[] = [];
    for await (const { batch: part } of readRecords(input, { ...session, backend })) batches.push(part);
    const wanted = { ...numbersOf(followed) };
    expect(wanted.trades).toBeGreaterThan(100);
    expect(wanted.vpin).toBeGreaterThan(0);
    expect(wanted.volatility_parkinson).toBeGreaterThan(0);
    for (const step of [1, 7, Number.POSITIVE_INFINITY]) {
      using view = await marketView(options);
      for (const part of batches)
        for (let from = 0; from < part.length; from += step)
          view.apply(part, from, Math.min(from + step, part.length));
      view.advance(followed.timeNs);
      expect(numbersOf(view), `${step}`).toEqual(wanted);
      view.fitMicroprice();
      followed.fitMicroprice();
      expect(numbersOf(view)).toEqual(numbersOf(followed));
    }
  });

  test("it stops before the first later record, and goes on from there", async () => {
    using exchange = await Exchange.create(FLOW_CONFIG, { backend });
    const commands = randomFlow(9, 1_000);
    exchange.submitBatch(commands);
    const { input, options } = sessionData(exchange, commands.bytes, exchange.events().toBytes());
    const next = random(1);
    for await (const { batch } of readRecords(input, { ...options, backend })) {
      const orders = new MarketByOrderEventCursor(batch.list("market_by_order"));
      using view = await marketView({ backend });
      expect(view.applyUntil(batch, -1)).toBe(0);
      let [from, timeNs] = [0, 0];
      while (from < batch.length) {
        from = view.applyUntil(batch, timeNs, from);
        let before = 0;
        for (let at = 0; at < orders.length; at++) {
          const { instrument, timeNs: when } = orders.at(at);
          if (instrument === 0 && when <= timeNs) before++;
        }
        const told = view.get("records");
        expect(told).toBeGreaterThanOrEqual(before);
        expect(view.timeNs).toBeLessThanOrEqual(timeNs);
        timeNs += next(40_000);
      }
      using whole = await marketView({ backend });
      expect(whole.applyUntil(batch, Number.POSITIVE_INFINITY)).toBe(batch.length);
      view.advance(whole.timeNs);
      expect(numbersOf(view)).toEqual(numbersOf(whole));
    }
  });

  test("times are kept apart beyond what floats hold exactly", async () => {
    const years = Array.from({ length: 20 }, (_, year) => `${2000 + year}-06-30,${year + 1},1`);
    const bytes = new TextEncoder().encode(["time,price,size", ...years, ""].join("\n"));
    const sixthNs = 1826n * 86_400_000_000_000n;
    for await (const { batch } of readRecords({ name: "years.csv", bytes }, { backend })) {
      using view = await marketView({ backend });
      expect(view.applyUntil(batch, sixthNs - 1n)).toBe(5);
      expect(view.applyUntil(batch, Number(sixthNs), 5)).toBe(6);
      view.advance(sixthNs + 10n ** 18n);
      expect(view.timeNs).toBe(Number(sixthNs + 10n ** 18n));
      expect(view.twap).toBeGreaterThan(5);
      expect(() => view.advance(-1)).toThrow("timeNs must be a whole number");
      expect(() => view.advance(0.5)).toThrow("timeNs must be a whole number");
    }
  });

  test("numbers are written for columns, and ids of 64 bits are exact", async () => {
    using view = await marketView({ backend });
    const target = new Float64Array(view.fields.length + 3);
    view.readInto(target, 3);
    expect(target[3 + view.fields.indexOf("mid")]).toBeNaN();
    expect(() => view.readInto(new Float64Array(3))).toThrow(RangeError);
    view.apply(new TapeBatch(oneOrder(2n ** 64n - 2n)));
    expect(view.queue("sell", -7n)).toEqual([view.queuePlace(2n ** 64n - 2n)]);
    expect(view.queue("sell", -7)[0]).toMatchObject({ orderIdBig: 2n ** 64n - 2n, price: -7, quantity: 3 });
    expect(view.queuePlace(2n ** 64n - 1n)).toBeUndefined();
    expect(view.levels("sell", Number.POSITIVE_INFINITY)).toEqual([{ price: -7, quantity: 3, orders: 1 }]);
    expect(view.levels("buy")).toEqual([]);
    expect([view.get("total_orders"), view.oddities.unknown]).toEqual([1, 0]);
  });

  test("misuse is told clearly", async () => {
    const data = await loadData(backend);
    expect(() => data.viewRun(0, 0, 0, 0)).toThrow("HANDLE_INVALID: 0 is not the handle of a view");
    await expect(marketView({ backend, levels: -1 })).rejects.toThrow("levels");
    await expect(marketView({ backend, windowNs: 0 })).rejects.toThrow("windowNs");
    await expect(marketView({ backend, bars: { by: "trades", count: 1 }, barWindow: 0 })).rejects.toThrow(
      "barWindow",
    );
    await expect(marketView({ backend, bars: { by: "trades", count: 1 }, epochNs: "today" })).rejects.toThrow(
      "epochNs",
    );
    await expect(marketView({ backend, vpin: { bucketQuantity: 0 } })).rejects.toThrow("vpin");
    const exchange = { instruments: [] };
    await expect(marketView({ backend, exchange })).rejects.toThrow("none is number 0");
    const view = await marketView({ backend });
    expect(() => view.applyEvents(new Uint8Array(64))).toThrow("exchange");
    expect(() => view.applyEvents(new Uint8Array(63))).toThrow("BUFFER_INVALID");
    expect(() => view.apply(new TapeBatch(new Uint8Array(64)))).toThrow("BUFFER_INVALID");
    const batch = new TapeBatch(oneOrder(1n));
    expect(() => view.apply(batch, 0, 2)).toThrow("a batch of 1 records has none from 0 to 2");
    expect(() => view.apply(batch, 0.5)).toThrow("from must be a whole number");
    expect(() => view.applyUntil(batch, Number.NaN)).toThrow("NaN");
    expect(() => view.queuePlace(2 ** 60)).toThrow("orderId");
    expect(() => view.queuePlace(-1)).toThrow("orderId");
    expect(() => view.levels("both" as "buy")).toThrow("side");
    expect(() => view.fitMicroprice()).toThrow("microprice");
    view.close();
    view.close();
    expect(() => view.mid).toThrow("DISPOSED");
    expect(() => view.apply(batch)).toThrow("DISPOSED");
  });
});

/** A batch of a new sell order of 3 at -7. */
function oneOrder(orderId: bigint): Uint8Array {
  const block = new Uint8Array(64 + 64 + 64);
  const head = new Uint32Array(block.buffer);
  head.set([1, 0, 0, 0, 0, 0, 0, 1, block.length]);
  head.set([0, 1], 16);
  const order = new MarketByOrderEventCursor(block.subarray(128)).at(0);
  Object.assign(order, { action: 1, side: 1, flags: 1, orderIdBig: orderId, price: -7, quantity: 3, seq: 1 });
  return block;
}
