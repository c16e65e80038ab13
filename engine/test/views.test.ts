// Bars, measures and indicators through the facade: against plain computations, and the same on both backends.

import { BarCursor, CommandBatch, EventKind, Exchange, TickCursor } from "@cift/engine";
import {
  barMeasures,
  bars,
  convert,
  indicator,
  indicators,
  inspect,
  measures,
  readRecords,
  sessionData,
  sum,
  vwap,
} from "@cift/engine/data";
import { describe, expect, test } from "vitest";

/** A session with trades: a market around 100 that wanders. */
async function session() {
  const exchange = await Exchange.create({
    instruments: [{ symbol: "ACME", tickSize: "0.01" }],
    eventBuffer: 65_536,
  });
  const batch = new CommandBatch(20_000);
  let state = 12_345;
  const draw = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor(state / 65_536) % below; // the low bits of such a generator repeat soon
  };
  for (let id = 1; id <= 5_000; id++) {
    const middle = 10_000 + Math.round(20 * Math.sin(id / 200));
    const side = draw(2) === 0 ? "buy" : "sell";
    const price = middle + (side === "buy" ? -1 : 1) * (draw(12) - 3);
    batch.add({
      kind: "new",
      orderId: id,
      account: 1,
      side,
      price,
      quantity: 1 + draw(9),
      timeNs: id * 1_000_000,
    });
    if (draw(3) === 0)
      batch.add({ kind: "cancel", orderId: 1 + draw(id), account: 1, timeNs: id * 1_000_000 });
  }
  exchange.submitBatch(batch);
  return { exchange, commands: batch.bytes, events: exchange.events().toBytes() };
}

describe.each(["native", "wasm"] as const)("%s", (backend) => {
  test("a session's feed has its trades and its last quote", async () => {
    const { exchange, commands, events } = await session();
    const { input, options } = sessionData(exchange, commands, events);
    let volume = 0;
    let trades = 0;
    for await (const { batch } of readRecords(input, { ...options, backend })) {
      const ticks = new TickCursor(batch.list("ticks"));
      while (ticks.next()) {
        volume += ticks.quantity;
        trades++;
      }
    }
    const told = [...Array(events.length / 64).keys()].filter((at) => events[at * 64] === EventKind.trade);
    expect(trades).toBe(told.length);
    expect(trades).toBeGreaterThan(100);
    const made = await bars(input, { by: "time", intervalNs: 100_000_000 }, { ...options, backend });
    const cursor = new BarCursor(made.bars);
    let summed = 0;
    while (cursor.next()) {
      summed += cursor.volume;
      expect(cursor.low).toBeLessThanOrEqual(Math.min(cursor.open, cursor.close));
      expect(cursor.high).toBeGreaterThanOrEqual(Math.max(cursor.open, cursor.close));
    }
    expect(summed).toBe(volume);
    const { columns } = await measures(input, { ...options, backend, intervalNs: 5_000_000_000 });
    const book = exchange.book();
    const last = columns.time_ns.length - 1;
    expect(columns.bid[last]).toBe(book.bestBid?.price);
    expect(columns.ask[last]).toBe(book.bestAsk?.price);
    expect(columns.spread[last]).toBe((book.bestAsk?.price ?? 0) - (book.bestBid?.price ?? 0));
    const traded = [columns.buy_volume, columns.sell_volume].flatMap((column) => [...column]);
    expect(traded.reduce((sum, each) => sum + each, 0)).toBe(volume);
    const byBar = await barMeasures(input, {
      ...options,
      backend,
      bars: { by: "time", intervalNs: 100_000_000 },
      window: 5,
      bucketQuantity: 50,
    });
    const { close, volatility_close, vpin, kyle_lambda, amihud, volume: volumes } = byBar.columns;
    expect(volumes.reduce((sum, each) => sum + each, 0)).toBe(volume);
    const returns = [...close].slice(1).map((price, at) => Math.log(price / (close[at] ?? 0)));
    const at = close.length - 1;
    const lastFive = returns.slice(-5);
    const mean = lastFive.reduce((sum, each) => sum + each, 0) / 5;
    const variance = lastFive.reduce((sum, each) => sum + (each - mean) ** 2, 0) / 4;
    expect(volatility_close[at]).toBeCloseTo(Math.sqrt(variance), 12);
    expect(vpin[at]).toBeGreaterThan(0);
    expect(vpin[at]).toBeLessThanOrEqual(1);
    expect(kyle_lambda[at]).not.toBeNaN();
    expect(amihud[at]).toBeGreaterThan(0);
    exchange.dispose();
  });

  test("an indicator is what its definition says, and a wrong option is refused", async () => {
    const closes = Float64Array.from({ length: 50 }, (_, row) => 100 + ((row * 37) % 11));
    const { start, outputs } = await indicator("sma", [5], [closes], { backend });
    expect(start).toBe(4);
    outputs[0]?.forEach((value, row) => {
      const mean = closes.subarray(row, row + 5).reduce((sum, close) => sum + close, 0) / 5;
      expect(value).toBeCloseTo(mean, 10);
    });
    expect(
      await sum(
        Float64Array.from({ length: 1001 }, (_, at) => at),
        { backend },
      ),
    ).toBe(500_500);
    expect(await vwap(Float64Array.of(100, 200), Float64Array.of(3, 1), { backend })).toBe(125);
    expect(await vwap(Float64Array.of(100), Float64Array.of(0), { backend })).toBeUndefined();
    await expect(vwap(Float64Array.of(100), new Float64Array(), { backend })).rejects.toThrow(
      "INVALID_ARGUMENT",
    );
    await expect(indicator("sma", [0], [closes], { backend })).rejects.toThrow("INVALID_ARGUMENT");
    await expect(indicator("nothing", [], [closes], { backend })).rejects.toThrow("INVALID_ARGUMENT");
  });
});

