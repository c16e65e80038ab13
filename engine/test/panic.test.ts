// A broken invariant: the session is dead and says what it was doing, the process lives, and a new backend works.

import { CommandBatch, type EngineBackend, Exchange, type LoadOptions, loadBackend } from "@cift/engine";
import { describe, expect, test } from "vitest";
import { runForJson } from "./support/children.js";
import { pairs } from "./support/flow.js";
import { errorOf } from "./support/places.js";

/** What both backends have for tests beyond the interface. */
interface Breakable extends EngineBackend {
  breakForTest(handle: number): void;
  panicForTest(handle: number): void;
}

/** Keeps the handle that the facade hides. */
async function spied(kind: "wasm" | "native", load?: LoadOptions) {
  const backend = (await loadBackend(kind, load)) as Breakable;
  let handle = 0;
  const watched = new Proxy(backend, {
    get(target, key) {
      if (key === "create") return (config: Uint8Array) => (handle = target.create(config));
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { backend, watched, handle: () => handle };
}

describe.each(["wasm", "native"] as const)("%s", (kind) => {
  test("every call of a broken session says why: seed, sequence and digest", async () => {
    const { backend, watched, handle } = await spied(kind);
    const exchange = await Exchange.create({ seed: 77, instruments: ["A"] }, { backend: watched });
    exchange.submitBatch(pairs(5));
    const digest = exchange.digest().value;
    const book = exchange.book();
    try {
      backend.breakForTest(handle());
    } catch {
      // WebAssembly traps there and then; native notices at the next call.
    }
    for (const call of [
      () => exchange.submitBatch(pairs(1)),
      () => exchange.submit({ side: "buy", price: 1, quantity: 1 }),
      () => exchange.digest(),
      () => exchange.state(),
      () => book.depth(),
      () => exchange.readEvents(() => undefined),
    ]) {
      const error = await errorOf(call, "ENGINE_PANIC");
      expect(error.detail).toEqual({ seed: 77, sequence: 10, digest });
      expect(error.message).toMatch(/an internal invariant broke.*the session is dead/);
      expect(error.message).toContain("broken on purpose");
    }
    exchange.dispose();
  });

  test("a new backend works, with the digest as ever", async () => {
    const { backend, watched, handle } = await spied(kind);
    const broken = await Exchange.create({ instruments: ["A"] }, { backend: watched });
    try {
      backend.breakForTest(handle());
    } catch {
      // As above.
    }
    await errorOf(() => broken.digest(), "ENGINE_PANIC");
    broken.dispose();
    const again = await Exchange.create({ instruments: ["A"] }, { backend: kind });
    again.submitBatch(pairs(100));
    const reference = await Exchange.create(
      { instruments: ["A"] },
      { backend: kind === "wasm" ? "native" : "wasm" },
    );
    reference.submitBatch(pairs(100));
    expect(again.digest()).toEqual(reference.digest());
    again.dispose();
    reference.dispose();
  });
});

test("wasm: the panic's own words are in the message", async () => {
  const { backend, watched, handle } = await spied("wasm");
  const exchange = await Exchange.create({ instruments: ["A"] }, { backend: watched });
  const error = await errorOf(() => backend.breakForTest(handle()), "ENGINE_PANIC");
  expect(error.message).toContain("broken on purpose");
  expect(error.cause).toBeInstanceOf(WebAssembly.RuntimeError);
  exchange.dispose();
});

test("wasm: instances of one's own do not share their end", async () => {
  const { readFile } = await import("node:fs/promises");
  const wasm = await readFile(new URL("../wasm/cift_wasm_bg.wasm", import.meta.url));
  const module = await WebAssembly.compile(wasm);
  const mine = await spied("wasm", { wasm: module });
  const broken = await Exchange.create({ instruments: ["A"] }, { backend: mine.watched });
  const other = await Exchange.create({ instruments: ["A"] }, { backend: "wasm" });
  await errorOf(() => mine.backend.breakForTest(mine.handle()), "ENGINE_PANIC");
  await errorOf(() => broken.state(), "ENGINE_PANIC");
  expect(other.submitBatch(new CommandBatch())).toEqual({ consumed: 0, events: 0 });
  other.dispose();
});

test("wasm: all sessions of a dead instance are dead", async () => {
  const { backend, watched, handle } = await spied("wasm");
  const neighbour = await Exchange.create({ instruments: ["A"] }, { backend });
  const broken = await Exchange.create({ seed: 5, instruments: ["A"] }, { backend: watched });
  await errorOf(() => backend.breakForTest(handle()), "ENGINE_PANIC");
  const error = await errorOf(() => neighbour.digest(), "ENGINE_PANIC");
  expect(error.detail).toMatchObject({ seed: 5 });
  neighbour.dispose();
  broken.dispose();
});

test("native: sessions beside a broken one go on", async () => {
  const { backend, watched, handle } = await spied("native");
  const neighbour = await Exchange.create({ instruments: ["A"] }, { backend });
  const broken = await Exchange.create({ instruments: ["A"] }, { backend: watched });
  backend.breakForTest(handle());
  await errorOf(() => broken.digest(), "ENGINE_PANIC");
  expect(neighbour.submitBatch(pairs(1)).consumed).toBe(2);
  neighbour.dispose();
  broken.dispose();
});

test("native: a panic in the binding is an error, the session is dead, and the process lives", async () => {
  const result = await runForJson(`
    import { loadBackend } from ENGINE;
    import { Exchange } from ENGINE;
    const backend = await loadBackend("native");
    let handle = 0;
    const create = backend.create.bind(backend);
    backend.create = (config) => (handle = create(config));
    const exchange = await Exchange.create({ instruments: ["A"] }, { backend });
    const codes = [];
    for (const call of [() => backend.panicForTest(handle), () => exchange.digest()]) {
      try {
        call();
      } catch (error) {
        codes.push(error.code, error.message.includes("panicked on purpose"));
      }
    }
    exchange.dispose();
    const next = await Exchange.create({ instruments: ["A"] }, { backend });
    console.log(JSON.stringify({ codes, seq: next.state().seq }));
  `);
  expect(result).toEqual({ codes: ["ENGINE_PANIC", true, "ENGINE_PANIC", true], seq: 0 });
});
