// The backends below the facade: numbers and bytes.

import {
  type BackendKind,
  type EngineBackend,
  EventCursor,
  LAYOUT_HASH,
  loadBackend,
  OrderCursor,
} from "@cift/engine";
import { beforeAll, describe, expect, test } from "vitest";
import { encodeConfig, resolveConfig } from "../src/config.js";
import { runForJson } from "./support/children.js";
import { pairs, randomFlow } from "./support/flow.js";
import { errorOf } from "./support/places.js";

const CONFIG = encodeConfig(resolveConfig({ instruments: ["ACME"] }));
const kinds: readonly BackendKind[] = ["wasm", "native"];

describe.each(kinds)("%s backend", (kind) => {
  let backend: EngineBackend;

  beforeAll(async () => {
    backend = await loadBackend(kind);
  });

  function digestOf(handle: number): string {
    const words = new Uint32Array(10);
    backend.digestInto(handle, words);
    return words.join();
  }

  test("is of this build", () => {
    expect(backend).toMatchObject({ kind, abiVersion: 1, layoutHash: LAYOUT_HASH, semanticsVersion: 2 });
  });

  test("is loaded once", async () => {
    expect(await loadBackend(kind)).toBe(backend);
  });

  test("handles are never zero, and dead ones are noticed", async () => {
    const first = backend.create(CONFIG);
    expect(first).toBeGreaterThan(0);
    backend.destroy(first);
    const second = backend.create(CONFIG);
    expect(second).not.toBe(first);
    for (const call of [
      () => backend.submit(first, new Uint8Array(64)),
      () => backend.submitRecord(first, new Int32Array(16), 0),
      () => backend.pendingEvents(first),
      () => backend.peekInto(first, 0, new Uint8Array(64)),
      () => backend.drainInto(first, new Uint8Array(64)),
      () => backend.eventCount(first),
      () => backend.advance(first, 1),
      () => backend.depthInto(first, 0, new Uint8Array(64)),
      () => backend.orderInto(first, 0, 0, 0, new Uint8Array(64)),
      () => backend.digestInto(first, new Uint32Array(10)),
      () => backend.stateInto(first, new Uint32Array(8)),
      () => backend.destroy(first),
    ]) {
      await errorOf(call, "HANDLE_INVALID");
    }
    backend.destroy(second);
  });

  test("a configuration that is none is an error", async () => {
    await errorOf(() => backend.create(new Uint8Array([0xc1])), "CONFIG_INVALID");
    await errorOf(() => backend.create(new Uint8Array(0)), "CONFIG_INVALID");
  });

  test("targets have to hold whole records", async () => {
    const handle = backend.create(CONFIG);
    for (const call of [
      () => backend.submit(handle, new Uint8Array(65)),
      () => backend.peekInto(handle, 0, new Uint8Array(65)),
      () => backend.drainInto(handle, new Uint8Array(65)),
      () => backend.depthInto(handle, 0, new Uint8Array(65)),
      () => backend.orderInto(handle, 0, 0, 0, new Uint8Array(0)),
      () => backend.digestInto(handle, new Uint32Array(9)),
      () => backend.stateInto(handle, new Uint32Array(7)),
      () => backend.submitRecord(handle, new Int32Array(16), 1),
      () => backend.submitRecord(handle, new Int32Array(16), -1),
      () => backend.submitRecord(handle, new Int32Array(16), Number.NaN),
    ]) {
      await errorOf(call, "BUFFER_INVALID");
    }
    await errorOf(() => backend.depthInto(handle, 1, new Uint8Array(64)), "INSTRUMENT_UNKNOWN");
    await errorOf(() => backend.orderInto(handle, 7, 0, 0, new Uint8Array(64)), "INSTRUMENT_UNKNOWN");
    backend.destroy(handle);
  });

  test("an error does not come back with a later call that has nothing to do", async () => {
    const handle = backend.create(CONFIG);
    const wrong = new Uint32Array(16);
    wrong[2] = 99;
    await errorOf(() => backend.submitRecord(handle, wrong, 0), "SEQUENCE_MISMATCH");
    expect(backend.submit(handle, new Uint8Array(0))).toBe(0);
    backend.destroy(handle);
  });

  test("one record at a time is the same as a batch", () => {
    const { bytes } = randomFlow(11, 3000);
    const whole = backend.create(CONFIG);
    for (let at = 0; at < bytes.length; ) {
      at += backend.submit(whole, bytes.subarray(at)) * 64;
      backend.advance(whole, backend.eventCount(whole));
    }
    const single = backend.create(CONFIG);
    const words = new Int32Array(bytes.buffer, 0, bytes.length / 4);
    for (let at = 0; at < words.length; ) {
      if (backend.submitRecord(single, words, at) === 1) at += 16;
      else backend.advance(single, backend.eventCount(single));
    }
    expect(digestOf(single)).toBe(digestOf(whole));
    backend.destroy(whole);
    backend.destroy(single);
  });

  test("submit stops when the event buffer is full, and nothing is lost", () => {
    const handle = backend.create(encodeConfig(resolveConfig({ instruments: ["ACME"], eventBuffer: 10 })));
    const { bytes } = pairs(100);
    const consumed = backend.submit(handle, bytes);
    expect(consumed).toBeLessThan(200);
    expect(backend.eventCount(handle)).toBeGreaterThanOrEqual(10);
    expect(backend.submit(handle, bytes.subarray(consumed * 64))).toBe(0);
    expect(backend.submitRecord(handle, new Int32Array(bytes.buffer), consumed * 16)).toBe(0);
    backend.advance(handle, backend.eventCount(handle));
    expect(backend.submit(handle, bytes.subarray(consumed * 64))).toBeGreaterThan(0);
    backend.destroy(handle);
  });

  test("events are looked at, drained and forgotten", () => {
    const handle = backend.create(CONFIG);
    backend.submit(handle, pairs(3).bytes);
    const all = new EventCursor(backend.pendingEvents(handle).slice());
    expect(all).toHaveLength(9);
    const seqs = Array.from({ length: 9 }, (_, index) => all.at(index).seq);
    const target = new Uint8Array(2 * 64);
    expect(backend.peekInto(handle, 7, target)).toBe(2);
    expect(new EventCursor(target).at(1).seq).toBe(seqs[8]);
    expect(backend.peekInto(handle, 8, target)).toBe(1);
    expect(backend.peekInto(handle, 9, target)).toBe(0);
    expect(backend.peekInto(handle, 99, target)).toBe(0);
    expect(backend.drainInto(handle, target)).toBe(2);
    expect(new EventCursor(target).at(0).seq).toBe(seqs[0]);
    backend.advance(handle, 3);
    expect(new EventCursor(backend.pendingEvents(handle)).at(0).seq).toBe(seqs[5]);
    backend.advance(handle, 1000);
    expect(backend.eventCount(handle)).toBe(0);
    expect(backend.pendingEvents(handle)).toHaveLength(0);
    backend.destroy(handle);
  });

  test("ids of 53 bits are found", () => {
    const handle = backend.create(CONFIG);
    const batch = pairs(1).clear();
    const orderId = 2 ** 53 - 1;
    batch.add({ kind: "new", orderId, side: "sell", price: -5, quantity: 2 ** 53 - 1, account: 2 ** 32 - 1 });
    backend.submit(handle, batch.bytes);
    const record = new Uint8Array(64);
    expect(backend.orderInto(handle, 0, 2 ** 32 - 1, orderId, record)).toBe(true);
    expect(new OrderCursor(record).at(0).toObject()).toMatchObject({
      orderId,
      price: -5,
      quantity: 2 ** 53 - 1,
    });
    expect(backend.orderInto(handle, 0, 2 ** 32 - 1, 2 ** 32 - 1, record)).toBe(false);
    backend.destroy(handle);
  });

  test("the engine's own defaults are those of the facade", async () => {
    const { Packr } = await import("msgpackr");
    const least = new Packr({ useRecords: false }).pack({ instruments: [{ symbol: "ACME" }] });
    const [theirs, ours] = [backend.create(least), backend.create(CONFIG)];
    expect(digestOf(theirs)).toBe(digestOf(ours));
    // How many events fit is no part of the digest.
    const { bytes } = pairs(5000);
    expect(backend.submit(theirs, bytes)).toBe(backend.submit(ours, bytes));
    backend.destroy(theirs);
    backend.destroy(ours);
  });

  test("memory may grow while sessions run and views are held", () => {
    const handle = backend.create(CONFIG);
    backend.submit(handle, pairs(2).bytes);
    const held = new EventCursor(backend.pendingEvents(handle));
    const large = resolveConfig({ instruments: ["ACME"], reserve: { orders: 2 ** 20 } });
    const others = Array.from({ length: 4 }, () => backend.create(encodeConfig(large)));
    // The old view shows the events, or nothing: never something else.
    try {
      expect(held.at(0).seq).toBe(1);
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
    }
    expect(new EventCursor(backend.pendingEvents(handle)).at(0).seq).toBe(1);
    expect(backend.submit(handle, pairs(5).bytes)).toBe(10);
    expect(backend.submitRecord(handle, new Int32Array(pairs(1).bytes.buffer), 16)).toBe(1);
    for (const other of others) backend.destroy(other);
    backend.destroy(handle);
  });

  test("there is an end to sessions, and room after it", async () => {
    const small = encodeConfig(
      resolveConfig({ instruments: ["A"], eventBuffer: 1, reserve: { orders: 0, pages: 0 } }),
    );
    const result = await runForJson(`
      import { loadBackend } from ENGINE;
      const backend = await loadBackend(${JSON.stringify(kind)});
      const config = Uint8Array.from(${JSON.stringify([...small])});
      const handles = [];
      let code;
      try {
        while (handles.length < 5000) handles.push(backend.create(config));
      } catch (error) {
        code = error.code;
      }
      const count = handles.length;
      backend.destroy(handles.pop());
      backend.create(config);
      console.log(JSON.stringify({ code, count }));
    `);
    expect(result).toEqual({ code: "HANDLE_INVALID", count: 4096 });
  });

  test("a message at a time allocates nothing", async () => {
    const { grown, messages } = (await runForJson(
      `
      import { loadBackend, CommandWriter, Exchange } from ENGINE;
      const exchange = await Exchange.create({ instruments: ["A"], eventBuffer: 100000 }, { backend: "${kind}" });
      const command = new CommandWriter();
      const run = (count) => {
        for (let i = 0; i < count; i++) {
          command.kind = 1;
          command.side = i & 1;
          command.orderId = i;
          command.price = 1000;
          command.quantity = 1;
          exchange.submitRecord(command);
        }
      };
      run(200000);
      gc();
      const before = process.memoryUsage().heapUsed;
      run(1000000);
      const grown = process.memoryUsage().heapUsed - before;
      console.log(JSON.stringify({ grown, messages: exchange.state().seq }));
    `,
      { flags: ["--expose-gc"] },
    )) as { grown: number; messages: number };
    expect(messages).toBe(1_200_000);
    // An object for each message would be 16 MB at least.
    expect(grown).toBeLessThan(1_000_000);
  });

  test("forgotten sessions are freed", async () => {
    const { code, made } = (await runForJson(
      `
      import { Exchange } from ENGINE;
      let made = 0, code = "none";
      try {
        // More than there can be at once.
        for (; made < 5000; made++) {
          await Exchange.create({ instruments: ["A"], reserve: { orders: 0, pages: 0 }, eventBuffer: 1 }, { backend: "${kind}" });
          if (made % 500 === 0) {
            gc();
            await new Promise((resolve) => setTimeout(resolve, 1));
          }
        }
      } catch (error) {
        code = error.code ?? String(error);
      }
      console.log(JSON.stringify({ code, made }));
    `,
      { flags: ["--expose-gc"] },
    )) as { code: string; made: number };
    expect({ code, made }).toEqual({ code: "none", made: 5000 });
  });
});
