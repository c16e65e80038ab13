import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PriceBuckets } from "../src/workers/price-buckets.ts";
import { TRADE_FIELDS, TradeField, TradeRing } from "../src/workers/trade-ring.ts";

describe("the ring of trades", () => {
  it("gives the newest first, as many as it holds and as fit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(60), fc.nat(30), (capacity, trades, room) => {
        const ring = new TradeRing(capacity);
        for (let seq = 1; seq <= trades; seq++) ring.add(seq, seq * 10, seq % 2, seq + 100, seq + 200);
        const target = new Float64Array(room * TRADE_FIELDS);
        const count = ring.copyInto(target);
        expect(count).toBe(Math.min(capacity, trades, room));
        for (let index = 0; index < count; index++) {
          const seq = trades - index;
          const at = index * TRADE_FIELDS;
          expect([...target.subarray(at, at + TRADE_FIELDS)]).toEqual([
            seq,
            seq * 10,
            seq % 2,
            seq + 100,
            seq + 200,
          ]);
        }
      }),
    );
  });

  it("is empty after clear", () => {
    const ring = new TradeRing(4);
    ring.add(1, 1, 0, 1, 1);
    ring.clear();
    expect(ring.copyInto(new Float64Array(20))).toBe(0);
    ring.add(2, 1, 0, 1, 1);
    const target = new Float64Array(20);
    expect(ring.copyInto(target)).toBe(1);
    expect(target[TradeField.seq]).toBe(2);
  });
});

describe("the buckets of the price line", () => {
  const CAPACITY = 16;

  function copy(buckets: PriceBuckets) {
    const array = () => new Float64Array(CAPACITY);
    const points = { time: array(), low: array(), high: array(), mean: array() };
    return Array.from({ length: buckets.copyInto(points) }, (_, at) => ({
      time: points.time[at] ?? 0,
      low: points.low[at] ?? 0,
      high: points.high[at] ?? 0,
      mean: points.mean[at] ?? 0,
    }));
  }

  const trade = fc.record({
    gap: fc.nat(1000),
    price: fc.integer({ min: -500, max: 500 }),
    quantity: fc.integer({ min: 1, max: 50 }),
  });

  it("lose no extreme, keep the order of time, and never overflow", () => {
    fc.assert(
      fc.property(fc.array(trade, { minLength: 1, maxLength: 300 }), (trades) => {
        const buckets = new PriceBuckets(CAPACITY, 1);
        let time = 0;
        for (const { gap, price, quantity } of trades) {
          time += gap;
          buckets.add(time, price, quantity);
        }
        const points = copy(buckets);
        const prices = trades.map(({ price }) => price);
        expect(Math.min(...points.map(({ low }) => low))).toBe(Math.min(...prices));
        expect(Math.max(...points.map(({ high }) => high))).toBe(Math.max(...prices));
        expect(points.at(-1)?.time).toBe(time);
        for (const [at, point] of points.entries()) {
          expect(point.low).toBeLessThanOrEqual(point.mean + 1e-9);
          expect(point.high).toBeGreaterThanOrEqual(point.mean - 1e-9);
          if (at > 0) expect(point.time).toBeGreaterThan(points[at - 1]?.time ?? 0);
        }
      }),
    );
  });

  it("keep every trade apart while there is room, then weigh the prices by their quantities", () => {
    const buckets = new PriceBuckets(CAPACITY, 1);
    for (let time = 0; time < CAPACITY; time++) buckets.add(time, time * 2, 1 + (time % 2) * 3);
    expect(copy(buckets).map(({ mean }) => mean)).toEqual(Array.from({ length: CAPACITY }, (_, i) => i * 2));
    buckets.add(CAPACITY, 99, 1);
    expect(buckets.width).toBe(2);
    const points = copy(buckets);
    expect(points).toHaveLength(CAPACITY / 2 + 1);
    expect(points[0]).toEqual({ time: 1, low: 0, high: 2, mean: 1.6 });
  });

  it("stand a jump over a whole day", () => {
    const buckets = new PriceBuckets(CAPACITY, 1000);
    buckets.add(0, 1, 5);
    buckets.add(86_400e9, 2, 5);
    expect(copy(buckets).map(({ mean }) => mean)).toEqual([1, 2]);
    buckets.clear();
    expect(copy(buckets)).toEqual([]);
    buckets.add(1000, 3, 5);
    expect(copy(buckets)).toEqual([{ time: 1000, low: 3, high: 3, mean: 3 }]);
  });
});