test("a tape of a session has the same bytes natively and in WebAssembly, and is read back in both", async () => {
  const { exchange, commands, events } = await session();
  const { input, options } = sessionData(exchange, commands, events);
  const tape = async (backend: "native" | "wasm") => {
    const pieces: Uint8Array[] = [];
    await convert(input, (output) => void pieces.push(output), { ...options, backend, to: "cift" });
    return Buffer.concat(pieces);
  };
  const [native, wasm] = await Promise.all([tape("native"), tape("wasm")]);
  expect(wasm.equals(native)).toBe(true);
  for (const backend of ["native", "wasm"] as const) {
    const tapeInput = { name: "session.cift", bytes: new Uint8Array(native) };
    const { total, metadata } = await inspect(tapeInput, { backend });
    expect(total).toBeGreaterThan(5_000);
    expect(metadata.instruments[0]?.tickSize).toBe("0.01");
    const half = await inspect(tapeInput, { backend, fromNs: 2_500_000_000 });
    expect(half.firstTimeNs).toBeGreaterThanOrEqual(2_500_000_000);
    expect(half.total).toBeLessThan(total);
  }
  exchange.dispose();
});

test("all indicators give the same bits natively and in WebAssembly", async () => {
  const all = await indicators();
  expect(all.length).toBe(104);
  const column = (seed: number) =>
    Float64Array.from(
      { length: 120 },
      (_, row) => 50 + seed + 10 * ((((row + 1) * 7_919 * (seed + 1)) % 997) / 997),
    );
  let compared = 0;
  for (const { name, inputs, options } of all) {
    const columns = inputs.map((_, at) => column(at));
    const parameters = options.map((_, at) => 3 + at * 2);
    const run = (backend: "native" | "wasm") =>
      indicator(name, parameters, columns, { backend }).catch(String);
    const [native, wasm] = await Promise.all([run("native"), run("wasm")]);
    expect(bits(wasm), name).toEqual(bits(native));
    if (typeof native !== "string") compared++;
  }
  expect(compared).toBeGreaterThan(95);
});

/** NaN is one value: its bits are the host's. */
function bits(result: Awaited<ReturnType<typeof indicator>> | string) {
  if (typeof result === "string") return result;
  const words = result.outputs.map((output) => [
    ...new BigUint64Array(output.map((value) => (Number.isNaN(value) ? 0 : value)).buffer),
  ]);
  return { start: result.start, words };
}
